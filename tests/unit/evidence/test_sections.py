"""What more can be asked of a pooling, on the BCG trials (Colditz 1994)."""

from pathlib import Path

import numpy as np
import pytest

from thymos import kernel
from thymos.errors import UsageError
from thymos.evidence.numbers import pool_file
from thymos.evidence.sections import SECTIONS, Wanted
from thymos.evidence.sections.section import Line
from thymos.evidence.synthesis import Options
from thymos.views.figures import figures, names

BCG = Path(__file__).parents[2] / "published" / "data" / "bcg.csv"


def section(key, **wanted):
    _, _, found = pool_file(BCG, Options(measure="RR"), Wanted(**wanted))
    made = {s.key: s for s in found}[key]
    return [dict(zip(made.columns, row, strict=True)) for row in made.rows], made.remark


def test_leaving_out_each_trial_and_adding_them_up():
    # Viechtbauer 2010 (J Stat Softw 36:3): without each trial 0.45 to 0.53.
    rows, _ = section("leave_one_out", names=("leave-one-out",))
    assert len(rows) == 13
    assert min(r["estimate"] for r in rows) == pytest.approx(0.452, abs=1e-3)
    assert max(r["estimate"] for r in rows) == pytest.approx(0.533, abs=1e-3)
    rows, _ = section("cumulative", names=("cumulative",))
    assert rows[0]["estimate"] == pytest.approx(0.411, abs=1e-3)
    assert rows[0]["I2"] is None
    assert rows[-1]["estimate"] == pytest.approx(0.489, abs=1e-3)


def test_influence_has_a_row_for_each_study():
    rows, _ = section("influence", names=("influence",))
    assert sum(r["weight"] for r in rows) == pytest.approx(100)
    assert rows[7]["study"] == "TPT Madras"
    assert rows[7]["QE"] == pytest.approx(67.986, abs=1e-3)


def test_every_subset_is_summed_up():
    rows, remark = section("subsets", names=("subsets",))
    assert [r["quantile"] for r in rows][::3] == ["0 %", "50 %", "100 %"]
    assert remark.startswith("8,178 subsets;")
    assert "in 86.5 % of them" in remark
    assert "no probability" in remark


def test_every_estimator_stands_beside_the_others():
    # metafor's documentation of dat.bcg: tau2 of log risk ratios by DL 0.309, REML 0.313.
    rows, _ = section("estimators", names=("estimators",))
    tau2 = {r["method"]: r["tau2"] for r in rows}
    assert tau2["DL"] == pytest.approx(0.3088, abs=1e-4)
    assert tau2["REML"] == pytest.approx(0.3132, abs=1e-4)
    assert tau2["CE"] == 0
    assert {"HE", "HS", "HSk", "SJ", "PM", "ML", "EB", "Henmi-Copas"} <= set(tau2)
    rows, _ = section("tau2_intervals", names=("tau2-intervals",))
    assert rows[0]["low"] == pytest.approx(0.1197, abs=1e-4)
    assert rows[0]["high"] == pytest.approx(1.1115, abs=1e-4)
    rows, _ = section("fit", names=("fit",))
    assert rows[1]["logLik"] == pytest.approx(-12.2, abs=0.05)


def test_the_trials_themselves_give_p_values_and_intervals():
    rows, remark = section("permutation", names=("permutation",))
    (row,) = rows
    # Twelve of all turns lie as far, and half of them as low.
    assert row["p"] == 2 * row["P as low"] == 12 / 8192
    assert row["statistic"] == pytest.approx(-3.974, abs=1e-3)
    assert remark.startswith("8,192 turns of the signs, all there are;")
    rows, remark = section("bootstrap", names=("bootstrap",))
    assert [r["draws"] for r in rows] == ["studies drawn again", "effects drawn anew"]
    for r in rows:
        assert r["estimate"] == pytest.approx(0.4894, abs=1e-4)
        assert r["ci_low"] < r["estimate"] < r["ci_high"]
        assert 0 < r["tau2_low"] < r["tau2"] < r["tau2_high"]
    assert rows[1]["se"] == pytest.approx(0.18, abs=0.01)
    assert remark.startswith("10,000 draws each;")


