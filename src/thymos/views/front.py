"""The front page: the truth about the compound in one screen, every number computed."""

from __future__ import annotations

from dataclasses import dataclass

from thymos.records.claim import ClaimKind
from thymos.records.wording import plural
from thymos.verdict.judge import Judged
from thymos.verdict.words import Clinical
from thymos.views.claims import Line, Tally, line, tally
from thymos.views.links import Link, anchor, source_path
from thymos.views.reading import Reading
from thymos.views.regulation import Place, regulation_page
from thymos.views.wordings import day, title

# A front page is read standing: more than this many open questions belong on their own page.
_OPEN_SHOWN = 3
_UNTESTED_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Front:
    """What a reader must know before anything else."""

    title: str
    summary: str
    bottom_line: str
    tallies: tuple[Tally, ...]
    effects: tuple[Line, ...]
    facts: tuple[Line, ...]
    approved: tuple[Place, ...]
    reported: tuple[Place, ...]
    elsewhere: tuple[Place, ...]
    open_questions: tuple[Link, ...]
    more_questions: int
    untested: tuple[Link, ...]
    more_untested: int
    corrections: tuple[Link, ...]
    basis: str


def front(reading: Reading) -> Front:
    """The front page of a dossier."""
    shown = [judged for judged in reading.judged if judged.claim.front]
    places = regulation_page(reading).places
    gaps, untested = _gaps(reading), _untested(reading)
    effects = (line(reading, j) for j in shown if j.claim.kind.clinical)
    return Front(
        title=reading.dossier.head.title,
        summary=reading.dossier.head.summary,
        bottom_line=bottom_line(reading),
        tallies=tally(_benefits(reading)),
        effects=tuple(sorted(effects, key=lambda one: -one.people)),
        facts=tuple(line(reading, j) for j in shown if not j.claim.kind.clinical),
        approved=tuple(place for place in places if place.approved),
        reported=tuple(place for place in places if place.reported),
        elsewhere=tuple(p for p in places if not p.approved and not p.reported),
        open_questions=gaps[:_OPEN_SHOWN],
        more_questions=max(len(gaps) - _OPEN_SHOWN, 0),
        untested=untested[:_UNTESTED_SHOWN],
        more_untested=max(len(untested) - _UNTESTED_SHOWN, 0),
        corrections=_corrections(reading),
        basis=_basis(reading),
    )


def bottom_line(reading: Reading) -> str:
    """How many claimed benefits the evidence bears out, in one sentence."""
    benefits = _benefits(reading)
    if not benefits:
        return "No claim of a benefit is on record here."
    firm = sum(j.verdict == Clinical.SUPPORTED.value for j in benefits)
    likely = sum(j.verdict == Clinical.PROBABLE.value for j in benefits)
    told = f"Of {plural(len(benefits), 'claimed benefit')} examined, "
    told += f"{_how_many(firm)} supported and {_how_many(likely)} probable"
    rest = len(benefits) - firm - likely
    if not rest:
        return f"{told}."
    return f"{told}; {'all' if rest == len(benefits) else 'the other'} {rest} have not been shown."


def _benefits(reading: Reading) -> tuple[Judged, ...]:
    """The claims that it does some good."""
    return tuple(
        judged
        for judged in reading.judged
        if judged.claim.kind is ClaimKind.EFFICACY and judged.claim.expects == "benefit"
    )


def _untested(reading: Reading) -> tuple[Link, ...]:
    """The claimed benefits that no study was found to have tested."""
    return tuple(
        Link(title(j.claim.text), f"claims/{j.claim.id}.html")
        for j in _benefits(reading)
        if j.verdict == Clinical.UNTESTED.value
    )


def _how_many(n: int) -> str:
    return f"{n or 'none'} {'is' if n in (0, 1) else 'are'}"


def _gaps(reading: Reading) -> tuple[Link, ...]:
    """What is missing, first what claims of the front page wait for."""
    front = {j.claim.id for j in reading.judged if j.claim.front}
    front |= {
        j.claim.pico.outcome
        for j in reading.judged
        if j.claim.front and j.claim.pico is not None and j.claim.pico.outcome is not None
    }
    gaps = sorted(reading.dossier.gaps.values(), key=lambda gap: not front & set(gap.blocks))
    return tuple(Link(title(gap.about), f"gaps.html#{anchor('gaps', gap.id)}") for gap in gaps)


def _corrections(reading: Reading) -> tuple[Link, ...]:
    """Corrections and retractions of studies' reports, the newest first."""
    found = [
        (notice.date, f"{source.label}: {notice.kind.value}, {day(notice.date)}", source.id)
        for source in reading.dossier.sources.values()
        for notice in source.notices
    ]
    newest = sorted(found, reverse=True)
    return tuple(Link(text, source_path(ident)) for _, text, ident in newest)


def _basis(reading: Reading) -> str:
    """What the page rests on, counted."""
    records = reading.dossier
    parts = (
        plural(len(records.studies), "study", "studies"),
        plural(len(records.pools), "published pooled result"),
        plural(len(records.sources), "source"),
        plural(len(records.claims), "claim"),
    )
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
