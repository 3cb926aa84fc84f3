"""What a page asserts: the class is learned, the licence is looked up in the records."""

import numpy as np
import pytest

import thymos
from thymos.errors import Severity
from thymos.prose.check import check_text
from thymos.prose.frames.model import model
from thymos.prose.frames.reader import reader
from thymos.prose.frames.wordpiece import Vocabulary
from thymos.prose.licence import Degree, degree
from thymos.prose.rulebook import RULEBOOK
from thymos.prose.rules import asserted

DOSSIERS = {
    "thymosin-alpha-1": "Thymosin alpha-1",
    "magnesium-myocardial-infarction": "Intravenous magnesium",
    "streptokinase-myocardial-infarction": "Streptokinase",
    "hydroxychloroquine-covid-19": "Hydroxychloroquine",
    "bcg-tuberculosis": "The BCG vaccine",
}


@pytest.fixture(scope="module")
def opened():
    found = {name: thymos.load(name) for name in DOSSIERS}
    assert all(one.judged for one in found.values())
    return found


def rules(opened, dossier, text):
    one = opened[dossier]
    report = check_text(text, one.known, one.judged)
    return {f.rule for f in report.findings if f.severity is not Severity.NOTE}


@pytest.mark.parametrize(
    ("dossier", "text", "flagged"),
    [
        # One sentence, three verdicts: supported, not supported, not supported.
        ("streptokinase-myocardial-infarction", "{} saves lives after a heart attack.", False),
        ("magnesium-myocardial-infarction", "{} saves lives after a heart attack.", True),
        ("hydroxychloroquine-covid-19", "{} saves lives in COVID-19.", True),
        # Supported, and yet not always and for everyone.
        ("streptokinase-myocardial-infarction",
         "{} saves every patient with a heart attack, without fail.", True),
        # Probable: said plainly, and said as certain.
        ("bcg-tuberculosis", "{} lowers the risk of tuberculosis.", False),
        ("bcg-tuberculosis", "{} is proven to prevent tuberculosis in every child.", True),
        # Another condition than the dossier's.
        ("hydroxychloroquine-covid-19", "{} keeps lupus under control.", False),
        ("thymosin-alpha-1", "{} heals Lyme disease and leaky gut.", True),
    ],
)  # fmt: skip
def test_the_records_decide_what_may_be_said(opened, dossier, text, flagged):
    assert bool(rules(opened, dossier, text.format(DOSSIERS[dossier]))) is flagged


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Our customers keep winter bugs away with thymosin alpha-1.", "booster"),
        ("Thymosin alpha-1 makes you younger and longer-lived.", "anti-ageing"),
        ("Thymosin alpha-1 is safe for everybody, at any dose.", "absolute-safety"),
        ("Inject thymosin alpha-1 twice a week for two months.", "dosing-advice"),
        ("Our research-grade thymosin alpha-1 is as good as the pharmacy product.", "sourcing"),
        ("Thymosin alpha-1 was never tested in any randomised trial.", "contradicts"),
    ],
)
def test_each_sort_of_statement_has_its_rule(opened, text, rule):
    assert rule in rules(opened, "thymosin-alpha-1", text)


@pytest.mark.parametrize(
    "text",
    [
        "Thymosin alpha-1 has not been shown to keep winter bugs away.",
        "Does thymosin alpha-1 save lives in sepsis?",
        "Sellers claim that thymosin alpha-1 makes you younger; no trial has tested that.",
        "In ETASS, patients were given 1.6 mg of thymosin alpha-1 twice a day.",
        "Thymosin alpha-1 binds toll-like receptor 9 on dendritic cells.",
        "Dexamethasone saves lives in severe COVID-19. Thymosin alpha-1 is another matter.",
        "# Myths\n\nThymosin alpha-1 keeps you young.",
        "> Thymosin alpha-1 cures sepsis.",
        "Ask your doctor before you use thymosin alpha-1.",
    ],
)
def test_denied_asked_attributed_reported_and_other_statements_are_silent(opened, text):
    assert rules(opened, "thymosin-alpha-1", text) == set()


def test_every_class_has_a_rule_with_words():
    known = {row.id for row in RULEBOOK}
    assert {kind.rule for kind in asserted.KINDS} <= known
    assert {kind.frame for kind in asserted.KINDS} | {"fair"} == set(reader().classes)
    assert set(model().classes) == set(reader().classes)


@pytest.mark.slow
def test_a_sentence_is_read_alike_alone_and_among_others(monkeypatch):
    monkeypatch.setattr("thymos.prose.frames.reader.TOGETHER", 3)
    texts = [f"xsubject helps {'very ' * n}much in xcondition." for n in range(7)]
    together = reader()._shares(texts)
    alone = np.vstack([reader()._shares([text]) for text in texts])
    assert np.allclose(together, alone, atol=1e-4)
    assert np.allclose(together.sum(axis=1), 1, atol=1e-5)


def test_what_was_read_is_remembered_and_the_same():
    text = "xsubject keeps colds away from healthy people."
    first = reader().shares([text, text])
    assert np.array_equal(first[0], first[1])
    assert np.allclose(first, reader()._shares([text, text]), atol=1e-5)


def test_pieces_of_words():
    vocabulary = Vocabulary({"[UNK]": 0, "[CLS]": 1, "[SEP]": 2, "cur": 3, "##es": 4, "!": 5})
    assert vocabulary.ids("cures!") == [1, 3, 4, 5, 2]
    assert vocabulary.ids("xyz") == [1, 0, 2]
    assert vocabulary.ids("") == [1, 2]
    assert len(vocabulary.ids("cures " * 500, most=10)) == 10


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("it helps", Degree.PLAINLY),
        ("it is proven to help", Degree.FIRMLY),
        ("it cures every patient", Degree.ABSOLUTELY),
        ("it always works", Degree.ABSOLUTELY),
    ],
)
def test_degrees(text, expected):
    assert degree(text) is expected


def test_a_class_of_its_words_can_be_explained():
    told = model().because("xsubject keeps colds away from healthy people.", "booster")
    assert told
    assert all(isinstance(word, str) for word in told)


def test_what_is_not_sure_is_left_as_a_question(opened):
    """Between the two thresholds a sentence is no finding, and may be asked about."""
    from thymos.prose.entities import Lexicon
    from thymos.prose.page import open_page

    one = opened["thymosin-alpha-1"]
    text = "Thymosin alpha-1 cures sepsis. Thymosin alpha-1 is a peptide. It was made in 1977."
    page = open_page(text, one.known, one.judged, Lexicon(one.known))
    asked = {question.abstained.span for question in asserted.questions(page)}
    found = {finding.text for finding in asserted.check(page)}
    assert found
    assert not asked & found


def test_a_denial_of_trials_names_the_largest_and_its_source():
    opened = thymos.load("bcg-tuberculosis")
    text = "# BCG\n\nBCG has never been tested in a randomised trial against tuberculosis."
    findings = check_text(text, opened.known, opened.judged).findings
    (told,) = [f for f in findings if f.rule == "contradicts"]
    assert "for one" in told.reason
    assert told.sources
