"""HTML of every page: structure, links, marks; and what templates may not do."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from thymos.site.render import TEMPLATES

VOID = ("meta", "link", "br", "hr", "img", "input", "path", "circle", "line", "rect", "use")


class Outline(HTMLParser):
    """Headings, ids, links and landmarks of a page; unclosed elements are remembered."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.headings: list[int] = []
        self.ids: list[str] = []
        self.hrefs: list[str] = []
        self.tags: list[str] = []
        self.open: list[str] = []
        self.tables: list[dict[str, int]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "a":
            self.hrefs.append(given["href"])
        if tag == "table":
            self.tables.append({"caption": 0, "scope": 0})
        if tag == "caption":
            self.tables[-1]["caption"] += 1
        if tag == "th":
            self.tables[-1]["scope"] += "scope" in given

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def outlines(site: Path) -> dict[Path, Outline]:
    return {page: Outline(page.read_text("utf-8")) for page in sorted(site.rglob("*.html"))}


def test_every_page_is_well_formed_with_one_main_heading(outlines):
    for page, outline in outlines.items():
        assert outline.open == [], page
        assert outline.headings.count(1) == 1, page
        assert len(set(outline.ids)) == len(outline.ids), page
        for tag in ("main", "header", "footer", "nav", "title"):
            assert tag in outline.tags, (page, tag)


def test_headings_never_skip_a_level(outlines):
    for page, outline in outlines.items():
        for above, below in zip(outline.headings, outline.headings[1:], strict=False):
            assert below <= above + 1, (page, outline.headings)


def test_tables_have_captions_and_headers(outlines):
    for page, outline in outlines.items():
        for table in outline.tables:
            assert table["caption"] == 1, page
            assert table["scope"] > 1, page


def test_every_internal_link_has_a_target(outlines):
    places = {page.resolve(): set(outline.ids) for page, outline in outlines.items()}
    for page, outline in outlines.items():
        for href in outline.hrefs:
            if href.startswith("http"):
                continue
            path, _, fragment = href.partition("#")
            target = (page.parent / path).resolve() if path else page.resolve()
            assert target.is_file(), (page, href)
            if fragment:
                assert fragment in places[target], (page, href)


def test_no_number_is_typed_in_a_template():
    """Outside tags and expressions a template holds words only (and the 3 of a heading)."""
    for template in TEMPLATES.glob("*.html"):
        text = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}", " ", template.read_text("utf-8"), flags=re.DOTALL)
        words = re.sub(r"<[^>]*>", " ", text)
        assert not re.findall(r"\d", words), template.name


def test_an_unverified_figure_is_marked_in_words(site):
    page = (site / "studies" / "tests.html").read_text("utf-8")
    row = re.search(r'<tr id="result-death-28d-hr-corrected".*?</tr>', page, re.DOTALL)
    assert row is not None
    assert "<b>Unverified:</b> unattributed lead, not evidence" in row.group()
    assert "No: the notice itself has not been read" in row.group()


def test_theory_is_marked_on_the_head_and_in_every_section(site):
    page = (site / "mechanism.html").read_text("utf-8")
    main = page[page.index("<main") : page.index("</main>")]
    assert "Everything on this page is theory, not evidence." in main.partition("<h2")[0]
    headings = re.findall(r"<h2[^>]*>(.*?)</h2>", main, re.DOTALL)
    assert headings
    assert all("Theory" in heading for heading in headings)


def test_parameters_are_a_report_never_a_recommendation(site):
    assert "A report, never a recommendation." in (site / "parameters.html").read_text("utf-8")


def test_anecdotes_are_labelled_one_by_one(site):
    page = (site / "anecdotes.html").read_text("utf-8")
    assert "These are not evidence." in page
    assert page.count('<span class="tag">Anecdote</span>') == 1


def test_every_page_says_as_of_when(outlines):
    for page in outlines:
        assert page.read_text("utf-8").count("20 November 2026") >= 2, page
