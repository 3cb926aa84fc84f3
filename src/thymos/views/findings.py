"""The summary of findings: every pooled outcome in one row, with how sure one can be of it.

The columns are those of GRADE's tables (Guyatt et al. 2011, J Clin Epidemiol 64:383). A row says
what was found and how sure that is; it says nothing about what anyone ought to do.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator
from dataclasses import dataclass

from thymos.evidence.certainty import Certainty, Domain
from thymos.evidence.synthesis import Options, Pooling, Synthesis
from thymos.records.outcome import Outcome
from thymos.records.study import Tier
from thymos.records.wording import count, estimate, percent
from thymos.verdict.clinical import weighed
from thymos.verdict.judge import Judged
from thymos.verdict.rules import no_difference, shows
from thymos.views.certainty import CertaintyView, ReasonRow, certainty_view
from thymos.views.effects import Absolute, absolute
from thymos.views.finding_words import RULE, Way, cap, statement, way
from thymos.views.links import Link
from thymos.views.reading import Reading
from thymos.views.references import csv_safe
from thymos.views.wordings import measure_name, title

TRIALS = "randomised trials"
NOTES = (
    "Without it: of 1,000 people, as many as in all control groups of the pooled studies "
    "together. With it: what the pooled relative effect makes of that risk. Both are given only "
    "for outcomes that are counted, and where some control group had one.",
    "Certainty is GRADE’s, computed from stated rules; a reason counts as reviewed only when two "
    "named people have signed it.",
    *RULE,
    "This table informs; it does not advise.",
)


@dataclass(frozen=True, slots=True)
class Relative:
    """A pooled effect on the reader's scale; `text` is how it is shown."""

    measure: str
    estimate: float
    low: float | None
    high: float | None
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """How many more (or, below 0, fewer) of 1,000 people have it with the treatment."""

    value: int
    low: int | None
    high: int | None
    text: str


@dataclass(frozen=True, slots=True)
class FindingsRow:
    """One outcome in one tier of evidence.

    without, treated: of 1,000 people, as shown, None where nothing was counted. moved: the
    reasons that moved the certainty, and those that a person set. verdicts: on the claims that
    rest on the outcome.
    """

    outcome: Link
    plain: str
    condition: str
    evidence: str
    studies: int
    people: int | None
    relative: Relative
    absolute: Absolute | None
    without: str | None
    treated: str | None
    change: Change | None
    certainty: CertaintyView
    moved: tuple[ReasonRow, ...]
    statement: str
    verdicts: tuple[str, ...]

    @property
    def people_words(self) -> str:
        """How many people, in words."""
        return "not given" if self.people is None else count(self.people)


@dataclass(frozen=True, slots=True)
class FindingsGroup:
    """The findings on one condition."""

    condition: str
    anchor: str
    rows: tuple[FindingsRow, ...]


@dataclass(frozen=True, slots=True)
class FindingsPage:
    """All findings by condition, what the columns mean, and where nothing was pooled."""

    total: int
    level: str
    of_people: str
    groups: tuple[FindingsGroup, ...]
    notes: tuple[str, ...]
    unpooled: tuple[Link, ...]


def findings_page(reading: Reading) -> FindingsPage:
    """The summary of findings of a dossier, conditions with trials before those without."""
    grouped: dict[str, list[FindingsRow]] = {}
    unpooled = []
    for outcome in reading.dossier.outcomes.values():
        rows = tuple(_rows(reading, outcome))
        if rows:
            grouped.setdefault(outcome.condition, []).extend(rows)
        else:
            unpooled.append(_link(outcome))
    groups = tuple(
        FindingsGroup(reading.condition(condition), condition, tuple(rows))
        for condition, rows in sorted(grouped.items(), key=_without_trials)
    )
    return FindingsPage(
        total=sum(len(group.rows) for group in groups),
        of_people=f"Of {count(1000)} people",
        level=percent(Options().level, 1, 0),
        groups=groups,
        notes=NOTES,
        unpooled=tuple(unpooled),
    )


def _without_trials(group: tuple[str, list[FindingsRow]]) -> bool:
    return all(row.evidence != TRIALS for row in group[1])


def _link(outcome: Outcome) -> Link:
    return Link(outcome.name, f"outcomes/{outcome.id}.html")


def _rows(reading: Reading, outcome: Outcome) -> Iterator[FindingsRow]:
    pairs = zip(reading.syntheses[outcome.id], reading.certainties[outcome.id], strict=True)
    for synthesis, graded in pairs:
        shown = certainty_view(graded)
        if synthesis.pooling is not None and graded is not None and shown is not None:
            claims = reading.by_outcome.get(outcome.id, ())
            told = _statement(reading, synthesis.pooling, graded, claims, outcome)
            yield _row(reading, synthesis, synthesis.pooling, shown, told)


