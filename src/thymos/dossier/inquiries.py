"""Whether what is asked of a model is in it: its scenarios, readouts, variants, and its trials."""

from __future__ import annotations

from collections.abc import Iterator

from thymos.dossier.build import Build
from thymos.dossier.faults import nearest
from thymos.dossier.place import PathIn
from thymos.dossier.references import keep
from thymos.records.inquiry import Inquiry, VirtualTrial
from thymos.records.model import Model

# Kinds of things that a model holds, each with the field that lists them.
_LISTS = (("scenario", "scenarios"), ("readout", "readouts"), ("variant", "variants"))
ARMS = 2


def check_inquiries(build: Build) -> None:
    """Add a finding for each name that the model or a study does not know."""
    for inquiry in build.records["inquiries"].values():
        model = build.records["models"].get(inquiry.model)
        if model is None:
            continue  # told among the references
        known = {kind: tuple(each.id for each in getattr(model, many)) for kind, many in _LISTS}
        for kind, path, name in _named(inquiry):
            if name not in known[kind]:
                near = nearest(name, known[kind])
                hint = f" (perhaps {near})" if near else ""
                wanted = f"a {kind} of the model {model.id}{hint}"
                keep(build, "inquiries", inquiry.id, path, wanted, repr(name), near)
        for number, trial in enumerate(inquiry.trials):
            _check_trial(build, inquiry, trial, ("trials", number, "result"))
        _check_horizons(build, inquiry, model)


def _named(inquiry: Inquiry) -> Iterator[tuple[str, PathIn, str]]:
    """Every mention of something in the model: what it should be, the path to it, the name."""
    if two := inquiry.two_way:
        for side in ("up", "down"):
            watched = getattr(two, side)
            yield "scenario", ("two_way", side, "scenario"), watched.scenario
            yield "readout", ("two_way", side, "readout"), watched.readout
    for field in ("arms", "readings", "routes"):
        for number, name in enumerate(getattr(inquiry, field)):
            yield "variant", (field, number), name
    if inquiry.death:
        yield "readout", ("death", "readout"), inquiry.death.readout
    for number, trial in enumerate(inquiry.trials):
        for item, name in enumerate(trial.scenarios):
            yield "scenario", ("trials", number, "scenarios", item), name
    if marker := inquiry.marker:
        yield "variant", ("marker", "without"), marker.without
        for number, name in enumerate(marker.scenarios):
            yield "scenario", ("marker", "scenarios", number), name
        for number, name in enumerate(marker.readouts):
            yield "readout", ("marker", "readouts", number), name


def _check_trial(build: Build, inquiry: Inquiry, trial: VirtualTrial, path: PathIn) -> None:
    study = build.records["studies"].get(trial.study)
    if study is None:
        return  # told among the references, or a study with faults of its own
    result = next((each for each in study.results if each.id == trial.result), None)
    roles = {arm.id: arm.role for arm in study.arms}
    counted = [roles.get(count.arm) for count in result.counts] if result else []
    if len(counted) != ARMS or set(counted) != {"treated", "control"}:
        wanted = f"a result of {study.id} that counts events among treated and control"
        keep(build, "inquiries", inquiry.id, path, wanted, repr(trial.result))


def _check_horizons(build: Build, inquiry: Inquiry, model: Model) -> None:
    """A marker is looked at before its scenarios end."""
    if inquiry.marker is None:
        return
    ends = {each.id: each.horizon_hours for each in model.scenarios}
    asked = [ends[name] for name in inquiry.marker.scenarios if name in ends]
    for number, hour in enumerate(inquiry.marker.hours):
        if asked and hour > min(asked):
            wanted = f"an hour up to {min(asked):g}, where the scenario ends"
            keep(build, "inquiries", inquiry.id, ("marker", "hours", number), wanted, f"{hour:g}")
