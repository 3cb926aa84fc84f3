"""SBML's mathematics as expressions, with function definitions written out.

What has no place here (delays, rates of change, distributions, unknown symbols) is refused by
its name.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from thymos.mechanism.expression import (
    TIME,
    Call,
    Expression,
    Name,
    Number,
    call,
    count,
    is_boolean,
    total,
    truth,
    with_names,
)
from thymos.mechanism.extra import need

# SBML Level 3 Version 2 Core, 3.4.6, fixes the value of its symbol.
AVOGADRO = 6.02214179e23

# Names of libsbml's node types; what each becomes.
_FUNCTIONS = (
    *(("FUNCTION_ABS", "abs"), ("FUNCTION_EXP", "exp"), ("FUNCTION_LN", "ln")),
    *(("FUNCTION_FLOOR", "floor"), ("FUNCTION_CEILING", "ceil")),
    *(("FUNCTION_SIN", "sin"), ("FUNCTION_COS", "cos"), ("FUNCTION_TAN", "tan")),
    *(("FUNCTION_SINH", "sinh"), ("FUNCTION_COSH", "cosh"), ("FUNCTION_TANH", "tanh")),
    *(("FUNCTION_ARCSIN", "asin"), ("FUNCTION_ARCCOS", "acos"), ("FUNCTION_ARCTAN", "atan")),
    *(("FUNCTION_ARCSINH", "asinh"), ("FUNCTION_ARCCOSH", "acosh")),
    ("FUNCTION_ARCTANH", "atanh"),
)
# One over another function.
_RECIPROCALS = (
    *(("FUNCTION_SEC", "cos"), ("FUNCTION_CSC", "sin"), ("FUNCTION_COT", "tan")),
    *(("FUNCTION_SECH", "cosh"), ("FUNCTION_CSCH", "sinh"), ("FUNCTION_COTH", "tanh")),
)
# Another function of one over the argument.
_OF_RECIPROCALS = (
    *(("FUNCTION_ARCSEC", "acos"), ("FUNCTION_ARCCSC", "asin"), ("FUNCTION_ARCCOT", "atan")),
    *(("FUNCTION_ARCSECH", "acosh"), ("FUNCTION_ARCCSCH", "asinh")),
    ("FUNCTION_ARCCOTH", "atanh"),
)
_RELATIONS = (
    *(("RELATIONAL_LT", "lt"), ("RELATIONAL_LEQ", "le"), ("RELATIONAL_GT", "gt")),
    *(("RELATIONAL_GEQ", "ge"), ("RELATIONAL_EQ", "eq"), ("RELATIONAL_NEQ", "ne")),
)
TRUE: Expression = Call("eq", (Number(0.0), Number(0.0)))
FALSE: Expression = Call("ne", (Number(0.0), Number(0.0)))
_CONSTANTS: tuple[tuple[str, Expression], ...] = (
    *(("CONSTANT_PI", Number(math.pi)), ("CONSTANT_E", Number(math.e))),
    ("NAME_AVOGADRO", Number(AVOGADRO)),
    *(("CONSTANT_TRUE", TRUE), ("CONSTANT_FALSE", FALSE)),
)


# Formulas are walked step into step; Python bears some hundred of these.
MOST_DEPTH = 200


class Refused(ValueError):
    """A part of a model that is not supported, by its name."""


@dataclass(frozen=True, slots=True)
class Function:
    """A function definition: names of its arguments, and its value."""

    arguments: tuple[str, ...]
    value: Expression


def converted(node: Any, functions: Mapping[str, Function], depth: int = 0) -> Expression:
    """A node of libsbml as an expression. Raises Refused, naming what is not supported.

    depth: of the node in its formula.
    """
    if node is None:
        raise Refused("a formula that is empty")
    if depth > MOST_DEPTH:
        raise Refused(f"a formula of more than {MOST_DEPTH} operations within each other")
    kind = _kinds().get(node.getType(), "UNKNOWN")
    leaf = _leaf(node, kind)
    if leaf is not None:
        return leaf
    children = (node.getChild(i) for i in range(node.getNumChildren()))
    args = [converted(child, functions, depth + 1) for child in children]
    if kind == "FUNCTION":
        return _used(node.getName(), args, functions)
    for table, made in (
        (_FUNCTIONS, call),
        (_RECIPROCALS, lambda op, x: call("div", Number(1.0), call(op, x))),
        (_OF_RECIPROCALS, lambda op, x: call(op, call("div", Number(1.0), x))),
    ):
        op = dict(table).get(kind)
        if op is not None:
            (x,) = _numbers(kind, args, 1)
            return made(op, x)
    relation = dict(_RELATIONS).get(kind)
    if relation is not None:
        return _chain(relation, _numbers(kind, args))
    special = dict(_SPECIAL).get(kind)
    if special is None:
        raise Refused(_title(kind, node))
    return special(args)


@cache
def _kinds() -> dict[int, str]:
    """What libsbml's numbers of node types are called."""
    libsbml = need("libsbml")
    return {getattr(libsbml, n): n[4:] for n in dir(libsbml) if n.startswith("AST_")}


def _title(kind: str, node: Any) -> str:
    name = node.getName()
    return f"the operation '{kind.lower().removeprefix('function_')}'" + (
        f" ({name})" if name else ""
    )


