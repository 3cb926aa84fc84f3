"""SBML (Level 2 and 3) as a system of equations; what is not supported is refused by name.

Supported: compartments, species (amounts and concentrations, boundary, constant, conversion
factors), parameters, kinetic laws with their own parameters, function definitions, initial
assignments, assignment and rate rules, variable stoichiometry, piecewise, and events whose
trigger is a time. Refused: algebraic rules, delays, rates of change in formulas, fast
reactions, constraints, any other event, and packages that a model requires.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256
from math import isnan
from typing import Any

from thymos.errors import MechanismError
from thymos.mechanism.expression import (
    Definition,
    Expression,
    Name,
    Number,
    call,
    count,
    in_order,
    names,
    total,
    with_names,
)
from thymos.mechanism.extra import need
from thymos.mechanism.mathml import Function, Refused, converted
from thymos.mechanism.system import System
from thymos.mechanism.timed import Timed, breaks, event

NAN = float("nan")
# libsbml's name for formulas of Level 3 Version 2 in older documents; each is judged by itself.
PLAIN_PACKAGES = ("l3v2extendedmath",)


def read(text: str) -> System:
    """The equations of an SBML document.

    Raises MechanismError: one line with the first error of the document, or with what is not
    supported and the id of the element that holds it.
    """
    libsbml = need("libsbml")
    document = libsbml.readSBMLFromString(text)
    model = document.getModel()
    name = (model.getId() if model is not None else "") or "model"
    _valid(document, name)
    if model is None:
        raise MechanismError(f"{name}: the document holds no model")
    try:
        return replace(_Reading(model, name).system(document), sbml=text, digest=_hash(text))
    except ValueError as error:
        raise MechanismError(f"{name}: {error}") from None


def _valid(document: Any, name: str) -> None:
    """Raise MechanismError for the first error that libsbml met in reading.

    Its check of consistency is left out: it opens files that a document names.
    """
    libsbml = need("libsbml")
    for i in range(document.getNumErrors()):
        error = document.getError(i)
        if error.getSeverity() >= libsbml.LIBSBML_SEV_ERROR:
            message = " ".join(error.getMessage().split())
            raise MechanismError(f"{name}: line {error.getLine()}: not valid SBML: {message}")


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Species:
    """How a species is written in formulas, and what its amount is in that unit."""

    id: str
    symbol: str
    compartment: str
    reacts: bool

    @property
    def is_concentration(self) -> bool:
        return self.symbol != self.id

    def amount(self, value: Expression) -> Expression:
        """A value of the symbol as an amount."""
        return call("mul", value, Name(self.compartment)) if self.is_concentration else value


@dataclass(slots=True)
class _Reading:
    """One model being read; each element adds to what is known of the quantities."""

    model: Any
    name: str
    functions: dict[str, Function] = field(default_factory=dict)
    species: dict[str, _Species] = field(default_factory=dict)
    symbols: dict[str, Expression] = field(default_factory=dict)
    rules: dict[str, Expression] = field(default_factory=dict)
    rate_rules: dict[str, Expression] = field(default_factory=dict)
    initial: dict[str, Expression] = field(default_factory=dict)
    set_by_events: set[str] = field(default_factory=set)
    parameters: dict[str, float] = field(default_factory=dict)
    starts: dict[str, Expression] = field(default_factory=dict)
    derived: list[str] = field(default_factory=list)
    assigned: dict[str, Expression] = field(default_factory=dict)
    rates: dict[str, list[Expression]] = field(default_factory=dict)
    placed: set[str] = field(default_factory=set)

    def system(self, document: Any) -> System:
        """Everything in order: symbols, then what defines them, then the equations."""
        _refuse(document, self.model)
        self.read_functions()
        self.read_symbols()
        self.read_rules()
        for each in _all(self.model, "Compartment"):
            if each.getSpatialDimensionsAsDouble() > 0 or each.isSetSize():
                size = each.getSize() if each.isSetSize() else NAN
                self.quantity(each.getId(), size)
        for each in _all(self.model, "Parameter"):
            self.quantity(each.getId(), each.getValue() if each.isSetValue() else NAN)
        for each in _all(self.model, "Species"):
            self.place_species(each)
        for each in _all(self.model, "Reaction"):
            with _At("reaction", each.getId()):
                self.read_reaction(each)
        for kind, targets in (
            ("initial assignment", self.initial),
            ("rule", {**self.rules, **self.rate_rules}),
            ("event", self.set_by_events),
        ):
            for name in sorted({*targets} - self.placed):
                raise Refused(f"{kind} of '{name}': nothing that can be set has this id")
        return self.finished()

    def finished(self) -> System:
        starts = in_order({**self.assigned, **self.starts})
        states = tuple(self.rates)
        timed = Timed(states, tuple(self.parameters), tuple(self.derived), self.assigned)
        events = []
        for each in _all(self.model, "Event"):
            with _At("event", each.getId() or "without an id"):
                events.append(event(each, timed, self.formula, self.changes(each)))
        whole = System(
            id=self.name,
            digest="",
            parameter_ids=tuple(self.parameters),
            values=tuple(self.parameters.values()),
            state_ids=states,
            starts=starts,
            derived_ids=tuple(self.derived),
            assigned=in_order(self.assigned),
            rates=tuple(total("add", terms, 0.0) for terms in self.rates.values()),
            events=tuple(events),
        )
        return _checked(whole, timed)

    def formula(self, node: Any) -> Expression:
        """A formula of the model, with species as amounts or concentrations."""
        return with_names(count(converted(node, self.functions)), self.symbols)

    def read_functions(self) -> None:
        """Definitions may use one another in any order, but not in a circle."""
        waiting = {each.getId(): each for each in _all(self.model, "FunctionDefinition")}
        while waiting:
            ready = [i for i, f in waiting.items() if not _calls(f.getMath()) & waiting.keys()]
            for i in ready or list(waiting):
                with _At("function", i):
                    node = waiting.pop(i)
                    if not ready:
                        raise Refused("is defined by itself")
                    arguments = [
                        node.getArgument(j).getName() for j in range(node.getNumArguments())
                    ]
                    body = converted(node.getBody(), self.functions)
                    self.functions[i] = Function(tuple(arguments), body)

    def read_symbols(self) -> None:
        flat = {
            each.getId()
            for each in _all(self.model, "Compartment")
            if each.getSpatialDimensionsAsDouble() == 0
        }
        changed = {
            reference.getSpecies()
            for reaction in _all(self.model, "Reaction")
            for reference in (*_all(reaction, "Reactant"), *_all(reaction, "Product"))
        }
        for each in _all(self.model, "Species"):
            name, home = each.getId(), each.getCompartment()
            amount = each.getHasOnlySubstanceUnits() or home in flat
            fixed = each.getBoundaryCondition() or each.getConstant()
            symbol = name if amount else f"[{name}]"
            reacts = name in changed and not fixed
            self.species[name] = _Species(name, symbol, home, reacts)
            if not amount:
                self.symbols[name] = Name(symbol)

    def read_rules(self) -> None:
        for each in _all(self.model, "InitialAssignment"):
            with _At("initial assignment of", each.getSymbol()):
                self.initial[each.getSymbol()] = self.formula(each.getMath())
        for each in _all(self.model, "Rule"):
            with _At("rule of", each.getVariable()):
                target = self.rate_rules if each.isRate() else self.rules
                target[each.getVariable()] = self.formula(each.getMath())
        for each in _all(self.model, "Event"):
            for change in _all(each, "EventAssignment"):
                self.set_by_events.add(change.getVariable())

    def quantity(self, name: str, value: float, literal: bool = False) -> None:
        """A compartment, parameter or stoichiometry: computed, integrated, or given.

        literal: what nothing changes is no parameter of the system.
        """
        self.placed.add(name)
        start = self.initial.get(name, Number(value))
        if name in self.rules:
            self.assigned[name] = self.rules[name]
        elif name in self.rate_rules or name in self.set_by_events:
            self.starts[name] = start
            self.rates[name] = [self.rate_rules.get(name, Number(0.0))]
        elif name in self.initial:
            self.starts[name] = start
            self.derived.append(name)
        elif literal:
            self.assigned[name] = Number(value)
        else:
            self.parameters[name] = value

    def place_species(self, element: Any) -> None:
        """A species: its amount `S`, its concentration `[S]`, and which of them is kept."""
        known = self.species[element.getId()]
        name, symbol, size = known.id, known.symbol, Name(known.compartment)
        self.placed.add(name)
        amount, concentration = Name(name), f"[{name}]"
        sized = {*self.parameters, *self.starts, *self.assigned}
        has_size = known.is_concentration or known.compartment in sized
        if name in self.rules:
            kept, self.assigned[symbol] = symbol, self.rules[name]
        elif name in self.rate_rules:
            kept, self.rates[symbol] = symbol, [self.rate_rules[name]]
            self.starts[symbol] = self.start_of(element, kept)
            if known.is_concentration and known.compartment in self.set_by_events:
                raise Refused(f"species '{name}': a rate rule in a compartment that an event sets")
        elif known.reacts or name in self.set_by_events:
            kept, self.rates[name] = name, [Number(0.0)]
            self.starts[name] = self.start_of(element, kept)
        elif name in self.initial or (has_size and known.compartment not in self.parameters):
            kept = name  # whatever becomes of the volume, the amount stays
            self.starts[name] = self.start_of(element, kept)
            self.derived.append(name)
        elif element.isSetInitialConcentration() and has_size:
            kept, self.parameters[concentration] = concentration, element.getInitialConcentration()
        else:
            kept = name
            self.parameters[name] = element.getInitialAmount() if _has_amount(element) else NAN
        if kept == concentration:
            self.assigned[name] = call("mul", Name(concentration), size)
        elif has_size:
            self.assigned[concentration] = call("div", amount, size)

    def start_of(self, element: Any, kept: str) -> Expression:
        """The starting value of a species as it is kept: an amount, or a concentration."""
        known, size = self.species[element.getId()], Name(element.getCompartment())
        as_amount = kept == known.id
        if known.id in self.initial:
            value = self.initial[known.id]
            return known.amount(value) if as_amount else value
        if element.isSetInitialConcentration():
            value = Number(element.getInitialConcentration())
            return call("mul", value, size) if as_amount else value
        value = Number(element.getInitialAmount() if _has_amount(element) else NAN)
        return value if as_amount else call("div", value, size)

    def read_reaction(self, reaction: Any) -> None:
        law = reaction.getKineticLaw()
        if law is None or law.getMath() is None:
            raise Refused("has no kinetic law")
        local = {each.getId(): each for each in _all(law, "Parameter")}
        own = {name: Name(f"{reaction.getId()}.{name}") for name in local}
        shared = {k: v for k, v in self.symbols.items() if k not in own}
        rate = with_names(count(converted(law.getMath(), self.functions)), {**shared, **own})
        for name, each in local.items():
            self.parameters[own[name].id] = each.getValue() if each.isSetValue() else NAN
        self.assigned[reaction.getId()] = rate
        for kind, sign in (("Reactant", "neg"), ("Product", None)):
            for reference in _all(reaction, kind):
                stoichiometry = self.stoichiometry(reference)
                species = self.species.get(reference.getSpecies())
                if species is None:
                    raise Refused(f"nothing has the id '{reference.getSpecies()}'")
                if species.reacts:
                    flow: Expression = call("mul", stoichiometry, Name(reaction.getId()))
                    flow = self.converted_units(reference.getSpecies(), flow)
                    self.rates[species.id].append(call(sign, flow) if sign else flow)

    def converted_units(self, species: str, flow: Expression) -> Expression:
        element = self.model.getSpecies(species)
        factor = element.getConversionFactor() or self.model.getConversionFactor()
        return call("mul", flow, Name(factor)) if factor else flow

    def stoichiometry(self, reference: Any) -> Expression:
        if reference.isSetStoichiometryMath():
            return self.formula(reference.getStoichiometryMath().getMath())
        name = reference.getId()
        old = self.model.getLevel() < 3
        value = reference.getStoichiometry() / (reference.getDenominator() if old else 1)
        value = value if old or reference.isSetStoichiometry() else NAN
        if name:
            self.quantity(name, value, literal=True)
        if name in {*self.rules, *self.rate_rules, *self.set_by_events, *self.initial}:
            return Name(name)
        if isnan(value):
            raise Refused(f"the stoichiometry of '{reference.getSpecies()}' is not given")
        return Number(value)

    def changes(self, element: Any) -> dict[str, Expression]:
        """What an event sets states to, by the id of the state, all from the values before it."""
        given = {
            each.getVariable(): self.formula(each.getMath())
            for each in _all(element, "EventAssignment")
        }
        made: dict[str, Expression] = {}
        for name, value in given.items():
            known = self.species.get(name)
            if known is None or known.symbol in self.rates:
                made[known.symbol if known else name] = value
            else:
                made[name] = known.amount(value)
        return made


class _At:
    """Says where something was refused."""

    def __init__(self, kind: str, name: str) -> None:
        self.place = f"{kind} '{name}'"

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, _: object) -> None:
        if isinstance(error, Refused):
            raise Refused(f"{self.place}: not supported: {error}") from None


def _checked(system: System, timed: Timed) -> System:
    """Names resolved, breaks found, and parameters without a value or a use left out."""
    located, hidden = breaks([*system.rates, *(each.value for each in system.assigned)], timed)
    system = replace(system, breaks=located, hidden_breaks=hidden)
    known = {*system.inputs, *system.definitions}
    for each in (*system.starts, *(Definition("", rate) for rate in system.rates)):
        for name in names(each.value) - known:
            raise Refused(f"nothing has the id '{name}'")
    kept = [
        (name, value)
        for name, value in zip(system.parameter_ids, system.values, strict=True)
        if not isnan(value) or name in system.used
    ]
    return replace(
        system, parameter_ids=tuple(n for n, _ in kept), values=tuple(v for _, v in kept)
    )


def _refuse(document: Any, model: Any) -> None:
    # Level 2 has no packages; libsbml's own additions to it change no equation.
    for i in range(document.getNumPlugins() if document.getLevel() > 2 else 0):
        package = document.getPlugin(i).getPackageName()
        if package not in PLAIN_PACKAGES and document.getPackageRequired(package):
            raise Refused(f"not supported: the package '{package}', which the model requires")
    for each in _all(model, "Rule"):
        if each.isAlgebraic():
            raise Refused(f"not supported: algebraic rule {each.getMetaId() or 'without an id'}")
    for each in _all(model, "Reaction"):
        if each.isSetFast() and each.getFast():
            raise Refused(f"not supported: the fast reaction '{each.getId()}'")
    for _ in _all(model, "Constraint"):
        raise Refused("not supported: constraints")


def _has_amount(element: Any) -> bool:
    return bool(element.isSetInitialAmount())


def _all(parent: Any, kind: str) -> Iterator[Any]:
    """Every element of a kind, as libsbml counts them."""
    get = getattr(parent, f"get{kind}")
    plural = kind if kind == "Species" else f"{kind}s"
    yield from (get(i) for i in range(getattr(parent, f"getNum{plural}")()))


def _calls(node: Any) -> set[str]:
    """Names of the functions that a formula uses."""
    if node is None:
        return set()
    own = {node.getName()} if node.isUserFunction() else set()
    return own.union(*(_calls(node.getChild(i)) for i in range(node.getNumChildren())))
