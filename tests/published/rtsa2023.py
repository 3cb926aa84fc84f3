"""Two vignettes of R's RTSA 0.2.2: on required sizes, and on prospective meta-analyses.

Its sizes are rounded up before they are enlarged.
"""

import csv
from math import ceil
from pathlib import Path

import numpy as np
import pytest

from thymos.kernel import (
    boundaries,
    diversity,
    effect_sizes,
    enlarged,
    enlargement,
    fewest_trials,
    participants_for_means,
    participants_for_risks,
    pool,
)

PLACE = Path(__file__).with_name("data") / "periooxy.csv"


def up(size):
    return ceil(float(size) - 1e-9)


def test_a_risk_ratio_of_nine_tenths():
    assert up(participants_for_risks(0.1, 0.09, power=0.9)) == 36136
    assert up(participants_for_risks(0.1, 0.09)) == 26993
    assert fewest_trials(np.log(0.9), 0.05) == 36


def test_enlarged_for_diversity_and_for_inconsistency():
    plain = up(participants_for_risks(0.2, 0.18))
    assert plain == 12080
    assert [up(size) for size in enlarged(plain, [0.3, 0.2])] == [17258, 15100]


@pytest.fixture
def oxygen():
    with PLACE.open(encoding="utf-8") as file:
        trials = list(csv.DictReader(file))
    counts = [np.array([int(row[name]) for row in trials]) for name in ("ai", "n1i", "ci", "n2i")]
    effects = effect_sizes("RR", *counts)
    return effects.y, effects.v, int((counts[1] + counts[3]).sum())


def test_how_many_more_patients_the_oxygen_trials_need(oxygen):
    y, v, had = oxygen
    plain = up(participants_for_risks(0.15, 0.12, power=0.9))
    assert plain < had  # "the number of required participants ... is reached"
    random, common = pool(y, v, method="DL"), pool(y, v, method="CE")
    assert up(enlarged(plain, random.I2[0] / 100)) - had == 3344
    # Printed: 10,441 by D2. That D2 has the Knapp-Hartung error of the random-effects model;
    # with its plain error, as Wetterslev et al. 2009 define D2, it is a quarter less.
    hartung = pool(y, v, method="DL", test="knha")
    assert up(enlarged(plain, 1 - (common.se[0] / hartung.se[0]) ** 2)) - had == 10441
    assert up(enlarged(plain, diversity(random, common)[0])) - had == 7641


def test_a_plan_of_three_looks():
    planned = boundaries([0.5, 0.75, 1.0])
    assert planned.upper.round(3).tolist() == [2.963, 2.359, 2.014]
    plain = participants_for_means(0.5, 1.0, power=0.9)
    assert up(plain) == 169
    factor = enlargement(planned, power=0.9)
    assert factor == pytest.approx(1.018, abs=5e-4)
    assert planned.fractions * factor == pytest.approx([0.509, 0.764, 1.018], abs=5e-4)
