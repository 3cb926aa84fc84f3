"""An outcome: what trials, cohorts and published reviews say about it, and what rests on it."""

from __future__ import annotations

from dataclasses import dataclass

from thymos.evidence.synthesis import Synthesis
from thymos.records.outcome import Outcome
from thymos.records.wording import number
from thymos.views.appraisal import Trustworthiness, trustworthiness
from thymos.views.certainty import CertaintyView, certainty_view
from thymos.views.claims import Line, line, pooled_sentence
from thymos.views.effects import Pooled, ReviewRow, in_people, pooled, reviews
from thymos.views.fragility_page import FragilityPart, fragility_part
from thymos.views.links import Link
from thymos.views.moderators import ModeratorView, moderator_views
from thymos.views.provenance import Mark, mark
from thymos.views.reading import Missing, Reading
from thymos.views.wordings import measure_name, title


@dataclass(frozen=True, slots=True)
class OutcomePage:
    """Everything about one outcome."""

    outcome: str
    name: str
    plain: str
    condition: str
    about: tuple[tuple[str, str], ...]
    worthwhile: str | None
    worthwhile_mark: Mark | None
    in_people: str | None
    claims: tuple[Line, ...]
    trials: Pooled
    trials_certainty: CertaintyView | None
    trials_trust: Trustworthiness | None
    fragility: FragilityPart | None
    moderators: tuple[ModeratorView, ...]
    cohorts: Pooled | None
    cohorts_certainty: CertaintyView | None
    cohorts_trust: Trustworthiness | None
    reviews: tuple[ReviewRow, ...]
    gaps: tuple[Missing, ...]
    note: str | None


@dataclass(frozen=True, slots=True)
class OutcomeLine:
    """An outcome in the index."""

    outcome: Link
    importance: str
    trials: str
    cohorts: str
    reviews: int


@dataclass(frozen=True, slots=True)
class OutcomeGroup:
    """The outcomes of one condition."""

    condition: str
    anchor: str
    lines: tuple[OutcomeLine, ...]


@dataclass(frozen=True, slots=True)
class OutcomeIndex:
    """All outcomes by condition."""

    total: int
    groups: tuple[OutcomeGroup, ...]


def outcome_page(reading: Reading, outcome: Outcome) -> OutcomePage:
    """The page of one outcome."""
    trials, cohorts = reading.syntheses[outcome.id]
    of_trials, of_cohorts = (certainty_view(g) for g in reading.certainties[outcome.id])
    shown = pooled(reading, trials)
    smallest = outcome.smallest_difference
    worth = None
    if smallest is not None:
        worth = f"{measure_name(smallest.measure)} {number(smallest.value)}"
    return OutcomePage(
        outcome=outcome.id,
        name=outcome.name,
        plain=title(outcome.plain),
        condition=reading.condition(outcome.condition),
        about=(
            ("Condition", reading.condition(outcome.condition)),
            ("When measured", title(outcome.timepoint)),
            ("Better when", title(outcome.better)),
            ("Matters to", _importance(outcome)),
            ("Pooled as", title(measure_name(outcome.measure))),
        ),
        worthwhile=worth,
        worthwhile_mark=mark(reading.dossier, smallest.cites) if smallest else None,
        in_people=in_people(shown.absolute, outcome) if shown.absolute else None,
        claims=tuple(line(reading, judged) for judged in reading.by_outcome.get(outcome.id, ())),
        trials=shown,
        trials_certainty=of_trials,
        trials_trust=trustworthiness(reading, trials),
        fragility=fragility_part(hangs) if (hangs := reading.fragilities[outcome.id]) else None,
        moderators=moderator_views(reading, trials),
        cohorts=pooled(reading, cohorts) if _has(cohorts) else None,
        cohorts_certainty=of_cohorts,
        cohorts_trust=trustworthiness(reading, cohorts),
        reviews=reviews(reading, outcome),
        gaps=reading.gaps_for(outcome.id),
        note=outcome.note,
    )


def _importance(outcome: Outcome) -> str:
    if outcome.importance == "surrogate":
        return "A surrogate: a measurement that stands in for what people feel"
    return "Patients: something that people feel or live through"


def _has(synthesis: Synthesis) -> bool:
    return synthesis.pooling is not None or bool(synthesis.selection.excluded)


def outcome_index(reading: Reading) -> OutcomeIndex:
    """All outcomes, by condition in the order of the dossier."""
    grouped: dict[str, list[OutcomeLine]] = {}
    for outcome in reading.dossier.outcomes.values():
        grouped.setdefault(outcome.condition, []).append(_line(reading, outcome))
    groups = (
        OutcomeGroup(reading.condition(condition), condition, tuple(lines))
        for condition, lines in grouped.items()
    )
    ordered = sorted(groups, key=lambda group: -len(group.lines))
    return OutcomeIndex(len(reading.dossier.outcomes), tuple(ordered))


def _line(reading: Reading, outcome: Outcome) -> OutcomeLine:
    trials, cohorts = reading.syntheses[outcome.id]
    return OutcomeLine(
        outcome=Link(outcome.name, f"outcomes/{outcome.id}.html"),
        importance=outcome.importance,
        trials=pooled_sentence(trials, "trial") or _none(trials, "trial"),
        cohorts=pooled_sentence(cohorts, "study", "studies") or _none(cohorts, "study"),
        reviews=sum(pool.outcome == outcome.id for pool in reading.dossier.pools.values()),
    )


def _none(synthesis: Synthesis, noun: str) -> str:
    """Why nothing was pooled: nothing is known, or what is known is not usable."""
    return f"No {noun} could be pooled." if synthesis.selection.excluded else "None on record."
