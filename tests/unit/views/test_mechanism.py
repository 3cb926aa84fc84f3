"""The mechanism page: concentrations over the peak, voices, the model and its regimens."""

from tests.small import open_small, study
from thymos.verdict.judge import judge_all
from thymos.views.mechanism import mechanism_page
from thymos.views.reading import Reading

CITES = [{"source": "paper", "level": "abstract"}]
SEEN = {"kind": "in vitro", "bears": "supports", "says": "It did.", "cites": CITES}
PEAK = {
    "id": "peak", "about": "pk-cmax", "text": "30 to 80.", "low": 30, "high": 80, "unit": "µg/L",
    "theme": "pharmacokinetics", "cites": CITES,
}  # fmt: skip


def edge(name, **more):
    ends = {"subject": {"name": "a"}, "relation": "raises", "object": {"name": name}}
    return {"id": name, "sign": "+", "evidence": [SEEN]} | ends | more


def page(folder, *edges, **more):
    dossier = open_small(folder, study("one"), edges=list(edges), **more)
    return mechanism_page(Reading(dossier, judge_all(dossier)))


def test_a_concentration_is_told_over_the_peak_with_its_interval(tmp_path):
    dense = {"concentration_ng_per_ml": 120}
    view = page(tmp_path, edge("b", context=dense), edge("c"), facts=[PEAK])
    one, two = view.rows
    assert (one.concentration, one.over_peak) == ("120 ng/mL", "1.5 to 4")
    assert (two.concentration, two.over_peak) == (None, None)
    assert (view.peak, view.with_concentration, view.total) == ("30 to 80 µg/L", 1, 2)


def test_without_a_peak_nothing_is_compared(tmp_path):
    view = page(tmp_path, edge("b", context={"concentration_ng_per_ml": 120}))
    assert view.peak is None
    assert view.rows[0].over_peak is None
    assert view.rows[0].concentration == "120 ng/mL"


def test_an_identifier_is_told_by_name_and_leads_to_its_vocabulary(tmp_path):
    whom = {"name": "IDO1", "ids": ["hgnc:6059"]}
    context = {"cell": "dendritic cell", "cell_ids": ["cl:0000451"]}
    (row,) = page(tmp_path, edge("b", object=whom, context=context)).rows
    assert [(each.curie, each.name, each.href) for each in row.ids] == [
        ("hgnc:6059", "IDO1", "https://identifiers.org/hgnc:6059"),
        ("cl:0000451", "dendritic cell", "https://identifiers.org/CL:0000451"),
    ]


def test_every_edge_is_in_the_drawing_and_once_in_the_table(reading):
    view = mechanism_page(reading)
    assert view.network is not None
    assert len(view.network.joints) == len(view.rows) == view.total
    assert [row.voices for row in view.rows] == [1]
    question = view.rows[0].question
    assert question is not None
    assert question.href == "#conflicts-direction"


def test_a_model_tells_what_is_assumed_and_which_side_it_takes(reading):
    (model,) = mechanism_page(reading).models
    assert (len(model.parameters), model.assumed) == (4, 3)
    rows = {row.id: row for row in model.parameters}
    assert (rows["k_out"].value, rows["k_out"].range, rows["k_out"].wide) == (
        "0.3 1/h",
        "0.2 to 0.4",
        "0.1 to 0.9",
    )
    assert rows["k_out"].mark is not None
    assert (rows["base"].range, rows["base"].mark, rows["base"].kind) == ("fixed", None, "assumed")
    assert model.variants[0].question is not None
    assert model.states[1].means == "is uniprot:P14902"


def test_a_regimen_stands_beside_its_report(reading):
    (row,) = mechanism_page(reading).regimens
    assert (row.amount, row.schedule) == ("1.6 mg", "2 doses, 12 hours apart")
    assert (row.report.text, row.report.href) == (
        "TESTS, 1.6 mg",
        "parameters.html#parameters-tests-dose",
    )
