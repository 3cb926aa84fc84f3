"""Which results of an outcome may be pooled, and why the others may not.

The rules are applied in the order written; the first that a result breaks is its reason.
Nothing is dropped silently: every result of the outcome is either an entry or an exclusion.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from thymos import kernel
from thymos.dossier.index import Dossier, absolute
from thymos.evidence.results import describe
from thymos.records.atoms import best_level
from thymos.records.source import Notice, NoticeKind
from thymos.records.study import Arm, Control, Result, Study, Tier

# What events among people can be turned into.
COUNT_MEASURES = tuple(m.code for m in kernel.MEASURES if m.family == "tables")

# One result a study: the analysis closest to the allocation comes first in trials, the one
# that best controls confounding comes first in cohorts.
TRIAL_ORDER = (
    "intention to treat",
    "modified intention to treat",
    "as analysed",
    "adjusted",
    "unadjusted",
    "not reported",
    "matched",
    "per protocol",
    "completers",
)
COHORT_ORDER = (
    "matched",
    "adjusted",
    "as analysed",
    "intention to treat",
    "modified intention to treat",
    "unadjusted",
    "not reported",
    "per protocol",
    "completers",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A result that counts, with the numbers that are pooled.

    events and n are (treated, control), summed over the arms of each role; None where the
    result gives an effect with its interval instead.
    """

    study: Study
    result: Result
    events: tuple[int, int] | None
    n: tuple[int, int] | None

    @property
    def patients(self) -> int:
        """Patients in this analysis; 0 where only an effect was reported."""
        if self.n is not None:
            return sum(self.n)
        return self.study.analysed or self.study.randomised or 0


class Ground(StrEnum):
    """On what ground a result does not count."""

    RETRACTED = "retracted"
    SUPERSEDED = "superseded"
    SUBGROUP = "subgroup"
    KEPT_OUT = "kept out"
    UNVERIFIED = "unverified"
    NOT_ISOLATED = "not isolated"
    COMPARATOR = "comparator"
    NO_NUMBERS = "no numbers"
    SAME_PATIENTS = "same patients"


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A result that does not count, with the ground and the reason in one sentence."""

    study: Study
    result: Result
    ground: Ground
    reason: str


@dataclass(frozen=True, slots=True)
class Selection:
    """All results of one outcome and one tier, sorted into those that count and those not."""

    outcome: str
    tier: Tier
    measure: str
    entries: tuple[Entry, ...]
    excluded: tuple[Exclusion, ...]


def select(dossier: Dossier, outcome: str, measure: str, tier: Tier = Tier.RCT) -> Selection:
    """Sort the results of an outcome into entries and exclusions.

    The dossier decides what is known (see `dossier.asof`); this decides what counts. Raises
    UnknownRecord for an outcome that does not exist.
    """
    unopposed, out = candidates(dossier, outcome, measure, tier)
    kept, repeats = one_per_study(unopposed, TRIAL_ORDER if tier is Tier.RCT else COHORT_ORDER)
    kept, overlapping = one_per_patient(kept)
    return Selection(outcome, tier, measure, tuple(kept), (*out, *repeats, *overlapping))


def candidates(
    dossier: Dossier, outcome: str, measure: str, tier: Tier = Tier.RCT
) -> tuple[tuple[Entry, ...], tuple[Exclusion, ...]]:
    """The results of an outcome that nothing speaks against, and the others.

    A study may be among them more than once, and patients too. Raises UnknownRecord.
    """
    dossier.get("outcomes", outcome)
    kept: list[Entry] = []
    out: list[Exclusion] = []
    for study, result in dossier.results_of(outcome):
        if study.tier is not tier:
            continue
        against = objection(dossier, study, result, measure)
        if against is None:
            kept.append(_entry(study, result, measure))
        else:
            out.append(Exclusion(study, result, *against))
    return tuple(kept), tuple(out)


def objection(
    dossier: Dossier, study: Study, result: Result, measure: str
) -> tuple[Ground, str] | None:
    """Why a result may not be pooled, or None."""
    return next(_objections(dossier, study, result, measure), None)


def _objections(
    dossier: Dossier, study: Study, result: Result, measure: str
) -> Iterator[tuple[Ground, str]]:
    notice = retraction(dossier, study)
    if notice is not None:
        yield Ground.RETRACTED, f"retracted ({notice.date}): {notice.what}"
    if result.superseded_by is not None and dossier.is_superseded(study, result):
        later = describe(*dossier.result(absolute(study.id, result.superseded_by)))
        yield Ground.SUPERSEDED, f"replaced by a later figure of the same result, {later}"
    if result.subgroup is not None:
        part = f"{result.subgroup.factor} {result.subgroup.level}"
        yield Ground.SUBGROUP, f"a subgroup ({part}): a hypothesis, never a main finding"
    if result.keep_out is not None:
        yield Ground.KEPT_OUT, result.keep_out
    if not result.admissible:
        yield Ground.UNVERIFIED, f"its figures are {best_level(result.cites).mark}"
    if not study.isolates:
        other = study.combination or "other treatments"
        yield Ground.NOT_ISOLATED, f"given with {other}: its effect cannot be isolated"
    if study.control is Control.ACTIVE:
        yield Ground.COMPARATOR, "compared with another active treatment"
    if study.control in (Control.HISTORICAL, Control.NONE):
        yield Ground.COMPARATOR, "no concurrent control group"
    if not _has_numbers(study, result, measure):
        yield Ground.NO_NUMBERS, f"reports no numbers from which {measure} can be computed"


def retraction(dossier: Dossier, study: Study) -> Notice | None:
    """The notice that withdrew a study's primary report, if one was out by the dossier's day."""
    primary = (report.source for report in study.reports if report.role == "primary")
    return next(filter(None, (withdrawn(dossier, source) for source in primary)), None)


def withdrawn(dossier: Dossier, source: str) -> Notice | None:
    """The retraction of a source, if one was out by the dossier's day."""
    notices = dossier.sources[source].notices
    return next((n for n in notices if n.kind is NoticeKind.RETRACTION), None)


