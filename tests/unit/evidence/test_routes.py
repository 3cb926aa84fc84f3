"""Tables of what papers print: each row by the columns that it fills, each with its trail."""

import json

import numpy as np
import pytest

from thymos import api, kernel
from thymos.errors import DataError, UsageError
from thymos.evidence.numbers import pool_file
from thymos.evidence.routes import routes
from thymos.evidence.sections import Wanted
from thymos.evidence.synthesis import Options


def pooled(tmp_path, text, measure, **wanted):
    table = tmp_path / "t.csv"
    table.write_text(text)
    return pool_file(table, Options(measure=measure), Wanted(**wanted))


SHEET = """\
study,mean.g1,sd.g1,n.g1,mean.g2,sd.g2,n.g2,med.g1,q1.g1,q3.g1,med.g2,q1.g2,q3.g2,se.g1,se.g2
A,10,2,50,9,2,50,,,,,,,,
B,,,50,,,50,10,8,13,9,7,11,,
C,10,,16,9,,16,,,,,,,0.5,0.5
D,,,50,9,2,50,10,8,13,,,,,
E,,,50,9,2,50,,,,,,,,
"""


def test_each_row_takes_the_columns_that_it_fills(tmp_path):
    pooling, omitted, found = pooled(tmp_path, SHEET, "MD")
    y = [row.y for row in pooling.rows]
    # A as printed. B: Luo's means are 10.354 and 9.0 (quartiles 7 and 11 about a median of 9).
    assert y == pytest.approx([1, 10.354 - 9, 1, 10.354 - 9], abs=1e-3)
    # C: deviations of 0.5 sqrt(16) = 2; the variance is 0.5^2 twice.
    assert pooling.rows[2].v == pytest.approx(0.5)
    assert [(o.line, o.label) for o in omitted] == [(6, "E")]
    trail = [dict(zip(found[0].columns, row, strict=True)) for row in found[0].rows]
    assert {row["study"] for row in trail} == {"B", "C", "D"}
    mean = next(r for r in trail if r["study"] == "B" and r["quantity"] == "mean")
    assert mean["value"] == pytest.approx(10.354, abs=1e-3)
    assert "Luo" in mean["source"]
    assert mean["line"] == 3
    assert "C (group 1): only if the paper printed an error" in found[0].remark


def test_the_way_from_medians_can_be_chosen(tmp_path):
    luo, _, _ = pooled(tmp_path, SHEET, "MD")
    best, _, found = pooled(tmp_path, SHEET, "MD", medians="mcgrath")
    assert best.rows[1].y != pytest.approx(luo.rows[1].y, abs=1e-3)
    assert any("McGrath" in str(row[-1]) for row in found[0].rows)
    with pytest.raises(UsageError, match="no way 'guess' from medians; one of luo, mcgrath"):
        pooled(tmp_path, SHEET, "MD", medians="guess")


def test_standardised_differences_from_statistics(tmp_path):
    text = (
        "study,t,f,p,sign,n1i,n2i\nT,2,,,,20,20\nF,,4,,1,20,20\nP,,,0.05,-1,20,20\n"
        "L,,,0.05,,20,20\n"
    )
    pooling, omitted, _ = pooled(tmp_path, text, "SMD")
    d = 2 * np.sqrt(1 / 20 + 1 / 20) * float(kernel.small_sample_factor(np.array(38.0)))
    assert [row.y for row in pooling.rows[:2]] == pytest.approx([d, d])
    # The t quantile on 38 degrees of freedom is 2.0244.
    assert pooling.rows[2].y == pytest.approx(-d * 2.0244 / 2, abs=1e-4)
    assert [o.label for o in omitted] == ["L"]


