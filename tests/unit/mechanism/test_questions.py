"""The questions on a toy whose answers can be told by hand."""

import math
from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("antimony")
pytest.importorskip("libsbml")

from tests.unit.mechanism.toy import EQUATIONS, INQUIRY, RECORD, REGIMENS, bench
from thymos.errors import UnknownRecord, UsageError
from thymos.jobs import Threads
from thymos.mechanism.bench import Arm, acts_untreated, courses, hours
from thymos.mechanism.model import build
from thymos.mechanism.population import Crowd, biologies, draw
from thymos.mechanism.questions import bands, design, two_way, variance, virtual
from thymos.mechanism.questions.how import How, way
from thymos.mechanism.trials import observed

HOW = How()
SEEN = [observed((40, 100), (50, 100)), observed((400, 1000), (500, 1000))]


def one(scenario, *arms, readouts=("good", "bad")):
    patient = bench().model.parameters.values[None, :]
    case = bench().model.scenario(scenario)
    return courses(bench(), case, arms, patient, hours(case), readouts)


def test_courses_are_those_of_the_closed_form():
    found = one("calm", Arm(), Arm((), bench().model.regimen("once")))
    times = hours(bench().model.scenario("calm"))
    # 10 µg lost at 0.5 and turned into the good marker at 0.1, which is lost at 0.1.
    good = 1 + 0.1 * 10 * (np.exp(-0.1 * times) - np.exp(-0.5 * times)) / (0.5 - 0.1)
    assert found.values[0][0, :, 0] == pytest.approx(1)
    assert found.values[1][0, :, 0] == pytest.approx(good, rel=1e-5)


def test_treatment_begins_where_the_state_is_reached():
    found = one("ill", Arm())
    # 4·exp(-0.05·t) is first below 3.5 on the hour 3.
    assert found.values[0][0, 0, 1] == pytest.approx(4 * math.exp(-0.15), rel=1e-5)
    assert found.reached.all()


def test_whoever_never_comes_into_the_state_has_no_course():
    found = one("never", Arm())
    assert not found.reached.any()
    assert np.isnan(found.values[0]).all()


def test_a_switch_of_the_treatment_does_nothing_untreated_and_another_setting_does():
    model = bench().model
    idle = {
        name: not acts_untreated(bench(), model.scenario("calm"), model.variant(name).sets)
        for name in ("no-a-arm", "no-b-arm", "richer")
    }
    assert idle == {"no-a-arm": True, "no-b-arm": True, "richer": False}


def test_an_unknown_readout_is_told_with_its_neighbours():
    with pytest.raises(UnknownRecord, match="no readout is called 'god'; did you mean good"):
        one("calm", Arm(), readouts=("god",))


@pytest.mark.slow
def test_each_arm_is_needed_and_none_is_enough():
    found = two_way.ask_two_way(bench(), INQUIRY, 40, HOW)
    assert found is not None
    whole, (no_a, no_b, only_a), (richer,) = found.whole, found.arms, found.readings
    assert whole.margins[0].both.count > 20
    assert [each.margins[0].both.count for each in (no_a, no_b, only_a)] == [0, 0, 0]
    assert no_a.up.high == pytest.approx(0, abs=1e-9)  # the same course, to the last digits
    assert no_b.margins[0].up.count == whole.margins[0].up.count
    assert (richer.up.middle or 0) < (whole.up.middle or 0)  # a smaller part of more
    assert (found.reached_up.count, found.reached_down.count) == (40, 40)


def test_a_closed_way_is_run_like_an_arm_and_only_what_is_asked_for_is():
    found = two_way.ask_two_way(bench(), INQUIRY, 20, HOW, ("routes",))
    assert found is not None
    assert (found.arms, found.readings) == ((), ())
    assert [each.variant for each in found.routes] == ["richer", "no-b-arm"]
    assert [each.margins[0].both.count > 0 for each in found.routes] == [True, False]


@pytest.mark.slow
def test_shares_fall_with_the_margin_and_hang_on_the_arms():
    found = two_way.ask_two_way(bench(), INQUIRY, 60, HOW)
    assert found is not None
    counts = [each.both.count for each in found.whole.margins]
    assert counts == sorted(counts, reverse=True)
    swing = {each.parameter: each.swing for each in found.leanings}
    assert swing["k_b"] > 0.2


@pytest.mark.parametrize("question", ["two-way", "trials", "markers", "courses"])
def test_the_answer_is_the_same_for_any_number_of_workers(question, monkeypatch):
    def answer(how, chunk):
        for module in (design, virtual):
            monkeypatch.setattr(module, "CHUNK", chunk)
        monkeypatch.setattr("thymos.mechanism.questions.how.CHUNK", chunk)
        model = bench().model
        match question:
            case "two-way":
                return two_way.ask_two_way(bench(), INQUIRY, 12, how, ("readings",))
            case "trials":
                return virtual.ask_trials(bench(), INQUIRY, SEEN, (2, 6), how)
            case "markers":
                return design.ask_markers(bench(), INQUIRY, (2, 5), how)
            case _:
                case, regimen = model.scenario("ill"), model.regimen("once")
                return bands.ask_courses(bench(), case, regimen, 12, how)

    assert answer(How(), 250) == answer(How(executor=Threads(3)), 5)


def test_the_prior_and_the_seed_change_the_draws():
    table = bench().model.parameters
    stated, wide, other = (
        draw(table, "stated", 1, 0, 200),
        draw(table, "wide", 1, 0, 200),
        draw(table, "stated", 2, 0, 200),
    )
    column = table.column("k_a")
    assert 0.01 <= stated[:, column].min() < stated[:, column].max() <= 1
    assert wide[:, column].max() > 1
    assert not np.array_equal(stated, other)
    assert (stated[:, table.column("switch_a")] == 1).all()


