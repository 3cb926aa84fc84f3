"""A model whose answers can be told by hand: a dose raises one marker and speeds the loss of
another, each through an arm of its own."""

from functools import cache, partial

from thymos.mechanism.bench import Bench
from thymos.mechanism.ensemble import simulate
from thymos.mechanism.model import build
from thymos.mechanism.sbml import read
from thymos.mechanism.stops import Dose
from thymos.records.inquiry import Inquiry
from thymos.records.model import Model, Regimen

EQUATIONS = """
model toy()
  compartment body = 1;
  substanceOnly species Drug in body, Good in body, Bad in body;
  loss: Drug -> ; k_out*Drug;
  good_source: -> Good; base;
  good_rise: -> Good; switch_a*k_a*Drug;
  good_fall: Good -> ; 0.1*Good;
  bad_fall: Bad -> ; k_fall*Bad*(1 + switch_b*k_b*Drug);
  level := Drug/v;
  Drug = 0; Good = base/0.1; Bad = 0;
end
"""


def _parameter(name, value, spread=None, group="cells"):
    low, high = (value / spread, value * spread) if spread else (None, None)
    wide_low, wide_high = (value / spread**2, value * spread**2) if spread else (None, None)
    law = "log-uniform" if spread else "fixed"
    ends = {"low": low, "high": high, "wide_low": wide_low, "wide_high": wide_high}
    told = {"id": name, "what": f"what {name} is", "kind": "assumed", "group": group, "law": law}
    return {**told, "value": value, **ends}


RECORD = Model.model_validate(
    {
        "id": "toy",
        "title": "A toy",
        "text": "Two markers under a dose.",
        "source": "toy.ant",
        "dose_state": "Drug",
        "parameters": [
            _parameter("k_out", 0.5, 1.5, "kinetics"),
            _parameter("v", 10, 1.5, "kinetics"),
            _parameter("k_a", 0.1, 10, "drug"),
            _parameter("k_b", 0.1, 10, "drug"),
            _parameter("base", 0.1, 3),
            _parameter("k_fall", 0.05, 1.4, "core"),
            _parameter("switch_a", 1, group="switch"),
            _parameter("switch_b", 1, group="switch"),
        ],
        "states": [
            {"id": "Drug", "what": "the drug", "unit": "µg"},
            {"id": "Good", "what": "the good marker"},
            {"id": "Bad", "what": "the bad marker"},
        ],
        "readouts": [
            {"id": "level", "of": "level", "what": "the level"},
            {"id": "good", "of": "Good", "what": "the good marker", "like": "a count"},
            {"id": "bad", "of": "Bad", "what": "the bad marker"},
        ],
        "scenarios": [
            {
                "id": "calm",
                "title": "Calm",
                "text": "Health.",
                "horizon_hours": 96,
                "regimens": ["once"],
            },
            {
                "id": "ill",
                "title": "Ill",
                "text": "The bad marker has begun to fall.",
                "infection": {"state": "Bad", "amount": 4},
                "until": [{"of": "Bad", "at_most": 3.5}],
                "within_hours": 48,
                "horizon_hours": 96,
                "regimens": ["once", "twice"],
            },
            {
                "id": "never",
                "title": "Never",
                "text": "A state that nobody comes into.",
                "until": [{"of": "Bad", "at_least": 1}],
                "within_hours": 5,
                "horizon_hours": 96,
                "regimens": ["once"],
            },
        ],
        "variants": [
            {
                "id": "no-a-arm",
                "title": "No arm A",
                "text": "-",
                "sets": [{"parameter": "switch_a", "value": 0}],
            },
            {
                "id": "no-b-arm",
                "title": "No arm B",
                "text": "-",
                "sets": [{"parameter": "switch_b", "value": 0}],
            },
            {
                "id": "only-a-arm",
                "title": "Arm A alone",
                "text": "-",
                "sets": [{"parameter": "switch_b", "value": 0}],
            },
            {
                "id": "richer",
                "title": "Richer",
                "text": "-",
                "sets": [{"parameter": "base", "value": 1}],
            },
            {
                "id": "poorer",
                "title": "Poorer",
                "text": "-",
                "sets": [{"parameter": "base", "value": 0.01}],
            },
        ],
    }
)
REGIMENS = tuple(
    Regimen.model_validate(
        {
            "id": name,
            "title": name,
            "reports": "a-study",
            "amount_mg": 0.01,
            "doses": [{"count": count, "every_hours": 12}],
        }
    )
    for name, count in (("once", 1), ("twice", 2))
)
INQUIRY = Inquiry.model_validate(
    {
        "id": "toy",
        "model": "toy",
        "two_way": {
            "up": {"scenario": "calm", "readout": "good"},
            "down": {"scenario": "ill", "readout": "bad"},
            "regimen": "twice",
            "margins": [1, 5, 10],
        },
        "arms": ["no-a-arm", "no-b-arm", "only-a-arm"],
        "readings": ["richer"],
        "routes": ["richer", "no-b-arm"],
        "shared": ["drug", "cells"],
        "severities": [0.5, 1, 2],
        "death": {"readout": "bad", "measure": "mean", "above": 0.6, "text": "Assumed."},
        "trials": [
            {"id": "one", "study": "one", "result": "r", "regimen": "once", "scenarios": ["ill"]},
            {"id": "two", "study": "two", "result": "r", "regimen": "twice", "scenarios": ["ill"]},
        ],
        "marker": {
            "without": "no-b-arm",
            "scenarios": ["calm", "ill"],
            "regimen": "twice",
            "readouts": ["good", "bad"],
            "hours": [24, 48, 96],
            "most_per_arm": 100,
        },
    }
)


def _plainly(system, times, parameters, initial, given):
    into = (Dose("Drug", *given),) if given else ()
    return simulate(system, times, parameters, initial, into, engine="plain").states


@cache
def bench() -> Bench:
    """The toy on the bench, by the engine that needs no compiling."""
    model = build(RECORD, EQUATIONS, REGIMENS)
    system = read(model.sbml)
    return Bench(model, system, partial(_plainly, system))
