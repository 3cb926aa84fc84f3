"""Each reason for a level of certainty, at the line and beyond it."""

import math
from dataclasses import replace

import pytest

from thymos.evidence.certainty import Body, Domain, Level, StudyLine, grade
from thymos.evidence.certainty.down import (
    bias,
    imprecision,
    inconsistency,
    indirectness,
    publication,
)
from thymos.evidence.certainty.up import confounding, dose, large
from thymos.records.judgement import CertaintyOverride


def study(quality="good", weight=50.0, **more):
    return StudyLine(y=-0.3, v=0.02, weight=weight, quality=quality, **more)


# Two good trials of 4,000 people: a risk of 20 % falls by a quarter, and nothing is wrong.
FIRM = Body(
    randomised=True,
    log_scale=True,
    turn=1,
    k=2,
    estimate=math.log(0.75),
    low=math.log(0.66),
    high=math.log(0.85),
    studies=(study(), study()),
    people=4000,
    events=700,
    control_risk=0.2,
    I2=0.0,
    Q_p=0.8,
)


def but(**change):
    return replace(FIRM, **change)


def qualities(*names, **more):
    share = 100 / len(names)
    return but(studies=tuple(study(name, share) for name in names), **more)


@pytest.mark.parametrize(
    ("body", "steps", "word"),
    [
        (FIRM, 0, "0 % of the weight is at high risk"),
        (qualities("high", "high", "good"), -2, "67 % of the weight is at high risk"),
        (qualities("high", "good"), 0, "50 % of the weight"),
        (qualities("unknown", "unknown", "good"), -1, "in doubt"),
        (qualities("unknown", "high", "good"), -1, "in doubt"),
        (qualities("unknown", "unknown", "good", objective=True), 0, "cannot be misjudged"),
        (qualities("high", "high", "good", objective=True), -2, "high risk"),
        (but(studies=()), 0, "not known one by one"),
    ],
)
def test_risk_of_bias(body, steps, word):
    found = bias(body)
    assert (found.steps, word in found.reason) == (steps, True)


@pytest.mark.parametrize(
    ("body", "steps", "word"),
    [
        (but(k=1, I2=None), 0, "one study"),
        (but(k=4, I2=None), 0, "not known"),
        (but(I2=49.9, Q_p=0.01), 0, "50 %"),
        (but(I2=50.0, Q_p=0.09, prediction=(-0.8, 0.2)), -1, "on either side"),
        (but(I2=60.0, Q_p=0.2), 0, "60 %"),
        (but(I2=60.0, Q_p=0.01, prediction=(-0.8, -0.1)), 0, "same side"),
        (but(I2=80.0, Q_p=0.001, prediction=(-0.9, 0.3)), -1, "on either side"),
        (but(I2=80.0, Q_p=0.001, explained=("latitude", 20.0)), 0, "20 % once latitude"),
        (but(I2=80.0, Q_p=0.001, explained=("latitude", 70.0)), -1, "80 %"),
    ],
)
def test_inconsistency(body, steps, word):
    found = inconsistency(body)
    assert (found.steps, word in found.reason) == (steps, True)


def test_opposite_effects_of_single_studies_rate_down_twice():
    apart = (replace(study(), y=-0.9), replace(study(), y=0.9))
    found = inconsistency(but(I2=90.0, Q_p=1e-6, prediction=(-3.0, 3.0), studies=apart))
    assert (found.steps, "opposite effects" in found.reason) == (-2, True)


@pytest.mark.parametrize(
    ("body", "steps"),
    [
        (FIRM, 0),
        (but(surrogate=True), -1),
        (but(studies=(study(direct=False, weight=60.0), study(weight=40.0))), -1),
        (but(studies=(study(direct=False, weight=40.0), study(weight=60.0))), 0),
        (but(surrogate=True, studies=(study(direct=False),)), -2),
        (but(studies=(study(direct=None),)), 0),
    ],
)
def test_indirectness(body, steps):
    assert indirectness(body).steps == steps


def limits(low, high, **more):
    return but(estimate=math.log(math.sqrt(low * high)), low=math.log(low), high=math.log(high),
               **more)  # fmt: skip


@pytest.mark.parametrize(
    ("body", "steps", "word"),
    [
        (FIRM, 0, "participants"),
        (limits(0.7, 1.4), -2, "appreciable benefit and an appreciable harm"),
        (limits(0.7, 1.1), -1, "no effect and an appreciable benefit"),
        (limits(0.9, 1.4), -1, "no effect and an appreciable harm"),
        (limits(0.9, 1.1), 0, "participants"),
        (limits(0.9, 1.1, people=500), -1, "includes no effect"),
        (but(people=500), -1, "500 participants"),
        (but(people=None, control_risk=None, events=299), -1, "299 events, 300 are needed"),
        (but(people=None, control_risk=None, events=300), 0, "300 events"),
        (but(people=399, control_risk=None, events=None), -1, "400 are needed"),
        (but(people=None, control_risk=None, events=None, studies=()), -1, "not known"),
        (limits(0.7, 1.4, turn=-1), -2, "appreciable benefit and an appreciable harm"),
        (limits(0.7, 1.1, turn=-1), -1, "no effect and an appreciable harm"),
        (limits(0.7, 1.1, smallest=math.log(0.5)), 0, "participants"),
    ],
)
def test_imprecision(body, steps, word):
    found = imprecision(body)
    assert (found.steps, word in found.reason) == (steps, True)


