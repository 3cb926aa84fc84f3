"""Sentences about a model: they follow from the numbers, and turn when the numbers turn."""

from dataclasses import replace

import numpy as np
import pytest

from thymos.mechanism.questions.two_way import Judged, TwoWayAnswer
from thymos.mechanism.questions.virtual import TrialAnswer
from thymos.mechanism.trials import observed, predict
from thymos.mechanism.twoway import AtMargin, Share, Spread
from thymos.mechanism.twoway import share as shared
from thymos.records.inquiry import Inquiry, TwoWay
from thymos.views.simulation_trials import (
    beside,
    mixing_told,
    tells,
    trial_row,
    trial_told,
    verdict_told,
)
from thymos.views.simulation_words import (
    Names,
    arms_told,
    asked_words,
    readings_told,
    routes_told,
    two_way_told,
)

NAMES = Names(
    scenarios={"low": "Suppressed", "high": "Inflamed"},
    readouts={"cells": "T cells", "heat": "inflammation"},
    variants={
        "no-a-arm": "No arm A",
        "only-a-arm": "Arm A alone",
        "no-b": "No B",
        "none": "No A and no B",
    },
    parameters={},
    like={},
)
ASKED = TwoWay.model_validate(
    {
        "up": {"scenario": "low", "readout": "cells"},
        "down": {"scenario": "high", "readout": "heat"},
        "regimen": "r",
        "margins": [5],
    }
)
SPREAD = Spread(-0.1, 0.0, 0.1)


def share(count, total=100):
    return shared(np.arange(total) < count)


def judged(variant, both, total=100):
    margin = AtMargin(5, share(both, total), share(80), share(20), share(4), share(1))
    return Judged(variant, share(100, 200), (margin,), SPREAD, SPREAD)


def answer(whole=20, arms=(), routes=(), readings=(), total=100):
    variants = [
        tuple(judged(name, both, total) for name, both in some) for some in (arms, routes, readings)
    ]
    return TwoWayAnswer(
        prior="stated",
        draws=200,
        reached_up=share(120, 200),
        reached_down=share(150, 200),
        whole=judged(None, whole, total),
        arms=variants[0],
        readings=variants[2],
        routes=variants[1],
        margin=5,
        leanings=(),
    )


def test_the_question_names_its_readouts_and_states():
    assert asked_words(ASKED, NAMES) == (
        "Would it work in both directions: more T cells in suppressed patients, less inflammation "
        "in inflamed ones?"
    )


def test_each_direction_is_told_by_itself():
    assert two_way_told(answer(), ASKED, NAMES)[1] == (
        "Taken one by one: what should rise (T cells) does so in 80 % of them; what should fall "
        "(inflammation) does so in 20 %, and rises in 4.0 %."
    )


def test_where_nobody_comes_into_both_states_nothing_is_told():
    none = Judged(None, Share(0, 200, 0.0, 0.0, 0.02), (), SPREAD, SPREAD)
    assert two_way_told(replace(answer(), whole=none), ASKED, NAMES) == (
        "Of 200 draws from the stated ranges, none comes into both states, so that nothing can be "
        "told.",
    )


def test_a_readout_is_called_by_its_marker_where_that_has_another_name():
    names = replace(NAMES, like={"cells": "T cells", "heat": "C-reactive protein"})
    assert names.measured("cells") == "T cells"
    assert names.measured("heat") == "inflammation (as C-reactive protein)"
    assert NAMES.measured("heat") == "inflammation"


def test_what_never_comes_with_all_ways_closed_was_put_in():
    told = routes_told(answer(routes=(("no-b", 15), ("none", 0))), NAMES)
    assert "no B: 15 %; no A and no B: 0 %" in told
    assert "it comes in none of 100 draws" in told
    assert "the two-way answer is put in" in told


def test_none_of_a_handful_is_no_proof_that_it_was_put_in():
    told = routes_told(answer(whole=1, routes=(("none", 0),)), NAMES)
    assert "it comes in none of 100 draws, which are too few to tell" in told
    assert "put in" not in told


def test_what_is_left_with_all_ways_closed_was_not_all_put_in():
    told = routes_told(answer(routes=(("no-b", 15), ("none", 3))), NAMES)
    assert "put in" not in told
    assert told.endswith("Some of it is left when all are closed: it comes by yet another way.")


def test_where_nothing_comes_nothing_is_told_apart():
    nothing = answer(whole=0, arms=(("no-a-arm", 0),), routes=(("none", 0),))
    assert "so that no arm can be told apart" in arms_told(nothing, NAMES)
    assert "so that no way can be told apart" in routes_told(nothing, NAMES)


