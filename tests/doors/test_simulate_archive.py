"""`thymos simulate --to omex`: other programs open the archive and find the same course."""

import importlib.util
import json
import subprocess
import sys

import numpy as np
import pytest

pytest.importorskip("antimony")
pytest.importorskip("libsbml")

from tests.doors.test_commands import run
from tests.doors.test_simulate_command import simulate, write
from tests.unit.mechanism.toy import EQUATIONS
from thymos.dossier.read import locate, read
from thymos.mechanism.bench import open_bench
from thymos.mechanism.ensemble import simulate as integrate
from thymos.mechanism.experiment import experiment
from thymos.mechanism.model import doses
from thymos.mechanism.stops import Dose

# COPASI opens the archive as a whole, and runs the task that it finds in the SED-ML.
COPASI = """
import json, sys, COPASI
data = COPASI.CRootContainer.addDatamodel()
assert data.openCombineArchive(sys.argv[1])
task = data.getTask("Time-Course")
assert task.isScheduled()
assert task.initialize(COPASI.CCopasiTask.OUTPUT_UI) and task.process(True)
series = task.getTimeSeries()
columns = {}
for i in range(series.getNumVariables()):
    name = series.getSBMLId(i, data) if i else "time"
    rows = range(series.getRecordedSteps())
    columns[name] = [series.getConcentrationData(row, i) for row in rows]
print(json.dumps(columns))
"""
# libcombine unpacks, libsedml tells what to run: both apart from what runs it, whose libsbml
# does not get on with theirs.
TOLD = """
import json, sys, libcombine, libsedml
archive = libcombine.CombineArchive()
assert archive.initializeFromArchive(sys.argv[1])
master = archive.getMasterFile().getLocation()
document = libsedml.readSedMLFromString(archive.extractEntryToString(master))
course = document.getSimulation(0)
models = {}
for i in range(document.getNumTasks()):
    task = document.getTask(i)
    model = document.getModel(task.getModelReference())
    change = model.getChange(0)
    models[task.getId()] = [change.getTarget().split("'")[1], float(change.getNewValue())]
    source = model.getSource()
print(json.dumps({
    "end": course.getOutputEndTime(),
    "steps": course.getNumberOfSteps(),
    "models": models,
    "sbml": archive.extractEntryToString(source),
}))
"""
ROADRUNNER = """
import json, sys, roadrunner
told = json.load(sys.stdin)
found = {}
for task, (name, value) in told["models"].items():
    engine = roadrunner.RoadRunner(told["sbml"])
    engine.integrator.relative_tolerance = 1e-10
    engine.integrator.absolute_tolerance = 1e-12
    engine.integrator.maximum_num_steps = 1000000
    engine[name] = value
    engine.timeCourseSelections = ["time", *engine.model.getFloatingSpeciesIds()]
    rows = engine.simulate(0, told["end"], told["steps"] + 1)
    found[task] = {name: rows[:, i].tolist() for i, name in enumerate(rows.colnames)}
print(json.dumps(found))
"""


