"""A model on the bench: who cannot be simulated is told, and a model that cannot be is refused."""

import numpy as np
import pytest

pytest.importorskip("antimony")

from tests.unit.mechanism.toy import EQUATIONS, RECORD, REGIMENS
from thymos.errors import MechanismError
from thymos.mechanism.bench import Arm, Integrator, courses, hours, open_bench
from thymos.mechanism.model import build
from thymos.mechanism.task import Status

FALL = "k_fall*Bad*(1"


def made(old=FALL, new=FALL):
    """The toy with other equations."""
    assert old in EQUATIONS
    return build(RECORD, EQUATIONS.replace(old, new), REGIMENS)


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        (FALL, "-k_fall*Bad^3*(1", "scenario ill with no dose"),
        ("k_out*Drug", "k_out*ln(-1 - Drug)", "scenario calm with no dose"),
        ("k_out*Drug", "-1e300*k_out*Drug", "scenario calm with the regimen once"),
    ],
)
def test_a_model_that_explodes_with_its_own_values_is_refused(old, new, where):
    pytest.importorskip("roadrunner")
    with pytest.raises(MechanismError) as told:
        open_bench(made(old, new))
    assert str(told.value).startswith(f"the model toy, {where}: its own values cannot be simulated")
    assert "\n" not in str(told.value)


def test_a_stiff_model_is_left_to_the_reference_engine():
    pytest.importorskip("roadrunner")
    bench = open_bench(made(FALL, "1e8*k_fall*(Bad - 3)*(1"))
    assert isinstance(bench.engine, Integrator)
    own = bench.system.parameters(1)
    first = bench.system.initial(own) + np.array([0.0, 0.0, 4.0])
    runs = bench.engine.runs(np.array([24.0]), own, first)
    assert runs.status.tolist() == [Status.RESCUED]
    assert runs.state("Bad")[0, 0] == pytest.approx(3, rel=1e-5)


def test_drawn_patients_who_cannot_be_simulated_are_told_apart_from_those_who_never_come():
    pytest.importorskip("roadrunner")
    # Above 0.1 the marker feeds on itself; at 0 it never falls to where the state begins.
    bench = open_bench(made(FALL, "(k_fall - max(0, k_fall - 0.1)*Bad^3)*Bad*(1"))
    table = bench.model.parameters
    parameters = np.tile(table.values, (3, 1))
    parameters[:, table.column("k_fall")] = [0.05, 0.0, 5.0]
    ill = bench.model.scenario("ill")
    found = courses(bench, ill, [Arm()], parameters, hours(ill), ["bad"])
    assert found.reached.tolist() == [[True, False, False]]
    assert found.failed.tolist() == [[False, False, True]]
    assert np.isnan(found.values[0]).all(axis=(1, 2)).tolist() == [False, True, True]


def test_a_dose_that_breaks_a_patient_breaks_the_treated_alone():
    pytest.importorskip("roadrunner")
    bench = open_bench(made("k_out*Drug", "k_out*Drug - max(0, k_out - 1)*Drug^3"))
    table = bench.model.parameters
    parameters = np.tile(table.values, (2, 1))
    parameters[1, table.column("k_out")] = 2.0
    calm, once = bench.model.scenario("calm"), bench.model.regimen("once")
    arms = [Arm(), Arm((), once)]
    found = courses(bench, calm, arms, parameters, hours(calm), ["good"])
    assert found.reached.all()
    assert found.failed.tolist() == [[False, False], [False, True]]
