"""Every effect size that R's metafor has too: its answers, pinned by validation/metafor."""

import json
from pathlib import Path

import numpy as np
import pytest

from thymos.kernel import MEASURES
from thymos.kernel.effects import columns_of, effects_from_columns

PINS = json.loads((Path(__file__).parent / "metafor.json").read_text(encoding="utf-8"))
GIVEN = ("HR", "GEN")


def name(pin):
    options = ",".join(f"{key}={value}" for key, value in (pin["options"] or {}).items())
    return f"{pin['measure']}-{options}"


@pytest.mark.parametrize("pin", PINS["effects"], ids=name)
def test_effects_and_variances(pin):
    columns = {key: np.array(values, float) for key, values in pin["columns"].items()}
    found = effects_from_columns(pin["measure"], columns, **(pin["options"] or {}))
    np.testing.assert_allclose(found.y, np.array(pin["y"], float), rtol=1e-12, atol=1e-13)
    np.testing.assert_allclose(found.v, np.array(pin["v"], float), rtol=1e-11)


def test_the_grid_is_whole():
    asked = {pin["measure"] for pin in PINS["effects"]}
    assert asked == {m.code for m in MEASURES if m.code not in GIVEN}
    assert PINS["version"]
    assert PINS["R"]
    for pin in PINS["effects"]:
        assert set(columns_of(pin["measure"])) <= set(pin["columns"])
