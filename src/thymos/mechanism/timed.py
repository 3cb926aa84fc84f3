"""What a model does at a time: events that a time triggers, and conditions that turn at one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

from thymos.mechanism.expression import (
    RELATIONS,
    TIME,
    Call,
    Expression,
    Number,
    call,
    linear_in_time,
    names,
    nodes,
    with_names,
)
from thymos.mechanism.mathml import Refused
from thymos.mechanism.numbering import program
from thymos.mechanism.program import run
from thymos.mechanism.system import Event

_JUMPS = frozenset(("floor", "ceil", "rem"))


@dataclass(frozen=True, slots=True)
class Timed:
    """Ids by their kind: states, what is constant for a patient, and what is computed."""

    states: tuple[str, ...]
    parameters: tuple[str, ...]
    derived: tuple[str, ...]
    assigned: Mapping[str, Expression]

    def written_out(self, tree: Expression) -> Expression:
        """The expression in terms of time, states and constants alone."""
        while used := names(tree) & self.assigned.keys():
            tree = with_names(tree, {name: self.assigned[name] for name in used})
        return tree

    def is_constant(self, tree: Expression) -> bool:
        """Whether an expression that is written out rests on constants alone."""
        return names(tree) <= {*self.parameters, *self.derived}


def event(
    element: Any,
    timed: Timed,
    formula: Callable[[Any], Expression],
    changes: Mapping[str, Expression],
) -> Event:
    """An SBML event whose trigger is a time. Raises Refused for any other."""
    trigger = element.getTrigger()
    if trigger is None or trigger.getMath() is None:
        raise Refused("no trigger")
    old = element.getLevel() < 3
    before = True if old else bool(trigger.getInitialValue())
    when, after = _fires(timed.written_out(formula(trigger.getMath())), before, timed)
    delay = element.getDelay()
    if delay is not None and delay.getMath() is not None:
        later = timed.written_out(formula(delay.getMath()))
        early = element.getUseValuesFromTriggerTime() and any(
            not timed.is_constant(timed.written_out(value)) for value in changes.values()
        )
        if not timed.is_constant(later) or early:
            raise Refused("a delay, unless it and what is set are constants")
        when = call("add", when, later)
    for name in changes:
        if name not in timed.states:
            raise Refused(f"setting '{name}', which is not a state")
    set_ = tuple((timed.states.index(name), value) for name, value in changes.items())
    return Event(element.getId(), when, after, set_)


def _fires(trigger: Expression, before: bool, timed: Timed) -> tuple[Expression, bool]:
    """The time at which a trigger turns true, infinite if never, and whether just after it."""
    # `formula` gives numbers: a condition is select(condition, 1, 0).
    if isinstance(trigger, Call) and trigger.op == "select":
        trigger = trigger.args[0]
    if not isinstance(trigger, Call) or trigger.op not in ("lt", "le", "gt", "ge"):
        raise Refused("a trigger that is not one comparison of the time")
    line = linear_in_time(call("sub", *trigger.args))
    slope = None if line is None else _literal(line[0])
    if line is None or not slope or not timed.is_constant(line[1]):
        raise Refused("a trigger that is not one comparison of the time with a constant")
    rising = (trigger.op in ("gt", "ge")) == (slope > 0)
    strict = trigger.op in ("lt", "gt")
    turn = call("div", call("neg", line[1]), line[0])
    start = Number(inf if before else 0.0)
    if rising:
        already = call("lt" if strict else "le", turn, Number(0.0))
        return call("select", already, start, turn), strict
    still = call("gt" if strict else "ge", turn, Number(0.0))
    return call("select", still, start, Number(inf)), False


def _literal(tree: Expression) -> float | None:
    """The value of an expression without names, else None."""
    return None if names(tree) else float(run(program((), {}, [tree]), [])[0])


def breaks(trees: Sequence[Expression], timed: Timed) -> tuple[tuple[Expression, ...], bool]:
    """Times at which conditions on the time turn, and whether there are some not found.

    A condition that rests on a state turns with the state, and the steps feel it.
    """
    found: list[Expression] = []
    hidden = False
    for node in _turning(trees):
        if TIME not in names(timed.written_out(node)):
            continue
        line = None
        if node.op in RELATIONS:
            a, b = (timed.written_out(each) for each in node.args)
            line = linear_in_time(call("sub", a, b))
        if line is not None and all(timed.is_constant(each) for each in line):
            found.append(call("div", call("neg", line[1]), line[0]))
        else:
            hidden = True
    return tuple(found), hidden


def _turning(trees: Iterable[Expression]) -> list[Call]:
    return [
        node
        for tree in trees
        for node in nodes(tree)
        if isinstance(node, Call) and (node.op in RELATIONS or node.op in _JUMPS)
    ]
