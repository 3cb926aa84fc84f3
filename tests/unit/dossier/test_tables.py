"""Results from a CSV file, and its faults by line."""

# ruff: noqa: E501 - a complaint stands here as it is printed, on one line

import pytest

HEADER = "study,result,outcome,timepoint,analysis_set,arm,events,n,mean,sd,source,locator,level"
SAME = "death-28d,28 days,as analysed"


def table(*rows: str, header: str = HEADER) -> dict[str, str]:
    return {"results/more.csv": "\n".join((header, *rows, ""))}


def row(
    study: str = "one", result: str = "late", arm: str = "drug", numbers: str = "3,10,,",
    same: str = SAME, source: str = "trial-2020",
) -> str:  # fmt: skip
    return f"{study},{result},{same},{arm},{numbers},{source},Table 3,primary"


def test_rows_make_results_of_their_studies(dossier):
    d = dossier(
        table(
            row(),
            row(arm="placebo", numbers="4,11,,"),
            row(result="days", numbers=",10,5.5,1.2"),
        )
    )
    study, late = d.result("one/late")
    assert [result.id for result in study.results] == ["death-28d", "late", "days"]
    assert [(c.arm, c.events, c.n) for c in late.counts] == [("drug", 3, 10), ("placebo", 4, 11)]
    assert [cite.locator for cite in late.cites] == ["Table 3"]
    [mean] = d.result("one/days")[1].means
    assert (mean.mean, mean.sd, mean.n) == (5.5, 1.2, 10)
    assert str(d.place("result", "one/days")) == "results/more.csv:4:1"


FAULTS = [
    ("not a number", row(numbers="x,10,,"), "2: events: expected a whole number, found 'x'"),
    ("events above n", row(numbers="11,10,,"), "2: result: expected events not above n = 10, found 11"),
    ("no numbers", row(numbers=",10,,"), "2: events: expected events, or mean and sd, found nothing"),
    ("no n", row(numbers="1,,,"), "2: n: expected a value, found nothing"),
    ("no sd", row(numbers=",10,1,"), "2: sd: expected a value, found nothing"),
    ("unknown study", row(study="onne"), "2: study: expected a known study (perhaps one), found 'onne'"),
    ("unknown arm", row(arm="x"), "2:1: arm: expected an arm of this study (drug, placebo), found 'x'"),
    ("unknown source", row(source="x"), "2:1: source: expected the id of a known source, found 'x'"),
    ("id taken", row(result="death-28d"), "2: result: result 'one/death-28d' exists already, at studies/one.yaml:15:5"),
    ("cells missing", "one,late", "2: expected 13 cells, found 2"),
    ("an open quote", '"one', "2: is not CSV: unexpected end of data"),
    ("rows that differ", row() + "\n" + row(arm="placebo", same="death-28d,3 days,as analysed"), "3: timepoint: expected '28 days' as in line 2, found '3 days'"),
    ("an arm twice", row() + "\n" + row(), "2: result: expected each arm once under 'counts'"),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "line"), [f[1:] for f in FAULTS], ids=[f[0] for f in FAULTS])
def test_a_fault_in_a_table_is_one_line(told, rows, line):
    assert told(table(rows)) == [f"results/more.csv:{line}"]


@pytest.mark.parametrize(
    ("header", "line"),
    [
        (HEADER.replace(",", ";"), "expected columns separated by commas, found semicolons or tabs"),
        (HEADER.replace("outcome", "outcom"), "unknown column 'outcom'; did you mean outcome, source?"),
        (HEADER + ",n", "expected each column once"),
        ("study,result", "expected the columns outcome, timepoint, analysis_set, arm, n, source, locator, level too"),
    ],
)  # fmt: skip
def test_a_wrong_header_is_one_line(told, header, line):
    assert told(table(header=header)) == [f"results/more.csv:1: {line}"]