def _row(
    reading: Reading, synthesis: Synthesis, pooling: Pooling, shown: CertaintyView, told: str
) -> FindingsRow:
    outcome, found = synthesis.outcome, absolute(pooling)
    trials = synthesis.selection.tier is Tier.RCT
    said = reading.by_outcome.get(outcome.id, ())
    return FindingsRow(
        outcome=_link(outcome),
        plain=title(outcome.plain),
        condition=reading.condition(outcome.condition),
        evidence=TRIALS if trials else "observational studies",
        studies=pooling.k,
        people=synthesis.coverage.patients or None,
        relative=Relative(
            synthesis.selection.measure,
            *pooling.main.shown,
            f"{title(measure_name(synthesis.selection.measure))} {estimate(*pooling.main.shown)}",
        ),
        absolute=found,
        without=_people(found.without) if found else None,
        treated=_with(found) if found else None,
        change=change(found) if found else None,
        certainty=shown,
        moved=tuple(reason for reason in shown.reasons if reason.steps != "0" or reason.override),
        statement=told,
        verdicts=tuple(dict.fromkeys(judged.verdict for judged in said)),
    )


def _people(n: int) -> str:
    return count(n) if n else "fewer than 1"


def _with(found: Absolute) -> str:
    shown = _people(found.treated)
    if found.low is None or found.high is None:
        return shown
    return f"{shown} ({_people(found.low)} to {_people(found.high)})"


def change(found: Absolute) -> Change:
    """The difference per 1,000, from the two risks as they are shown beside it.

    >>> change(Absolute(without=268, treated=234, low=181, high=303)).text
    '34 fewer (87 fewer to 35 more)'
    """
    value = found.treated - found.without
    if found.low is None or found.high is None:
        return Change(value, None, None, _more(value))
    low, high = found.low - found.without, found.high - found.without
    return Change(value, low, high, f"{_more(value)} ({_more(low)} to {_more(high)})")


def _more(n: int) -> str:
    return f"{count(abs(n))} {'more' if n > 0 else 'fewer'}" if n else "0"


def _statement(
    reading: Reading,
    pooling: Pooling,
    graded: Certainty,
    claims: tuple[Judged, ...],
    outcome: Outcome,
) -> str:
    """What was found, in the words that the level and the verdicts allow."""
    judged = (g.suggested for g in graded.reasons if g.suggested.domain is Domain.IMPRECISION)
    reach = dict(next(judged).numbers).get("appreciable")
    main = pooling.main
    low = -math.inf if main.low is None else main.low
    high = math.inf if main.high is None else main.high
    what = "this value" if pooling.measure.code in ("MD", "SMD") else "the chance of this"
    found = way(main.estimate, low, high, reach)
    verdict = cap(claims, found, outcome.better)
    if not claims:
        verdict = _ruled(reading, found, outcome)
    return statement(graded.level, main.estimate, low, high, reach, what, verdict)


def _ruled(reading: Reading, found: Way, outcome: Outcome) -> str | None:
    """The verdict that the rule gives a sentence going that way where no claim was made of it."""
    if found is Way.UNKNOWN:
        return None
    summary = weighed(reading.dossier, *reading.syntheses[outcome.id]).summary
    if found is Way.NONE:
        return no_difference(summary).verdict.value
    better = (found is Way.FALL) == (outcome.better == "lower")
    return shows(summary, "benefit" if better else "harm").verdict.value


COLUMNS = (
    "outcome", "name", "plain", "condition", "evidence", "studies", "people",
    "measure", "estimate", "ci_low", "ci_high", "ci_level",
    "without_per_1000", "with_per_1000", "with_low", "with_high",
    "difference_per_1000", "difference_low", "difference_high",
    "certainty", "starts_at", "reasons", "reviewed", "statement", "verdicts",
)  # fmt: skip


def to_csv(page: FindingsPage) -> str:
    """The summary of findings as CSV, one row an outcome and tier; empty where not known.

    Numbers are as they were computed, risks in people of 1,000 as they are shown.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for group in page.groups:
        for row in group.rows:
            writer.writerow([csv_safe(value) for value in _cells(row)])
    return out.getvalue()


def _cells(row: FindingsRow) -> tuple[str | float | None, ...]:
    found, moved, effect = row.absolute, row.change, row.relative
    risks = (found.without, found.treated, found.low, found.high) if found else (None,) * 4
    changes = (moved.value, moved.low, moved.high) if moved else (None,) * 3
    ident = (row.outcome.href or "").removeprefix("outcomes/").removesuffix(".html")
    return (
        *(ident, row.outcome.text, row.plain, row.condition, row.evidence, row.studies, row.people),
        *(effect.measure, effect.estimate, effect.low, effect.high, Options().level),
        *risks,
        *changes,
        *(row.certainty.level, row.certainty.start),
        "; ".join(reason_words(reason) for reason in row.moved),
        *(row.certainty.mark, row.statement, ", ".join(row.verdicts)),
    )


def reason_words(reason: ReasonRow) -> str:
    """A reason in one line, with its steps and what a person set instead.

    >>> reason_words(ReasonRow("imprecision", "−1", "too few people", None))
    'Imprecision −1: too few people'
    """
    told = f"{title(reason.domain)} {reason.steps}: {reason.text}"
    return f"{told}. {title(reason.override)}" if reason.override else told
