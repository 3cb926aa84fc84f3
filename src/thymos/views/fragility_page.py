"""How far an answer hangs on choices, as the page of its outcome shows it."""

from __future__ import annotations

from dataclasses import dataclass

from thymos.dossier.index import Dossier
from thymos.evidence.fragility import Asked, fragility
from thymos.evidence.multiverse import Carried, material
from thymos.evidence.synthesis import Options, Synthesis
from thymos.plots.contrasts import Contrasts
from thymos.plots.gosh import Gosh
from thymos.plots.specification import SpecificationCurve
from thymos.records.wording import count, number, plural, span
from thymos.views.fragility import (
    REMARK,
    FragilityView,
    changes,
    range_words,
    studies_json,
    subsets_json,
)
from thymos.views.fragility_figures import curve, density, inclusion
from thymos.views.fragility_words import (
    calibration_sentence,
    moves_most,
    percent_of,
    turned_signs,
    wald,
    without_studies,
)
from thymos.views.wordings import sentence, title

# A page is built without the compiled engine, so that its bytes are the same everywhere, and
# gives the choices of one outcome so many seconds; the command has all the time it is given.
SECONDS = 0.5
SETS = 100


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """A choice and what the analyses that make it say."""

    name: str
    reason: str
    analyses: str
    middle: str
    below: str
    above: str


@dataclass(frozen=True, slots=True)
class DimensionRows:
    """A dimension, the shares that it carries in words, its choices."""

    name: str
    carries: str
    rows: tuple[ChoiceRow, ...]


@dataclass(frozen=True, slots=True)
class StudyRow:
    """A study: the mean estimate, and the share decided, of choices with it and without it."""

    name: str
    with_it: str
    without_it: str
    decided_with: str
    decided_without: str


@dataclass(frozen=True, slots=True)
class FragilityPart:
    """Everything the page says of it; drawings are None where there are too few studies."""

    sentence: str
    otherwise: tuple[str, ...]
    choices: tuple[tuple[str, str], ...]
    gosh: Gosh | None
    contrasts: Contrasts | None
    studies: tuple[StudyRow, ...]
    crossings: str
    moves_most: str
    curve: SpecificationCurve | None
    dimensions: tuple[DimensionRows, ...]
    no_choice: str
    calibration: str | None
    remark: str
    null: str


def view_of(dossier: Dossier, synthesis: Synthesis) -> FragilityView | None:
    """The view of one synthesis, quickly; None where nothing could be pooled."""
    pooling = synthesis.pooling
    if pooling is None:
        return None
    made = material(dossier, synthesis, Options())
    found = fragility(pooling, made, Asked(sets=SETS, engine="numpy", seconds=SECONDS))
    outcome = synthesis.outcome
    return FragilityView(outcome.name, found, dossier.day.isoformat(), outcome.better)


def fragility_part(view: FragilityView) -> FragilityPart:
    """The view as a part of a page."""
    calibrated = view.found.calibration
    return FragilityPart(
        sentence=view.sentence,
        otherwise=tuple(otherwise(view)),
        choices=_choices(view),
        gosh=density(view),
        contrasts=inclusion(view),
        studies=_studies(view),
        crossings=_crossings(view),
        moves_most=moves_most(view),
        curve=curve(view),
        dimensions=_dimensions(view) if view.found.crossed.analyses else (),
        no_choice="; ".join(f"{one.name}: {one.why}" for one in view.found.material.uncrossed),
        calibration=calibration_sentence(calibrated) if calibrated else None,
        remark=REMARK,
        null=f"{view.found.pooling.measure.null:g}",
    )


def otherwise(view: FragilityView) -> tuple[str, ...]:
    """What would have to be otherwise for another answer, in sentences."""
    events, said = view.found.events, [*without_studies(view)]
    if events is not None and events.count is not None:
        each = ", ".join(
            f"{one['study']} ({one['treated']:+d} treated, {one['control']:+d} control)"
            for one in changes(view)
        ).replace("-", "−")
        said.append(
            f"Changing {plural(events.count, 'event')} would make it "
            f"{view.words(events.moved)}: {each}. They are found one by one, so that fewer may do."
        )
    return tuple(said)


def _choices(view: FragilityView) -> tuple[tuple[str, str], ...]:
    found = subsets_json(view)
    if found is None:
        return ()
    null = f"{view.found.pooling.measure.null:g}"
    ends = sorted(view.shown(found["quantiles"][q]) for q in ("0.025", "0.5", "0.975"))
    kind = f"drawn at random of {count(found['possible'])}" if found["sampled"] else "all there are"
    return (
        ("Choices of two or more studies", f"{count(found['analyses'])}, {kind}"),
        (f"Estimate below {null}", percent_of(found["below"])),
        (f"{title(wald(view))} below {null}", percent_of(found["decided_below"])),
        (f"{title(wald(view))} above {null}", percent_of(found["decided_above"])),
        ("Middle estimate", number(ends[1])),
        ("95 % of the estimates", span(ends[0], ends[2])),
        ("I² on average", f"{number(found['heterogeneity_mean'], 0)} %"),
        *((("P value by turned signs", told),) if (told := turned_signs(view)) else ()),
    )


def _studies(view: FragilityView) -> tuple[StudyRow, ...]:
    """All of them, in the order of the drawing."""
    choices = view.found.choices
    if choices is None:
        return ()
    rows = [
        one
        for one in studies_json(view, choices)
        if one["mean_with"] is not None and one["mean_without"] is not None
    ]
    rows.sort(key=lambda one: -abs(one["contrast"] or 0.0))
    return tuple(
        StudyRow(
            one["label"],
            number(view.shown(one["mean_with"] or 0.0)),
            number(view.shown(one["mean_without"] or 0.0)),
            percent_of(one["decided_with"]),
            percent_of(one["decided_without"]),
        )
        for one in rows
    )


def _crossings(view: FragilityView) -> str:
    crossed = view.found.crossed
    said = f"{count(crossed.total)} crossings of choices"
    why = "; ".join(f"{count(one.count)}: {one.reason}" for one in crossed.impossible)
    if crossed.impossible:
        said += f", of which {count(crossed.total - crossed.possible)} are impossible ({why})"
    if not crossed.analyses:
        return sentence(said)
    others = plural(crossed.analyses, "different analysis", "different analyses")
    return sentence(f"{said}; the others are {others}, which give {range_words(view)}")


def _carries(one: Carried) -> str:
    """The shares of those that differ at all."""
    shares = ((one.verdict, "verdicts"), (one.estimate, "estimates"))
    told = ", ".join(
        f"{percent_of(share)} of the {of}" for share, of in shares if share is not None
    )
    return f"carries {told}" if told else ""


def _dimensions(view: FragilityView) -> tuple[DimensionRows, ...]:
    return tuple(
        DimensionRows(
            name=title(one.dimension.name),
            carries=_carries(one),
            rows=tuple(
                ChoiceRow(
                    name=each.choice.name,
                    reason=each.choice.reason,
                    analyses=count(each.analyses),
                    middle="" if each.median is None else number(view.shown(each.median)),
                    below=percent_of(each.below),
                    above=percent_of(each.above),
                )
                for each in one.choices
            ),
        )
        for one in view.found.carried
    )
