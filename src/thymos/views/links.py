"""Where a record is shown: paths from the root of the published site, and links out of it.

Every page is relative to the root, so that a site can be read from a folder, a stick or a
server alike; the door that renders a page adds the way back to the root.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from thymos.errors import UnknownRecord

if TYPE_CHECKING:
    from thymos.dossier.index import Dossier
    from thymos.records.source import Source

# Collections that are shown together on one page, each record under its own anchor.
_SHARED: tuple[tuple[str, str], ...] = (
    ("sources", "sources.html"),
    ("searches", "gaps.html"),
    ("gaps", "gaps.html"),
    ("compounds", "identity.html"),
    ("limits", "certificates.html"),
    ("statuses", "regulation.html"),
    ("cautions", "safety.html"),
    ("interactions", "safety.html"),
    ("adverse_events", "safety.html"),
    ("monitoring", "safety.html"),
    ("parameters", "parameters.html"),
    ("edges", "mechanism.html"),
    ("conflicts", "mechanism.html"),
    ("models", "mechanism.html"),
    ("regimens", "mechanism.html"),
    ("inquiries", "simulation.html"),
    ("anecdotes", "anecdotes.html"),
)
_OWN_PAGE = ("claims", "outcomes", "studies")
_FACT_PAGES: tuple[tuple[str, str], ...] = (
    ("identity", "identity.html"),
    ("pharmacokinetics", "parameters.html"),
    ("exposure", "parameters.html"),
    ("mechanism", "mechanism.html"),
    ("safety", "safety.html"),
    ("provenance", "sources.html"),
)
_REGISTRIES: tuple[tuple[str, str], ...] = (
    (r"NCT\d{8}", "https://clinicaltrials.gov/study/{}"),
    (r"CRD\d+", "https://www.crd.york.ac.uk/prospero/display_record.php?ID={}"),
)


@dataclass(frozen=True, slots=True)
class Link:
    """Words and where they lead; `href` is None where there is nowhere to go."""

    text: str
    href: str | None = None


def anchor(collection: str, record: str) -> str:
    """The id of a record's place on a shared page.

    >>> anchor("adverse_events", "rash")
    'adverse-events-rash'
    """
    return f"{collection.replace('_', '-')}-{record.replace('/', '-')}"


def path_of(dossier: Dossier, reference: str) -> str | None:
    """Where `kind:id` is shown, or None for a record that has no place on the site."""
    from thymos.dossier.index import collection_of

    kind, _, record = reference.partition(":")
    try:
        collection = collection_of(kind)
        found = dossier.get(collection, record)
    except UnknownRecord:
        return None
    if collection in _OWN_PAGE:
        return f"{collection}/{record}.html"
    if collection == "results":
        study, _, result = record.partition("/")
        return f"studies/{study}.html#result-{result}"
    if collection == "pools":
        return f"outcomes/{found.outcome}.html#{anchor('pools', record)}"
    if collection == "facts":
        return f"{dict(_FACT_PAGES)[found.theme]}#{anchor('facts', record)}"
    return f"{dict(_SHARED)[collection]}#{anchor(collection, record)}"


def place_name(code: str) -> str:
    """A jurisdiction in words; the code itself where the table does not know it.

    >>> place_name("US"), place_name("EU"), place_name("XQ")
    ('United States', 'European Union', 'XQ')
    """
    from thymos.tables import rows

    return next((r["name"] for r in rows("jurisdictions") if r["code"] == code), code)


def source_path(source: str) -> str:
    """Where a source is described."""
    return f"sources.html#{anchor('sources', source)}"


def outside(source: Source) -> tuple[Link, ...]:
    """A source's own addresses: DOI, PubMed, PubMed Central, registry, page.

    >>> from thymos.records.source import Source
    >>> outside(Source(id="a", kind="article", doi="10.1136/x", pmid="1"))[1].href
    'https://pubmed.ncbi.nlm.nih.gov/1/'
    """
    found = []
    if source.doi:
        found.append(Link(f"doi {source.doi}", f"https://doi.org/{source.doi}"))
    if source.pmid:
        found.append(
            Link(f"PubMed {source.pmid}", f"https://pubmed.ncbi.nlm.nih.gov/{source.pmid}/")
        )
    if source.pmcid:
        address = f"https://pmc.ncbi.nlm.nih.gov/articles/{source.pmcid}/"
        found.append(Link(source.pmcid, address))
    found += [registry(number) for number in source.identifiers]
    if source.url and source.url.startswith(("https://", "http://")):
        found.append(Link(_host(source.url), source.url))
    elif source.url:
        found.append(Link(source.url))
    return tuple(found)


def registry(number: str) -> Link:
    """A registry number, with its record's address where the registry is known.

    >>> registry("NCT00000001").href
    'https://clinicaltrials.gov/study/NCT00000001'
    >>> registry("docket 7").href is None
    True
    """
    for pattern, address in _REGISTRIES:
        if re.fullmatch(pattern, number):
            return Link(number, address.format(number))
    return Link(number)


def _host(url: str) -> str:
    return re.sub(r"^https?://(www\.)?", "", url).partition("/")[0]
