"""The pages on the molecule as files: what they hold, for a peptide, an extract, and neither."""

import json
import re

import pytest

from thymos.dossier.neighbours import neighbours
from thymos.dossier.read import locate, read
from thymos.site.build import build_site


@pytest.fixture(scope="module")
def sites(tmp_path_factory):
    root = tmp_path_factory.mktemp("sites")

    def built(name):
        dossier = read(locate(name))
        return build_site(dossier, (), root / name, neighbours(dossier)).out

    return {name: built(name) for name in ("thymulin", "thymalin", "bcg-tuberculosis")}


def text(folder, page):
    return (folder / page).read_text("utf-8")


def test_a_comparison_is_a_page_and_json(sites):
    page = text(sites["thymulin"], "comparison.html")
    told = json.loads(text(sites["thymulin"], "comparison.json"))
    assert [c["id"] for c in told["compounds"]] == ["thymulin", "thymosin-alpha-1"]
    for compound in told["compounds"]:
        assert compound["average"] in page
    assert page.count('role="img"') == 2 * len(told["alignments"])
    assert 'href="comparison.html"' in text(sites["thymulin"], "identity.html")


def test_an_extract_is_compared_and_not_weighed(sites):
    assert "an extract, a mixture without a single mass" in text(sites["thymalin"], "identity.html")
    assert "What a mass cannot show" not in text(sites["thymalin"], "identity.html")
    assert (sites["thymalin"] / "comparison.html").is_file()


def test_without_look_alikes_there_is_no_comparison_and_no_link_to_one(sites):
    assert not (sites["bcg-tuberculosis"] / "comparison.html").exists()
    assert not (sites["bcg-tuberculosis"] / "comparison.json").exists()
    assert "comparison.html" not in text(sites["bcg-tuberculosis"], "identity.html")


def test_the_card_draws_the_isotopes_with_their_table(sites):
    page = text(sites["thymulin"], "identity.html")
    assert page.count('class="isotopes ') == 2
    assert "858.3832 Da" in page
    assert len(re.findall(r'<th scope="row">\d\+</th>', page)) == 5


@pytest.mark.parametrize("name", ["thymulin", "thymalin"])
def test_ids_on_a_page_are_unique_and_links_within_it_lead_somewhere(sites, name):
    for page in ("comparison.html", "identity.html"):
        ids = re.findall(r' id="([^"]+)"', text(sites[name], page))
        assert len(ids) == len(set(ids)), page
        for href in re.findall(r'href="([^"#:]+\.html)#([^"]+)"', text(sites[name], page)):
            assert f'id="{href[1]}"' in text(sites[name], href[0]), (page, href)