def _leaf(node: Any, kind: str) -> Expression | None:
    if kind in ("INTEGER", "REAL", "REAL_E", "RATIONAL"):
        return Number(float(node.getValue()))
    if kind == "NAME":
        return Name(node.getName())
    if kind == "NAME_TIME":
        return Name(TIME)
    return dict(_CONSTANTS).get(kind)


def _numbers(kind: str, args: Sequence[Expression], wanted: int | None = None) -> list[Expression]:
    if wanted is not None and len(args) != wanted:
        raise Refused(f"the operation '{kind.lower()}' of {len(args)} arguments")
    return [count(each) for each in args]


def _used(name: str, args: Sequence[Expression], functions: Mapping[str, Function]) -> Expression:
    if name not in functions:
        raise Refused(f"the function '{name}', which is not defined")
    function = functions[name]
    if len(args) != len(function.arguments):
        raise Refused(f"the function '{name}' of {len(args)} arguments")
    given = zip(function.arguments, map(count, args), strict=True)
    return with_names(function.value, dict(given))


def _chain(relation: str, args: Sequence[Expression]) -> Expression:
    """a < b < c is a < b and b < c."""
    if len(args) < 2:
        return TRUE
    pairs = [call(relation, a, b) for a, b in pairwise(args)]
    return total("and", pairs, 1.0)


def _minus(args: Sequence[Expression]) -> Expression:
    numbers = _numbers("minus", args)
    if len(numbers) not in (1, 2):
        raise Refused(f"the operation 'minus' of {len(numbers)} arguments")
    return call("neg" if len(numbers) == 1 else "sub", *numbers)


def _log(args: Sequence[Expression]) -> Expression:
    *base, x = _numbers("log", args)
    if not base or base[0] == Number(10.0):
        return call("log10", x)
    return call("div", call("ln", x), call("ln", base[0]))


def _root(args: Sequence[Expression]) -> Expression:
    *degree, x = _numbers("root", args)
    if not degree or degree[0] == Number(2.0):
        return call("sqrt", x)
    return call("pow", x, call("div", Number(1.0), degree[0]))


def _piecewise(args: Sequence[Expression]) -> Expression:
    """Pairs of value and condition, then what holds otherwise."""
    if len(args) % 2 == 0:
        raise Refused("a 'piecewise' without 'otherwise'")
    booleans = all(is_boolean(each) for each in (*args[0:-1:2], args[-1]))
    result = args[-1] if booleans else count(args[-1])
    for value, condition in reversed(list(zip(args[0:-1:2], args[1:-1:2], strict=True))):
        then = value if booleans else count(value)
        result = call("select", truth(condition), then, result)
    return result


def _quotient(args: Sequence[Expression]) -> Expression:
    ratio = call("div", *_numbers("quotient", args, 2))
    nearest = call("ceil", ratio), call("floor", ratio)
    return call("select", call("lt", ratio, Number(0.0)), *nearest)


def _implies(args: Sequence[Expression]) -> Expression:
    if len(args) != 2:
        raise Refused(f"the operation 'implies' of {len(args)} arguments")
    return call("or", call("not", truth(args[0])), truth(args[1]))


def _joined(op: str, nothing: Expression) -> Callable[[Sequence[Expression]], Expression]:
    def made(args: Sequence[Expression]) -> Expression:
        return total(op, [truth(each) for each in args], 0.0) if args else nothing

    return made


def _not(args: Sequence[Expression]) -> Expression:
    if len(args) != 1:
        raise Refused(f"the operation 'not' of {len(args)} arguments")
    return call("not", truth(args[0]))


def _of_numbers(op: str, nothing: float) -> Callable[[Sequence[Expression]], Expression]:
    return lambda args: total(op, _numbers(op, args), nothing)


def _pair(op: str) -> Callable[[Sequence[Expression]], Expression]:
    return lambda args: call(op, *_numbers(op, args, 2))


_SPECIAL: tuple[tuple[str, Callable[[Sequence[Expression]], Expression]], ...] = (
    ("PLUS", _of_numbers("add", 0.0)),
    ("TIMES", _of_numbers("mul", 1.0)),
    ("MINUS", _minus),
    ("DIVIDE", _pair("div")),
    ("POWER", _pair("pow")),
    ("FUNCTION_POWER", _pair("pow")),
    ("FUNCTION_REM", _pair("rem")),
    ("FUNCTION_MAX", _of_numbers("max", -math.inf)),
    ("FUNCTION_MIN", _of_numbers("min", math.inf)),
    ("FUNCTION_LOG", _log),
    ("FUNCTION_ROOT", _root),
    ("FUNCTION_QUOTIENT", _quotient),
    ("FUNCTION_PIECEWISE", _piecewise),
    (
        "FUNCTION_FACTORIAL",
        lambda args: call("gamma", call("add", *_numbers("factorial", args, 1), Number(1.0))),
    ),
    ("LOGICAL_AND", _joined("and", TRUE)),
    ("LOGICAL_OR", _joined("or", FALSE)),
    ("LOGICAL_XOR", _joined("xor", FALSE)),
    ("LOGICAL_NOT", _not),
    ("LOGICAL_IMPLIES", _implies),
)
