"""Every record has a place on the site, and sources have addresses of their own."""

import pytest

from thymos.records.schema import KINDS
from thymos.records.source import Source, SourceKind
from thymos.views.contents import pages
from thymos.views.links import outside, path_of, registry


def test_every_record_is_shown_somewhere(reading):
    known = {page.path for page in pages(reading)}
    for kind in KINDS:
        records = reading.dossier.collection(kind.collection)
        assert records, f"the excerpt lacks {kind.collection}"
        for record in records:
            path = path_of(reading.dossier, f"{kind.collection}:{record}")
            assert path is not None
            assert path.partition("#")[0] in known


@pytest.mark.parametrize(
    ("reference", "path"),
    [
        ("result:etass/death-28d", "studies/etass.html#result-death-28d"),
        ("pool:gu-2025-all", "outcomes/sepsis-death-28d.html#pools-gu-2025-all"),
        ("fact:tmax", "parameters.html#facts-tmax"),
        ("adverse-event:local", "safety.html#adverse-events-local"),
        ("claim:no-such", None),
        ("nonsense:x", None),
    ],
)
def test_a_reference_leads_to_its_place(reading, reference, path):
    assert path_of(reading.dossier, reference) == path


def test_a_source_is_found_by_its_own_numbers():
    source = Source(
        id="a",
        kind=SourceKind.ARTICLE,
        doi="10.1136/bmj.r1098",
        pmid="40447307",
        pmcid="PMC1",
        identifiers=("NCT00711620", "docket FDA-2024-N-4777"),
        url="https://www.example.org/paper?id=1",
    )
    assert [(link.text, link.href) for link in outside(source)] == [
        ("doi 10.1136/bmj.r1098", "https://doi.org/10.1136/bmj.r1098"),
        ("PubMed 40447307", "https://pubmed.ncbi.nlm.nih.gov/40447307/"),
        ("PMC1", "https://pmc.ncbi.nlm.nih.gov/articles/PMC1/"),
        ("NCT00711620", "https://clinicaltrials.gov/study/NCT00711620"),
        ("docket FDA-2024-N-4777", None),
        ("example.org", "https://www.example.org/paper?id=1"),
    ]


def test_an_address_that_is_no_web_address_is_shown_and_not_linked():
    source = Source(id="a", kind=SourceKind.PAGE, url="javascript:alert(1)")
    assert [link.href for link in outside(source)] == [None]


def test_a_registry_number_must_fit_to_be_linked():
    assert registry("NCT123").href is None