def test_patients_of_a_biology_share_what_is_shared_alone():
    table = bench().model.parameters
    drawn = biologies(table, "stated", Crowd(("drug",), 5), 1, 0, 3)
    shared = np.ptp(drawn, axis=1) == 0
    assert shared[0].tolist() == [each in ("drug", "switch") for each in table.groups]
    assert np.array_equal(drawn[2], biologies(table, "stated", Crowd(("drug",), 5), 1, 2, 3)[0])


def test_a_treatment_that_helps_saves_lives_and_more_doses_save_more():
    once, twice = virtual.ask_trials(bench(), INQUIRY, SEEN, (8, 24), HOW)
    assert once.prediction is not None
    assert twice.prediction is not None
    assert once.prediction.worse.count == twice.prediction.worse.count == 0
    assert twice.prediction.points[2] <= once.prediction.points[2] < 0
    assert (once.biologies, once.patients) == (8, 24)


def test_the_marker_of_the_arm_tells_and_the_other_does_not():
    found = design.ask_markers(bench(), INQUIRY, (20, 12), HOW)
    assert found is not None
    assert {(m.scenario, m.readout) for m in found.markers} == {("ill", "bad")}
    best = found.markers[0]
    assert best.difference < 0
    assert best.same_way.share == 1
    assert found.blindings[0].parameter == "k_b"
    assert found.blindings[0].correlation > 0.8


def test_variance_of_each_answer_is_of_its_own_arm():
    pytest.importorskip("SALib")
    found = variance.ask_sobol(bench(), INQUIRY, 32, HOW)
    assert found is not None
    tops = {each.answer: each.indices[0].name for each in found.single}
    assert (tops["up"], tops["down"]) == ("k_a", "k_b")
    assert found.groups[0].indices[0].name == "drug"
    assert found.missing == 0


def test_what_decides_who_comes_into_the_state_has_indices_of_its_own():
    pytest.importorskip("SALib")
    calm, ill, never = RECORD.scenarios
    # 4·exp(-k_fall·3) is at most 3.5 from k_fall = 0.0445 on: some of 0.036 to 0.07 are too slow.
    hasty = RECORD.model_copy(
        update={"scenarios": (calm, ill.model_copy(update={"within_hours": 3.0}), never)}
    )
    whole = bench()
    asked = replace(whole, model=build(hasty, EQUATIONS, REGIMENS))
    found = variance.ask_sobol(asked, INQUIRY, 32, HOW)
    assert found is not None
    assert 0 < found.missing < found.runs
    reach = {each.answer: each for each in found.single}["reach"]
    assert reach.indices[0].name == "k_fall"
    assert [each.total for each in reach.indices[1:]] == [0.0] * (len(reach.indices) - 1)


def test_bands_are_in_order_and_of_what_effects_move():
    model = bench().model
    found = bands.ask_courses(bench(), model.scenario("ill"), model.regimen("once"), 30, HOW)
    assert {band.readout for band in found.bands} == {"good", "bad"}  # not the level in blood
    for band in found.bands:
        rows = np.array([band.low, band.quarter, band.middle, band.three_quarters, band.high])
        assert (np.diff(rows, axis=0) >= 0).all()
        assert rows.shape[1] == len(found.hours)


def test_changes_are_of_the_same_patients():
    model = bench().model
    found = bands.ask_courses(bench(), model.scenario("ill"), model.regimen("once"), 30, HOW)
    good, bad = found.changes
    assert (good.readout, bad.readout) == ("good", "bad")
    assert good.by.low is not None
    assert bad.by.high is not None
    assert good.by.low > 0 > bad.by.high
    assert (good.falls.count, bad.rises.count, good.rises.total) == (0, 0, 30)
    # One patient with the values of the record: 10 µg·k_a/(0.1·k_out) more, over 96 hours of 1.
    one = bands.ask_courses(bench(), model.scenario("calm"), model.regimen("once"), 1, HOW)
    assert one.changes[0].by.middle == pytest.approx(0.1 * 10 / (0.1 * 0.5) / 96, rel=0.05)
    assert [each.readout for each in one.changes] == ["good"]  # there is no bad marker to change


def test_one_patient_is_the_model_with_its_own_values():
    model = bench().model
    found = bands.ask_courses(bench(), model.scenario("calm"), model.regimen("once"), 1, HOW)
    assert all(band.low == band.high for band in found.bands)
    untreated = next(b for b in found.bands if (b.readout, b.arm) == ("good", "untreated"))
    assert set(untreated.middle) == {1.0}


def test_whom_no_engine_can_simulate_is_counted_and_left_out():
    model = bench().model

    def broken(times, parameters, initial, given):
        states = bench().engine(times, parameters, initial, given)
        states[:2] = np.nan if given else states[:2]
        return states

    found = bands.ask_courses(
        replace(bench(), engine=broken), model.scenario("calm"), model.regimen("once"), 6, HOW
    )
    assert (found.failed, found.reached.count) == (2, 4)
    assert found.changes[0].rises.total == 4


def test_a_state_that_nobody_comes_into_has_no_bands():
    model = bench().model
    found = bands.ask_courses(bench(), model.scenario("never"), model.regimen("once"), 3, HOW)
    assert (found.reached.count, found.bands) == (0, ())


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        (("narrow", 1, 1), "no prior 'narrow'; one of stated, wide"),
        (("stated", -1, 1), "expected a seed from 0 on, found -1"),
        (("stated", 1, 0), "expected from 1 to 256 workers, found 0"),
    ],
)
def test_how_is_checked(given, complaint):
    with pytest.raises(UsageError, match=complaint):
        way(*given)
