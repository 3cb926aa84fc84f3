"""The check on labelled sentences, with floors just under what was measured.

Every sentence here was in sight while the rules were written: this guards what was reached,
and proves nothing about other pages.
"""

from pathlib import Path

import pytest

import thymos
from benchmarks.check_prose import by_kind, load, run, score
from thymos.errors import Severity
from thymos.prose.check import check_text

HERE = Path(__file__).parent

# kind: the share of its sentences that is flagged now, less one sentence.
RECALL = (
    ("us_status", 5 / 7),
    ("identity_conflation", 5 / 6),
    ("misquoted_number", 9 / 18),
    ("sepsis_settled", 4 / 6),
    ("covid", 4 / 7),
)


@pytest.fixture(scope="module")
def opened():
    return thymos.load()


@pytest.fixture(scope="module")
def outcomes(opened):
    return run(load(), opened)


@pytest.mark.long
@pytest.mark.slow
def test_no_true_sentence_is_flagged(outcomes):
    assert [o.item["text"] for o in outcomes if o.flagged and not o.item["flag"]] == []


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.parametrize(("kind", "floor"), RECALL)
def test_the_kinds_that_it_covers_are_found(outcomes, kind, floor):
    assert by_kind(outcomes)[kind].recall >= floor


@pytest.mark.long
@pytest.mark.slow
def test_it_finds_more_than_a_third_of_all_kinds(outcomes):
    assert score(outcomes).recall >= 0.35


def flagged(text, opened):
    report = check_text(text, opened.known, opened.judged)
    return [f for f in report.findings if f.severity is not Severity.NOTE]


@pytest.mark.parametrize("line", (HERE / "true.txt").read_text("utf-8").splitlines())
def test_a_true_or_hedged_sentence_is_silent(opened, line):
    assert flagged(line, opened) == []


@pytest.mark.parametrize("line", (HERE / "wrong.txt").read_text("utf-8").splitlines())
def test_a_wrong_sentence_is_flagged_with_a_source_and_a_true_wording(opened, line):
    (finding, *_) = flagged(line, opened)
    assert finding.sources or "untested" in finding.reason
    assert finding.suggestion
    assert all(source in opened.known.sources for source in finding.sources)


def test_a_vote_known_only_from_weightless_sources_is_no_error(opened):
    text = "In December 2024, FDA advisers voted in favor of listing thymosin alpha-1."
    (finding,) = check_text(text, opened.known, opened.judged).findings
    assert finding.severity is Severity.WARNING
    assert "none of them has weight" in finding.reason
