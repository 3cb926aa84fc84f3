"""Every analysis of a multiverse is the one that its choices describe, made once."""

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thymos import kernel
from thymos.errors import UsageError
from thymos.evidence.multiverse import assemble, carried, cross
from thymos.evidence.multiverse.crossing import NO_HETEROGENEITY, PETO_IS_COMMON, TOO_FEW
from thymos.evidence.multiverse.declared import Facts
from thymos.evidence.multiverse.material import Reading
from thymos.evidence.synthesis import Options
from thymos.kernel.tipping import sides
from thymos.records.study import Blinding, Control

# Events and sizes of treated and control groups: one table with a zero, one without an event.
CELLS = np.array(
    [
        [4, 0, 15, 30, 8, 0],
        [50, 40, 120, 300, 70, 25],
        [9, 3, 22, 33, 16, 0],
        [50, 42, 118, 290, 75, 25],
    ],
    dtype=float,
)
FACTS = (
    Facts("a", Control.PLACEBO, Blinding.DOUBLE, year=1990),
    Facts("b", Control.PLACEBO, Blinding.OPEN, year=1991),
    Facts("c", Control.USUAL_CARE, Blinding.NOT_REPORTED, year=2001),
    Facts("d", Control.PLACEBO, Blinding.OPEN, year=2003),
    Facts("e", Control.USUAL_CARE, Blinding.DOUBLE, year=2010),
    Facts("f", Control.PLACEBO, None, year=None),
)
ZEROS: dict[str, dict[str, Any]] = {
    "only0": {"add": 0.5, "to": "only0"},
    "all": {"add": 0.5, "to": "all"},
    "none": {"add": 0.0, "to": "none"},
    "drop00": {"add": 0.5, "to": "only0", "drop00": True},
}
KEEPS = {
    "placebo": [1, 1, 0, 1, 0, 1],
    "closed": [1, 0, 1, 0, 1, 1],
    "blinded": [1, 0, 0, 0, 1, 0],
    "later": [0, 0, 1, 1, 1, 1],
}


def small(options=None, cells=CELLS, facts=FACTS):
    labels = tuple(one.label for one in facts)
    return assemble(labels, "RR", options or Options(), (), [Reading(cells, None)], facts)


def choices(crossed, analysis):
    pairs = zip(crossed.material.dimensions, crossed.codes[analysis], strict=True)
    return {dimension.key: dimension.choices[code].key for dimension, code in pairs}


def test_every_analysis_is_what_its_choices_say():
    crossed = cross(small(Options(level=0.9)))
    risk = CELLS[2].sum() / CELLS[3].sum()
    precise = crossed.material.keeps[-1][1]
    for analysis in range(crossed.analyses):
        chosen = choices(crossed, analysis)
        found = kernel.effect_sizes(chosen["measure"], *CELLS, **ZEROS[chosen["zeros"]])
        use = found.included.copy()
        for key in ("control", "blinding", "date"):
            use &= np.array(KEEPS.get(chosen[key], [1] * 6), bool)
        if chosen["size"] == "precise":
            use &= precise
        alone = kernel.pool(
            found.y[use],
            found.v[use],
            method=chosen["estimator"],
            test=chosen["interval"],
            level=0.9,
        )
        assert crossed.k[analysis] == use.sum()
        assert crossed.p[analysis] == pytest.approx(alone.p[0], rel=1e-9)
        assert crossed.side[analysis] == sides(alone.ci_low, alone.ci_high)[0]
        for name, other in (("estimate", "estimate"), ("ci_low", "ci_low")):
            ratio = np.exp(getattr(alone, other)[0])
            if chosen["measure"] == "OR":
                ratio = ratio / (1 - risk + risk * ratio)
            assert np.exp(getattr(crossed, name)[analysis]) == pytest.approx(ratio, rel=1e-9)


def test_crossings_are_possible_or_told_why_not():
    crossed = cross(small())
    told = {one.reason: one.count for one in crossed.impossible}
    assert crossed.total == np.prod(crossed.shape) == 2 * 4 * 2 * 3 * 2 * 2 * 4 * 3
    assert crossed.total == crossed.possible + sum(told.values())
    assert told.keys() == {TOO_FEW, NO_HETEROGENEITY}
    assert crossed.main == 0
    assert set(choices(crossed, 0).values()) == {"RR", "only0", "all", "REML", "z"}
    # Leaving out the open-label ones b and d, one of two tables with a zero goes too.
    assert crossed.analyses < crossed.possible
    assert np.bincount(crossed.analysis).min() >= 1


def test_the_same_numbers_are_one_analysis():
    crossed = cross(small())
    keys = [
        (int(crossed.k[a]), crossed.estimate[a], crossed.p[a], *choices(crossed, a).values())
        for a in range(crossed.analyses)
    ]
    assert len(set(keys)) == len(keys)
    for analysis in range(crossed.analyses):
        for crossing in crossed.crossings[crossed.analysis == analysis]:
            at = np.unravel_index(crossing, crossed.shape)
            chosen = {
                one.key: one.choices[code].key
                for one, code in zip(crossed.material.dimensions, at, strict=True)
            }
            same = choices(crossed, analysis)
            for key in ("measure", "estimator", "interval"):
                assert chosen[key] == same[key]


