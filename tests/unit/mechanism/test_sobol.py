"""Sobol's indices: a function whose indices are known, and nothing where nothing varies."""

import numpy as np
import pytest

pytest.importorskip("SALib")

from thymos.mechanism.model import ParameterTable
from thymos.mechanism.sobol import design, filled, indices

UNIT = np.ones(4)
TABLE = ParameterTable(
    ids=("x1", "fixed", "x2", "x3"),
    values=UNIT,
    low=UNIT,
    high=UNIT,
    wide_low=UNIT,
    wide_high=UNIT,
    laws=("uniform", "fixed", "log-uniform", "uniform"),
    groups=("one", "switch", "two", "one"),
)


def ishigami(shares):
    x1, _, x2, x3 = (-np.pi + 2 * np.pi * shares).T
    return np.sin(x1) + 7 * np.sin(x2) ** 2 + 0.1 * x3**4 * np.sin(x1)


def test_the_published_indices_of_ishigamis_function():
    # Ishigami & Homma 1990: by the closed form, a = 7, b = 0.1.
    asked = design(TABLE, 1024, 1, grouped=False)
    found = {i.name: i for i in indices(asked, "y", ishigami(asked.shares), 1).indices}
    first = [found[name].first for name in ("x1", "x2", "x3")]
    total = [found[name].total for name in ("x1", "x2", "x3")]
    assert first == pytest.approx([0.3139, 0.4424, 0.0], abs=0.02)
    assert total == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.02)


def test_groups_take_their_members_together():
    asked = design(TABLE, 1024, 1, grouped=True)
    found = indices(asked, "y", ishigami(asked.shares), 1)
    assert [i.name for i in found.indices] == ["one", "two"]
    assert [i.total for i in found.indices] == pytest.approx([0.5576, 0.4424], abs=0.02)


def test_an_answer_that_never_varies_hangs_on_nothing():
    asked = design(TABLE, 8, 1, grouped=False)
    found = indices(asked, "y", np.ones(len(asked.shares)), 1)
    assert {i.total for i in found.indices} == {0.0}


def test_what_is_missing_counts_as_the_middle():
    values, missing = filled(np.array([1.0, np.nan, 3.0, 2.0]))
    assert (values.tolist(), missing) == ([1.0, 2.0, 3.0, 2.0], 1)
    with pytest.raises(ValueError, match="finite"):
        indices(design(TABLE, 2, 1, grouped=False), "y", np.full(10, np.nan), 1)


def test_the_size_is_a_power_of_two():
    with pytest.raises(ValueError, match="power of two from 2 on, found 100"):
        design(TABLE, 100, 1, grouped=False)