def test_the_optimal_information_size_is_that_of_its_formula():
    """4 (1.96 + 0.84)^2 p (1 - p) / (c - t)^2 with c = 0.2, t = 0.15, p their mean: 1,812."""
    wanted = dict(imprecision(FIRM).numbers)["participants needed"]
    assert wanted == math.ceil(4 * (1.959964 + 0.841621) ** 2 * 0.175 * 0.825 / 0.05**2)


@pytest.mark.parametrize(
    ("body", "steps", "word"),
    [
        (FIRM, 0, "too few studies"),
        (but(k=10, asymmetry_p=0.09), -1, "small studies show more benefit"),
        (but(k=10, asymmetry_p=0.11), 0, "no sign"),
        (but(k=9, asymmetry_p=0.01), 0, "no sign"),
        (but(k=10, asymmetry_p=0.01, asymmetry_favours=False), 0, "no sign"),
        (but(known_share=49.0), -1, "49 % of the known participants"),
        (but(known_share=50.0), 0, "too few"),
        (but(studies=(study(tied=True), study(tied=True))), -1, "every study is tied"),
        (but(studies=(study(tied=True), study(tied=None))), 0, "too few"),
    ],
)
def test_publication_bias(body, steps, word):
    found = publication(body)
    assert (found.steps, word in found.reason) == (steps, True)


COHORTS = but(randomised=False)


@pytest.mark.parametrize(
    ("low", "high", "steps"),
    [(0.1, 0.19, 2), (0.1, 0.49, 1), (0.1, 0.51, 0), (2.1, 9, 1), (0.3, 3, 0)],
)
def test_a_large_effect_counts_by_its_nearer_limit(low, high, steps):
    assert large(limits(low, high)).steps == steps


@pytest.mark.parametrize(
    ("slope", "p", "steps"), [(-0.1, 0.01, 1), (-0.1, 0.2, 0), (0.1, 0.01, 0)]
)  # fmt: skip
def test_a_gradient_with_the_dose(slope, p, steps):
    assert dose(but(dose=(slope, p))).steps == steps
    assert dose(FIRM).reason == "the studies record no range of doses"


def test_confounding_never_rates_up_by_itself():
    """E-value of a limit of RR 0.85 (1.18 turned over): 1.18 + sqrt(1.18 x 0.18) = 1.63."""
    found = confounding(FIRM)
    assert found.steps == 0
    ratio = 1 / 0.85
    value = ratio + math.sqrt(ratio * (ratio - 1))
    assert dict(found.numbers)["E-value of the limit"] == pytest.approx(value)


@pytest.mark.parametrize(
    ("body", "level"),
    [
        (FIRM, Level.HIGH),
        (but(surrogate=True), Level.MODERATE),
        (but(surrogate=True, people=500), Level.LOW),
        (qualities("high", people=500, surrogate=True), Level.VERY_LOW),
        (COHORTS, Level.LOW),
        (replace(COHORTS, low=math.log(0.1), high=math.log(0.4)), Level.MODERATE),
        (replace(COHORTS, low=math.log(0.1), high=math.log(0.15)), Level.HIGH),
        (replace(COHORTS, surrogate=True), Level.VERY_LOW),
    ],
)
def test_levels(body, level):
    assert grade(body).level is level


def test_what_rates_down_forbids_rating_up():
    body = replace(COHORTS, low=math.log(0.1), high=math.log(0.15), surrogate=True)
    found = grade(body)
    assert found.level is Level.VERY_LOW
    reason = next(g for g in found.reasons if g.suggested.domain is Domain.LARGE)
    assert "not rated up" in reason.suggested.reason


def override(domain="imprecision", steps=0):
    said = {"domain": domain, "steps": steps, "reason": "Why.", "by": "A", "on": "2020"}
    return CertaintyOverride.model_validate(said)


def test_a_person_may_set_another_step_and_the_rule_stays_beside_it():
    found = grade(but(people=500), [override()])
    assert found.level is Level.HIGH
    reason = next(g for g in found.reasons if g.override)
    assert (reason.steps, reason.suggested.steps) == (0, -1)
    assert found.mark == "machine suggestion, unreviewed"


@pytest.mark.parametrize(("domain", "steps"), [("imprecision", 1), ("large effect", -1)])
def test_an_override_goes_in_the_direction_of_its_domain(domain, steps):
    with pytest.raises(ValueError, match="expected steps"):
        override(domain, steps)


def test_what_could_not_be_assessed_caps_the_level_at_moderate():
    """Also of deaths, which cannot be misjudged; as long as nobody judged otherwise."""
    deaths = qualities("unknown", "unknown", "good", objective=True)
    assert sum(reason.steps for reason in grade(deaths).reasons) == 0
    capped = grade(deaths)
    assert capped.level is Level.MODERATE
    assert capped.capped is not None
    assert "67 % of the weight" in capped.capped
    assert grade(qualities("unknown", "good", objective=True)).level is Level.HIGH
    said = {"domain": "risk of bias", "steps": 0, "reason": "Read in full.", "by": "A. Reader",
            "on": "2026-01-01"}  # fmt: skip
    read = CertaintyOverride.model_validate(said)
    assert grade(deaths, [read]).level is Level.HIGH
    assert grade(deaths, [read]).capped is None


def test_a_level_below_the_cap_is_not_told_as_capped():
    deaths = qualities("unknown", "unknown", objective=True, low=-0.5, high=0.5)
    assert grade(deaths).level is Level.LOW
    assert grade(deaths).capped is None
