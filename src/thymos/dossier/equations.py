"""The equations of models, as text, and whether a model's records speak of what is in them.

Only names are looked at here. Whether the equations hold together is told by who runs them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from thymos.dossier.build import Build
from thymos.dossier.faults import nearest
from thymos.dossier.files import EQUATIONS, Text, fault
from thymos.dossier.place import PathIn
from thymos.dossier.references import keep
from thymos.records.model import Model

# What a criterion or a readout may name beside states: `name := formula`.
_RULE = re.compile(r"^\s*([A-Za-z]\w*)\s*:=", re.MULTILINE)

_MODEL = re.compile(r"^\s*model\b", re.MULTILINE)


def read_equations(texts: tuple[Text, ...], build: Build) -> dict[str, str]:
    """The texts of equations by file name; adds findings for models that do not fit them."""
    found: dict[str, str] = {}
    for text in texts:
        if text.name.endswith(EQUATIONS):
            try:
                found[text.name] = text.content.decode()
            except UnicodeDecodeError:
                build.findings.append(fault(text.name, "expected text in UTF-8, found other bytes"))
                found[text.name] = ""
    for model in build.records["models"].values():
        if model.source not in found:
            wanted = f"a file of equations below the dossier, ending in {EQUATIONS}"
            keep(build, "models", model.id, ("source",), wanted, repr(model.source))
        elif not _MODEL.search(found[model.source]):
            wanted = "a file with 'model …' in it (Antimony)"
            keep(build, "models", model.id, ("source",), wanted, f"none in {model.source}")
        else:
            _check(build, model, found[model.source])
    return found


def _check(build: Build, model: Model, text: str) -> None:
    """Add a finding for each name that is none of the model's, or stands twice."""
    parameters = tuple(each.id for each in model.parameters)
    states = tuple(each.id for each in model.states)
    shown = (*states, *(name for name in _RULE.findall(text)))
    known = (("parameter", parameters), ("state", states), ("state or rule", shown))
    for kind, path, name in _named(model):
        names = dict(known)[kind]
        if name not in names:
            near = nearest(name, names)
            hint = f" (perhaps {near})" if near else ""
            keep(build, "models", model.id, path, f"a {kind} of this model{hint}", repr(name), near)
    for path, name in _repeated(model):
        keep(build, "models", model.id, path, "each name once in its model", repr(name))


def _named(model: Model) -> Iterator[tuple[str, PathIn, str]]:
    """Every mention of a name: what it should be, the path to it, the name."""
    yield "state", ("dose_state",), model.dose_state
    if model.levels is not None:
        for field in ("absorption", "clearance", "volume"):
            yield "parameter", ("levels", field), getattr(model.levels, field)
    for i, readout in enumerate(model.readouts):
        yield "state or rule", ("readouts", i, "of"), readout.of
    for i, variant in enumerate(model.variants):
        for j, setting in enumerate(variant.sets):
            yield "parameter", ("variants", i, "sets", j, "parameter"), setting.parameter
    for i, scenario in enumerate(model.scenarios):
        path: PathIn = ("scenarios", i)
        for j, scale in enumerate(scenario.scales):
            yield "parameter", (*path, "scales", j, "parameter"), scale.parameter
        for j, criterion in enumerate(scenario.until):
            yield "state or rule", (*path, "until", j, "of"), criterion.of
        if scenario.infection is not None:
            yield "state", (*path, "infection", "state"), scenario.infection.state


def _repeated(model: Model) -> Iterator[tuple[PathIn, str]]:
    """The second and later of names that stand twice."""
    seen: set[str] = set()
    for group in ("parameters", "states"):
        for i, each in enumerate(getattr(model, group)):
            if each.id in seen:
                yield (group, i, "id"), each.id
            seen.add(each.id)
    for group in ("readouts", "scenarios", "variants"):
        ids: set[str] = set()
        for i, each in enumerate(getattr(model, group)):
            if each.id in ids:
                yield (group, i, "id"), each.id
            ids.add(each.id)
