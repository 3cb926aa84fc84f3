"""The step of one model as LLVM source: eight patients to a vector, one expression a line.

Written for numba's own compiler (llvmlite), which is where numba is: no other compiler is
needed, and a model of a hundred terms is ready in less than a second. All numbers lie in one
array of rows, one lane a patient; see `lanes` for what the rows are.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Sequence

from thymos.mechanism import tsit5
from thymos.mechanism.expression import BOOLEAN
from thymos.mechanism.program import Program, Step
from thymos.mechanism.rows import LANES, Layout
from thymos.mechanism.system import System

VECTOR = f"<{LANES} x double>"
ALIGNMENT = 8 * LANES

_ARITHMETIC = (
    *(("add", "fadd contract"), ("sub", "fsub contract"), ("mul", "fmul contract")),
    *(("div", "fdiv contract"), ("rem", "frem")),
)
_COMPARISONS = (
    *(("lt", "olt"), ("le", "ole"), ("gt", "ogt"), ("ge", "oge"), ("eq", "oeq"), ("ne", "une")),
)
_LOGICAL = (("and", "and"), ("or", "or"), ("xor", "xor"))
# Known to LLVM for vectors, and functions of the C library, lane by lane.
_INTRINSICS = (
    *(("abs", "fabs"), ("exp", "exp"), ("ln", "log"), ("log10", "log10"), ("sqrt", "sqrt")),
    *(("floor", "floor"), ("ceil", "ceil"), ("sin", "sin"), ("cos", "cos"), ("pow", "pow")),
)
_LIBRARY = (
    *(("tan", "tan"), ("sinh", "sinh"), ("cosh", "cosh"), ("tanh", "tanh"), ("gamma", "tgamma")),
    *(("asin", "asin"), ("acos", "acos"), ("atan", "atan")),
    *(("asinh", "asinh"), ("acosh", "acosh"), ("atanh", "atanh")),
)


def source(system: System, layout: Layout) -> str:
    """LLVM assembly: functions `ready`, `slopes`, `stages`, `keep`, `dense`, `fire0` and so on."""
    functions = [
        *(_ready(layout), _slopes(system, layout), _stages(system, layout), _keep(layout)),
        _dense(layout),
        *(_fire(system, layout, i) for i in range(len(system.events))),
    ]
    return "\n".join([*_declarations(), *functions])


def _declarations() -> Iterator[str]:
    for _, name in _INTRINSICS:
        for kind, suffix in ((VECTOR, f"v{LANES}f64"), ("double", "f64")):
            args = f"{kind}, {kind}" if name == "pow" else kind
            yield f"declare {kind} @llvm.{name}.{suffix}({args})"
    for _, name in _LIBRARY:
        yield f"declare double @{name}(double)"


class _Text:
    """The lines of one function; values are named by number. `kind` is a vector or a number."""

    def __init__(self, kind: str = VECTOR) -> None:
        self.kind = kind
        self.truth = kind.replace("double", "i1") if kind == VECTOR else "i1"
        self.lines: list[str] = []
        self.count = 0

    def line(self, text: str) -> str:
        """A new value."""
        self.count += 1
        self.lines.append(f"%v{self.count} = {text}")
        return f"%v{self.count}"

    def place(self, row: int) -> str:
        return self.line(f"getelementptr double, ptr %work, i64 {row * LANES}")

    def load(self, row: int) -> str:
        where = self.place(row)
        return self.line(f"load {VECTOR}, ptr {where}, align {ALIGNMENT}")

    def store(self, value: str, row: int) -> None:
        where = self.place(row)
        self.lines.append(f"store {VECTOR} {value}, ptr {where}, align {ALIGNMENT}")

    def number(self, value: float) -> str:
        """A literal, in every lane."""
        (bits,) = struct.unpack("<Q", struct.pack("<d", value))
        return self.spread(f"double 0x{bits:016X}")

    def boolean(self, value: bool) -> str:
        return self.spread(f"i1 {'true' if value else 'false'}")

    def spread(self, literal: str) -> str:
        if self.kind == VECTOR:
            return f"<{', '.join([literal] * LANES)}>"
        return literal.split()[1]

    def two(self, op: str, a: str, b: str) -> str:
        return self.line(f"{op} {self.kind} {a}, {b}")

    def add(self, a: str, b: str) -> str:
        return self.two("fadd contract", a, b)

    def mul(self, a: str, b: str) -> str:
        return self.two("fmul contract", a, b)

    def compare(self, how: str, a: str, b: str) -> str:
        return self.line(f"fcmp {how} {self.kind} {a}, {b}")

    def choose(self, condition: str, a: str, b: str, boolean: bool = False) -> str:
        kind = self.truth if boolean else self.kind
        return self.line(f"select {self.truth} {condition}, {kind} {a}, {kind} {b}")

    def intrinsic(self, name: str, *args: str) -> str:
        suffix = f"v{LANES}f64" if self.kind == VECTOR else "f64"
        given = ", ".join(f"{self.kind} {a}" for a in args)
        return self.line(f"call {self.kind} @llvm.{name}.{suffix}({given})")

    def library(self, name: str, a: str) -> str:
        if self.kind != VECTOR:
            return self.line(f"call double @{name}(double {a})")
        result = "undef"
        for lane in range(LANES):
            one = self.line(f"extractelement {VECTOR} {a}, i32 {lane}")
            one = self.line(f"call double @{name}(double {one})")
            result = self.line(f"insertelement {VECTOR} {result}, double {one}, i32 {lane}")
        return result

    def weighted(self, weights: Iterable[float], values: Iterable[str]) -> str:
        """A sum of products, from left to right."""
        total = ""
        for weight, value in zip(weights, values, strict=False):
            term = self.mul(self.number(weight), value)
            total = self.add(total, term) if total else term
        return total

    def function(self, signature: str) -> str:
        body = "\n".join(f"  {line}" for line in self.lines)
        return f"define void @{signature} {{\nentry:\n{body}\n  ret void\n}}\n"


def operation(text: _Text, op: str, args: Sequence[str], boolean: bool) -> str:
    """One step of a program; boolean: whether a `select` chooses between conditions."""
    if name := dict(_ARITHMETIC).get(op):
        return text.two(name, args[0], args[1])
    if name := dict(_COMPARISONS).get(op):
        return text.compare(name, args[0], args[1])
    if name := dict(_LOGICAL).get(op):
        return text.line(f"{name} {text.truth} {args[0]}, {args[1]}")
    if name := dict(_INTRINSICS).get(op):
        return text.intrinsic(name, *args)
    if name := dict(_LIBRARY).get(op):
        return text.library(name, args[0])
    return _choice(text, op, args, boolean)


def _choice(text: _Text, op: str, args: Sequence[str], boolean: bool) -> str:
    if op == "neg":
        return text.line(f"fneg {text.kind} {args[0]}")
    if op == "not":
        return text.line(f"xor {text.truth} {args[0]}, {text.boolean(True)}")
    if op == "select":
        return text.choose(args[0], args[1], args[2], boolean)
    # min and max: not a number if either is none.
    first = text.compare("ult" if op == "min" else "ugt", *args)
    chosen = text.choose(first, args[0], args[1])
    return text.choose(text.compare("uno", args[1], args[1]), args[1], chosen)


def _steps(
    text: _Text, made: Program, steps: Iterable[tuple[int, Step]], names: dict[int, str]
) -> None:
    """Lines for steps; the names of registers that stand already are given, others added."""
    kinds = _booleans(made)
    for i, literal in enumerate(made.literals, len(made.inputs)):
        whole = isinstance(literal, bool)
        names[i] = text.boolean(bool(literal)) if whole else text.number(literal)
    for register, step in steps:
        args = [names[a] for a in step.args]
        names[register] = operation(text, step.op, args, kinds[register])


def _booleans(made: Program) -> list[bool]:
    """Which registers are conditions."""
    found = [False] * len(made.inputs) + [isinstance(x, bool) for x in made.literals]
    for step in made.steps:
        found.append(found[step.args[1]] if step.op == "select" else step.op in BOOLEAN)
    return found


def _slopes(system: System, layout: Layout) -> str:
    """From the new states and NEXT to the last slopes."""
    text = _Text()
    time = text.load(layout.control("NEXT"))
    states = [text.load(layout.new(s)) for s in range(layout.states)]
    for s, value in enumerate(_rates(text, system.rate_program, layout, time, states)):
        text.store(value, layout.slope(6, s))
    return text.function("slopes(ptr noalias %work)")


def _rates(
    text: _Text, made: Program, layout: Layout, time: str, states: Sequence[str]
) -> list[str]:
    """The rate of every state."""
    names = {0: time} | {1 + s: value for s, value in enumerate(states)}
    kinds = _booleans(made)
    for register, row in layout.constants.items():
        value = text.load(row)
        names[register] = text.compare("une", value, text.number(0.0)) if kinds[register] else value
    varying = ((r, s) for r, s in enumerate(made.steps, made.first_step) if made.varying[r])
    _steps(text, made, varying, names)
    return [names[register] for register in made.outputs]


def _ready(layout: Layout) -> str:
    """The states become the new states."""
    text = _Text()
    for s in range(layout.states):
        text.store(text.load(layout.state(s)), layout.new(s))
    return text.function("ready(ptr noalias %work)")


def _stages(system: System, layout: Layout) -> str:
    """Slopes two to seven of a step of USED to END, the new states, and ERROR."""
    text = _Text()
    for i in range(1, 7):
        h = text.load(layout.control("USED"))
        share = text.mul(text.number(tsit5.C[i]), h)
        late = text.add(text.load(layout.control("TIME")), share)
        states = []
        for s in range(layout.states):
            slopes = [text.load(layout.slope(j, s)) for j in range(i)]
            change = text.mul(h, text.weighted(tsit5.A[i], slopes))
            states.append(text.add(text.load(layout.state(s)), change))
            if i == 6:
                text.store(states[-1], layout.new(s))
        time = text.load(layout.control("END")) if i > 4 else late
        for s, value in enumerate(_rates(text, system.rate_program, layout, time, states)):
            text.store(value, layout.slope(i, s))
    _error(text, layout)
    return text.function("stages(ptr noalias %work, double %rtol, double %atol)")


def _error(text: _Text, layout: Layout) -> None:
    """The mean squared error by tolerance of every lane."""
    rtol, atol = _everywhere(text, "%rtol"), _everywhere(text, "%atol")
    h, total = text.load(layout.control("USED")), text.number(0.0)
    for s in range(layout.states):
        slopes = [text.load(layout.slope(j, s)) for j in range(7)]
        error = text.mul(h, text.weighted(tsit5.E, slopes))
        a, b = (text.intrinsic("fabs", text.load(row)) for row in (layout.state(s), layout.new(s)))
        larger = text.choose(text.compare("ogt", a, b), a, b)
        error = text.two("fdiv", error, text.add(atol, text.mul(rtol, larger)))
        total = text.add(total, text.mul(error, error))
    text.store(text.mul(total, text.number(1.0 / layout.states)), layout.control("ERROR"))


def _everywhere(text: _Text, value: str) -> str:
    one = text.line(f"insertelement {VECTOR} undef, double {value}, i32 0")
    zeros = f"<{LANES} x i32> zeroinitializer"
    return text.line(f"shufflevector {VECTOR} {one}, {VECTOR} undef, {zeros}")


def _keep(layout: Layout) -> str:
    """Where GOOD is above 0, the new states and the last slopes become the lane's own."""
    text = _Text()
    good = text.compare("ogt", text.load(layout.control("GOOD")), text.number(0.0))
    for s in range(layout.states):
        for new, old in (
            (layout.new(s), layout.state(s)),
            (layout.slope(6, s), layout.slope(0, s)),
        ):
            text.store(text.choose(good, text.load(new), text.load(old)), old)
    return text.function("keep(ptr noalias %work)")


