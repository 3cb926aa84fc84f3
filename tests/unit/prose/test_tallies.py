"""Totals of trials and people, and ranges of doses told as usual."""

from datetime import date

import pytest

from thymos.dossier.read import read
from thymos.prose.entities import Lexicon
from thymos.prose.page import open_page
from thymos.prose.rules import tallies, usual_dose
from thymos.verdict.judge import judge_all

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
facts:
  - {id: trials-review, about: trials-counted, text: A review counts more than 30 trials., low: 30,
     unit: trials, theme: exposure, cites: [{source: survey, level: secondary}]}
  - {id: trials-page, about: trials-counted, text: A page counts 80 and more., low: 80,
     unit: trials, theme: exposure, cites: [{source: page, level: page}]}
  - {id: patients-review, about: patients-counted, text: It counts more than 11000 people.,
     low: 11000, unit: people, theme: exposure, cites: [{source: survey, level: secondary}]}
parameters:
  - {id: one, given_by: a study of levels, population: nine volunteers, amount: 0.8 to 6.4 mg,
     cites: [{source: label, level: primary}]}
  - {id: two, given_by: a study of levels, population: healthy adults, amount: 2 to 4 mg,
     cites: [{source: label, level: primary}]}
  - {id: three, given_by: the label, population: chronic hepatitis, amount: 2 to 4 mg,
     cites: [{source: label, level: primary}]}
claims:
  - id: over-80
    text: More than 80 trials have studied it.
    kind: exposure
    test: {fact: {about: trials-counted, at_least: 80}}
  - id: range-is-standard
    text: Doses of 0.8 to 6.4 mg are the standard.
    kind: exposure
    grounds:
      - bears: contradicts
        says: Volunteers were given them.
        cites: [{source: label, level: primary}]
sources:
  - {id: label, kind: regulator, issued: 2020}
  - {id: survey, kind: review, issued: 2024}
  - {id: page, kind: page, issued: 2026}
""",
}


@pytest.fixture(scope="module")
def flags(tmp_path_factory):
    root = tmp_path_factory.mktemp("velotide")
    for name, text in FOLDER.items():
        (root / name).write_text(text, "utf-8")
    dossier = read(root, today=date(2026, 6, 1), cache=False)
    judged, lexicon = judge_all(dossier), Lexicon(dossier)
    return lambda rule, text: list(rule.check(open_page(text, dossier, judged, lexicon)))


@pytest.mark.parametrize(
    "text",
    [
        "Velotide has been studied in 80-plus clinical trials.",
        "Velotide has 80+ trials behind it.",
        "Velotide has been tested in more than 120 human trials and approved in 35 countries.",
    ],
)
def test_more_trials_than_anyone_counted(flags, text):
    (finding,) = flags(tallies, text)
    assert (finding.rule, finding.severity.value) == ("misquoted-number", "warning")
    assert (finding.expected, finding.claim) == (
        "A review counts more than 30 trials.", "over-80"
    )  # fmt: skip
    assert finding.sources == ("survey",)


def test_more_patients_than_anyone_counted(flags):
    (finding,) = flags(tallies, "Velotide was given to 250,000 patients.")
    assert finding.expected == "It counts more than 11000 people."


@pytest.mark.parametrize(
    "text",
    [
        "Velotide has been studied in more than 30 trials.",
        "Velotide has been studied in 40 trials with over 11,000 patients.",
        "Sellers say that velotide has 80-plus trials behind it.",
        "Velotide does not have 80 trials behind it.",
        "A review that included 80 trials looked at velotide.",
        "Velotide was compared with aspirin. Aspirin has 800 trials behind it.",
        "Velotide was studied in five trials.",
    ],
)
def test_counts_left_alone(flags, text):
    assert flags(tallies, text) == []


def test_a_range_of_volunteers_told_as_the_standard(flags):
    (finding,) = flags(usual_dose, "Velotide: standard dosing ranges from 0.8 to 6.4 mg.")
    assert (finding.rule, finding.severity.value, finding.claim) == (
        "overclaim", "warning", "range-is-standard"
    )  # fmt: skip
    assert finding.suggestion == "0.8 to 6.4 mg was given to nine volunteers (a study of levels)."


@pytest.mark.parametrize(
    "text",
    [
        "Velotide was given to volunteers in doses from 0.8 to 6.4 mg, the usual way.",
        "For velotide, 0.8 to 6.4 mg were tried once.",
        "For velotide, 0.8 to 6.4 mg is not the standard dose.",
        "The usual dose of velotide in hepatitis was 2 to 4 mg.",
        "Is 0.8 to 6.4 mg the standard dose of velotide?",
    ],
)
def test_ranges_left_alone(flags, text):
    assert flags(usual_dose, text) == []
