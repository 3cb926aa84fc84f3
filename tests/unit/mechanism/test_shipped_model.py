"""The shipped model: rests in health, agrees between simulators, reaches its starting states."""

import re

import numpy as np
import pytest

from thymos.dossier.read import locate, read
from thymos.mechanism.course import course
from thymos.mechanism.model import changed, doses, load
from thymos.mechanism.pharmacokinetics import Kinetics, levels
from thymos.mechanism.starting import start

pytest.importorskip("antimony")
roadrunner = pytest.importorskip("roadrunner")

DOSSIER = "thymosin-alpha-1"


@pytest.fixture(scope="module")
def dossier():
    return read(locate(DOSSIER))


@pytest.fixture(scope="module")
def model(dossier):
    return load(dossier)


def engine(sbml, *selections):
    made = roadrunner.RoadRunner(sbml)
    made.integrator.relative_tolerance = 1e-10
    made.integrator.absolute_tolerance = 1e-12
    made.timeCourseSelections = list(selections)
    return made


def runner(model, rules=("concentration", "active")):
    """One patient at a time, as `starting.start` asks for it, by roadrunner."""
    made = engine(model.sbml, *model.species)
    names = (*model.species, *rules)

    def place(parameters, initial):
        made.resetAll()
        for name, value in zip(model.parameters.ids, parameters, strict=True):
            made[name] = value
        for name, value in zip(model.species, initial, strict=True):
            made[name] = value

    def run(parameters, initial, times):
        found = []
        for one, first in zip(parameters, initial, strict=True):
            place(one, first)
            found.append(np.array(made.simulate(times[0], times[-1], times.size)))
        return np.stack(found)

    def observe(asked, parameters, times, states):
        assert set(asked) <= set(names)
        return np.stack([states[..., model.species.index(name)] for name in asked], axis=2)

    return run, observe


def healthy(model, parameters):
    """Where the model rests, by its initial assignments."""
    made = engine(model.sbml)
    for name, value in zip(model.parameters.ids, parameters, strict=True):
        made[f"init({name})" if name not in model.parameters.ids else name] = value
    made.reset()
    return np.array([made[name] for name in model.species], dtype=float)


def begun(model, name):
    scenario = model.scenario(name)
    parameters = changed(model.parameters, model.parameters.values, scenario.scales)
    run, observe = runner(model)
    rest = healthy(model, model.parameters.values)[None, :]
    return start(scenario, parameters, rest, model.species, run, observe)


def test_health_is_a_state_of_rest(model):
    made = engine(model.sbml, *model.species)
    found = np.array(made.simulate(0, 2000, 11))
    assert np.abs(found - found[0]).max() < 1e-9


@pytest.mark.parametrize("name", ["hyper-inflamed", "suppressed", "unselected", "healthy-old"])
def test_every_scenario_is_reached_by_simulation(model, name):
    found = begun(model, name)
    scenario = model.scenario(name)
    assert found.reached.all()
    assert scenario.after_hours <= found.hours[0] <= scenario.within_hours


def test_the_starting_states_differ_as_they_are_called(model):
    at = {name: i for i, name in enumerate(model.species)}
    inflamed, suppressed = (begun(model, n).states[0] for n in ("hyper-inflamed", "suppressed"))
    assert inflamed[at["N"]] >= 0.25
    assert suppressed[at["HLADR"]] < inflamed[at["HLADR"]]
    assert inflamed[at["P"]] > 0.1 > suppressed[at["P"]]
    assert suppressed[at["CA"]] > inflamed[at["CA"]]
    assert suppressed[at["Tx"]] > inflamed[at["Tx"]]


@pytest.mark.parametrize(
    ("scenario", "hour"),
    [("hyper-inflamed", 21.0), ("suppressed", 100.0), ("unselected", 24.0), ("healthy-old", 0.0)],
)
def test_copasi_and_roadrunner_agree(model, scenario, hour):
    basico = pytest.importorskip("basico")
    sbml = course(model, model.scenario(scenario), model.regimen("tests"), hour)
    one = engine(sbml, *model.species)
    found = np.array(one.simulate(0, 400, 401))
    other = basico.load_model_from_string(sbml)
    frame = basico.run_time_course(
        0, 400, 400, r_tol=1e-10, a_tol=1e-12, max_steps=1_000_000, model=other, use_numbers=False,
        use_concentrations=False,
    )  # fmt: skip
    basico.remove_datamodel(other)
    names = {state.what: state.id for state in model.record.states}
    columns = {names.get(re.sub(r"\{.*\}", "", name), name): name for name in frame.columns}
    copasi = np.stack([frame[columns[name]].to_numpy() for name in model.species], axis=1)
    off_dose = ~np.isin(np.arange(401), doses(model.regimen("tests"), start=hour)[0])
    difference = np.abs(found - copasi)[off_dose]
    assert (difference / (1 + np.abs(found[off_dose]))).max() < 1e-6


def test_levels_in_the_model_are_those_of_the_formula(model):
    value = dict(zip(model.parameters.ids, model.parameters.values, strict=True))
    hours, amounts = doses(model.regimen("etass"))
    sbml = course(model, model.scenario("healthy-old"), model.regimen("etass"), 0.0)
    found = np.array(engine(sbml, "concentration").simulate(0, 200, 801))[:, 0]
    body = Kinetics.of(value["ka"], value["cl"], value["v"])
    times = np.linspace(0, 200, 801)
    exact = levels(body, list(zip(hours, amounts, strict=True)), times)[0]
    assert np.abs(found - exact).max() < 1e-5


@pytest.mark.parametrize(
    ("variant", "unchanged"),
    [("no-dendritic-arm", "k_ta"), ("no-ido-arm", "a_ido"), ("no-exhaustion-arm", "a_pd")],
)
def test_an_arm_that_is_off_makes_its_parameters_idle(model, variant, unchanged):
    scenario, regimen = model.scenario("suppressed"), model.regimen("tests")
    sbml = course(model, scenario, regimen, 100.0)
    ends = []
    for factor in (1.0, 10.0):
        made = engine(sbml, *model.species)
        for setting in model.variant(variant).sets:
            made[setting.parameter] = setting.value
        made[unchanged] = made[unchanged] * factor
        ends.append(np.array(made.simulate(0, 400, 41)))
    assert np.abs(ends[0] - ends[1]).max() < 1e-8


def test_every_receptor_reading_takes_a_side_and_sets_all_weights(dossier):
    weights = {"w_direct", "w_danger", "w_damage", "w_damp"}
    sided = [v for v in dossier.models["response"].variants if v.conflict_set]
    assert len(sided) >= 3
    for variant in sided:
        assert {setting.parameter for setting in variant.sets} == weights
        assert variant.edges


def test_nothing_is_assumed_in_silence(dossier):
    for each in dossier.models["response"].parameters:
        assert each.cites or each.kind == "assumed"
        assert each.law == "fixed" or each.wide_low < each.low < each.high < each.wide_high
        assert (each.group == "core") == (each.kind == "published")
