"""Change one record, and exactly the flags that hang on it flip, on a fixed page.

The records are those of the shipped dossiers, changed in memory one at a time. A key stands for
each sentence; what is compared is which of them are flagged, and which omissions are told.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

import pytest

import thymos
from thymos.dossier.index import Dossier
from thymos.errors import Severity
from thymos.prose.check import check_text
from thymos.records.atoms import PartialDate
from thymos.records.regulation import StatusKind
from thymos.records.study import Blinding, Result
from thymos.verdict.judge import judge_all

THYMOSIN = "thymosin-alpha-1"
HCQ = "hydroxychloroquine-covid-19"
CLOT = "streptokinase-myocardial-infarction"
PAGES = {
    THYMOSIN: (
        ("is", "Thymosin alpha-1 is a small peptide."),
        ("us", "Thymosin alpha-1 is approved by the FDA in the United States."),
        ("italy", "Thymosin alpha-1 is approved in Italy."),
        ("blind", "TESTS was a double-blind trial of thymosin alpha-1."),
        ("deaths", "In TESTS, 127 of 542 patients on thymosin alpha-1 died by day 28."),
        ("ratio", "In TESTS the hazard ratio was 0.97 (95% CI 0.76 to 1.24)."),
        ("largest", "TESTS is the largest trial of thymosin alpha-1 in sepsis."),
        ("gu", "Gu 2025 pooled 11 trials of thymosin alpha-1 and found an odds ratio of 0.73."),
        ("alias", "Timosina is not thymosin alpha-1."),
        ("same", "Thymopentin is another name for thymosin alpha-1."),
        ("length", "Thymosin beta-4 has 43 amino acids, and thymosin alpha-1 has 28."),
        ("precursor", "Thymosin alpha-1 is cut from the 113-residue precursor prothymosin alpha."),
        ("vote", "In December 2024 the FDA committee voted against listing thymosin alpha-1."),
        ("pending", "In pancreatitis, large trials of thymosin alpha-1 are still under way."),
        ("dose", "The standard dose of thymosin alpha-1 ranges from 0.8 to 6.4 mg."),
        ("trials", "Thymosin alpha-1 has been studied in 80-plus trials."),
        ("safe", "Thymosin alpha-1 is mostly well tolerated."),
    ),
    HCQ: (
        ("is", "Hydroxychloroquine is a medicine for malaria."),
        ("emergency", "Hydroxychloroquine is authorised for emergency use in the United States."),
        ("chloroquine", "Chloroquine is just another name for hydroxychloroquine."),
    ),
    CLOT: (
        ("is", "Streptokinase is a protein."),
        ("lives", "Streptokinase lowers mortality after a heart attack."),
        ("proven", "It is proven that streptokinase saves lives after a heart attack."),
    ),
}


Change = Callable[[Dossier], Dossier]


def change(kind: str, record: str, /, **told: object) -> Change:
    """One record of a collection with other fields."""

    def changed(d: Dossier) -> Dossier:
        held: dict[str, Any] = dict(getattr(d, kind))
        held[record] = held[record].model_copy(update=told)
        collection: dict[str, Any] = {kind: held}
        return replace(d, **collection)

    return changed


def without_name(one: Dossier, name: str) -> Dossier:
    names = tuple(n for n in one.compounds[THYMOSIN].names if n.text != name)
    return change("compounds", THYMOSIN, names=names)(one)


def result(name: str, which: str, how: Callable[[Result], Result]) -> Change:
    def changed(d: Dossier) -> Dossier:
        results = tuple(how(r) if r.id == which else r for r in d.studies[name].results)
        return change("studies", name, results=results)(d)

    return changed


def deaths(*events: int) -> Callable[[Result], Result]:
    """Other events in the groups of a result, in their order."""
    return lambda r: r.model_copy(
        update={
            "counts": tuple(
                c.model_copy(update={"events": e}) for c, e in zip(r.counts, events, strict=True)
            )
        }
    )


def ratio(estimate: float) -> Callable[[Result], Result]:
    def changed(r: Result) -> Result:
        assert r.effect is not None
        return r.model_copy(update={"effect": r.effect.model_copy(update={"estimate": estimate})})

    return changed


def flagged(dossier: Dossier, name: str) -> set[str]:
    page = PAGES[name]
    text = "\n\n".join(sentence for _, sentence in page)
    report = check_text(text, dossier, judge_all(dossier))
    keys = {sentence: key for key, sentence in page}
    found = {keys[f.text or ""] for f in report.findings if f.severity is not Severity.NOTE}
    return found | {o.rule for o in report.omissions}


class Flip(NamedTuple):
    """A dossier, one record changed in it, and the sentences whose flag comes or goes."""

    dossier: str
    changed: Change
    flips: set[str]


FLIPS = {
    "an approval ends": Flip(
        THYMOSIN, change("statuses", "it-approval", valid_to=PartialDate("2010-01-31")), {"italy"}
    ),
    "an approval is given": Flip(
        THYMOSIN,
        change("statuses", "us-not-approved", kind=StatusKind.APPROVAL, holds=True),
        {"us"},
    ),
    "a count": Flip(THYMOSIN, result("tests", "death-28d", deaths(172, 132)), {"deaths"}),
    "a blinding": Flip(THYMOSIN, change("studies", "tests", blinding=Blinding.SINGLE), {"blind"}),
    "a larger trial": Flip(
        THYMOSIN, change("studies", "etass", randomised=5000, analysed=5000), {"largest"}
    ),
    "a corrected figure": Flip(
        THYMOSIN, result("tests", "death-28d-hr-corrected", ratio(1.2)), {"ratio"}
    ),
    "a correction is none": Flip(
        THYMOSIN, change("sources", "wu-2025", notices=()), {"omits-correction"}
    ),
    "a review's estimate": Flip(THYMOSIN, change("pools", "gu-2025-all", estimate=0.93), {"gu"}),
    "an alias": Flip(THYMOSIN, lambda d: without_name(d, "Timosina"), {"alias"}),
    "a look-alike": Flip(
        THYMOSIN, change("compounds", "thymopentin", name="Thymopentide"), {"same"}
    ),
    "a length": Flip(
        THYMOSIN, change("compounds", "thymosin-beta-4", proforma="[Acetyl]-SDKPDM"), {"length"}
    ),
    "a known misprint": Flip(
        THYMOSIN,
        change(
            "compounds", "prothymosin-alpha", described="A protein of 113 residues.", misprints=()
        ),
        {"precursor"},
    ),
    "a vote": Flip(
        THYMOSIN, change("statuses", "us-pcac-vote-2024", what="It voted for listing it."), {"vote"}
    ),
    "who was given a dose": Flip(
        THYMOSIN,
        change("parameters", "volunteers-single", population="hepatitis"),
        {"dose"},
    ),
    "a tally": Flip(THYMOSIN, change("facts", "trials-dinetz-lee", low=90), {"trials"}),
    "the end of a status": Flip(
        HCQ, change("statuses", "us-emergency-use", valid_to=None), {"emergency"}
    ),
    "the name of a relative": Flip(
        HCQ, change("compounds", "chloroquine", name="Other", names=()), {"chloroquine"}
    ),
    "a verdict's trial": Flip(
        CLOT, result("isis-2-1988", "death", deaths(1600, 1029)), {"lives", "proven"}
    ),
}


@pytest.fixture(scope="module")
def opened():
    return {name: thymos.load(name).known for name in PAGES}


@pytest.fixture(scope="module")
def before(opened):
    return {name: flagged(dossier, name) for name, dossier in opened.items()}


@pytest.mark.parametrize("flip", FLIPS.values(), ids=FLIPS)
def test_exactly_what_depends_on_a_record_flips(opened, before, flip):
    after = flagged(flip.changed(opened[flip.dossier]), flip.dossier)
    assert after ^ before[flip.dossier] == flip.flips


def test_the_pages_as_they_stand(before):
    flags = {"us", "alias", "same", "precursor", "pending", "dose", "trials"}
    assert {key for key in before[THYMOSIN] if not key.startswith("omits")} == flags
    assert before[HCQ] >= {"emergency", "chloroquine"}
    assert {key for key in before[CLOT] if not key.startswith("omits")} == set()
