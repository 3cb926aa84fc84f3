"""The choices that reviewers of evidence have, each with the reason of those who make it.

Sources are named in short; `docs/methods/multiverse.md` has them whole. A choice stands here only
where it answers the same question as the main analysis: a risk difference hangs on the risk
without treatment and asks another one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median_low

from thymos.evidence.appraisal import Risk, Trust
from thymos.evidence.multiverse.dimensions import Choice, Zeros
from thymos.records.study import Blinding, Control

MEASURES = (
    Choice("RR", "risk ratio", "a ratio of chances, as most readers take a ratio (Deeks 2002)"),
    Choice("OR", "odds ratio", "the same for good and bad, steadier across risks (Deeks 2002)"),
    Choice("PETO", "odds ratio by Peto's method", "least biased for rare events (Bradburn 2007)"),
)
# Measures that answer one question: how many times as likely.
RATIOS = ("RR", "OR", "PETO")
# Peto's method is for events this rare (Bradburn et al. 2007, Stat Med 26:53).
RARE = 0.01

ZEROS = (
    (
        Choice("only0", "0.5 where there is one", "what most programs do by default"),
        Zeros(0.5, "only0"),
    ),
    (
        Choice("all", "0.5 in every table", "treats every study alike (Sweeting 2004)"),
        Zeros(0.5, "all"),
    ),
    (
        Choice(
            "none", "tables with one left out", "adds no events that nobody had (Sweeting 2004)"
        ),
        Zeros(0.0, "none"),
    ),
    (
        Choice(
            "drop00",
            "tables without any event left out",
            "such studies say nothing about a ratio (Whitehead 1991)",
        ),
        Zeros(0.5, "only0", drop00=True),
    ),
)

ESTIMATORS = (
    Choice("REML", "random effects, REML", "recommended for most syntheses (Langan 2019)"),
    Choice("PM", "random effects, Paule–Mandel", "assumes no distribution (Veroniki 2016)"),
    Choice("DL", "random effects, DerSimonian–Laird", "what most published reviews used"),
    Choice("CE", "common effect", "tells what these studies found, and of no others (Rice 2018)"),
)
TESTS = (
    Choice("z", "Wald", "what most published reviews used"),
    Choice("knha", "Knapp–Hartung", "keeps its promise with few studies (IntHout 2014)"),
    Choice("adhoc", "guarded Knapp–Hartung", "never narrower than the Wald one (Röver 2015)"),
)
# Intervals made for random effects; beside one common effect they have no meaning.
NEEDS_RANDOM = ("knha", "adhoc", "t")

SETS = (
    Choice("first", "closest to the allocation", "keeps what randomisation gave (Higgins 2024)"),
    Choice(
        "protocol", "per protocol where reported", "the effect in those who were treated as planned"
    ),
)
TIMES = (
    Choice("first", "the time-point recorded first", "the one that the record puts forward"),
    Choice("last", "the time-point recorded last", "the longest known course counts"),
)
OVERLAPS = (
    Choice("once", "suspected overlaps count once", "the same patients count once (Tramèr 1997)"),
    Choice("twice", "suspected overlaps count as others", "a suspicion is no proof"),
)
REPORTS = (
    ("sets", "analysis set", SETS),
    ("times", "time-point", TIMES),
    ("overlaps", "overlap", OVERLAPS),
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a study that a choice may look at; None where it is not known."""

    label: str
    control: Control | None = None
    blinding: Blinding | None = None
    bias: Risk | None = None
    trust: Trust | None = None
    tied: bool | None = None
    country: str | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A choice that leaves studies out. keep: True, False, or None where it is not known."""

    key: str
    name: str
    reason: str
    keep: Callable[[Facts], bool | None]


Rules = Callable[[Sequence[Facts]], tuple[Rule, ...]]


def _control(_: Sequence[Facts]) -> tuple[Rule, ...]:
    return (
        Rule(
            "placebo",
            "placebo-controlled studies only",
            "a placebo parts the effect of a drug from that of being treated",
            lambda one: _known(one.control, one.control is Control.PLACEBO),
        ),
    )


def _blinding(_: Sequence[Facts]) -> tuple[Rule, ...]:
    return (
        Rule(
            "closed",
            "without open-label studies",
            "those who know the treatment may rate it better (Wood 2008)",
            lambda one: _known(_reported(one.blinding), one.blinding is not Blinding.OPEN),
        ),
        Rule(
            "blinded",
            "only studies reported as blinded",
            "what was not reported was often not done",
            lambda one: one.blinding in (Blinding.DOUBLE, Blinding.SINGLE),
        ),
    )


def _bias(_: Sequence[Facts]) -> tuple[Rule, ...]:
    return (
        Rule(
            "high",
            "without studies at high risk of bias",
            "such studies tend to show more (Savović 2012)",
            lambda one: _known(_judged(one.bias), one.bias is not Risk.HIGH),
        ),
        Rule(
            "assessed",
            "only studies at low risk of bias or with some concerns",
            "what cannot be judged cannot be trusted",
            lambda one: one.bias in (Risk.LOW, Risk.SOME),
        ),
    )


def _trust(_: Sequence[Facts]) -> tuple[Rule, ...]:
    return (
        Rule(
            "serious",
            "without studies of which trust is in serious doubt",
            "what may not have happened cannot count (Wilkinson 2025)",
            lambda one: (
                None
                if one.trust in (None, Trust.NOT_ASSESSABLE)
                else one.trust is not Trust.SERIOUS
            ),
        ),
    )


def _sponsor(_: Sequence[Facts]) -> tuple[Rule, ...]:
    return (
        Rule(
            "untied",
            "without studies tied to a maker or seller",
            "studies paid for by makers favour them more often (Lundh 2017)",
            lambda one: None if one.tied is None else not one.tied,
        ),
    )


def _country(facts: Sequence[Facts]) -> tuple[Rule, ...]:
    known = [one.country for one in facts if one.country is not None]
    if not known:
        return ()
    # The country of most studies; of equals the first by name.
    chief = min(set(known), key=lambda name: (-known.count(name), name))
    if known.count(chief) < FEWEST_OF_A_COUNTRY or 2 * len(known) < len(facts):
        return ()
    reason = "in some countries nearly every published study is positive (Vickers 1998)"
    return (
        Rule("outside", f"only studies outside {chief}", reason, lambda one: _outside(one, chief)),
    )


def _outside(one: Facts, chief: str) -> bool | None:
    return None if one.country is None else one.country != chief


def _date(facts: Sequence[Facts]) -> tuple[Rule, ...]:
    known = [one.year for one in facts if one.year is not None]
    if not known:
        return ()
    start = median_low(known)
    reason = "first studies tend to show more, and care changes (Ioannidis & Lau 2001)"
    return (Rule("later", f"only studies from {start} on", reason, lambda one: _from(one, start)),)


def _from(one: Facts, start: int) -> bool | None:
    return None if one.year is None else one.year >= start


def _reported(blinding: Blinding | None) -> Blinding | None:
    return None if blinding is Blinding.NOT_REPORTED else blinding


def _judged(risk: Risk | None) -> Risk | None:
    return None if risk is Risk.NOT_ASSESSABLE else risk


def _known(what: object, answer: bool) -> bool | None:
    return None if what is None else answer


SELECTING: tuple[tuple[str, str, Rules], ...] = (
    ("control", "comparator", _control),
    ("blinding", "blinding", _blinding),
    ("bias", "risk of bias", _bias),
    ("trust", "trustworthiness", _trust),
    ("sponsor", "sponsor", _sponsor),
    ("country", "country", _country),
    ("date", "date", _date),
)
EVERYONE = Choice("all", "all studies", "every study that answers the question counts")
SIZE = (
    "size",
    "size",
    Choice(
        "precise",
        "only the more precise half",
        "small studies tend to show more (Dechartres 2013)",
    ),
)
# A country with fewer studies, or known of fewer than half of them all, is no choice.
FEWEST_OF_A_COUNTRY = 2
# Fewer studies have no half worth the name.
FEWEST_FOR_HALVES = 4
