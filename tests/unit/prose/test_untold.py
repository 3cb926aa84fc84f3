"""What a page leaves out: null results, retractions, cautions of labels, and who gains."""

from datetime import date

import pytest

from thymos.dossier.read import read
from thymos.prose.entities import Lexicon
from thymos.prose.page import open_page
from thymos.prose.rules import omissions
from thymos.verdict.judge import judge_all


def trial(name: str, a: int, c: int, n: int, more: str = "") -> str:
    """A double-blind trial with n people a group."""
    return f"""\
id: {name}
name: {name.upper()}
design: randomised trial
blinding: double-blind
control: placebo
population: {{text: Adults with sepsis, condition: sepsis}}
arms:
  - {{id: drug, role: treated, text: velotide, randomised: {n}, analysed: {n}}}
  - {{id: placebo, role: control, text: saline, randomised: {n}, analysed: {n}}}
randomised: {2 * n}
analysed: {2 * n}
isolates: true
reports: [{{source: {name}-paper, role: primary}}]
risk_of_bias: {{tool: none, overall: not assessable, reason: Abstract only.}}
{more}
results:
  - id: death
    outcome: sepsis-death
    timepoint: day 28
    analysis_set: intention to treat
    counts: [{{arm: drug, events: {a}, n: {n}}}, {{arm: placebo, events: {c}, n: {n}}}]
    cites: [{{source: {name}-paper, level: abstract}}]
"""


TIED = """\
sponsor_tied:
  tied: true
  reason: Paid for by its seller.
  cites: [{source: glad-paper, level: abstract}]"""
FOLDER = {
    "dossier.yaml": """\
schema_version: 1
id: velotide
title: Velotide
subject: velotide
compiled: 2026-05-31
summary: A peptide that exists in tests only.
""",
    "theme.yaml": """\
compounds:
  - {id: velotide, name: Velotide, kind: peptide, role: subject, described: A peptide.,
     cites: [{source: label, level: primary}]}
sources:
  - {id: label, kind: label, issued: 2020}
  - {id: glad-paper, kind: article, issued: 2023-01-15}
  - {id: flat-paper, kind: article, issued: 2024-01-15}
  - {id: gone-paper, kind: article, issued: 2022-01-15,
     notices: [{kind: retraction, date: 2024-05-30, what: Its data could not be found., read: true,
       cites: [{source: label, level: primary}]}]}
outcomes:
  - {id: sepsis-death, name: Death by day 28, plain: dying within four weeks, condition: sepsis,
     timepoint: 28 days, better: lower, importance: patient-important}
cautions:
  - {id: pregnancy, population: pregnant women, whom: {traits: [pregnancy]}, strength: precaution,
     text: The label asks for care in pregnancy., basis: label,
     cites: [{source: label, level: primary}]}
  - {id: transplant, population: people with a transplant, whom: {traits: [transplant]},
     text: The label names transplants as a contraindication., strength: contraindicated,
     basis: label, cites: [{source: label, level: primary}]}
  - {id: theory, population: people with lupus, whom: {traits: [lupus]}, strength: theoretical,
     text: A theory., basis: theory, cites: [{source: label, level: primary}]}
""",
    "studies/glad.yaml": trial("glad", 40, 90, 600, TIED),
    "studies/flat.yaml": trial("flat", 60, 61, 300),
    "studies/gone.yaml": trial("gone", 10, 11, 50),
}
STORY = "Velotide is a peptide. In sepsis velotide was tested in GLAD."


@pytest.fixture(scope="module")
def left_out(tmp_path_factory):
    root = tmp_path_factory.mktemp("velotide")
    for name, text in FOLDER.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text, "utf-8")
    dossier = read(root, today=date(2026, 6, 1), cache=False)
    judged, lexicon = judge_all(dossier), Lexicon(dossier)

    def check(text, rule):
        found = omissions.check(open_page(text, dossier, judged, lexicon))
        return [f for f in found if f.rule == rule]

    return check