def test_hazard_ratios_from_what_trials_print(tmp_path):
    text = (
        "study,est,low,high,o-e,logrank_v,p,d1i,d2i,sign\n"
        "CI,0.67,0.5,0.9,,,,,,\nLR,,,,-8,20,,,,\nPV,,,,,,0.05,40,60,-1\nEV,0.67,,,,,,40,60,\n"
    )
    pooling, _, found = pooled(tmp_path, text, "HR")
    assert [row.label for row in pooling.rows] == ["CI", "LR", "PV", "EV"]
    # (O - E) / V = -8/20; V = 40 60 / 100 = 24 and z = 1.96; ln 0.67 with 1/40 + 1/60.
    assert [row.y for row in pooling.rows[1:]] == pytest.approx(
        [-0.4, -1.95996 / np.sqrt(24), np.log(0.67)], abs=1e-4
    )
    assert pooling.rows[3].v == pytest.approx(1 / 40 + 1 / 60)
    assert "EV (variance): approximate" in found[0].remark


def test_counts_from_percentages_beside_counts(tmp_path):
    text = "study,ai,n1i,ci,n2i,percent1,percent2\nA,6,17,10,20,,\nB,,17,,20,35.3,50\n"
    pooling, _, found = pooled(tmp_path, text, "RR")
    assert pooling.rows[0].y == pytest.approx(pooling.rows[1].y)
    assert pooling.rows[1].events == (6, 10)
    assert found[0].key == "conversions"
    with pytest.raises(DataError, match=r"t.csv:2: A: percent1: no count of 17 has .* 36.0"):
        pooled(tmp_path, "study,percent1,n1i,percent2,n2i\nA,36.0,17,50,20\n", "RR")


def test_rows_with_counts_and_rows_with_intervals_in_one_table(tmp_path):
    text = "study,ai,n1i,ci,n2i,est,low,high\nA,6,17,10,20,,,\nB,,,,,0.7,0.4,1.2\n"
    pooling, omitted, found = pooled(tmp_path, text, "RR")
    assert [row.events for row in pooling.rows] == [(6, 10), None]
    assert pooling.rows[1].estimate == pytest.approx(0.7)
    assert omitted == ()
    assert found == ()


def test_correlations_from_tests_of_them(tmp_path):
    text = "study,ri,ni,t,chi2,sign\nA,0.5,29,,,\nB,,29,3,,\nC,,100,,4,-1\n"
    pooling, _, _ = pooled(tmp_path, text, "COR")
    # r = 3 / sqrt(9 + 27) = 0.5; phi = -sqrt(4/100).
    assert pooling.rows[0].y == pytest.approx(pooling.rows[1].y)
    assert pooling.rows[2].estimate == pytest.approx(-0.2)


@pytest.mark.parametrize(
    ("measure", "text", "message"),
    [
        ("MD", "study,med_g1,q1_g1,q3_g1,n1i,m2i,sd2i,n2i\nA,10,12,13,50,9,2,50\n", "t.csv:2: A"),
        ("SMD", "study,f,n1i,n2i,sign\nA,4,20,20,0\n", "t.csv:2: A: .*sign"),
        ("SMD", "study,t,n1i,n2i\nA,two,20,20\n", "t.csv:2: t: expected a number, found 'two'"),
        ("HR", "study,o_e,logrank_v\nA,-8,0\n", "t.csv:2: A: .*a variance"),
        ("HR", "study,o_e\nA,-8\n", "expected the columns yi, vi .*conversions.md"),
        ("COR", "study,chi2,ni,sign\nA,101,100,1\n", "at most the number of people"),
        ("RR", "study,percent1,n1i,percent2,n2i\nA,101,17,50,20\n", "a percentage from 0 to 100"),
    ],
)
def test_bad_input_is_one_line_with_its_place(tmp_path, measure, text, message):
    with pytest.raises(DataError, match=message) as caught:
        pooled(tmp_path, text, measure)
    assert "\n" not in str(caught.value)


def test_the_trail_leaves_as_json(tmp_path):
    table = tmp_path / "t.csv"
    table.write_text(SHEET)
    view = api.pool_numbers(table, api.options(measure="MD"))
    told = json.loads(json.dumps(view.as_json(), allow_nan=False))
    row = told["sections"]["conversions"]["rows"][0]
    assert set(row) == {"study", "line", "of", "quantity", "value", "formula", "source"}


def test_no_route_stands_twice():
    for measure in kernel.MEASURES:
        columns = [route.columns for route in routes(measure.code)]
        assert len(set(columns)) == len(columns)
