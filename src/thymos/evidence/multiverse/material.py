"""What a synthesis offers to be crossed: its studies, read in every way that is declared."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from thymos import kernel
from thymos.dossier.index import Dossier
from thymos.evidence.appraisal import appraise_in
from thymos.evidence.interests import tied
from thymos.evidence.multiverse.declared import (
    ESTIMATORS,
    EVERYONE,
    FEWEST_FOR_HALVES,
    MEASURES,
    RARE,
    RATIOS,
    REPORTS,
    SELECTING,
    SIZE,
    TESTS,
    ZEROS,
    Facts,
    Rule,
)
from thymos.evidence.multiverse.dimensions import (
    Bools,
    Choice,
    DataSet,
    Dimension,
    Floats,
    Material,
    Uncrossed,
    Zeros,
)
from thymos.evidence.selection import (
    COHORT_ORDER,
    COUNT_MEASURES,
    TRIAL_ORDER,
    Entry,
    candidates,
    one_per_patient,
    one_per_study,
)
from thymos.evidence.synthesis import Options, Synthesis, reported_effects
from thymos.records.study import Study, Tier

PROTOCOL_FIRST = ("per protocol", "completers")
# Why analysis set, time-point and overlap may leave no choice.
ONE_REPORT = (
    "every study reports one analysis set",
    "every study reports one time-point of this outcome",
    "no overlap of patients is suspected",
)
# The common effect under all its names.
COMMON = ("CE", "FE", "EE")


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """One way to take a result of each study: counts (4, study), or effects."""

    cells: Floats | None
    effects: tuple[Floats, Floats] | None


def material(
    dossier: Dossier,
    synthesis: Synthesis,
    options: Options,
    further: Callable[[Sequence[str], Sequence[str]], Sequence[tuple[Dimension, Bools]]]
    | None = None,
) -> Material:
    """Everything that can be chosen about the synthesis of one outcome.

    options: those of the main analysis, whose choices come first. further: dimensions of the
    reader's own, from the names and the ids of the studies. Raises UsageError.
    """
    selection = synthesis.selection
    ways, reports, idle = _reports(dossier, synthesis)
    ids = list(dict.fromkeys(entry.study.id for way in ways for entry in way))
    studies = {entry.study.id: entry.study for way in ways for entry in way}
    read = [_read(way, ids, selection.measure) for way in ways]
    facts = [_facts(dossier, studies[each], synthesis.outcome.id) for each in ids]
    names = tuple(studies[each].name for each in ids)
    own = further(names, ids) if further else ()
    return assemble(names, selection.measure, options, reports, read, facts, idle, own)


def assemble(
    labels: tuple[str, ...],
    measure: str,
    options: Options,
    reports: tuple[Dimension, ...],
    read: Sequence[Reading],
    facts: Sequence[Facts],
    idle: Sequence[Uncrossed] = (),
    further: Sequence[tuple[Dimension, Bools]] = (),
) -> Material:
    """Material from readings and facts, wherever they come from.

    read: one for each crossing of `reports`. further: dimensions of the reader's own, with the
    studies that each choice keeps, (choice, study).
    """
    measures, zeros, left = _counting(measure, options, read)
    made = [
        _data(one, kernel.measure(code.key) if code else None, how, measure)
        for one, code, (_, how) in product(read, measures.choices if measures else (None,), zeros)
    ]
    selecting, keeps, unused = _selecting(facts, made[0], further)
    zero = Dimension("zeros", "zero cells", tuple(choice for choice, _ in zeros))
    readings = tuple(one for one in (*reports, measures, zero) if one and len(one.choices) > 1)
    return Material(
        labels=labels,
        readings=readings,
        data=tuple(made),
        selecting=selecting,
        keeps=keeps,
        estimators=_main_first("estimator", "estimator", ESTIMATORS, options.method, COMMON),
        tests=_main_first("interval", "interval", TESTS, options.test),
        uncrossed=(*idle, *left, *unused),
        level=options.level,
        control_risk=_control_risk(read[0].cells),
    )


def _main_first(
    key: str, name: str, declared: tuple[Choice, ...], main: str, same: tuple[str, ...] = ()
) -> Dimension:
    """The declared choices, that of the main analysis first, though it be none of them."""
    code = same[0] if main in same else main
    own = next((one for one in declared if one.key == code), None)
    first = own or Choice(code, code, "the choice of the main analysis")
    return Dimension(key, name, (first, *(one for one in declared if one.key != code)))


def _reports(
    dossier: Dossier, synthesis: Synthesis
) -> tuple[list[list[Entry]], tuple[Dimension, ...], tuple[Uncrossed, ...]]:
    """Every way to take one result a study, the dimensions of these ways, and what is none."""
    selection = synthesis.selection
    found, _ = candidates(dossier, selection.outcome, selection.measure, selection.tier)
    trials = selection.tier is Tier.RCT
    order = TRIAL_ORDER if trials else COHORT_ORDER
    other = (*PROTOCOL_FIRST, *(name for name in order if name not in PROTOCOL_FIRST))

    def way(protocol: bool, last: bool, twice: bool) -> list[Entry]:
        listed = reversed(found) if last else found
        kept, _ = one_per_study(listed, other if protocol else order)
        kept, _ = one_per_patient(kept, suspected=not twice)
        return kept

    main = _taken(way(False, False, False))
    dimensions, idle, steps = [], [], []
    for at, ((key, name, choices), why) in enumerate(zip(REPORTS, ONE_REPORT, strict=True)):
        chosen = [False] * len(REPORTS)
        chosen[at] = True
        # Per protocol is no defensible reading of a cohort: it has no protocol.
        works = (trials or key != "sets") and _taken(way(*chosen)) != main
        steps.append((False, True) if works else (False,))
        if works:
            dimensions.append(Dimension(key, name, choices))
        else:
            idle.append(Uncrossed(key, name, why))
    return [way(*each) for each in product(*steps)], tuple(dimensions), tuple(idle)


def _taken(entries: Sequence[Entry]) -> list[tuple[str, str]]:
    return [(entry.study.id, entry.result.id) for entry in entries]


def _read(entries: Sequence[Entry], ids: Sequence[str], measure: str) -> Reading:
    at = [ids.index(entry.study.id) for entry in entries]
    if measure in COUNT_MEASURES:
        cells = np.full((4, len(ids)), np.nan)
        for place, entry in zip(at, entries, strict=True):
            if entry.events and entry.n:
                cells[:, place] = entry.events[0], entry.n[0], entry.events[1], entry.n[1]
        return Reading(cells, None)
    found = reported_effects(entries, measure)
    y, v = np.full(len(ids), np.nan), np.full(len(ids), np.nan)
    y[at], v[at] = found.y, found.v
    return Reading(None, (y, v))


def _counting(
    code: str, options: Options, read: Sequence[Reading]
) -> tuple[Dimension | None, tuple[tuple[Choice, Zeros], ...], list[Uncrossed]]:
    """The measures and the policies for zero cells that the counts allow."""
    main = Zeros(options.add, options.to, options.drop00)
    own = Choice("main", "as in the main analysis", "the choice of the main analysis")
    same = next((choice for choice, how in ZEROS if _alike(how, main)), own)
    first = ((same, main),)
    if any(one.cells is None for one in read) or code not in COUNT_MEASURES:
        why = "effects were reported, not counts"
        left = [Uncrossed("measure", "measure", why), Uncrossed("zeros", "zero cells", why)]
        return None, first, left
    codes = [code, *(other for other in RATIOS if code in RATIOS and other != code)]
    risk = _control_risk(read[0].cells)
    if risk is not None and risk > RARE and code != "PETO":
        codes = [each for each in codes if each != "PETO"]
    known = {choice.key: choice for choice in MEASURES}
    name = kernel.measure(code).name
    alone = Choice(code, name, "the choice of the main analysis")
    measures = Dimension("measure", "measure", tuple(known.get(each, alone) for each in codes))
    left = []
    if len(codes) == 1:
        left.append(Uncrossed("measure", "measure", "other measures ask another question"))
    empty, double = _zero_cells(read)
    others = [pair for pair in ZEROS if pair[0].key != same.key]
    if not double:
        others = [pair for pair in others if not pair[1].drop00]
    if not empty:
        left.append(Uncrossed("zeros", "zero cells", "no table has a zero cell"))
        others = []
    return measures, (*first, *others), left


def _alike(one: Zeros, other: Zeros) -> bool:
    """Whether two policies are the same; a constant left open is a half."""
    half = replace(other, add=0.5 if other.add is None and other.to != "none" else other.add or 0.0)
    return one == half


def _zero_cells(read: Sequence[Reading]) -> tuple[bool, bool]:
    """Whether any table has a zero cell, and whether any has no event, or no other, at all."""
    empty = double = False
    for one in read:
        if one.cells is not None:
            a, n1, c, n2 = one.cells
            b, d = n1 - a, n2 - c
            empty |= bool(((a == 0) | (b == 0) | (c == 0) | (d == 0)).any())
            double |= bool((((a == 0) & (c == 0)) | ((b == 0) & (d == 0))).any())
    return empty, double


def _control_risk(cells: Floats | None) -> float | None:
    if cells is None:
        return None
    events, people = np.nansum(cells[2]), np.nansum(cells[3])
    return float(events / people) if people else None


def _data(one: Reading, kind: kernel.Measure | None, zeros: Zeros, code: str) -> DataSet:
    if one.effects is not None or kind is None:
        y, v = one.effects or (np.zeros(0), np.zeros(0))
        return DataSet(_kind(code), y, v, np.isfinite(y) & np.isfinite(v))
    cells = one.cells if one.cells is not None else np.zeros((4, 0))
    return from_cells(cells, kind, zeros)


def _kind(code: str) -> kernel.Measure:
    known = {measure.code: measure for measure in kernel.MEASURES}
    # What the kernel has no code for, such as a subdistribution hazard ratio, is a log ratio.
    return known.get(code) or replace(known["HR"], code=code)


def from_cells(cells: Floats, kind: kernel.Measure, zeros: Zeros) -> DataSet:
    """A data set from counts, (4, study) or (4, row, study), nan where a study has none."""
    has = np.isfinite(cells).all(0)
    filled = np.where(has, cells, np.array([1.0, 2.0, 1.0, 2.0]).reshape(-1, *[1] * has.ndim))
    found = kernel.effect_sizes(kind.code, *filled, add=zeros.add, to=zeros.to, drop00=zeros.drop00)
    use = found.included & has
    y, v = np.where(use, found.y, np.nan), np.where(use, found.v, np.nan)
    return DataSet(kind, y, v, use, cells, zeros)


def _facts(dossier: Dossier, study: Study, outcome: str) -> Facts:
    found = appraise_in(dossier, study, outcome)
    countries = study.population.countries
    year = (study.available or study.started or "")[:4]
    return Facts(
        label=study.name,
        control=study.control,
        blinding=study.blinding,
        bias=found.bias,
        trust=found.trust,
        tied=tied(study),
        country=countries[0] if len(countries) == 1 else None,
        year=int(year) if year.isdigit() else None,
    )


def _selecting(
    facts: Sequence[Facts], main: DataSet, further: Sequence[tuple[Dimension, Bools]]
) -> tuple[tuple[Dimension, ...], tuple[Bools, ...], tuple[Uncrossed, ...]]:
    """The dimensions that leave studies out, those that each choice keeps, and idle ones."""
    dimensions, keeps, idle = [], [], []
    for key, name, rules in SELECTING:
        dimension, kept, why = _by_rules(key, name, rules(facts), facts, main.included)
        if dimension is None:
            idle.append(Uncrossed(key, name, why))
        else:
            dimensions.append(dimension)
            keeps.append(kept)
    for dimension, kept in (*_by_size(main), *further):
        dimensions.append(dimension)
        keeps.append(kept)
    if not any(one.key == SIZE[0] for one in dimensions):
        idle.append(Uncrossed(SIZE[0], SIZE[1], f"fewer than {FEWEST_FOR_HALVES} studies"))
    return tuple(dimensions), tuple(keeps), tuple(idle)


def _by_rules(
    key: str, name: str, rules: Sequence[Rule], facts: Sequence[Facts], main: Bools
) -> tuple[Dimension | None, Bools, str]:
    choices, kept = [EVERYONE], [np.ones(len(facts), bool)]
    why = "not known of enough studies"
    for rule in rules:
        said = [rule.keep(one) for one in facts]
        keep = np.array([answer is not False for answer in said])
        if any(answer is not None for answer in said):
            why = "all studies are alike"
        if any((keep == before).all() for before in kept):
            continue
        if (keep & main).sum() == 0:
            why = f"{rule.name}: none would be left"
            continue
        unknown = tuple(
            one.label for one, answer in zip(facts, said, strict=True) if answer is None
        )
        choices.append(Choice(rule.key, rule.name, rule.reason, unknown))
        kept.append(keep)
    made = Dimension(key, name, tuple(choices)) if len(choices) > 1 else None
    return made, np.array(kept), why


def _by_size(main: DataSet) -> Iterator[tuple[Dimension, Bools]]:
    if main.included.sum() < FEWEST_FOR_HALVES:
        return
    middle = np.median(main.v[main.included])
    keep = ~(main.v > middle)
    if keep[main.included].all():
        return
    dimension = Dimension(SIZE[0], SIZE[1], (EVERYONE, SIZE[2]))
    yield dimension, np.array([np.ones(keep.size, bool), keep])
