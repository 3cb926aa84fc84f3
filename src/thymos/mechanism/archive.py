"""One experiment as a COMBINE archive: SBML, SED-ML, and what they are, for any simulator.

Formats: SED-ML Level 1 Version 4 (Smith et al. 2021, J Integr Bioinform 18:20210021), OMEX
(Bergmann et al. 2014, BMC Bioinformatics 15:369), KiSAO for the solver. The same experiment
gives the same bytes. Theory, not evidence.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from thymos.dossier.write import write_atomic
from thymos.mechanism import THEORY
from thymos.mechanism.course import TREATED, course
from thymos.mechanism.model import Model
from thymos.records.model import Readout, Regimen, Scenario, Setting, Variant

SEDML = "http://sed-ml.org/sed-ml/level1/version4"
SBML = "http://www.sbml.org/sbml/level3/version2/core"
MATHML = "http://www.w3.org/1998/Math/MathML"
OMEX = "http://identifiers.org/combine.specifications/omex-manifest"
SPECIFICATIONS = "http://identifiers.org/combine.specifications"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
DCTERMS = "http://purl.org/dc/terms/"

MODEL_FILE, EXPERIMENT_FILE = "model.xml", "experiment.sedml"
ARMS: tuple[tuple[str, str, int], ...] = (("treated", "with", 1), ("untreated", "without", 0))
# CVODE, and its relative and absolute tolerances.
SOLVER = "KISAO:0000019"
TOLERANCES = (("KISAO:0000211", "1e-8"), ("KISAO:0000209", "1e-10"))
# The first day that a zip archive can bear: archives of one experiment are equal byte by byte.
DAY = (1980, 1, 1, 0, 0, 0)
HERE = "."


@dataclass(frozen=True, slots=True)
class Experiment:
    """A scenario with and without a regimen; start_hour: when treatment begins after infection.

    variants: readings of the model that are set.
    """

    model: Model
    scenario: Scenario
    regimen: Regimen
    start_hour: float
    variants: tuple[Variant, ...] = ()

    @property
    def sets(self) -> tuple[Setting, ...]:
        """What the variants set, in order."""
        return tuple(each for variant in self.variants for each in variant.sets)

    @property
    def end_hour(self) -> float:
        """The last hour, counted from the infection, on the next whole hour."""
        return float(int(self.start_hour + self.scenario.horizon_hours))

    @property
    def title(self) -> str:
        """Scenario and regimen in words."""
        read = "".join(f"; {each.title}" for each in self.variants)
        return f"{self.model.record.title}. {self.scenario.title}, {self.regimen.title}{read}"


def write(experiment: Experiment, path: Path) -> None:
    """Write an experiment as an archive, whole or not at all. Raises OutputError."""
    write_atomic(path, archive(experiment))


def archive(experiment: Experiment) -> bytes:
    """An experiment as the bytes of an archive."""
    asked = experiment
    sbml = course(asked.model, asked.scenario, asked.regimen, asked.start_hour, asked.sets)
    files = (
        ("manifest.xml", _manifest()),
        (MODEL_FILE, sbml),
        (EXPERIMENT_FILE, sedml(experiment)),
        ("metadata.rdf", _metadata(experiment)),
        ("README.md", _readme(experiment)),
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in files:
            made.writestr(zipfile.ZipInfo(name, DAY), text, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def sedml(experiment: Experiment) -> str:
    """Both arms of an experiment over one course of hours, with a report and a plot each."""
    root = ET.Element("sedML", {"xmlns": SEDML, "xmlns:sbml": SBML, "level": "1", "version": "4"})
    notes = ET.SubElement(root, "notes")
    ET.SubElement(
        notes, "p", xmlns="http://www.w3.org/1999/xhtml"
    ).text = f"{THEORY.capitalize()}. {experiment.title}."
    models = ET.SubElement(root, "listOfModels")
    for arm, word, value in ARMS:
        made = ET.SubElement(
            models, "model", id=f"model_{arm}", name=f"{word} the regimen",
            language="urn:sedml:language:sbml.level-3.version-2", source=MODEL_FILE,
        )  # fmt: skip
        target = f"{_path('Parameter', TREATED)}/@value"
        changes = ET.SubElement(made, "listOfChanges")
        ET.SubElement(changes, "changeAttribute", target=target, newValue=str(value))
    _simulation(ET.SubElement(root, "listOfSimulations"), experiment.end_hour)
    tasks = ET.SubElement(root, "listOfTasks")
    for arm, _, _ in ARMS:
        ET.SubElement(
            tasks, "task", id=arm, modelReference=f"model_{arm}", simulationReference="course"
        )
    generators = ET.SubElement(root, "listOfDataGenerators")
    outputs = ET.SubElement(root, "listOfOutputs")
    _generators(generators, experiment)
    _report(outputs, experiment.model.record.readouts)
    _plots(outputs, experiment.model.record.readouts)
    return _text(root)


def _simulation(parent: ET.Element, end: float) -> None:
    made = ET.SubElement(
        parent, "uniformTimeCourse", id="course", initialTime="0", outputStartTime="0",
        outputEndTime=f"{end:g}", numberOfSteps=f"{end:g}",
    )  # fmt: skip
    solver = ET.SubElement(made, "algorithm", kisaoID=SOLVER)
    options = ET.SubElement(solver, "listOfAlgorithmParameters")
    for name, value in TOLERANCES:
        ET.SubElement(options, "algorithmParameter", kisaoID=name, value=value)


def _generators(parent: ET.Element, experiment: Experiment) -> None:
    """Time and each readout, for each arm."""
    states = {state.id for state in experiment.model.record.states}
    for arm, word, _ in ARMS:
        time = {"symbol": "urn:sedml:symbol:time"}
        _generator(parent, f"time_{arm}", f"hours after the infection, {word}", arm, time)
        for readout in experiment.model.record.readouts:
            kind = "Species" if readout.of in states else "Parameter"
            target = {"target": _path(kind, readout.of)}
            _generator(parent, _name(readout, arm), f"{readout.what}, {word}", arm, target)


def _generator(
    parent: ET.Element, name: str, words: str, task: str, target: dict[str, str]
) -> None:
    made = ET.SubElement(parent, "dataGenerator", id=name, name=words)
    variables = ET.SubElement(made, "listOfVariables")
    ET.SubElement(variables, "variable", {"id": f"of_{name}", "taskReference": task, **target})
    math = ET.SubElement(made, "math", xmlns=MATHML)
    ET.SubElement(math, "ci").text = f"of_{name}"


def _report(parent: ET.Element, readouts: tuple[Readout, ...]) -> None:
    made = ET.SubElement(parent, "report", id="readouts", name=f"every readout: {THEORY}")
    sets = ET.SubElement(made, "listOfDataSets")
    for arm, word, _ in ARMS:
        names = [("time", f"time_{arm}"), *((r.id, _name(r, arm)) for r in readouts)]
        for label, name in names:
            ET.SubElement(
                sets, "dataSet", id=f"set_{name}", label=f"{label}, {word}", dataReference=name
            )


def _plots(parent: ET.Element, readouts: tuple[Readout, ...]) -> None:
    for readout in readouts:
        name = f"plot_{_name(readout, 'arms')}"
        made = ET.SubElement(parent, "plot2D", id=name, name=f"{readout.what}: {THEORY}")
        curves = ET.SubElement(made, "listOfCurves")
        for arm, word, _ in ARMS:
            ET.SubElement(
                curves, "curve", id=f"{name}_{arm}", name=word, xDataReference=f"time_{arm}",
                yDataReference=_name(readout, arm),
            )  # fmt: skip


def _name(readout: Readout, arm: str) -> str:
    return f"{readout.id.replace('-', '_').replace('.', '_')}_{arm}"


def _path(kind: str, name: str) -> str:
    plural = kind if kind == "Species" else f"{kind}s"
    return f"/sbml:sbml/sbml:model/sbml:listOf{plural}/sbml:{kind.lower()}[@id='{name}']"


def _manifest() -> str:
    root = ET.Element("omexManifest", xmlns=OMEX)
    for location, form in _contents():
        more = {"master": "true"} if location == f"./{EXPERIMENT_FILE}" else {}
        ET.SubElement(root, "content", {"location": location, "format": form, **more})
    return _text(root)


def _contents() -> Iterator[tuple[str, str]]:
    yield HERE, f"{SPECIFICATIONS}/omex"
    yield "./manifest.xml", f"{SPECIFICATIONS}/omex-manifest"
    yield f"./{MODEL_FILE}", f"{SPECIFICATIONS}/sbml.level-3.version-2"
    # Without its version, since readers of archives know those up to 3; the file itself tells it.
    yield f"./{EXPERIMENT_FILE}", f"{SPECIFICATIONS}/sed-ml"
    yield "./metadata.rdf", f"{SPECIFICATIONS}/omex-metadata"
    yield "./README.md", "http://purl.org/NET/mediatypes/text/markdown"


def _metadata(experiment: Experiment) -> str:
    root = ET.Element("rdf:RDF", {"xmlns:rdf": RDF, "xmlns:dcterms": DCTERMS})
    about = ET.SubElement(root, "rdf:Description", {"rdf:about": HERE})
    ET.SubElement(about, "dcterms:title").text = experiment.title
    ET.SubElement(about, "dcterms:description").text = f"{THEORY.capitalize()}."
    return _text(root)


def _readme(experiment: Experiment) -> str:
    note = experiment.scenario.note or ""
    return (
        f"# {experiment.title}\n\n**{THEORY.capitalize()}.** {experiment.model.record.text}\n\n"
        f"{experiment.scenario.text} {note}\n\n"
        f"The infection is at hour 0; with the regimen, treatment begins at hour "
        f"{experiment.start_hour:g}. Doses are a report of what was given, never a "
        f"recommendation. `{EXPERIMENT_FILE}` runs both arms, `{MODEL_FILE}` holds the model "
        f"with every value; parameters marked Assumed in its notes have no source.\n"
    )


def _text(root: ET.Element) -> str:
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'
