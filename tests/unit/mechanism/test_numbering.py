"""Expressions and the programs made of them mean the same."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thymos.mechanism.expression import (
    TIME,
    Call,
    Name,
    Number,
    call,
    count,
    in_order,
    is_boolean,
    linear_in_time,
    truth,
    with_names,
)
from thymos.mechanism.numbering import program
from thymos.mechanism.program import applied, run

A, B, K = Name("a"), Name("b"), Name("k")
VALUES = {"a": 1.7, "b": -0.6, "k": 2.5}


def meaning(tree):
    """The value of an expression, read as it stands."""
    if isinstance(tree, Number):
        return tree.value
    if isinstance(tree, Name):
        return VALUES[tree.id]
    with np.errstate(all="ignore"):
        return applied(tree.op, [meaning(each) for each in tree.args]).item()


def numbered(*trees, varying=frozenset("ab"), definitions=None):
    made = program(["a", "b", "k"], definitions or {}, trees, varying)
    return made, [float(x) for x in run(made, [VALUES["a"], VALUES["b"], VALUES["k"]])]


LEAVES = st.sampled_from([A, B, K, *map(Number, (2.0, -1.0, 0.5, 0.0, 1.0))])
TWO = st.sampled_from(["add", "sub", "mul", "div", "pow", "min", "max"])


def grown(inner):
    return st.one_of(
        st.builds(lambda op, x, y: Call(op, (x, y)), TWO, inner, inner),
        st.builds(lambda op, x: Call(op, (x,)), st.sampled_from(["neg", "abs", "exp"]), inner),
        st.builds(lambda x, y, z: Call("select", (Call("lt", (x, y)), y, z)), inner, inner, inner),
    )


TREES = st.recursive(LEAVES, grown, max_leaves=12)


@given(TREES)
@settings(max_examples=300)
def test_a_program_computes_what_the_expression_says(tree):
    expected = meaning(tree)
    (found,) = numbered(tree)[1]
    sizes = [abs(meaning(node)) for node in tree_nodes(tree)]
    if math.isfinite(expected) and all(size < 1e30 for size in sizes):
        assert found == pytest.approx(expected, rel=1e-9, abs=1e-9 * max(sizes))


def tree_nodes(tree):
    yield tree
    for each in tree.args if isinstance(tree, Call) and tree.op != "lt" else ():
        if not is_boolean(each):
            yield from tree_nodes(each)


def test_equal_values_are_computed_once():
    tree = call("add", call("mul", A, B), call("mul", A, B))
    assert len(numbered(tree)[0].steps) == 2


def test_what_rests_on_constants_alone_is_one_factor():
    tree = call("mul", call("mul", K, A), call("div", K, Number(2.0)))
    made, (found,) = numbered(tree)
    assert found == pytest.approx(2.5 * 1.7 * 1.25)
    fixed = [s for r, s in enumerate(made.steps, made.first_step) if not made.varying[r]]
    assert [step.op for step in fixed] == ["mul", "div"]
    assert sum(made.varying[r] for r in range(made.first_step, len(made.varying))) == 1


def test_a_product_of_quotients_divides_once():
    quotient = call("mul", call("div", A, call("add", A, K)), call("div", B, call("add", B, K)))
    made, (found,) = numbered(quotient)
    assert found == pytest.approx(meaning(quotient))
    assert [step.op for step in made.steps].count("div") == 1


def test_whole_powers_are_products():
    made, (found,) = numbered(call("pow", A, Number(6.0)))
    assert found == pytest.approx(1.7**6)
    assert [step.op for step in made.steps] == ["mul"] * 3
    assert numbered(call("pow", B, Number(-3.0)))[1] == [pytest.approx((-0.6) ** -3)]
    assert numbered(call("pow", A, Number(2.5)))[1] == [pytest.approx(1.7**2.5)]
    assert numbered(call("pow", A, Number(0.0)))[1] == [1.0]


def test_definitions_are_used_by_name_and_unknown_names_refused():
    assert numbered(Name("c"), definitions={"c": call("add", A, K)})[1] == [pytest.approx(4.2)]
    with pytest.raises(ValueError, match="nothing is called 'z'"):
        numbered(Name("z"))


def test_conditions_and_numbers_turn_into_one_another():
    assert is_boolean(truth(A))
    assert not is_boolean(count(call("lt", A, B)))
    assert truth(call("lt", A, B)) == call("lt", A, B)
    with pytest.raises(ValueError, match="no operation is called 'plus'"):
        call("plus", A)


@pytest.mark.parametrize(
    ("tree", "slope", "offset"),
    [
        (Name(TIME), 1.0, 0.0),
        (K, 0.0, 2.5),
        (call("sub", call("mul", K, Name(TIME)), Number(3.0)), 2.5, -3.0),
        (call("neg", call("div", Name(TIME), K)), -0.4, 0.0),
        (call("mul", call("add", Name(TIME), K), Number(2.0)), 2.0, 5.0),
    ],
)
def test_lines_in_time(tree, slope, offset):
    line = linear_in_time(tree)
    assert line is not None
    assert [meaning(each) for each in line] == pytest.approx([slope, offset])


@pytest.mark.parametrize("op", ["mul", "div", "pow"])
def test_curves_in_time_are_no_lines(op):
    assert linear_in_time(call(op, Name(TIME), Name(TIME))) is None
    assert linear_in_time(call("exp", Name(TIME))) is None


def test_names_are_replaced_all_at_once():
    tree = with_names(call("sub", A, B), {"a": B, "b": A})
    assert tree == call("sub", B, A)


def test_definitions_are_ordered_and_circles_named():
    assert [d.id for d in in_order({"c": Name("b"), "b": Name("a"), "a": K})] == ["a", "b", "c"]
    with pytest.raises(ValueError, match="defined by itself: a -> b -> a"):
        in_order({"a": Name("b"), "b": Name("a")})
