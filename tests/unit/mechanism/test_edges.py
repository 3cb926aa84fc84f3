"""Edges as a network, voices as groups, and concentrations over the peak in blood."""

import pytest

from tests.small import open_small, study
from thymos.mechanism.blood import body, check, over_time
from thymos.mechanism.graph import disputed, network, strongest, voices
from thymos.mechanism.reported import peak, ranges


def seen(kind="in vitro", bears="supports", level="abstract", source="paper", **more):
    cites = [{"source": source, "level": level}]
    return {"kind": kind, "bears": bears, "says": "It did.", "cites": cites} | more


def edge(*evidence, **more):
    ends = {"subject": {"name": "a"}, "object": {"name": "b"}}
    return (
        {"id": "a-b", "relation": "raises", "sign": "+", "evidence": list(evidence)} | ends | more
    )


def fact(about, low, high, unit, **more):
    cites = [{"source": "paper", "level": "abstract"}]
    return {
        "id": f"{about}-1", "about": about, "text": "It was.", "low": low, "high": high,
        "unit": unit, "species": "human", "study": "one", "theme": "pharmacokinetics",
        "cites": cites,
    } | more  # fmt: skip


def opened(tmp_path, *edges, **more):
    return open_small(tmp_path, study("one"), edges=list(edges), **more)


def only(dossier):
    (found,) = dossier.edges.values()
    return found


@pytest.mark.parametrize(
    ("evidence", "style"),
    [
        ([seen("page"), seen("animal"), seen()], "animal"),
        ([seen("page"), seen("label")], "review"),
        ([seen("page")], "said only"),
        ([seen("human randomised", "contradicts"), seen()], "in vitro"),
        ([seen("animal", level="recalled")], "said only"),
    ],
)
def test_the_strongest_supporting_kind_that_was_verified_is_drawn(tmp_path, evidence, style):
    assert strongest(only(opened(tmp_path, edge(*evidence)))) == style


def test_one_group_is_one_voice_and_telling_is_none(tmp_path):
    evidence = [
        seen(group="rome"), seen("animal", group="rome", source="paper"), seen("animal"),
        seen("review"), seen("page"), seen("animal", "contradicts", group="pisa"),
        seen("animal", level="lead", group="bari"),
    ]  # fmt: skip
    assert voices(only(opened(tmp_path, edge(*evidence)))) == 2


def test_disputed_is_what_evidence_contradicts_or_a_question_holds(tmp_path):
    cites = [{"source": "paper", "level": "abstract"}]
    conflict = {"id": "which", "question": "Which?", "reading": "Unknown.", "cites": cites}
    dossier = opened(
        tmp_path,
        edge(seen()),
        edge(seen(), seen(bears="contradicts"), id="two"),
        edge(seen(), id="three", conflict_set="which"),
        edge(seen(), seen(bears="qualifies"), id="four"),
        conflicts=[conflict],
    )
    found = {key: disputed(dossier, one) for key, one in dossier.edges.items()}
    assert found == {"a-b": False, "two": True, "three": True, "four": False}


def test_things_of_one_name_are_one_thing(tmp_path):
    chain = edge(seen(), id="b-c", subject={"name": "b"}, object={"name": "c"})
    drawn = network(opened(tmp_path, edge(seen()), chain))
    assert drawn is not None
    assert drawn.things == ("a", "b", "c")
    assert [(joint.source, joint.target) for joint in drawn.joints] == [(0, 1), (1, 2)]
    assert network(opened(tmp_path / "none")) is None


def test_ranges_are_those_of_people_in_known_units_and_verified(tmp_path):
    facts = [
        fact("pk-cmax", 30, 80, "ng/mL"),
        fact("pk-auc", 95, 267, "mg·h/L"),
        fact("pk-tmax", 1, 2, "h", species="mouse"),
        fact("pk-volume", 30, 40, "L", cites=[{"source": "paper", "level": "recalled"}]),
        fact("pk-half-life", None, 3, "h"),
    ]
    dossier = opened(tmp_path, facts=facts)
    assert [(r.statistic, r.low, r.high) for r in ranges(dossier, "one")] == [
        ("c_max", 30, 80),
        ("half_life", None, 3),
    ]
    highest = peak(dossier)
    assert highest is not None
    assert (highest.low, highest.high, highest.fact) == (30, 80, "pk-cmax-1")


def test_levels_of_a_model_beside_what_its_study_reports(tmp_path):
    from tests.unit.mechanism.small import RECORD
    from thymos.records.model import Model

    cites = [{"source": "paper", "level": "abstract"}]
    given = {
        "id": "told", "given_by": "ONE", "population": "adults", "amount": "1 mg", "cites": cites
    }  # fmt: skip
    regimen = {
        "id": "once", "title": "once", "reports": "told", "amount_mg": 1,
        "doses": [{"count": 1, "every_hours": 24}],
    }  # fmt: skip
    rows = [
        {"id": name, "what": name, "value": value, "kind": "assumed", "group": "kinetics",
         "law": "fixed"}
        for name, value in (("ka", 1.0), ("cl", 10.0), ("v", 20.0))
    ]  # fmt: skip
    levels = {
        "absorption": "ka", "clearance": "cl", "volume": "v", "study": "one", "regimen": "once"
    }  # fmt: skip
    model = Model.model_validate(RECORD | {"parameters": rows, "levels": levels})
    facts = [fact("pk-auc", 90, 110, "µg·h/L"), fact("pk-cmax", 30, 80, "µg/L")]
    dossier = opened(tmp_path, facts=facts, parameters=[given], regimens=[regimen])
    found = check(dossier, model)
    assert found is not None
    told = {each.range.statistic: (round(each.value, 2), each.inside) for each in found.met}
    assert told == {"auc": (100.0, True), "c_max": (25.0, False)}
    assert not found.all_inside
    assert over_time(model, dossier.regimens["once"], [0, 1.386]).round(1).tolist() == [0, 25.0]
    assert body(model).v1.tolist() == [20.0]
