"""What must hold of verdicts whatever the numbers are."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.small import CLAIM, open_small, result, study
from thymos.kernel import pool
from thymos.kernel.steady import steady
from thymos.verdict.judge import judge
from thymos.verdict.rules import Shown, Summary, no_difference, shows
from thymos.verdict.words import Clinical

ORDER = ("contradicted", "not supported", "untested", "unsettled", "probable", "supported")

table = st.tuples(
    st.integers(1, 39), st.integers(40, 400), st.integers(1, 39), st.integers(40, 400)
)
tables = st.lists(table, min_size=1, max_size=6)
says = st.sampled_from(["benefit", "harm", "nothing shown"])
firmness = st.builds(
    Shown,
    carriers=st.integers(0, 9),
    common=st.booleans(),
    everywhere=st.booleans(),
    guarded=st.booleans(),
    rests_on=st.none() | st.just("One 1990"),
    outweighed_by=st.none() | st.just("Big 1995"),
    information=st.none() | st.floats(0, 3),
    bias=st.sampled_from(["low", "cannot matter much", "not assessed", "high"]),
    indirect=st.booleans(),
)
summaries = st.builds(
    Summary,
    k=st.integers(0, 12),
    random=says,
    benefit=firmness,
    harm=st.just(Shown()),
    review=st.none() | says,
    observational=st.booleans(),
    unpoolable=st.booleans(),
    unverified=st.booleans(),
    worthwhile_excluded=st.none() | st.booleans(),
)
some = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


def verdict(folder, *studies, **collections):
    for old in folder.glob("studies/*.yaml"):
        old.unlink()
    dossier = open_small(folder, *studies, **collections)
    return judge(dossier, dossier.claims["lowers-death"]).verdict


def trials(rows, **more):
    return [study(f"t{i}", result(*cells), **more) for i, cells in enumerate(rows)]


@given(summaries)
def test_the_rule_is_total(summary):
    for line in (shows(summary, "benefit"), shows(summary, "harm"), no_difference(summary)):
        assert line.verdict in Clinical
        assert line.reason


@given(summaries)
def test_benefit_and_harm_are_never_both_better_than_unsettled(summary):
    both = (shows(summary, "benefit").verdict, shows(summary, "harm").verdict)
    assert not all(v in (Clinical.SUPPORTED, Clinical.PROBABLE) for v in both)


WORSE = (
    ("carriers", 1),
    ("guarded", False),
    ("rests_on", "One 1990"),
    ("outweighed_by", "Big 1995"),
    ("information", 0.1),
    ("bias", "high"),
    ("indirect", True),
)


@given(summaries, st.sampled_from(WORSE))
def test_worse_evidence_never_raises_a_verdict(summary, change):
    name, value = change
    worse = replace(summary, benefit=replace(summary.benefit, **{name: value}))
    if summary.k and (name != "carriers" or summary.benefit.carriers):
        assert rank(shows(worse, "benefit").verdict) <= rank(shows(summary, "benefit").verdict)


@given(summaries)
def test_a_review_that_disagrees_never_raises_a_verdict(summary):
    if summary.k:
        before = rank(shows(replace(summary, review=None), "benefit").verdict)
        assert rank(shows(replace(summary, review="nothing shown"), "benefit").verdict) <= before


def rank(verdict):
    return ORDER.index(verdict)


# As finely as papers print them: a subnormal effect would vanish in another unit.
effects = st.lists(
    st.tuples(st.floats(-1.5, 1.0).map(lambda x: round(x, 6)), st.floats(0.003, 0.5)),
    min_size=1,
    max_size=9,
)


@settings(max_examples=150)
@given(effects, st.floats(0.002, 2.0))
def test_a_trial_at_the_null_never_shows_an_effect_better(studies, v):
    """Whatever it does to tau2: the law on which the whole calculus rests."""
    y, own = (list(column) for column in zip(*studies, strict=True))
    before, after = steady(y, own), steady([*y, 0.0], [*own, v])
    assert after.weakest <= before.weakest + 1e-7
    assert after.common <= before.common + 1e-12
    assert after.ceiling >= before.ceiling * (1 - 1e-9)
    assert after.carriers.sum() == before.carriers.sum()
    assert after.information == pytest.approx(before.information)
    assert after.diversity >= before.diversity - 1e-9
    here = before.carriers
    assert (after.without[:-1][here] <= before.without[here] + 1e-7).all()


def test_a_trial_that_merely_narrows_the_heterogeneity_raises_nothing():
    """Six trials that DerSimonian and Laird leave open, and a seventh at the null that would
    make them significant: 0.62 (0.38 to 1.02), then 0.68 (0.47 to 0.99)."""
    y, v = [-0.64, -0.48, -1.16, -0.19, 0.01, -0.40], [0.167, 0.100, 0.030, 0.065, 0.013, 0.196]
    before, after = pool(y, v, method="DL"), pool([*y, 0.0], [*v, 0.0063], method="DL")
    shown = [
        [f"{float(x):.2f}" for x in np.exp([r.estimate[0], r.ci_low[0], r.ci_high[0]])]
        for r in (before, after)
    ]
    assert shown == [["0.62", "0.38", "1.02"], ["0.68", "0.47", "0.99"]]
    assert before.ci_high[0] > 0 > after.ci_high[0]  # the trap
    assert after.tau2[0] < before.tau2[0]
    assert steady(y, v).weakest < 1.96
    assert steady([*y, 0.0], [*v, 0.0063]).weakest < steady(y, v).weakest


@settings(max_examples=60)
@given(effects, st.floats(1e-6, 1e6))
def test_how_firmly_does_not_depend_on_the_unit_or_the_side(studies, unit):
    y, v = (list(column) for column in zip(*studies, strict=True))
    here = steady(y, v, side="below")
    mirrored = steady([-x * unit for x in y], [x * unit**2 for x in v], side="above")
    assert mirrored.weakest == pytest.approx(here.weakest, abs=1e-6)
    assert mirrored.ceiling == pytest.approx(here.ceiling * unit**2, rel=1e-6, abs=1e-12 * unit**2)


@some
@given(rows=tables, n=st.integers(50, 4000), share=st.floats(0.02, 0.3))
def test_a_further_trial_without_any_effect_never_raises_a_verdict(tmp_path, rows, n, share):
    events = max(1, int(n * share))
    before = verdict(tmp_path, *trials(rows))
    after = verdict(tmp_path, *trials([*rows, (events, n, events, n)]))
    assert max(rank(after), 1) <= max(rank(before), 1)  # contradicted or not: both say no


@some
@given(rows=tables)
def test_names_of_arms_do_not_matter(tmp_path, rows):
    """The same trials with the arms exchanged, asked about the opposite effect."""
    turned = [(c, d, a, b) for a, b, c, d in rows]
    harm = [CLAIM | {"expects": "harm"}]
    assert verdict(tmp_path, *trials(rows)) == verdict(tmp_path, *trials(turned), claims=harm)


@some
@given(rows=tables, which=st.integers(0, 5))
def test_a_better_conducted_trial_never_lowers_a_verdict(tmp_path, rows, which):
    def judged(overall):
        return {"tool": "RoB 2", "overall": overall, "reason": "x"}

    def with_one(overall):
        made = trials(rows, risk_of_bias=judged("some concerns"))
        made[which % len(made)]["risk_of_bias"] = judged(overall)
        return rank(verdict(tmp_path, *made))

    found = [with_one(overall) for overall in ("high", "some concerns", "low")]
    assert found == sorted(found)


@some
@given(rows=tables, data=st.data())
def test_the_order_of_studies_does_not_matter(tmp_path, rows, data):
    shuffled = data.draw(st.permutations(rows))
    assert verdict(tmp_path, *trials(rows)) == verdict(tmp_path, *trials(shuffled))


@some
@given(rows=tables)
def test_animals_dishes_and_anecdotes_change_nothing(tmp_path, rows):
    alone = verdict(tmp_path, *trials(rows))
    cites = [{"source": "page", "level": "page"}]
    anecdotes = [{"id": f"x{i}", "text": "It worked", "cites": cites} for i in range(9)]
    mouse = study("mouse", result(1, 100, 60, 100), design="animal")
    dish = study("dish", result(1, 100, 60, 100), design="in vitro")
    assert verdict(tmp_path, *trials(rows), mouse, dish, anecdotes=anecdotes) == alone


@some
@given(rows=tables)
def test_what_is_not_verified_changes_nothing(tmp_path, rows):
    alone = verdict(tmp_path, *trials(rows))
    doubtful = [
        study(level, result(1, 100, 60, 100, cites=[{"source": "paper", "level": level}]))
        for level in ("page", "secondary", "lead", "recalled")
    ]
    assert verdict(tmp_path, *trials(rows), *doubtful) == alone


@pytest.mark.parametrize("expects", ["benefit", "harm", "no difference"])
def test_every_expectation_has_a_verdict(tmp_path, expects):
    claims = [CLAIM | {"expects": expects}]
    assert verdict(tmp_path, *trials([(5, 50, 9, 50)]), claims=claims) in set(Clinical)


def test_random_effects_alone_do_not_decide(tmp_path):
    """Six small trials and a mega-trial at the null: the rule that resolves it is named."""
    small = [study(f"t{i}", result(10 + i, 100, 30 + i, 100)) for i in range(6)]
    mega = study("mega", result(2216, 29011, 2103, 29039))
    dossier = open_small(tmp_path, *small, mega)
    judged = judge(dossier, dossier.claims["lowers-death"])
    assert judged.verdict == "not supported"
    assert "the weight that the random-effects model gives to small trials" in judged.reason
    assert "MEGA" in judged.reason


def test_a_subgroup_that_gains_never_makes_a_verdict(tmp_path):
    """However large the gain in a part of the patients, the verdict is that on all of them."""
    whole = [result(40, 200, 40, 200)]
    part = result(1, 60, 30, 60, id="young", subgroup={"factor": "age", "level": "<60"})
    told = []
    for name, results in (("without", whole), ("with", [*whole, part])):
        trials = [study(f"t{i}", *results) for i in range(4)]
        dossier = open_small(tmp_path / name, *trials, claims=[CLAIM])
        told.append(judge(dossier, dossier.claims["lowers-death"]))
    assert told[0].verdict == told[1].verdict == "not supported"
    assert told[0].reason == told[1].reason
