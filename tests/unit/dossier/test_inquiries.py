"""What is asked of a model is in the model, and the trials that it copies were counted."""

# ruff: noqa: E501 - a complaint stands here as it is printed, on one line

from textwrap import dedent

import pytest

MODEL = {
    "model.ant": "model toy()\n  seen := Marker\nend\n",
    "model.yaml": dedent("""\
        models:
          - id: toy
            title: A toy
            text: A marker falls.
            source: model.ant
            dose_state: Marker
            states: [{id: Marker, what: a marker}]
            readouts: [{id: marker, of: seen, what: a marker}]
            parameters: [{id: k, what: fall, value: 1, kind: assumed, group: cells, law: fixed}]
            scenarios:
              - {id: ill, title: Ill, text: It is high., horizon_hours: 48}
              - {id: mild, title: Mild, text: It is not., horizon_hours: 24}
            variants: [{id: slow, title: Slow, text: It falls slowly., sets: [{parameter: k, value: 0.5}]}]
        parameters:
          - {id: given, study: one, given_by: ONE, population: adults, amount: 1 mg once, cites: [{source: trial-2020, level: primary}]}
        regimens:
          - {id: once, title: as given in ONE, reports: given, amount_mg: 1, doses: [{count: 1, every_hours: 24}]}
        """),
}
ASKED = dedent("""\
    inquiries:
      - id: toy
        model: toy
        two_way:
          up: {scenario: ill, readout: marker}
          down: {scenario: mild, readout: marker}
          regimen: once
          margins: [1, 5]
        arms: [slow]
        death: {readout: marker, measure: peak, above: 1, text: Assumed.}
        trials: [{id: like-one, study: one, result: death-28d, regimen: once, scenarios: [ill]}]
        marker: {without: slow, scenarios: [ill, mild], regimen: once, readouts: [marker], hours: [12, 24], most_per_arm: 100}
    """)


def asked(old="", new=""):
    assert old in ASKED
    return {**MODEL, "inquiries.yaml": ASKED.replace(old, new, 1)}


def test_a_sound_inquiry_is_read(dossier):
    found = dossier(asked()).inquiries["toy"]
    assert (found.two_way.up.readout, found.shared) == ("marker", ("drug", "cells"))


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("model: toy", "model: toi", "model: expected the id of a known model (perhaps toy), found 'toi'"),
        ("up: {scenario: ill", "up: {scenario: il", "two_way.up.scenario: expected a scenario of the model toy (perhaps ill, mild), found 'il'"),
        ("arms: [slow]", "arms: [slwo]", "arms[0]: expected a variant of the model toy (perhaps slow), found 'slwo'"),
        ("death: {readout: marker", "death: {readout: maker", "death.readout: expected a readout of the model toy (perhaps marker), found 'maker'"),
        ("regimen: once\n", "regimen: twice\n", "two_way.regimen: expected the id of a known regimen, found 'twice'"),
        ("without: slow", "without: fast", "marker.without: expected a variant of the model toy, found 'fast'"),
        ("readouts: [marker]", "readouts: [x]", "marker.readouts[0]: expected a readout of the model toy, found 'x'"),
        ("study: one", "study: two", "trials[0].study: expected the id of a known study, found 'two'"),
        ("result: death-28d", "result: death", "trials[0].result: expected a result of one that counts events among treated and control, found 'death'"),
        ("scenarios: [ill]}", "scenarios: [well]}", "trials[0].scenarios[0]: expected a scenario of the model toy (perhaps ill), found 'well'"),
        ("hours: [12, 24]", "hours: [12, 30]", "marker.hours[1]: expected an hour up to 24, where the scenario ends, found 30"),
        ("hours: [12, 24]", "hours: [24, 12]", "marker: expected hours in rising order, each once"),
        ("hours: [12, 24]", "hours: [0, 24]", "marker.hours[0]: expected a number above 0, found '0'"),
        ("margins: [1, 5]", "margins: [5, 5]", "two_way: expected margins in rising order, each once"),
        ("    death: {readout: marker, measure: peak, above: 1, text: Assumed.}\n", "", "inquiries[0]: expected death, which the trials count"),
        ("measure: peak", "measure: height", "death.measure: expected 'peak', 'mean' or 'end', found 'height'"),
    ],
)  # fmt: skip
def test_what_is_asked_must_be_there(told, old, new, complaint):
    found = told(asked(old, new))
    assert len(found) == 1
    assert found[0].partition(": ")[2].removeprefix("inquiries[0].") == complaint