def _arm(study: Study, arm: str) -> Arm:
    return next(a for a in study.arms if a.id == arm)


def _by_role(study: Study, result: Result, role: str) -> tuple[int, int] | None:
    rows = [row for row in result.counts if _arm(study, row.arm).role == role]
    if not rows:
        return None
    return sum(row.events for row in rows), sum(row.n for row in rows)


def _has_numbers(study: Study, result: Result, measure: str) -> bool:
    if measure in COUNT_MEASURES:
        return None not in (_by_role(study, result, r) for r in ("treated", "control"))
    effect = result.effect
    return effect is not None and effect.interval is not None and effect.measure == measure


def _entry(study: Study, result: Result, measure: str) -> Entry:
    treated, control = (_by_role(study, result, role) for role in ("treated", "control"))
    if treated is None or control is None:
        return Entry(study, result, None, None)
    return Entry(study, result, (treated[0], control[0]), (treated[1], control[1]))


def one_per_study(
    entries: Iterable[Entry], order: Sequence[str]
) -> tuple[list[Entry], list[Exclusion]]:
    """Of each study the result whose analysis set comes first in an order, by year."""
    best: dict[str, Entry] = {}
    out: list[Exclusion] = []
    for entry in sorted(entries, key=lambda e: order.index(e.result.analysis_set)):
        first = best.setdefault(entry.study.id, entry)
        if first is not entry:
            reason = (
                f"same patients as {describe(first.study, first.result)} "
                f"({first.result.analysis_set}), which counts"
            )
            out.append(Exclusion(entry.study, entry.result, Ground.SAME_PATIENTS, reason))
    return sorted(best.values(), key=lambda e: (_year(e.study), e.study.id)), out


def _year(study: Study) -> str:
    return study.available or study.started or "9999"


def one_per_patient(
    entries: Iterable[Entry], *, suspected: bool = True
) -> tuple[list[Entry], list[Exclusion]]:
    """Of studies that share patients, the one with most patients stays.

    suspected: whether to take a suspicion for as much as an established overlap.
    """
    out: list[Exclusion] = []
    kept: list[Entry] = []
    ranked = sorted(entries, key=lambda e: (_is_secondary(e.study), -e.patients, e.study.id))
    for entry in ranked:
        counts = ("established", "suspected") if suspected else ("established",)
        rival = next((k for k in kept if _overlap(k.study, entry.study) in counts), None)
        if rival is None:
            kept.append(entry)
            continue
        word = _overlap(rival.study, entry.study)
        reason = f"{word} overlap with {rival.study.name}: the same patients count once"
        out.append(Exclusion(entry.study, entry.result, Ground.SAME_PATIENTS, reason))
    return sorted(kept, key=lambda e: (_year(e.study), e.study.id)), out


def _is_secondary(study: Study) -> bool:
    return any(overlap.kind == "secondary analysis" for overlap in study.overlaps)


def _overlap(one: Study, other: Study) -> str | None:
    """`established` or `suspected` where either record says that the two overlap."""
    return next(iter(_links(one, other)), None) or next(iter(_links(other, one)), None)


def _links(one: Study, other: Study) -> Iterator[str]:
    return (overlap.certainty for overlap in one.overlaps if overlap.study == other.id)