def test_an_arm_without_which_it_goes_is_needed_and_half_of_it_is_enough():
    found = arms_told(answer(arms=(("no-a-arm", 1), ("only-a-arm", 10))), NAMES)
    assert "The answer all but goes with: no arm A." in found
    assert "Enough by itself: arm A alone." in found
    other = arms_told(answer(arms=(("no-a-arm", 3), ("only-a-arm", 9))), NAMES)
    assert "No single arm is needed. No arm is enough by itself." in other


def test_few_draws_rank_nothing():
    few = "Only 20 of 100 draws answer both ways: too few to rank anything by."
    assert arms_told(answer(arms=(("no-a-arm", 1),)), NAMES).endswith(few)
    assert "too few" not in arms_told(answer(200, (("no-a-arm", 10),), total=1000), NAMES)


def test_readings_whose_intervals_part_make_a_difference():
    found = answer(200, readings=(("no-b", 200), ("none", 60)), total=1000)
    assert readings_told(found, NAMES) == (
        "By 5 % or more, 6.0 % (4.7–7.6) of the draws answer both ways where they are read as "
        "“No A and no B”, the fewest, and 20.0 % (17.6–22.6) as “No B”, the most. How the dispute "
        "is read makes a difference. The model as it stands is read as “No B”."
    )


def test_readings_whose_intervals_overlap_are_not_told_apart():
    told = readings_told(answer(readings=(("no-b", 18), ("none", 22))), NAMES)
    assert "The intervals overlap: a difference between readings cannot be told." in told
    assert "makes a difference" not in told
    assert "is read as" not in told
    assert "no reading can be told apart" in readings_told(answer(readings=()), NAMES)


SEEN = observed((47, 181), (63, 180))


def trial(differences, seen=SEEN, study="one", prior="stated"):
    found = predict(np.array(differences, dtype=float), seen)
    return TrialAnswer(study, study, prior, len(differences), 64, share(1, 1), seen, found)


@pytest.mark.parametrize(
    ("differences", "said"),
    [([0.0, 0.0], "nothing"), ([-0.09, -0.09], "for"), ([0.2, 0.2], "against")],
)
def test_a_trial_tells_what_its_likelihoods_say(differences, said):
    found = trial(differences).prediction
    assert found is not None
    assert tells(found) == said


def test_a_trial_that_tells_nothing_says_that_it_could_not_tell():
    told = trial_told(trial([0.0, -0.002]), "ONE")
    assert told.startswith(
        "ONE counted 47 of 181 against 63 of 180: a difference of −9.0 percentage points "
        "(−18.5 to 0.4)."
    )
    assert "ONE could not tell the one from the other." in told
    assert "in the middle of 2 biologies, " in told
    assert "weighs" not in told


def test_a_trial_that_tells_says_on_which_side():
    assert "and weighs for the model." in trial_told(trial([-0.09, -0.09]), "ONE")
    assert "and weighs against the model." in trial_told(trial([0.2, 0.2]), "ONE")


def test_biologies_left_out_are_counted():
    told = trial_told(trial([0.0, float("nan")]), "ONE")
    assert "in the middle of 1 biology in which the untreated can die as often as the" in told


def test_a_trial_of_which_nothing_is_foretold_says_so():
    silent = trial([float("nan")])
    assert trial_told(silent, "ONE").endswith("the model says nothing.")
    assert trial_row(silent, "ONE")[3:6] == ("nothing", "none", "none")


def test_all_trials_in_one_sentence():
    none, won = trial([0.0, 0.0]), trial([-0.09, -0.09], study="two")
    other = replace(none, study="three")
    named = {"one": "ONE", "two": "TWO", "three": "THREE"}
    assert verdict_told([none, other], named) == (
        "No. Neither ONE nor THREE could tell the model from no effect."
    )
    assert verdict_told([none], named) == "ONE could not tell the model from no effect."
    assert verdict_told([none, won], named) == (
        "ONE could not tell the model from no effect. TWO weighs for the model."
    )


def test_dots_are_percentage_points_of_each_prior_below_what_was_counted():
    two = [trial([-0.02, 0.0]), trial([-0.05, 0.0], prior="wide")]
    (found,) = beside(two, {"one": "ONE"}).trials
    assert found.name == "ONE"
    assert [round(v, 1) for v in found.counted] == [-9.0, -18.5, 0.4]
    assert [each.name for each in found.foretold] == ["Model, stated ranges", "Model, wide ranges"]
    assert [len(each.dots) for each in found.foretold] == [50, 50]
    assert found.foretold[0].dots[0] == pytest.approx(-2, abs=0.05)


def test_it_is_said_that_the_deaths_of_the_untreated_are_put_in():
    inquiry = Inquiry.model_validate({"id": "i", "model": "m", "severities": [0.5, 1, 3]})
    told = mixing_told(inquiry)
    assert "infections of 3 sizes, 0.5 to 3 times as large" in told
    assert "is put in, and nothing of it is foretold" in told