def test_peto_is_offered_for_rare_events_and_for_one_common_effect_alone():
    rare = CELLS.copy()
    rare[[1, 3]] *= 40
    crossed = cross(small(cells=rare))
    assert [c.key for c in crossed.material.readings[0].choices] == ["RR", "OR", "PETO"]
    assert PETO_IS_COMMON in {one.reason for one in crossed.impossible}
    used = {
        (chosen["measure"], chosen["estimator"], chosen["interval"])
        for chosen in (choices(crossed, a) for a in range(crossed.analyses))
    }
    assert {one for one in used if one[0] == "PETO"} == {("PETO", "CE", "z")}
    assert [c.key for c in small().readings[0].choices] == ["RR", "OR"]


@pytest.mark.parametrize(
    ("options", "first"),
    [
        (Options(method="FE"), {"estimator": "CE"}),
        (Options(method="SJ", test="t"), {"estimator": "SJ", "interval": "t"}),
        (Options(to="all"), {"zeros": "all"}),
        (Options(add=0.25), {"zeros": "main"}),
        (Options(drop00=True), {"zeros": "drop00"}),
        (Options(to="none"), {"zeros": "none"}),
    ],
)
def test_the_main_analysis_comes_first_whatever_it_is(options, first):
    crossed = cross(small(options))
    assert crossed.main == 0
    chosen = choices(crossed, 0)
    assert {key: chosen[key] for key in first} == first
    found = kernel.effect_sizes("RR", *CELLS, add=options.add, to=options.to, drop00=options.drop00)
    use = found.included
    alone = kernel.pool(found.y[use], found.v[use], method=options.method, test=options.test)
    assert crossed.estimate[0] == pytest.approx(alone.estimate[0], rel=1e-12)
    assert crossed.p[0] == pytest.approx(alone.p[0], rel=1e-9)


def test_effects_without_counts_leave_fewer_choices():
    y, v = np.array([0.2, np.nan, 0.5, 0.1]), np.array([0.01, np.nan, 0.02, 0.04])
    facts = [Facts(name) for name in "abcd"]
    made = assemble(tuple("abcd"), "HR", Options(), (), [Reading(None, (y, v))], facts)
    crossed = cross(made)
    assert [one.key for one in crossed.material.dimensions] == ["estimator", "interval"]
    assert {one.key: one.why for one in made.uncrossed}["measure"].startswith("effects were")
    assert crossed.k.tolist() == [3] * crossed.analyses
    assert crossed.analyses == 3 * 3 + 1


def test_a_risk_above_one_is_no_number_but_keeps_its_side():
    high = np.array([[45, 44], [50, 50], [20, 22], [50, 50]], float)
    crossed = cross(small(Options(measure="OR"), cells=high, facts=FACTS[:2]))
    assert np.isfinite(crossed.estimate).all()
    made = assemble(("a", "b"), "OR", Options(), (), [Reading(high, None)], FACTS[:2])
    found = cross(made)
    assert found.ci_high.max() == np.inf
    assert (found.side[np.isinf(found.ci_high)] >= 0).all()


def test_more_crossings_than_anyone_needs_are_refused(monkeypatch):
    monkeypatch.setattr("thymos.evidence.multiverse.crossing.MOST", 2000)
    with pytest.raises(UsageError, match=r"the choices have 2,304 crossings; at most 2,000"):
        cross(small())


def test_what_moves_nothing_carries_nothing_and_what_moves_all_carries_all():
    crossed = cross(small())
    shares = {one.dimension.key: one for one in carried(crossed)}
    assert shares["interval"].estimate == pytest.approx(0.0, abs=1e-12)
    assert shares["interval"].verdict is not None
    assert shares["interval"].verdict > 0
    for one in shares.values():
        assert one.estimate is not None
        assert 0 <= one.estimate <= 1
        assert sum(choice.analyses for choice in one.choices) >= crossed.analyses
    same = np.repeat(CELLS[:, 2:3], 4, axis=1)
    alike = cross(small(cells=same, facts=FACTS[2:3] * 4))
    # The odds ratio is told as the risk ratio that it is, so that nothing moves at all.
    assert {one.estimate for one in carried(alike)} == {None}


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=15, deadline=None)
def test_shares_of_a_full_crossing_follow_from_its_means(seed):
    rng = np.random.default_rng(seed)
    y, v = rng.normal(0, 0.5, 5), rng.uniform(0.01, 0.3, 5)
    facts = [Facts(name, blinding=Blinding.OPEN) for name in "ab"]
    facts += [Facts(name, blinding=Blinding.DOUBLE) for name in "cde"]
    crossed = cross(assemble(tuple("abcde"), "GEN", Options(), (), [Reading(None, (y, v))], facts))
    values = np.full(crossed.total, np.nan)
    values[crossed.crossings] = crossed.estimate[crossed.analysis]
    cube = values.reshape(crossed.shape)
    kept = ~np.isnan(cube)
    whole = ((cube[kept] - cube[kept].mean()) ** 2).sum()
    for one in carried(crossed):
        place = [d.key for d in crossed.material.dimensions].index(one.dimension.key)
        inside = 0.0
        moved = np.moveaxis(cube, place, -1)
        for at in product(*(range(n) for n in moved.shape[:-1])):
            line = moved[at][~np.isnan(moved[at])]
            inside += ((line - line.mean()) ** 2).sum() if line.size else 0.0
        assert one.estimate == pytest.approx(inside / whole, abs=1e-9)
