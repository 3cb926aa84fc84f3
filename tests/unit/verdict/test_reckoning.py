"""The numbers behind a verdict, told so that they can be followed by hand."""

import math

import pytest

from tests.small import CLAIM, DEATH, open_small, result, study
from thymos.verdict.judge import judge

MANY = tuple((30 + i, 300, 90 + i, 300) for i in range(6))


def told(folder, *tables, beside=False, **collections):
    trials = [study(f"t{i}", result(*cells)) for i, cells in enumerate(tables)]
    dossier = open_small(folder, *trials, **collections)
    judged = judge(dossier, dossier.claims["lowers-death"], beside=beside)
    return [node.text for node in judged.why.walk()]


def one(lines, start):
    (found,) = [line for line in lines if line.startswith(start)]
    return found


def test_the_common_effect_z_is_the_one_that_a_hand_gets(tmp_path):
    """Two equal trials, 10/100 against 20/100: log RR is -log 2, v 0.9/10 + 0.8/20."""
    z = math.log(2) / math.sqrt((0.9 / 10 + 0.8 / 20) / 2)
    lines = told(tmp_path, (10, 100, 20, 100), (10, 100, 20, 100))
    assert one(lines, "z = ").startswith(f"z = {z:.2f} under one common effect (τ² = 0), and the")
    assert one(lines, "z = ").endswith("1.96 is needed: shown")
    assert "2 of 2 trials point to it" in lines
    assert (
        one(lines, "guarded") == "guarded by t with 1 degree of freedom, 12.71 is needed: not shown"
    )


def test_the_information_is_told_with_what_it_takes(tmp_path):
    """(1.96 + 0.84)^2 / log(0.75)^2 = 94.8, and 1/v of six trials of 30 against 90 in 300."""
    lines = told(tmp_path, *MANY)
    said = one(lines, "the carriers hold information")
    assert "takes 94.8: " in said
    v = [1 / a - 1 / 300 + 1 / c - 1 / 300 for a, _, c, _ in MANY]
    assert f"of {sum(1 / x for x in v):.1f}, less" in said


def test_a_frail_effect_is_not_given_the_steps_of_a_firm_one(tmp_path):
    lines = told(tmp_path, (47, 181, 63, 180), (127, 542, 132, 547))
    assert one(lines, "z = ").endswith("1.96 is needed: not shown")
    assert not [line for line in lines if line.startswith(("guarded", "without", "the carriers"))]
    assert one(lines, "T1 does not show it by itself")


def test_belief_is_asked_for_and_decides_nothing(tmp_path):
    assert not [line for line in told(tmp_path / "a", *MANY) if "Posterior" in line]
    lines = told(tmp_path / "b", *MANY, beside=True)
    assert "deciding nothing: any benefit over 99.9 %" in one(lines, "Posterior probability")


def test_belief_under_one_common_effect_stands_beside_that_of_trials_that_differ(tmp_path):
    """Two small trials with an effect, one large without: log RR -1.10 and -1.10 against 0."""
    small, large = 1 / 10 - 1 / 100 + 1 / 30 - 1 / 100, 2 / 1000 - 2 / 10000
    z = -2 * math.log(3) / small / math.sqrt(2 / small + 1 / large)
    lines = told(tmp_path, *[(10, 100, 30, 100)] * 2, (1000, 10000, 1000, 10000), beside=True)
    share = 50 * math.erfc(z / math.sqrt(2))
    assert f"({share:.0f} % if all trials had one common effect)" in one(lines, "Posterior")


def test_belief_in_a_benefit_worth_having_where_a_source_says_which(tmp_path):
    cites = [{"source": "paper", "level": "primary"}]
    least = {"measure": "RR", "value": 0.9, "cites": cites}
    outcomes = [DEATH | {"smallest_difference": least}]
    tables = ((47, 181, 63, 180), (127, 542, 132, 547))
    said = one(told(tmp_path, *tables, beside=True, outcomes=outcomes), "Posterior")
    assert "a benefit worth having (RR 0.90 or better)" in said


def test_without_trials_there_is_nothing_to_reckon(tmp_path):
    cohort = study("c", result(20, 100, 10, 100), design="cohort", blinding="open-label")
    dossier = open_small(tmp_path, cohort)
    judged = judge(dossier, dossier.claims["lowers-death"], beside=True)
    assert not [node for node in judged.why.walk() if node.text.startswith(("z =", "Posterior"))]


@pytest.mark.parametrize(("expects", "steps"), [("harm", 1), ("no difference", 2)])
def test_the_side_that_the_claim_asks_about(tmp_path, expects, steps):
    lines = told(tmp_path, *MANY, claims=[CLAIM | {"expects": expects}])
    assert len([line for line in lines if line.startswith("How firmly")]) == steps
