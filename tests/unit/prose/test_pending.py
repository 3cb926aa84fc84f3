"""Large trials told as still to come, when one has reported."""

import pytest

from thymos.prose.entities import Lexicon
from thymos.prose.page import open_page
from thymos.prose.rules import pending

LIST = """\
What velotide alpha-2 was studied in:

- Sepsis and critical illness
- Early studies of velotide alpha-2 look good, but larger trials are still emerging.
"""
OVERTAKEN = (
    "In sepsis, velotide alpha-2 looks good, but larger trials are still under way.",
    "Large randomised trials of velotide alpha-2 in sepsis are pending. ",
    "Sepsis doctors use velotide alpha-2 and are still waiting for the first large trial.",
    "Velotide alpha-2 in sepsis: a large randomised trial has not yet been done.",
    "Velotide alpha-2 is used in sepsis, and we all wait: still awaiting a first sizeable trial.",
    "Sepsis doctors who use velotide alpha-2 are still waiting on the big Alpine placebo trial.",
    LIST,
)
LEFT_ALONE = (
    "In sepsis, larger trials of velotide alpha-2 are needed.",
    "In asthma, larger trials of velotide alpha-2 are still emerging.",
    "As of 2019, large trials of velotide alpha-2 in sepsis were pending.",
    "As of 2019, large trials of velotide alpha-2 in sepsis are still pending.",
    "It is not true that large trials of velotide alpha-2 in sepsis are still pending.",
    "Are large trials of velotide alpha-2 in sepsis still pending?",
    "Velotide alpha-2 was tried in sepsis. For aspirin, larger trials are still emerging.",
    "Small trials of velotide alpha-2 in sepsis are ongoing.",
)


@pytest.fixture(scope="module")
def flags(dossier, judged):
    return lambda text: list(pending.check(open_page(text, dossier, judged, Lexicon(dossier))))


@pytest.mark.parametrize("text", OVERTAKEN)
def test_a_large_trial_has_reported(flags, text):
    (finding,) = flags(text)
    assert (finding.rule, finding.severity.value) == ("outdated", "warning")
    assert "GRAND has reported, with 1,089 patients" in finding.reason
    assert "127/542" in finding.suggestion
    assert finding.sources == ("wide-2025",)


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_left_alone(flags, text):
    assert flags(text) == []