def elsewhere(program, *arguments, needs, given=None):
    """What another program prints as JSON, in a process of its own."""
    for name in needs:
        if importlib.util.find_spec(name) is None:
            pytest.skip(f"{name} is not installed")
    command = [sys.executable, "-c", program, *map(str, arguments)]
    done = subprocess.run(command, input=given, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture
def folder(tmp_path):
    return write(tmp_path / "toy")


def by_hand(folder, regimen=None):
    """The states of both arms by hour from the infection: our engine, doses given from outside."""
    one = experiment(read(folder), "ill", regimen)
    system = (bench := open_bench(one.model)).system
    own = system.parameters(1)
    first = system.initial(own) + np.array([[0.0, 0.0, 4.0]])
    hours = np.arange(0.0, one.end_hour + 1)
    into = Dose(one.model.dose_species, *doses(one.regimen, start=one.start_hour))
    arms: tuple[tuple[str, list[Dose]], ...] = (("treated", [into]), ("untreated", []))
    found = {
        arm: integrate(system, hours, own, first, given, rtol=1e-10, atol=1e-12).states[0]
        for arm, given in arms
    }
    return bench.system.state_ids, hours, found


def test_copasi_opens_the_archive_and_runs_the_same_course(folder, tmp_path):
    file = tmp_path / "toy.omex"
    code, out, err = simulate(str(folder), *TO, str(file))
    assert (code, err) == (0, "")
    assert out.startswith("Theory, not evidence.\nwrote ")
    found = elsewhere(COPASI, file, needs=["COPASI"])
    names, hours, ours = by_hand(folder, "twice")
    assert found["time"] == pytest.approx(hours)
    for i, name in enumerate(names):
        # Just after a dose some tell the value before it, some the one after it.
        late = np.diff(ours["treated"][:, 0], prepend=0.0) <= 0
        theirs = np.array(found[name])[late]
        assert theirs == pytest.approx(ours["treated"][late, i], rel=1e-6, abs=1e-7), name


def test_libcombine_libsedml_and_roadrunner_run_both_arms(folder, tmp_path):
    file = tmp_path / "toy.omex"
    simulate(str(folder), *TO, str(file))
    told = elsewhere(TOLD, file, needs=["libcombine", "libsedml"])
    found = elsewhere(ROADRUNNER, needs=["roadrunner"], given=json.dumps(told))
    names, hours, ours = by_hand(folder, "twice")
    assert set(found) == set(ours)
    for arm, states in ours.items():
        assert found[arm]["time"] == pytest.approx(hours)
        late = np.diff(ours["treated"][:, 0], prepend=0.0) <= 0
        for i, name in enumerate(names):
            theirs = np.array(found[arm][name])[late]
            assert theirs == pytest.approx(states[late, i], rel=1e-6, abs=1e-7), (arm, name)


TO = ("ill", "--regimen", "twice", "--to", "omex", "--out")


def test_a_variant_is_in_the_archive_as_its_value(folder, tmp_path):
    file = tmp_path / "toy.omex"
    code, _, _ = simulate(str(folder), *TO, str(file), "--without", "a", "--variant", "richer")
    assert code == 0
    told = elsewhere(TOLD, file, needs=["libcombine", "libsedml"])
    found = elsewhere(ROADRUNNER, needs=["roadrunner"], given=json.dumps(told))
    # Without its arm the dose does nothing, and the richer source holds ten times as much.
    assert found["treated"]["Good"] == pytest.approx([10.0] * len(found["treated"]["Good"]))


BAD = (
    (("--to", "omex"), "--to omex needs a scenario, and a file: --out FILE"),
    (("ill", "--to", "omex"), "--to omex needs a scenario, and a file: --out FILE"),
    (("--to", "omex", "--out", "OUT"), "--to omex needs a scenario, and a file: --out FILE"),
    (("il", "--to", "omex", "--out", "OUT"), "no scenario is called 'il'; did you mean ill?"),
    (
        ("ill", "--to", "omex", "--out", "OUT", "--regimen", "twic"),
        "no regimen is called 'twic'; did you mean twice?",
    ),
    (
        ("ill", "--to", "omex", "--out", "OUT", "--variant", "poorer", "--variant", "richer"),
        "poorer and richer cannot both be: they set base to 0.01 and to 1",
    ),
    (
        ("ill", "--to", "omex", "--out", "OUT", "--patients", "10"),
        "an archive (--to omex) holds one patient, with the model's own values",
    ),
    (
        ("ill", "--to", "omex", "--out", "OUT", "--prior", "wide"),
        "--prior says nothing about an archive (--to omex)",
    ),
    (
        ("ill", "--to", "omex", "--out", "OUT", "--pk-only"),
        "--pk-only says nothing about an archive (--to omex)",
    ),
    (
        ("ill", "--to", "omex", "--out", "OUT", "--format", "json"),
        "--to omex writes a file and prints no JSON",
    ),
    (
        ("never", "--to", "omex", "--out", "OUT"),
        "the model toy: with its own values nobody comes into the state never within 5 hours, so "
        "there is nothing to treat",
    ),
)


@pytest.mark.parametrize(("arguments", "complaint"), BAD)
def test_what_makes_no_archive_is_one_line_and_no_file(folder, tmp_path, arguments, complaint):
    file = tmp_path / "toy.omex"
    given = [str(file) if each == "OUT" else each for each in arguments]
    code, out, err = simulate(str(folder), *given)
    assert (code, out, err) == (2, "", f"thymos: {complaint}\n")
    assert not file.exists()


def test_a_model_that_cannot_be_run_makes_no_archive(folder, tmp_path):
    (folder / "toy.ant").write_text(EQUATIONS.replace("k_out*Drug;", "k_out*delay(Drug, 1);"))
    file = tmp_path / "toy.omex"
    code, _, err = simulate(str(folder), *TO, str(file))
    assert code == 2
    assert err == "thymos: toy: reaction 'loss': not supported: the operation 'delay' (delay)\n"
    assert not file.exists()


def test_a_place_where_nothing_can_be_written_is_told(folder, tmp_path):
    code, _, err = simulate(str(folder), *TO, str(tmp_path / "absent" / "toy.omex"))
    assert code == 2
    assert err.startswith(f"thymos: {tmp_path / 'absent' / 'toy.omex'}: cannot be written: ")
    assert err.count("\n") == 1


@pytest.mark.slow
@pytest.mark.parametrize("scenario", ["hyper-inflamed", "suppressed", "healthy-old"])
def test_copasi_runs_the_shipped_scenarios_as_the_command_does(scenario, tmp_path):
    file = tmp_path / "shipped.omex"
    assert run("simulate", scenario, "--to", "omex", "--out", str(file))[0] == 0
    found = elsewhere(COPASI, file, needs=["COPASI"])
    code, out, _ = run("simulate", scenario, "--patients", "1", "--format", "json")
    assert code == 0
    courses = json.loads(out)["courses"]
    one = experiment(read(locate("thymosin-alpha-1")), scenario)
    states = {each.id: each.of for each in one.model.record.readouts}
    places = (np.array(courses["hours"]) + one.start_hour).astype(int)
    compared = 0
    for band in courses["bands"]:
        if band["arm"] == "treated" and states[band["readout"]] in found:
            theirs = np.array(found[states[band["readout"]]])[places]
            # The command keeps three digits.
            assert theirs == pytest.approx(band["middle"], rel=6e-3, abs=2e-6), band["readout"]
            compared += 1
    assert compared > 5