def test_rows_of_moderators_are_given_to_the_trials_in_other_orders():
    rows, remark = section("permuted_moderators", names=("permutation",), formula="ablat")
    assert [r["coefficient"] for r in rows] == ["ablat"]
    assert rows[0]["statistic"] == pytest.approx(-4.045, abs=1e-3)
    assert rows[0]["p"] < 0.02
    assert remark.startswith("10,000 orders of the studies, drawn at random;")


def test_pooling_on_the_counts():
    rows, _ = section("counts", names=("counts",))
    found = {r["method"]: r["estimate"] for r in rows}
    assert found["Mantel-Haenszel RR"] == pytest.approx(0.6353, abs=1e-4)
    assert found["Mantel-Haenszel OR"] == pytest.approx(0.6228, abs=2e-4)
    assert found["Peto OR"] == pytest.approx(0.6222, abs=2e-4)


def test_the_counts_are_needed_for_pooling_on_them(tmp_path):
    table = tmp_path / "t.csv"
    table.write_text("study,yi,vi\nA,0.1,0.01\nB,0.3,0.02\n")
    with pytest.raises(UsageError, match="events and group sizes"):
        pool_file(table, Options(), Wanted(("counts",)))


def test_each_study_is_drawn_towards_the_mean():
    rows, _ = section("shrunken", names=("shrunken",))
    smallest = next(r for r in rows if r["study"] == "Comstock & Webster")
    assert 0.49 < smallest["effect"] < 1.56


def test_small_study_effects_are_tested_and_doubted():
    # metafor's documentation of regtest(dat.bcg), log risk ratios: Egger's z by REML is -0.80.
    rows, remark = section("small_study", names=("small-study",))
    found = {r["test"]: r for r in rows}
    assert found["Thompson-Sharp"]["p"] == pytest.approx(0.42, abs=0.02)
    assert {"Egger", "Harbord", "Peters", "Begg's rank correlation"} <= set(found)
    assert "many reasons" in remark


def test_what_selection_would_change_stands_beside_the_plain_estimate():
    rows, _ = section("adjusted", names=("adjusted",))
    found = {r["method"]: r for r in rows}
    assert found["as pooled"]["estimate"] == pytest.approx(0.489, abs=1e-3)
    # Trim and fill finds one study missing on the right by L0 (metafor's trimfill of dat.bcg).
    assert found["trim and fill, L0"]["note"] == "1 filled in on the right"
    assert found["trim and fill, L0"]["estimate"] == pytest.approx(0.518, abs=2e-3)
    assert found["PET-PEESE"]["estimate"] > found["as pooled"]["estimate"]


def test_selection_models_say_which_of_them_the_studies_cannot_tell():
    rows, remark = section("selection", names=("selection",))
    found = {r["method"]: r for r in rows}
    y, v = (np.array([getattr(r, x) for r in pool_file(BCG, Options(measure="RR"))[0].rows])
            for x in "yv")  # fmt: skip
    three = kernel.step_selection(y, v, side="less")
    assert found["steps at P = 0.025"]["estimate"] == pytest.approx(np.exp(three.estimate))
    assert found["steps at P = 0.025"]["p"] == pytest.approx(three.ratio_p)
    assert "studies by step 8, 5" in found["steps at P = 0.025"]["note"]
    beta = kernel.beta_selection(y, v, side="less")
    assert found["beta weight"]["ci_high"] == pytest.approx(np.exp(beta.high))
    assert found["steps at P = 0.025, 0.05, 0.5"]["estimate"] is None
    assert "no study has a P value" in found["steps at P = 0.025, 0.05, 0.5"]["note"]
    assert "effect below none" in remark


def test_the_limit_of_endless_precision_stands_beside_the_plain_estimate():
    rows, remark = section("limit", names=("limit",))
    assert rows[0]["method"] == "as pooled"
    assert rows[0]["estimate"] < rows[1]["estimate"] < rows[2]["estimate"] < 1
    assert "Q = 152.23, of which small-study effects" in remark


def test_posteriors_under_several_priors():
    rows, remark = section("bayes", names=("bayes",))
    assert len(rows) == 4
    for row in rows:
        assert row["low"] < row["median"] < row["high"]
        assert row["further low"] < row["low"]
        assert 0.99 < row["P below no effect"] <= 1
    assert "priors" in remark


