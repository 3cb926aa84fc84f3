"""The exported experiment: other programs read it, and it runs the course that was asked for."""

import importlib.util
import io
import json
import subprocess
import sys
import zipfile
from dataclasses import replace
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from tests.unit.mechanism.small import made
from thymos.errors import MechanismError
from thymos.mechanism.archive import Experiment, archive, sedml, write
from thymos.mechanism.course import course
from thymos.records.model import Model, Regimen, Scenario

pytest.importorskip("antimony")
roadrunner = pytest.importorskip("roadrunner")

BLOCKS = [{"count": 2, "every_hours": 12}, {"count": 1, "every_hours": 24}]
REGIMEN = Regimen.model_validate(
    {"id": "r", "title": "as given in A", "reports": "a", "amount_mg": 0.1, "doses": BLOCKS}
)
ILL = {
    "id": "ill", "title": "Ill", "text": "The marker is up.", "horizon_hours": 40,
    "infection": {"state": "Marker", "amount": 5}, "scales": [{"parameter": "k_up", "factor": 2}],
}  # fmt: skip


def experiment(start=6.0, **more):
    model = made()
    record = model.record.model_copy(
        update={"readouts": Model.model_validate(model.record.model_dump() | READOUTS).readouts}
    )
    return Experiment(
        replace(model, record=record), Scenario.model_validate(ILL | more), REGIMEN, start
    )


READOUTS = {
    "readouts": [
        {"id": "the-marker", "of": "Marker", "what": "marker"},
        {"id": "twice", "of": "seen", "what": "twice the marker"},
    ]
}


def run(sbml, hours, treated=1):
    engine = roadrunner.RoadRunner(sbml)
    engine.integrator.relative_tolerance = 1e-10
    engine.integrator.absolute_tolerance = 1e-12
    engine["treated"] = treated
    engine.timeCourseSelections = ["Drug", "Marker"]
    return np.array(engine.simulate(0, hours, hours + 1))


def by_hand(times, start):
    """The drug after each dose by its formula, and the marker as what has left the drug."""
    drug, risen = np.zeros_like(times), np.zeros_like(times)
    for hour in (0, 12, 24):
        since = times - start - hour
        given = since >= 0
        left = 100 * np.exp(-0.3 * np.where(given, since, 0))
        drug += np.where(given, left, 0)
        risen += np.where(given, 0.02 * (100 - left) / 0.3, 0)
    return drug, 6 + risen


def test_the_course_is_infection_then_doses_from_the_hour_asked_for():
    one = experiment(start=6.5)
    found = run(course(one.model, one.scenario, one.regimen, 6.5), 46)
    drug, marker = by_hand(np.arange(47.0), 6.5)
    assert found[:, 0] == pytest.approx(drug, abs=1e-6)
    assert found[:, 1] == pytest.approx(marker, abs=1e-6)


def test_a_dose_at_hour_0_is_given():
    one = experiment(start=0.0)
    found = run(course(one.model, one.scenario, one.regimen, 0.0), 3)
    assert found[1:, 0] == pytest.approx(by_hand(np.arange(1.0, 4.0), 0.0)[0], rel=1e-6)


def test_without_the_regimen_nothing_is_given():
    one = experiment()
    found = run(course(one.model, one.scenario, one.regimen, 6.0), 46, treated=0)
    assert found[:, 0].max() == 0
    assert found[:, 1] == pytest.approx(np.full(47, 6.0))


def test_the_archive_lists_what_it_holds_and_is_the_same_every_time(tmp_path):
    one = experiment()
    write(one, tmp_path / "x.omex")
    content = (tmp_path / "x.omex").read_bytes()
    assert content == archive(one)
    with zipfile.ZipFile(io.BytesIO(content)) as files:
        assert files.testzip() is None
        listed = [e.get("location") for e in ET.fromstring(files.read("manifest.xml"))]
        assert {f"./{name}" for name in files.namelist()} | {"."} == set(listed)
        for name in ("README.md", "metadata.rdf", "model.xml", "experiment.sedml"):
            assert "theory, not evidence" in files.read(name).decode().lower(), name


def test_what_the_experiment_names_is_in_its_model():
    one = experiment()
    sbml = ET.fromstring(course(one.model, one.scenario, one.regimen, 6.0).encode())
    ids = {e.get("id") for e in sbml.iter() if e.get("id")}
    targets = {e.get("target", "") for e in ET.fromstring(sedml(one).encode()).iter()} - {""}
    named = {target.split("'")[1] for target in targets}
    assert named == {"treated", "Marker", "seen"}
    assert named <= ids


# In a process of its own: once libsedml is imported, libsbml hands out its nodes.
READ = """
import json, sys, libsedml, libcombine
document = libsedml.readSedMLFromFile(sys.argv[1])
log = document.getErrorLog()
read = libcombine.CombineArchive()
opened = read.initializeFromArchive(sys.argv[2])
print(json.dumps({
    "errors": [log.getError(i).getMessage() for i in range(log.getNumErrors())],
    "parts": [document.getNumModels(), document.getNumTasks(), document.getNumOutputs()],
    "opened": bool(opened),
    "master": read.getMasterFile().getLocation(),
}))
"""


def test_libsedml_and_libcombine_read_it(tmp_path):
    for name in ("libsedml", "libcombine"):
        if importlib.util.find_spec(name) is None:
            pytest.skip(f"{name} is not installed")
    one = experiment()
    (tmp_path / "x.sedml").write_text(sedml(one), encoding="utf-8")
    write(one, tmp_path / "x.omex")
    command = [sys.executable, "-c", READ, str(tmp_path / "x.sedml"), str(tmp_path / "x.omex")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == {
        "errors": [],
        "parts": [2, 2, 3],
        "opened": True,
        "master": "./experiment.sedml",
    }


@pytest.mark.parametrize("start", [-1.0, float("nan"), float("inf")])
def test_treatment_before_the_infection_is_refused(start):
    one = experiment()
    with pytest.raises(MechanismError, match="must begin at an hour from 0 on"):
        course(one.model, one.scenario, one.regimen, start)
