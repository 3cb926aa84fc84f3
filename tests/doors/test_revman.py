"""The CSV that RevMan 5 exports, with its rows for comparisons and totals between the studies.

The trials of aspirin after infarction and of psychotherapy are those of Fleiss 1993 (Stat Methods
Med Res 2:121); the totals in the file are RevMan's own, and are what is to be reproduced.
"""

import pytest

from tests.doors.test_commands import as_json, run

HEADER = (
    "Comparison Number,Outcome Number,Subgroup Number,Name,Data Type,Statistical Method,"
    "Effect Measure,Analysis Model,Events 1,Mean 1,SD 1,Total 1,Events 2,Mean 2,SD 2,Total 2,"
    "Effect Estimate,SE,CI Start,CI End,Weight,Q,P(Q),df,Year of study"
)
ASPIRIN = (
    ("MRC-1", 49, 615, 67, 624, 0.71971415, 0.19721981, 0.48897453, 1.05933628, 1974),
    ("CDP", 44, 758, 64, 771, 0.6807598, 0.20289717, 0.4573909, 1.01321191, 1976),
    ("MRC-2", 102, 832, 126, 850, 0.80287019, 0.14314855, 0.60645288, 1.06290292, 1979),
    ("GASP", 32, 317, 38, 309, 0.80073869, 0.2544889, 0.48626104, 1.31859721, 1979),
    ("PARIS", 85, 810, 52, 406, 0.79814324, 0.18761568, 0.55256335, 1.15286803, 1980),
    ("AMIS", 246, 2267, 219, 2257, 1.1327364, 0.09806494, 0.93466468, 1.37278298, 1980),
    ("ISIS-2", 1570, 8587, 1720, 8600, 0.89496936, 0.03880977, 0.82941758, 0.96570193, 1988),
)
MENTAL = (
    ("Davis", 5, 4.7, 13, 6.5, 3.8, 13, 1973),
    ("Florell", 4.9, 1.71, 30, 6.1, 2.3, 50, 1971),
)


def export(folder, *, mental=True):
    rows = [HEADER, "1,0,0,Examples" + "," * 21]
    rows.append("1,1,0,Aspirin after infarction,DIC,MH,OR,Fixed,2128,,,14186,2286,,,13817,"
                "0.89686556,,0.8405144,0.95699471,100,9.94605598,0.12694225,6,")  # fmt: skip
    rows += [
        f"1,1,0,{name},,,,,{a},0,0,{n1},{c},0,0,{n2},{est},{se},{low},{high},,,,,{year}"
        for name, a, n1, c, n2, est, se, low, high, year in ASPIRIN
    ]
    if mental:
        rows.append("1,2,0,Psychotherapy,CON,IV,MD,Fixed,0,,,43,,,,63,-1.2,,-2,-0.4,100,,,1,")
        rows += [
            f"1,2,0,{name},,,,,0,{m1},{s1},{n1},0,{m2},{s2},{n2},,,,,,,,,{year}"
            for name, m1, s1, n1, m2, s2, n2, year in MENTAL
        ]
    path = folder / "review.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return str(path)


def test_revmans_own_total_comes_out(tmp_path):
    path = export(tmp_path)
    code, out = as_json(
        "pool", "--data", path, "--measure", "OR", "--where", "analysis=1.1", "--with", "counts"
    )
    assert code == 0
    assert out["k"] == 7
    rows = {row["method"]: row for row in out["sections"]["counts"]["rows"]}
    found = [rows["Mantel-Haenszel OR"][key] for key in ("estimate", "ci_low", "ci_high")]
    assert found == pytest.approx([0.89686556, 0.8405144, 0.95699471])
    assert out["Q"] == pytest.approx(9.95, abs=0.05)


def test_one_analysis_needs_no_choice_and_studies_keep_their_names(tmp_path):
    _, out = as_json("pool", "--data", export(tmp_path, mental=False), "--measure", "OR")
    assert [study["label"] for study in out["studies"]] == [row[0] for row in ASPIRIN]


def test_printed_intervals_give_the_same_as_the_counts(tmp_path):
    """Without the counts, the estimate with its interval is read on the reader's scale."""
    path = export(tmp_path, mental=False)
    text = (tmp_path / "review.csv").read_text("utf-8").replace("Events 1", "E1")
    (tmp_path / "review.csv").write_text(text, encoding="utf-8")
    _, out = as_json("pool", "--data", path, "--measure", "OR", "--method", "CE")
    assert out["display"]["estimate"] == pytest.approx(0.8969, abs=5e-4)
    assert out["studies"][0]["vi"] == pytest.approx(0.19721981**2, rel=1e-5)


def test_means_of_another_analysis(tmp_path):
    path = export(tmp_path)
    _, out = as_json("pool", "--data", path, "--measure", "MD", "--where", "analysis=1.2")
    assert [study["yi"] for study in out["studies"]] == pytest.approx([-1.5, -1.2])


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--measure", "OR"), "choose an analysis, as in --where analysis=1.1; there are 1.1 Aspi"),
        (("--measure", "OR", "--where", "analysis=2.1"), "choose an analysis"),
        (("--where", "analysis=1.1"), "name the measure of a RevMan export, as in --measure OR"),
    ],
)
def test_what_must_be_said(tmp_path, options, words):
    code, out, err = run("pool", "--data", export(tmp_path), *options)
    assert (code, out) == (2, "")
    assert words in err
    assert err.count("\n") == 1


def test_an_export_without_studies(tmp_path):
    path = tmp_path / "empty.csv"
    path.write_text(f"{HEADER}\n1,0,0,Examples{',' * 21}\n", encoding="utf-8")
    code, _, err = run("pool", "--data", str(path), "--measure", "OR")
    assert (code, "no row of a study in this RevMan export" in err) == (2, True)