@pytest.mark.parametrize("measure", ["PLO", "PFT", "PR"])
def test_measures_of_one_group_have_sections_and_plots_too(measure):
    # Pritz 1997: 14 series of cases; no value means "no effect".
    pritz = BCG.with_name("pritz1997.csv")
    needs_two = ("counts", "selection", "permutation")
    everything = Wanted(tuple(name for name, _ in SECTIONS if name not in needs_two))
    pooling, _, found = pool_file(pritz, Options(measure=measure), everything)
    assert len(found) == len(SECTIONS) - 3
    with pytest.raises(UsageError, match="a value of no effect"):
        pool_file(pritz, Options(measure=measure), Wanted(("selection",)))
    with pytest.raises(UsageError, match="signs can be turned about no effect alone"):
        pool_file(pritz, Options(measure=measure), Wanted(("permutation",)))
    # Pritz has a series in which all did well: 1 by the double arcsine, corrected by the others.
    assert all(0 < row.estimate < 1 or measure == "PFT" for row in pooling.rows)
    assert all(0 <= row.estimate <= 1 for row in pooling.rows)
    assert {name for name, _ in figures("Pritz", pooling)} >= {"forest", "cumulative", "baujat"}


def test_every_plot_of_the_trials():
    pooling, _, _ = pool_file(BCG, Options(measure="RR"))
    drawn = dict(figures("BCG", pooling))
    assert list(drawn) == list(names())
    assert all(svg.startswith('<svg xmlns="http://www.w3.org/2000/svg"') for svg in drawn.values())
    assert all('role="img"' in svg and "<desc" in svg for svg in drawn.values())


def test_groups_of_a_column():
    # Viechtbauer 2010, table of the mixed-effects model with allocation.
    rows, remark = section("subgroups", by="alloc")
    assert [(r["alloc"], r["k"]) for r in rows] == [
        ("random", 7), ("alternate", 2), ("systematic", 4)
    ]  # fmt: skip
    assert rows[0]["estimate"] == pytest.approx(0.379, abs=1e-3)
    assert "2 df" in remark


def test_a_forest_by_groups_and_a_bubble_over_one_moderator():
    pytest.importorskip("formulaic", reason="formulas are an optional extra")
    wanted = Wanted(by="alloc", formula="ablat")
    pooling, _, found = pool_file(BCG, Options(measure="RR"), wanted)
    drawn = dict(figures("BCG", pooling, found))
    assert list(drawn) == [*names(), "forest-groups", "bubble"]
    assert "random (k = 7)" in drawn["forest-groups"]
    assert "between groups: Q = 1.86" in drawn["forest-groups"]
    assert "random (k = 7)" not in drawn["forest"]
    assert "ablat" in drawn["bubble"]
    line = next(s for s in found if s.key == "regression").plotted
    # exp(0.2515 - 0.0291 * 13) at the lowest latitude (Viechtbauer 2010).
    assert isinstance(line, Line)
    assert line.line[0][0] == 13
    assert line.line[0][1] == pytest.approx(np.exp(0.2515 - 0.0291 * 13), abs=2e-3)
    _, _, found = pool_file(BCG, Options(measure="RR"), Wanted(formula="ablat + year"))
    assert "bubble" not in dict(figures("BCG", pooling, found))


def test_a_given_tau2_and_given_weights(tmp_path):
    table = tmp_path / "t.csv"
    table.write_text("study,yi,vi,w\nA,0.1,0.1,1\nB,0.4,0.3,2\n")
    _, _, found = pool_file(table, Options(), Wanted(tau2=0.1))
    # Weights 1/0.2 and 1/0.4: (0.5 + 1) / 7.5.
    assert found[0].rows[1][:2] == ("τ² = 0.1", pytest.approx(0.2))  # type: ignore[comparison-overlap]
    assert found[0].rows[1][4] == pytest.approx(0.1)
    _, _, found = pool_file(table, Options(method="CE"), Wanted(weights="w"))
    # (0.1 + 2 * 0.4) / 3.
    assert found[0].rows[1][1] == pytest.approx(0.3)
    for wanted, message in (
        (Wanted(tau2=-1.0), "expected a τ² of 0 or more, found -1"),
        (Wanted(tau2=float("nan")), "expected a τ² of 0 or more, found nan"),
        (Wanted(weights="study"), "expected a number for every weight, found 'A'"),
        (Wanted(weights="x"), "no column 'x'"),
    ):
        with pytest.raises(UsageError, match=message):
            pool_file(table, Options(), wanted)