def _dense(layout: Layout) -> str:
    """The states of all lanes at SHARE of the step USED."""
    text = _Text()
    share, h = text.load(layout.control("SHARE")), text.load(layout.control("USED"))
    weights = []
    for a, b, c, d in tsit5.DENSE:
        inner = text.add(text.number(c), text.mul(share, text.number(d)))
        inner = text.add(text.number(b), text.mul(share, inner))
        weights.append(text.mul(share, text.add(text.number(a), text.mul(share, inner))))
    for s in range(layout.states):
        change = ""
        for j, weight in enumerate(weights):
            term = text.mul(weight, text.load(layout.slope(j, s)))
            change = text.add(change, term) if change else term
        inside = text.add(text.load(layout.state(s)), text.mul(h, change))
        text.store(inside, layout.readout(s))
    return text.function("dense(ptr noalias %work)")


def _fire(system: System, layout: Layout, number: int) -> str:
    """Set the states of one lane, whose numbers begin at `%work`, to what an event gives."""
    text, event = _Text("double"), system.events[number]
    made = system.event_program(event)
    rows = [layout.control("NEXT"), *(layout.state(s) for s in range(layout.states))]
    names = {i: text.line(f"load double, ptr {text.place(row)}") for i, row in enumerate(rows)}
    for i in range(len(rows), len(made.inputs)):
        where = text.line(f"getelementptr double, ptr %row, i64 {i - len(rows)}")
        names[i] = text.line(f"load double, ptr {where}")
    _steps(text, made, enumerate(made.steps, made.first_step), names)
    for (place, _), register in zip(event.changes, made.outputs, strict=True):
        where = text.place(layout.state(place))
        text.lines.append(f"store double {names[register]}, ptr {where}")
    return text.function(f"fire{number}(ptr noalias %row, ptr noalias %work)")
