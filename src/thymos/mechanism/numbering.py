"""From expressions to a program: equal values numbered once, constant factors gathered.

Products are written as (constant part) · (varying numerators) / (varying denominators), so that
what depends on parameters alone is computed once a patient, and a product of quotients divides
once. That changes a result by its last digits only; magnitudes whose product leaves the range
of a double are not guarded, and end as values that are not finite.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from thymos.mechanism.expression import Call, Expression, Name, Number
from thymos.mechanism.program import Program, Step, applied

# Whole powers up to this are written out as products.
LARGEST_POWER = 16
LITERAL, CONSTANT, VARYING = range(3)
# What never changes a number: op, the place of the neutral argument, its value.
_NEUTRAL = (("add", 0, 0.0), ("add", 1, 0.0), ("sub", 1, 0.0), ("pow", 1, 1.0))


def program(
    inputs: Sequence[str],
    definitions: Mapping[str, Expression],
    outputs: Sequence[Expression],
    varying: frozenset[str] = frozenset(),
) -> Program:
    """The steps that compute the outputs from the inputs; definitions are used where named.

    varying: inputs that may change during a run. Raises ValueError for a name that is neither
    an input nor a definition.

    >>> made = program(["k", "x"], {"r": Call("mul", (Name("k"), Name("x")))}, [Name("r")])
    >>> made.steps
    (Step(op='mul', args=(0, 1)),)
    """
    builder = _Builder(definitions)
    for name in inputs:
        builder.names[name] = builder.new(("input", name), VARYING if name in varying else CONSTANT)
    found = [builder.value(each) for each in outputs]
    return builder.finished(tuple(inputs), found)


@dataclass(slots=True)
class _Builder:
    """Values by number; each is an input, a literal, or an operation on earlier ones."""

    definitions: Mapping[str, Expression]
    names: dict[str, int] = field(default_factory=dict)
    known: dict[tuple[object, ...], int] = field(default_factory=dict)
    made: list[tuple[object, ...]] = field(default_factory=list)
    level: list[int] = field(default_factory=list)
    trees: dict[int, int] = field(default_factory=dict)

    def new(self, key: tuple[object, ...], level: int) -> int:
        if key not in self.known:
            self.known[key] = len(self.made)
            self.made.append(key)
            self.level.append(level)
        return self.known[key]

    def literal(self, value: float | bool) -> int:
        # 1.0 and True are equal to a dictionary, and 0.0 and -0.0.
        return self.new(("literal", repr(value), value), LITERAL)

    def literal_at(self, number: int) -> float | bool | None:
        key = self.made[number]
        value = key[2] if key[0] == "literal" else None
        return value if isinstance(value, float | bool) else None

    def value(self, tree: Expression) -> int:
        if isinstance(tree, Number):
            return self.literal(tree.value)
        if isinstance(tree, Name):
            return self.named(tree.id)
        if id(tree) not in self.trees:
            product = tree.op in ("mul", "div", "neg")
            self.trees[id(tree)] = self.product(tree) if product else self.plain(tree)
        return self.trees[id(tree)]

    def named(self, name: str) -> int:
        if name not in self.names:
            if name not in self.definitions:
                raise ValueError(f"nothing is called {name!r}")
            self.names[name] = self.value(self.definitions[name])
        return self.names[name]

    def plain(self, tree: Call) -> int:
        if tree.op == "pow":
            return self.power(self.value(tree.args[0]), self.value(tree.args[1]))
        return self.operation(tree.op, *(self.value(each) for each in tree.args))

    def operation(self, op: str, *args: int) -> int:
        """A numbered operation; literals are folded, neutral elements left out."""
        literals = [self.literal_at(each) for each in args]
        if all(each is not None for each in literals):
            with np.errstate(all="ignore"):
                result = applied(op, literals)
            return self.literal(bool(result) if result.dtype == np.bool_ else float(result))
        for name, place, value in _NEUTRAL:
            if op == name and literals[place] == value:
                return args[1 - place]
        if op == "select" and literals[0] is not None:
            return args[1] if literals[0] else args[2]
        if op == "add":
            for a, b in (args, args[::-1]):
                if self.made[b][0] == "neg":
                    return self.operation("sub", a, self.inner(b))
        return self.new((op, *args), max(CONSTANT, *(self.level[each] for each in args)))

    def inner(self, number: int) -> int:
        """The argument of an operation of one."""
        argument = self.made[number][1]
        assert isinstance(argument, int)
        return argument

    def power(self, base: int, exponent: int) -> int:
        number = self.literal_at(exponent)
        if number == 0.5:
            return self.operation("sqrt", base)
        whole = number is not None and number == int(number) if _finite(number) else False
        if not whole or number is None or not 0 < abs(number) <= LARGEST_POWER:
            return self.operation("pow", base, exponent)
        result = self.whole_power(base, abs(int(number)))
        return result if number > 0 else self.operation("div", self.literal(1.0), result)

    def whole_power(self, base: int, exponent: int) -> int:
        if exponent == 1:
            return base
        half = self.whole_power(base, exponent // 2)
        square = self.operation("mul", half, half)
        return square if exponent % 2 == 0 else self.operation("mul", square, base)

    def product(self, tree: Call) -> int:
        above: list[int] = []
        below: list[int] = []
        negative = self.factors(tree, above, below)
        constant = self.quotient(
            [n for n in above if self.level[n] < VARYING],
            [n for n in below if self.level[n] < VARYING],
        )
        tops = [n for n in above if self.level[n] == VARYING]
        bottoms = [n for n in below if self.level[n] == VARYING]
        if constant is None or self.literal_at(constant) == 1.0:
            result = self.quotient(tops, bottoms)
        elif self.literal_at(constant) == -1.0:
            negative, result = not negative, self.quotient(tops, bottoms)
        else:
            result = self.quotient([constant, *tops], bottoms)
        if result is None:
            result = self.literal(1.0)
        return self.operation("neg", result) if negative else result

    def factors(self, tree: Expression, above: list[int], below: list[int]) -> bool:
        """Gather numerators and denominators; whether the product's sign is turned."""
        if not isinstance(tree, Call) or tree.op not in ("mul", "div", "neg"):
            above.append(self.value(tree))
            return False
        negative = self.factors(tree.args[0], above, below)
        if tree.op == "neg":
            return not negative
        pair = (above, below) if tree.op == "mul" else (below, above)
        return negative != self.factors(tree.args[1], *pair)

    def quotient(self, above: Sequence[int], below: Sequence[int]) -> int | None:
        if not above and not below:
            return None
        top = self.joined(above) if above else self.literal(1.0)
        return self.operation("div", top, self.joined(below)) if below else top

    def joined(self, numbers: Sequence[int]) -> int:
        result = numbers[0]
        for each in numbers[1:]:
            result = self.operation("mul", result, each)
        return result

    def finished(self, inputs: tuple[str, ...], outputs: Sequence[int]) -> Program:
        """Registers in order, without what no output needs."""
        needed = set(outputs)
        for number in range(len(self.made) - 1, -1, -1):
            if number in needed and self.made[number][0] not in ("input", "literal"):
                needed.update(a for a in self.made[number][1:] if isinstance(a, int))
        kept = [n for n in sorted(needed) if self.made[n][0] != "input"]
        literals = [n for n in kept if self.made[n][0] == "literal"]
        steps = [n for n in kept if self.made[n][0] != "literal"]
        order = [*(self.known[("input", name)] for name in inputs), *literals, *steps]
        place = {number: register for register, number in enumerate(order)}
        return Program(
            inputs,
            tuple(value for n in literals if (value := self.literal_at(n)) is not None),
            tuple(self.step(n, place) for n in steps),
            tuple(self.level[n] == VARYING for n in order),
            tuple(place[n] for n in outputs),
        )

    def step(self, number: int, place: Mapping[int, int]) -> Step:
        op, *args = self.made[number]
        return Step(str(op), tuple(place[a] for a in args if isinstance(a, int)))


def _finite(number: float | bool | None) -> bool:
    return number is not None and bool(np.isfinite(number))