def test_rates_are_pooled_on_their_counts(tmp_path):
    # (9*398/811 + 8*245/508) / (19*413/811 + 19*263/508) = 8.2751 / 19.5123.
    table = tmp_path / "t.csv"
    table.write_text("study,x1i,t1i,x2i,t2i\nA,9,413,19,398\nB,8,263,19,245\n")
    _, _, found = pool_file(table, Options(measure="IRR"), Wanted(("counts",)))
    assert found[0].rows[0][1] == pytest.approx(8.2751 / 19.5123, abs=1e-4)
    difference, p = found[0].rows[1][1], found[0].rows[2][4]
    assert isinstance(difference, float)
    assert difference < 0
    assert isinstance(p, float)
    assert 0 < p < 0.05
    table.write_text("study,yi,vi\nA,0.1,0.01\nB,0.3,0.02\n")
    with pytest.raises(UsageError, match="x1i"):
        pool_file(table, Options(measure="IRR"), Wanted(("counts",)))


def test_groups_with_one_tau2_for_all():
    # metafor's help on rma, mods = ~ factor(alloc): tau2 0.3615, QM 1.7675 on 2 df, P 0.4132.
    rows, remark = section("subgroups_common", by="alloc")
    assert [r["tau2"] for r in rows] == [pytest.approx(0.3615, abs=1e-4)] * 3
    assert "Q = 1.77 on 2 df, P = 0.413" in remark
    _, _, found = pool_file(BCG, Options(measure="RR", method="CE"), Wanted(by="alloc"))
    assert [s.key for s in found] == ["subgroups"]


def test_factors_have_contrasts_and_moderators_are_told_their_inflation():
    pytest.importorskip("formulaic", reason="formulas are an optional extra")
    rows, _ = section("contrasts", formula="C(alloc) + ablat")
    coefficients, _ = section("regression", formula="C(alloc) + ablat")
    of = {r["coefficient"]: r for r in coefficients}
    gap = of["C(alloc)[T.systematic]"]["estimate"] - of["C(alloc)[T.random]"]["estimate"]
    assert [r["estimate"] for r in rows] == [pytest.approx(gap)]
    assert of["ablat"]["VIF"] > 1
    assert of["Intercept"]["VIF"] is None
    _, _, found = pool_file(BCG, Options(measure="RR"), Wanted(formula="ablat"))
    assert [s.key for s in found] == ["regression"]
    assert "VIF" not in found[0].columns


def test_meta_regression_on_a_formula():
    # Absolute latitude: 0.2515 and -0.0291, residual tau2 0.0764, R2 75.6 % (Viechtbauer 2010).
    pytest.importorskip("formulaic", reason="formulas are an optional extra")
    rows, remark = section("regression", formula="ablat")
    assert [r["estimate"] for r in rows] == [
        pytest.approx(0.2515, abs=1e-4), pytest.approx(-0.0291, abs=1e-4)
    ]  # fmt: skip
    assert "residual tau2 = 0.07635, R² = 75.6 %" in remark


def test_beyond_a_threshold():
    rows, _ = section("beyond", threshold=0.8)
    mean, further = rows
    assert mean["below 0.8"] + mean["above 0.8"] == pytest.approx(1)
    assert mean["below 0.8"] > further["below 0.8"] > 0.5


def test_information_is_counted_against_boundaries():
    rows, remark = section("sequential", threshold=0.8)
    shares = [r["information %"] for r in rows]
    assert shares == sorted(shares)
    bounds = [r["boundary"] for r in rows if r["boundary"] is not None]
    # Early looks may spend next to nothing; the boundary comes down to a few errors at the end.
    assert bounds[0] > 10 > bounds[-1] > 1.96
    assert "no boundary was met" in remark
    assert "diversity" in remark
    assert rows[-1]["estimate"] == pytest.approx(0.49, abs=0.01)


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"names": ("nothing",)}, "no section 'nothing'; one of estimators"),
        ({"by": "colour"}, "no column 'colour'; one of"),
        ({"formula": "ablat +"}, "cannot read formula"),
        ({"threshold": -1.0}, "must be above 0"),
    ],
)
def test_what_cannot_be_asked_is_said_in_one_line(wanted, message):
    with pytest.raises(UsageError, match=message):
        pool_file(BCG, Options(measure="RR"), Wanted(**wanted))


def test_the_table_of_sections_has_each_once():
    names = [name for name, _ in SECTIONS]
    assert len(set(names)) == len(names)
