"""How verdicts of the shipped dossiers moved: by rules that were frozen before anybody looked.

What is held here is what history taught, not what the program happens to say; where the two part,
the rule stands and the difference is reported, here as what is not asserted.
"""

from datetime import date

import pytest

import thymos
from thymos.dossier.asof import Clock
from thymos.verdict.history import Chronicle


def history_of(dossier, claim):
    return Chronicle(thymos.load(dossier).known).history(claim)


def verdict_on(history, *day):
    step = history.at(date(*day))
    return step.judged.verdict if step is not None else None


def moved(history):
    return [step for step in history.steps if step.moved]


@pytest.fixture(scope="module")
def magnesium():
    return history_of("magnesium-myocardial-infarction", "lowers-death")


@pytest.fixture(scope="module")
def streptokinase():
    return history_of("streptokinase-myocardial-infarction", "lowers-death")


@pytest.fixture(scope="module")
def sepsis():
    return history_of("thymosin-alpha-1", "sepsis-death-benefit")


def test_magnesium_was_promising_in_1993_and_never_supported(magnesium):
    assert verdict_on(magnesium, 1993, 12, 31) in ("unsettled", "probable")
    assert "supported" not in {step.judged.verdict for step in magnesium.steps}


def test_magnesium_fell_with_isis_4_which_is_named(magnesium):
    last = moved(magnesium)[-1]
    assert (last.day, last.judged.verdict) == (date(1995, 3, 18), "not supported")
    assert [event.record for event in last.movers] == ["result:isis-4-1995/death"]
    assert "ISIS-4" in last.judged.reason
    assert verdict_on(magnesium, 1995, 3, 17) in ("unsettled", "probable")


def test_magnesium_stayed_down_though_random_effects_kept_showing_a_benefit(magnesium):
    pooling = magnesium.steps[-1].judged.synthesis.pooling
    assert pooling.main.high < 0  # the usual random-effects interval excludes no effect
    assert magnesium.steps[-1].judged.verdict == "not supported"


def test_streptokinase_was_supported_before_the_large_trial_of_1988(streptokinase):
    first = next(s for s in streptokinase.steps if s.judged.verdict == "supported")
    assert first.day == date(1986, 12, 31)
    assert first.day < date(1988, 8, 13)
    assert verdict_on(streptokinase, 1988, 8, 13) == "supported"
    assert streptokinase.steps[-1].judged.verdict == "supported"


def test_streptokinase_showed_a_benefit_from_1979_on(streptokinase):
    since = [s for s in streptokinase.steps if s.day >= date(1979, 12, 31)]
    assert {step.judged.verdict for step in since} <= {"probable", "supported"}


@pytest.mark.parametrize("claim", ["lowers-death", "chloroquine-lowers-death"])
def test_hydroxychloroquine_was_never_more_than_not_supported(claim):
    history = history_of("hydroxychloroquine-covid-19", claim)
    assert {step.judged.verdict for step in history.steps} == {"not supported"}


def test_hydroxychloroquine_by_the_first_large_trial():
    history = history_of("hydroxychloroquine-covid-19", "lowers-death")
    assert history.steps[0].day == date(2020, 7, 15)
    assert [event.record for event in history.steps[0].movers] == ["result:recovery/death"]
    assert verdict_on(history, 2020, 7, 14) is None


def test_emergency_use_ended_the_day_after_it_was_revoked():
    history = history_of("hydroxychloroquine-covid-19", "us-emergency-use")
    assert [step.judged.verdict for step in history.steps] == ["true", "outdated"]
    assert verdict_on(history, 2020, 6, 15) == "true"
    assert verdict_on(history, 2020, 6, 16) == "outdated"


def test_bcg_never_more_than_probable_while_trials_differ_so():
    history = history_of("bcg-tuberculosis", "prevents-tuberculosis")
    assert verdict_on(history, 1994, 12, 31) == "probable"
    pooling = history.steps[-1].judged.synthesis.pooling
    assert pooling.I2 > 90


def test_sepsis_as_of_2014_2024_and_january_2025(sepsis):
    assert verdict_on(sepsis, 2014, 12, 31) == "not supported"
    assert verdict_on(sepsis, 2024, 12, 31) == "not supported"
    assert verdict_on(sepsis, 2025, 1, 31) == "not supported"
    for day in (date(2014, 12, 31), date(2025, 1, 31)):
        assert sepsis.at(day).because
    assert "TESTS" in " ".join(event.what for event in sepsis.at(date(2025, 1, 31)).because)


def test_the_correction_of_tests_changes_the_hazard_ratio_and_no_count(sepsis):
    before, after = sepsis.at(date(2025, 5, 29)), sepsis.at(date(2025, 5, 30))
    assert after.day == date(2025, 5, 30)
    assert {event.kind for event in after.because} == {"correction"}
    assert any("HR 0.97 (0.76–1.24)" in event.what for event in after.because)
    assert after.judged.verdict == before.judged.verdict
    counts = [
        [(row.study, row.events, row.n) for row in step.judged.synthesis.pooling.rows]
        for step in (before, after)
    ]
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("dossier", "claim"),
    [
        ("magnesium-myocardial-infarction", "lowers-death"),
        ("streptokinase-myocardial-infarction", "lowers-death"),
        ("thymosin-alpha-1", "sepsis-death-benefit"),
    ],
)
def test_each_move_names_what_moved_it_and_its_sources(dossier, claim):
    for step in moved(history_of(dossier, claim)):
        assert step.movers
        assert {event.day for event in step.movers} == {step.day}
        assert step.sources


def test_no_trial_is_pooled_before_it_was_public(sepsis):
    dossier = thymos.load("thymosin-alpha-1").whole
    clock = Clock(dossier)
    pooled = [(s.day, s.judged.synthesis.pooling) for s in sepsis.steps if s.judged.synthesis]
    days = [
        (day, clock.study(dossier.studies[row.study])) for day, p in pooled if p for row in p.rows
    ]
    assert days
    assert all(public <= day for day, public in days)
