"""Columns of moderators."""

import sys

import numpy as np
import pytest

from thymos.kernel import factor, from_formula, interaction, intercept, numeric, together

GROUPS = ["b", "a", "c", "a"]
DOSE = [1.0, 2.0, 3.0, 4.0]


def test_codings():
    assert factor("g", GROUPS).X.tolist() == [[1, 0], [0, 0], [0, 1], [0, 0]]
    assert factor("g", GROUPS, coding="sum").X.tolist() == [[1, 0], [-1, -1], [0, 1], [-1, -1]]
    assert factor("g", GROUPS, coding="cell").names == ("g[a]", "g[b]", "g[c]")
    assert factor("g", GROUPS, reference="c").names == ("g[a]", "g[b]")


def test_terms_keep_their_columns():
    dose, group = numeric("dose", DOSE), factor("g", GROUPS)
    found = together(intercept(4), dose, group, interaction(dose, group))
    assert found.names == ("intercept", "dose", "g[b]", "g[c]", "dose:g[b]", "dose:g[c]")
    assert found.terms == (("intercept", (0,)), ("dose", (1,)), ("g", (2, 3)), ("dose:g", (4, 5)))
    assert found.X[2].tolist() == [1, 3, 0, 1, 0, 3]


def test_a_formula_says_the_same():
    pytest.importorskip("formulaic")
    by_hand = together(intercept(4), numeric("dose", DOSE), factor("g", GROUPS),
                       interaction(numeric("dose", DOSE), factor("g", GROUPS)))  # fmt: skip
    found = from_formula("dose * C(g)", {"dose": DOSE, "g": GROUPS})
    np.testing.assert_allclose(found.X, by_hand.X)
    assert [columns for _, columns in found.terms] == [columns for _, columns in by_hand.terms]
    assert from_formula("0 + dose", {"dose": DOSE}).X.shape == (4, 1)


@pytest.mark.parametrize(
    ("formula", "data", "said"),
    [
        ("dose * C(g", {"dose": DOSE, "g": GROUPS}, "cannot read formula 'dose"),
        ("dose", {"dose": [1.0, None, 3.0]}, "null values"),
        ("weight", {"dose": DOSE}, "cannot read formula 'weight'"),
    ],
)
def test_a_formula_that_cannot_be_read(formula, data, said):
    pytest.importorskip("formulaic")
    with pytest.raises(ValueError, match=said):
        from_formula(formula, data)


def test_without_formulaic_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "formulaic", None)
    with pytest.raises(ValueError, match=r"pip install 'thymos\[formula\]'"):
        from_formula("dose", {"dose": DOSE})


def test_refusals():
    with pytest.raises(ValueError, match="g must have two levels or more"):
        factor("g", ["a", "a"])
    with pytest.raises(ValueError, match="unknown reference of g 'z'; choose one of a, b, c"):
        factor("g", GROUPS, reference="z")
    with pytest.raises(ValueError, match="unknown coding 'helmert'"):
        factor("g", GROUPS, coding="helmert")
    with pytest.raises(ValueError, match="dose must be one number a study"):
        numeric("dose", [[1.0]])
    with pytest.raises(ValueError, match=r"of the same studies, got \[4, 3\]"):
        interaction(numeric("dose", DOSE), numeric("weeks", [1, 2, 3]))


@pytest.mark.parametrize(
    "formula",
    [
        '{__import__("os").getcwd()}',
        "dose + open('x')",
        "I(dose.__class__)",
        "dose; dose",
        "eval(dose)",
        "dose['a']",
    ],
)
def test_a_formula_is_never_run_as_code(formula):
    with pytest.raises(ValueError, match="it may hold names, numbers"):
        from_formula(formula, {"dose": DOSE})


def test_a_part_in_brackets_is_no_call():
    assert from_formula("(dose + C(g))", {"dose": DOSE, "g": GROUPS}).X.shape[0] == 4