def test_a_page_that_names_only_the_trial_in_favour(left_out):
    (note,) = left_out("Velotide improves sepsis, as GLAD showed.", "omits-null-result")
    assert "FLAT" in note.reason
    assert "shows no benefit by itself" in note.reason
    assert note.severity.value == "note"


@pytest.mark.parametrize(
    "text",
    [
        "Velotide improves sepsis, as GLAD showed and FLAT did not.",
        "Velotide and sepsis: GLAD was its name.",
        "Velotide was sold as a sepsis cure.",
    ],
)
def test_no_null_result_is_asked_for(left_out, text):
    assert left_out(text, "omits-null-result") == []


def test_the_largest_is_asked_for_first(left_out):
    (note,) = left_out("Velotide was studied in sepsis.", "omits-largest-study")
    assert "GLAD" in note.reason
    assert "shows no benefit" not in note.reason


def test_a_retraction_that_is_not_mentioned(left_out):
    (note,) = left_out("Velotide in sepsis: see GONE, as corrected.", "omits-correction")
    assert "retraction of 2024-05-30" in note.reason
    assert left_out("Velotide in sepsis: GONE was retracted.", "omits-correction") == []


def test_cautions_of_the_label_where_safety_is_spoken_of(left_out):
    (note,) = left_out("Velotide is well tolerated.", "omits-caution")
    assert "pregnant women (precaution); people with a transplant (contraindicated)" in note.reason
    assert "lupus" not in note.reason
    assert note.sources == ("label",)
    (note,) = left_out("Velotide is safe. It was not studied in pregnancy.", "omits-caution")
    assert "pregnant" not in note.reason


@pytest.mark.parametrize(
    "text",
    [
        "Velotide is a peptide.",
        "Velotide is a peptide. Aspirin has side effects.",
        "Velotide is well tolerated; transplant and pregnancy are contraindications.",
    ],
)
def test_no_caution_is_asked_for(left_out, text):
    assert left_out(text, "omits-caution") == []


def test_transplant_free_survival_is_no_caution(left_out):
    (note,) = left_out(
        "Velotide is safe in pregnancy, says a study of transplant-free survival.", "omits-caution"
    )
    assert "transplant" in note.reason


def test_a_contraindication_told_as_a_theory(left_out):
    page = "Velotide is safe in pregnancy. For transplants, velotide is a theoretical concern."
    (note,) = left_out(page, "omits-caution")
    assert (note.found, note.expected) == (
        "theoretical", "The label names transplants as a contraindication."
    )  # fmt: skip
    assert left_out(f"{page} In transplants it must not be used.", "omits-caution") == []


def test_a_study_paid_by_the_seller(left_out):
    (note,) = left_out(STORY, "omits-interest")
    assert note.expected == "Paid for by its seller."
    assert left_out(f"{STORY} It was funded by its seller.", "omits-interest") == []
    assert left_out("Velotide in sepsis: FLAT.", "omits-interest") == []


SHOP = """\
Velotide was studied in sepsis. In sepsis velotide was given to many.
Velotide lowers deaths in sepsis, FLAT or not.
{}
"""


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("Buy now from our preferred vendor.", True),
        ("Explore the Peptide Master Course.", True),
        ("Add to cart: $49 per vial.", True),
        ("We do not sell anything.", False),
        ("Buy now. We earn a commission on sales.", False),
        ("That is all there is to say.", False),
    ],
)
def test_a_page_that_sells_while_it_informs(left_out, line, asked):
    assert len(left_out(SHOP.format(line), "omits-interest")) == asked


def test_a_shop_that_says_nothing_of_sepsis(left_out):
    assert left_out("Velotide 5 mg. Add to cart.", "omits-interest") == []


def test_a_page_that_only_mentions_the_subject_leaves_out_nothing(left_out):
    page = "Aspirin in sepsis. " * 60 + "Velotide is another. Aspirin is safe. Buy now."
    for rule in ("omits-largest-study", "omits-caution", "omits-interest"):
        assert left_out(page, rule) == []
