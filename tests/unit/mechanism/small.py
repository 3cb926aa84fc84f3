"""A small model: a dose raises a marker, and both fall."""

from typing import Any

from thymos.mechanism.model import build
from thymos.records.model import Model

EQUATIONS = """model decay()
  compartment body = 1;
  substanceOnly species Drug in body, Marker in body;
  loss: Drug -> ; k_out*Drug;
  rise: -> Marker; k_up*Drug;
  seen := 2*Marker;
  Drug = 0; Marker = 1;
end
"""
RECORD: dict[str, Any] = {
    "id": "decay",
    "title": "A marker under a dose",
    "text": "A dose raises a marker.",
    "source": "decay.ant",
    "dose_state": "Drug",
    "states": [
        {"id": "Drug", "what": "the compound", "unit": "µg"},
        {
            "id": "Marker",
            "what": "a marker",
            "sbo": "SBO:0000252",
            "means": [{"qualifier": "is", "id": "uniprot:P14902"}],
        },
    ],
    "scenarios": [{"id": "ill", "title": "Ill", "text": "Ill.", "horizon_hours": 48}],
    "parameters": [
        {
            "id": "k_out", "what": "loss of the compound", "value": 0.3, "unit": "1/h",
            "kind": "published", "group": "kinetics", "low": 0.2, "high": 0.4,
            "wide_low": 0.1, "wide_high": 0.9,
            "cites": [{"source": "label", "level": "primary"}],
        },
        {
            "id": "k_up", "what": "rise of the marker", "value": 0.01, "kind": "assumed",
            "group": "drug", "law": "uniform", "low": 0.001, "high": 0.1,
            "wide_low": 0.0001, "wide_high": 1,
        },
    ],
}  # fmt: skip


def made(**values):
    """The small model, with other values for some parameters."""
    rows = [row | {"value": values.get(row["id"], row["value"])} for row in RECORD["parameters"]]
    return build(Model.model_validate(RECORD | {"parameters": rows}), EQUATIONS)
