"""Expressions as a list of steps: each value computed once, what is constant set apart.

A register is a number: inputs first, then literals, then the results of steps in order. The same
list is run on arrays here, and printed as source by `generate`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Step:
    """An operation on registers."""

    op: str
    args: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Program:
    """Steps from named inputs to outputs.

    inputs: ids; literals: the registers after them; varying: whether a register rests on an
    input that may vary while a patient is simulated; outputs: registers.
    """

    inputs: tuple[str, ...]
    literals: tuple[float | bool, ...]
    steps: tuple[Step, ...]
    varying: tuple[bool, ...]
    outputs: tuple[int, ...]

    @property
    def first_step(self) -> int:
        """The register of the first step's result."""
        return len(self.inputs) + len(self.literals)

    def with_outputs(self, outputs: tuple[int, ...]) -> Program:
        """The steps that other registers need; registers keep their numbers up to the last."""
        end = max(outputs, default=0) + 1 - self.first_step
        steps = self.steps[: max(end, 0)]
        return Program(self.inputs, self.literals, steps, self.varying, outputs)


def run(made: Program, values: Sequence[float | Array]) -> list[Array]:
    """The outputs, given the inputs as numbers or arrays that broadcast.

    >>> square = Program(("x",), (), (Step("mul", (0, 0)),), (True, True), (1,))
    >>> run(square, [np.array([1.0, 3.0])])
    [array([1., 9.])]
    """
    registers: list[Array] = [np.asarray(each) for each in values]
    registers.extend(np.asarray(each) for each in made.literals)
    with np.errstate(all="ignore"):
        for step in made.steps:
            registers.append(applied(step.op, [registers[i] for i in step.args]))
    return [registers[i] for i in made.outputs]


def applied(op: str, args: Sequence[Any]) -> Array:
    """One operation on numbers or arrays; what is undefined is nan or infinite, as IEEE has it."""
    if op == "gamma":
        from scipy.special import gamma

        return np.asarray(gamma(args[0]))
    return np.asarray(dict(_NUMPY)[op](*args))


_NUMPY: tuple[tuple[str, Callable[..., Any]], ...] = (
    *(("add", np.add), ("sub", np.subtract), ("mul", np.multiply), ("div", np.true_divide)),
    *(("pow", np.power), ("neg", np.negative), ("min", np.minimum), ("max", np.maximum)),
    *(("rem", np.fmod), ("abs", np.abs), ("exp", np.exp), ("ln", np.log), ("log10", np.log10)),
    *(("sqrt", np.sqrt), ("floor", np.floor), ("ceil", np.ceil)),
    *(("sin", np.sin), ("cos", np.cos), ("tan", np.tan)),
    *(("sinh", np.sinh), ("cosh", np.cosh), ("tanh", np.tanh)),
    *(("asin", np.arcsin), ("acos", np.arccos), ("atan", np.arctan)),
    *(("asinh", np.arcsinh), ("acosh", np.arccosh), ("atanh", np.arctanh)),
    *(("lt", np.less), ("le", np.less_equal), ("gt", np.greater), ("ge", np.greater_equal)),
    *(("eq", np.equal), ("ne", np.not_equal)),
    *(("and", np.logical_and), ("or", np.logical_or), ("xor", np.logical_xor)),
    *(("not", np.logical_not), ("select", np.where)),
)
