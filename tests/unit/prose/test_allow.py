"""Remarks of editors: what they cover, and what is said of bad ones."""

import pytest

from thymos.errors import Severity
from thymos.prose.allow import allows
from thymos.prose.desk import Chosen, Desk, Sheet
from thymos.prose.forms import Document

WRONG = "Velotide alpha-2 is FDA-approved."


def flags(page):
    """A rule of one word, so that these tests hang on no other."""
    for sentence in page.sentences:
        if "FDA-approved" in sentence.text:
            stretch = (0, len(sentence.text))
            yield page.finding(sentence, stretch, "approval", Severity.ERROR, "not so")


@pytest.fixture(autouse=True)
def rule(monkeypatch):
    monkeypatch.setattr("thymos.prose.check.RULES", (flags,))
    monkeypatch.setattr("thymos.prose.rules.asserted.check", lambda _page: iter(()))


@pytest.fixture
def look(dossier, judged):
    desk = Desk([(dossier, lambda: judged)])

    def examine(text, form="markdown"):
        return desk.check(Sheet("page.md", Document(text, form)))

    return examine


def rules(page):
    return [(finding.rule, finding.line) for finding in page.findings]


@pytest.mark.parametrize(
    "text",
    [
        f"{WRONG} <!-- thymos: allow a quotation -->\n",
        f"{WRONG} thymos: allow a quotation\n",
        f"<!-- thymos: allow a quotation -->\n{WRONG}\n",
        "<!-- thymos: allow a quotation -->\n\nVelotide alpha-2 is\nFDA-approved.\n",
        f"thymos: allow a quotation\n\n{WRONG}\n",
        f"# Title\r\n\r\n<!-- thymos: allow a quotation -->\r\n\r\n{WRONG}\r\n",
    ],
)
def test_a_finding_with_a_reason_is_kept_aside(look, text):
    page = look(text)
    assert rules(page) == []
    (allowed,) = page.allowed
    assert (allowed.finding.rule, allowed.reason) == ("approval", "a quotation")
    assert allowed.as_dict()["allowed"] == "a quotation"


def test_html(look):
    page = look(f"<p>{WRONG}</p> <!-- thymos: allow satire -->\n<p>{WRONG}</p>", "html")
    assert rules(page) == [("approval", 2)]
    page = look(f"<!-- thymos: allow satire -->\n<p>{WRONG}\nReally.</p>\n<p>{WRONG}</p>", "html")
    assert rules(page) == [("approval", 4)]


def test_it_reaches_no_further_than_its_block(look):
    page = look(f"<!-- thymos: allow satire -->\n\n{WRONG}\n\n{WRONG}\n")
    assert rules(page) == [("approval", 5)]


@pytest.mark.parametrize("reason", ["", " ", " REASON", " -->"])
def test_without_a_reason_it_silences_nothing(look, reason):
    page = look(f"{WRONG} <!-- thymos: allow{reason} -->\n")
    assert rules(page) == [("approval", 1), ("allow-without-reason", 1)]
    assert page.allowed == ()


def test_one_that_nothing_needs_is_noted(look):
    text = f"Velotide alpha-2 is a peptide. <!-- thymos: allow it is fine -->\n\n{WRONG}\n"
    assert rules(look(text)) == [("unused-allow", 1), ("approval", 3)]


def test_on_a_page_about_something_else_none_is_noted(look):
    assert rules(look("Water is wet. <!-- thymos: allow it is fine -->\n")) == []


@pytest.mark.parametrize("text", ["Write `thymos: allow REASON` so.", "```\nthymos: allow\n```"])
def test_code_is_no_remark(text):
    assert allows(Document(text, "markdown")) == ()


def test_an_endless_line_takes_no_time():
    assert len(allows(Document("thymos: allow " + "x " * 100_000, "text"))) == 1
    assert len(allows(Document("thymos: allow\n" * 5_000, "text"))) == 5_000


def test_only_chosen_rules_speak(dossier, judged):
    text = f"{WRONG} <!-- thymos: allow quoted -->\n\n{WRONG} <!-- thymos: allow -->\n"
    sheet = Sheet("page.md", Document(text, "markdown"))
    pairs = [(dossier, lambda: judged)]
    assert rules(Desk(pairs, Chosen(ignore=("approval",))).check(sheet)) == [
        ("allow-without-reason", 3)
    ]
    selected = Desk(pairs, Chosen(select=("approval",))).check(sheet)
    assert rules(selected) == [("approval", 3)]
    assert len(selected.allowed) == 1
