"""The five founding pages: their true errors are found, and little else is flagged.

The pages are third-party text and not in this repository: the folder that holds them is named by
THYMOS_PAGES, and without it nothing is tested here.
"""

import os
from pathlib import Path

import pytest

import thymos
from thymos.errors import Severity
from thymos.prose.check import check_file

PAGES = os.environ.get("THYMOS_PAGES")
# Ending of the page's name, line, rule, and the claim on record: errors that the pages make.
ERRORS = (
    ("1", 13, "misquoted-number", "trials-over-80"),
    ("2", 40, "outdated", "pancreatitis-larger-trials-pending"),
    ("3", 17, "peptide-length", "precursor-113-residues"),
    ("3", 31, "overclaim", "volunteer-doses-are-standard"),
)
# Other flags that are right: evidence called robust, and a vendor named as the preferred one.
RIGHT = (("1", 41), ("4", 3))
NOTES = (("3", 13, "superseded-number"), ("3", 35, "superseded-number"))
OMITTED = (
    ("0", "omits-largest-study", "TESTS"),
    ("0", "omits-caution", "suppressed on purpose"),
    ("1", "omits-largest-study", "Liu J 2021"),
    ("1", "omits-correction", "TESTS"),
    ("1", "omits-interest", "declares no interest"),
    ("2", "omits-largest-study", "TRACE"),
    ("2", "omits-largest-study", "Ciancio 2012"),
    ("2", "omits-correction", "TESTS"),
    ("3", "omits-caution", "a theory"),
    ("3", "omits-correction", "TESTS"),
    ("4", "omits-largest-study", "TESTS"),
    ("4", "omits-interest", "declares no interest"),
)
# One false flag in so many words.
WORDS = 1_000

pytestmark = pytest.mark.skipif(PAGES is None, reason="THYMOS_PAGES names no folder")


@pytest.fixture(scope="module")
def reports():
    opened = thymos.load("thymosin-alpha-1")
    files = sorted(Path(PAGES or "").glob("page-*.txt"))
    return {p.stem[-1]: check_file(p, opened.known, opened.judged, seconds=300) for p in files}


def test_all_five_are_there(reports):
    assert sorted(reports) == ["0", "1", "2", "3", "4"]


@pytest.mark.parametrize(("page", "line", "rule", "claim"), ERRORS)
def test_an_error_of_a_page_is_found(reports, page, line, rule, claim):
    flags = [f for f in reports[page].findings if f.severity is not Severity.NOTE]
    assert (line, rule, claim) in [(f.line, f.rule, f.claim) for f in flags]
    assert all(f.reason and f.sources for f in flags if f.line == line and f.rule == rule)


@pytest.mark.parametrize(("page", "line", "rule"), NOTES)
def test_a_superseded_figure_is_a_note(reports, page, line, rule):
    notes = [f for f in reports[page].findings if f.severity is Severity.NOTE]
    assert (line, rule) in [(f.line, f.rule) for f in notes]


@pytest.mark.parametrize(("page", "rule", "words"), OMITTED)
def test_an_omission_is_listed(reports, page, rule, words):
    assert any(f.rule == rule and words in f.reason for f in reports[page].omissions)


def test_few_false_flags(reports):
    right = {(page, line) for page, line, _, _ in ERRORS} | set(RIGHT)
    flagged = {
        (page, f.line, f.text)
        for page, report in reports.items()
        for f in report.findings
        if f.severity is not Severity.NOTE
    }
    false = sorted((page, line) for page, line, _ in flagged if (page, line) not in right)
    words = sum(len(p.read_text("utf-8").split()) for p in Path(PAGES or "").glob("page-*.txt"))
    assert len(false) * WORDS <= words, false
