"""What a model says a quantity is: small trees of numbers, names and operations.

Booleans and numbers are told apart by the operation, as in SBML's mathematics; `truth` and
`count` turn one into the other where a model swaps them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

# No id of a model can hold a bracket.
TIME = "<time>"

RELATIONS = ("lt", "le", "gt", "ge", "eq", "ne")
LOGICAL = ("and", "or", "xor", "not")
BOOLEAN = frozenset((*RELATIONS, *LOGICAL))
# Of one argument each.
FUNCTIONS = (
    *("neg", "not", "abs", "exp", "ln", "log10", "sqrt", "floor", "ceil", "gamma"),
    *("sin", "cos", "tan", "sinh", "cosh", "tanh"),
    *("asin", "acos", "atan", "asinh", "acosh", "atanh"),
)
OPERATIONS = frozenset(
    (
        *(*FUNCTIONS, *RELATIONS, *LOGICAL),
        *("add", "sub", "mul", "div", "pow", "min", "max", "rem", "select"),
    )
)


@dataclass(frozen=True, slots=True)
class Number:
    """A constant of the model's text."""

    value: float


@dataclass(frozen=True, slots=True)
class Name:
    """A quantity by its id; TIME is the time."""

    id: str


@dataclass(frozen=True, slots=True)
class Call:
    """An operation on one to three expressions; select(condition, then, otherwise)."""

    op: str
    args: tuple[Expression, ...]


Expression = Number | Name | Call


@dataclass(frozen=True, slots=True)
class Definition:
    """A quantity and what it is."""

    id: str
    value: Expression


def call(op: str, *args: Expression) -> Call:
    """An operation; raises ValueError for one that does not exist.

    >>> call("mul", Name("k"), Number(2.0)).op
    'mul'
    """
    if op not in OPERATIONS:
        raise ValueError(f"no operation is called {op!r}")
    return Call(op, args)


def total(op: str, terms: Sequence[Expression], nothing: float) -> Expression:
    """All terms joined by an operation, in pairs of pairs so that the tree stays low.

    >>> total("add", [], 0.0), total("add", [Name("a")], 0.0)
    (Number(value=0.0), Name(id='a'))
    """
    if len(terms) < 2:
        return terms[0] if terms else Number(nothing)
    half = len(terms) // 2
    return call(op, total(op, terms[:half], nothing), total(op, terms[half:], nothing))


def is_boolean(expression: Expression) -> bool:
    """Whether the value is true or false and not a number."""
    if not isinstance(expression, Call):
        return False
    if expression.op == "select":
        return is_boolean(expression.args[1])
    return expression.op in BOOLEAN


def truth(expression: Expression) -> Expression:
    """The expression as a condition: a number is true unless it is 0."""
    return expression if is_boolean(expression) else call("ne", expression, Number(0.0))


def count(expression: Expression) -> Expression:
    """The expression as a number: true is 1."""
    if not is_boolean(expression):
        return expression
    return call("select", expression, Number(1.0), Number(0.0))


def nodes(expression: Expression) -> Iterator[Expression]:
    """Every node of a tree, once where it is shared.

    >>> [n.id for n in nodes(call("add", Name("a"), Name("b"))) if isinstance(n, Name)]
    ['b', 'a']
    """
    waiting, seen = [expression], set()
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        yield node
        if isinstance(node, Call):
            waiting.extend(node.args)


def names(expression: Expression) -> frozenset[str]:
    """Ids of the quantities that a value rests on, TIME among them."""
    return frozenset(node.id for node in nodes(expression) if isinstance(node, Name))


def with_names(expression: Expression, given: Mapping[str, Expression]) -> Expression:
    """The expression with some names replaced; shared parts stay shared."""
    made: dict[int, Expression] = {}

    def replaced(node: Expression) -> Expression:
        if isinstance(node, Name):
            return given.get(node.id, node)
        if isinstance(node, Number):
            return node
        if id(node) not in made:
            made[id(node)] = Call(node.op, tuple(replaced(each) for each in node.args))
        return made[id(node)]

    return replaced(expression)


def linear_in_time(expression: Expression) -> tuple[Expression, Expression] | None:
    """The slope and the offset of a value that is a straight line in time, else None.

    Neither rests on the time. What else they rest on is the caller's to check.
    """
    if TIME not in names(expression):
        return Number(0.0), expression
    if not isinstance(expression, Call):
        return Number(1.0), Number(0.0)
    lines = [linear_in_time(each) for each in expression.args]
    if None in lines:
        return None
    return _line(expression, [line for line in lines if line is not None])


def _line(tree: Call, lines: Sequence[tuple[Expression, Expression]]) -> tuple[Call, Call] | None:
    """The line that an operation makes of lines, where it makes one."""
    op, (slope, offset) = tree.op, lines[0]
    if op == "neg":
        return call(op, slope), call(op, offset)
    if op in ("add", "sub"):
        return call(op, slope, lines[1][0]), call(op, offset, lines[1][1])
    if op in ("mul", "div") and TIME not in names(tree.args[1]):
        return call(op, slope, tree.args[1]), call(op, offset, tree.args[1])
    if op == "mul" and TIME not in names(tree.args[0]):
        return _line(call(op, tree.args[1], tree.args[0]), lines[::-1])
    return None


def in_order(definitions: Mapping[str, Expression]) -> tuple[Definition, ...]:
    """Definitions so that each comes after what it rests on. Raises ValueError for a circle.

    Names that are not defined here count as given.

    >>> [d.id for d in in_order({"b": Name("a"), "a": Name("k")})]
    ['a', 'b']
    """
    done: dict[str, Definition] = {}
    open_: list[str] = []

    def settle(wanted: str) -> None:
        if wanted in done or wanted not in definitions:
            return
        if wanted in open_:
            circle = " -> ".join([*open_[open_.index(wanted) :], wanted])
            raise ValueError(f"defined by itself: {circle}")
        open_.append(wanted)
        for name in sorted(names(definitions[wanted])):
            settle(name)
        open_.pop()
        done[wanted] = Definition(wanted, definitions[wanted])

    for each in definitions:
        settle(each)
    return tuple(done.values())
