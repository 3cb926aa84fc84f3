"""One patient's whole course as SBML: infected at hour 0, given a regimen from some hour on.

The doses become events, so that any simulator of SBML runs the same course. `treated` set to 0
leaves them out. Theory, not evidence.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from thymos.errors import MechanismError
from thymos.mechanism import sbml_text
from thymos.mechanism.extra import need
from thymos.mechanism.model import Model, doses
from thymos.mechanism.units import RELATIVE
from thymos.records.model import Regimen, Scenario, Setting

# The parameter that is 1 with the regimen and 0 without.
TREATED = "treated"


def course(
    model: Model,
    scenario: Scenario,
    regimen: Regimen,
    start_hour: float,
    sets: Sequence[Setting] = (),
) -> str:
    """The SBML of a scenario with its infection, and a regimen from `start_hour` on.

    start_hour: hours after the infection, as `starting.start` finds it; sets: parameters that are
    set, as those of a variant. Raises MechanismError where the hour is before the infection or
    not finite.
    """
    if not 0 <= start_hour < float("inf"):
        raise MechanismError(f"treatment must begin at an hour from 0 on, found {start_hour:g}")
    document = sbml_text.parsed(model.sbml, model.record.source)
    sbml = document.getModel()
    _scale(sbml, scenario)
    for each in sets:
        sbml.getParameter(each.parameter).setValue(each.value)
    _infect(sbml, scenario)
    _switch(sbml)
    for number, (hour, amount) in enumerate(zip(*doses(regimen, start=start_hour), strict=True), 1):
        _dose(sbml, f"dose_{number}", model.dose_species, float(hour), float(amount))
    sbml_text.checked(document, model.record.source)
    return sbml_text.written(document)


def _scale(sbml: Any, scenario: Scenario) -> None:
    for scale in scenario.scales:
        parameter = sbml.getParameter(scale.parameter)
        parameter.setValue(parameter.getValue() * scale.factor)


def _infect(sbml: Any, scenario: Scenario) -> None:
    """Add the infection to what the state is in health."""
    if scenario.infection is None:
        return
    state, amount = scenario.infection.state, scenario.infection.amount
    computed = sbml.getInitialAssignmentBySymbol(state)
    if computed is None:
        species = sbml.getSpecies(state)
        species.setInitialAmount(species.getInitialAmount() + amount)
    else:
        libsbml = need("libsbml")
        formula = f"({libsbml.formulaToL3String(computed.getMath())}) + {amount!r}"
        computed.setMath(libsbml.parseL3Formula(formula))


def _switch(sbml: Any) -> None:
    if sbml.getElementBySId(TREATED) is not None:
        raise MechanismError(f"the model has a {TREATED} of its own, which courses need")
    switch = sbml.createParameter()
    switch.setId(TREATED)
    switch.setName("1 with the regimen, 0 without")
    switch.setValue(1.0)
    switch.setUnits(RELATIVE)
    switch.setConstant(True)


def _dose(sbml: Any, name: str, species: str, hour: float, amount: float) -> None:
    libsbml = need("libsbml")
    event = sbml.createEvent()
    event.setId(name)
    event.setUseValuesFromTriggerTime(True)
    trigger = event.createTrigger()
    trigger.setInitialValue(False)  # a dose at hour 0 is given
    trigger.setPersistent(True)
    trigger.setMath(libsbml.parseL3Formula(f"time >= {hour!r}"))
    given = event.createEventAssignment()
    given.setVariable(species)
    given.setMath(libsbml.parseL3Formula(f"{species} + {TREATED}*{amount!r}"))
