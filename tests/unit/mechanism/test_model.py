"""A model from records and equations: what must agree, and what is told where it does not."""

import numpy as np
import pytest

from tests.unit.mechanism.small import EQUATIONS, RECORD, made
from thymos.errors import MechanismError, UnknownRecord
from thymos.mechanism.annotations import address
from thymos.mechanism.model import build, changed, doses, load
from thymos.mechanism.sbml_text import compiled
from thymos.mechanism.units import declare, name_of
from thymos.records.model import Model, Regimen, Scale, Setting
from thymos.records.source import Source, SourceKind

libsbml = pytest.importorskip("libsbml")
pytest.importorskip("antimony")


def document(model):
    return libsbml.readSBMLFromString(model.sbml).getModel()


def test_values_come_from_the_records_and_structure_from_the_equations():
    model = made()
    sbml = document(model)
    values = {p.getId(): p.getValue() for p in sbml.getListOfParameters() if p.getConstant()}
    assert values == {"k_out": 0.3, "k_up": 0.01}
    assert model.species == ("Drug", "Marker")
    assert sbml.getReaction("loss").getKineticLaw().getFormula() == "k_out * Drug"
    assert made(k_out=0.35).digest != model.digest


def test_the_sbml_says_what_its_parts_mean_and_that_it_is_theory():
    sbml = document(made())
    term = sbml.getSpecies("Marker").getCVTerm(0)
    assert term.getBiologicalQualifierType() == libsbml.BQB_IS
    assert term.getResourceURI(0) == "https://identifiers.org/uniprot:P14902"
    assert sbml.getSpecies("Marker").getSBOTermID() == "SBO:0000252"
    assert "Theory, not evidence." in sbml.getNotesString()
    assert sbml.getParameter("k_up").getName() == "rise of the marker"


def test_every_parameter_bears_its_unit_its_ranges_and_its_source_in_the_sbml():
    label = Source(id="label", kind=SourceKind.LABEL, title="A label", pmid="7")
    paper = Source(id="paper", kind=SourceKind.ARTICLE, title="A core", doi="10.1000/core")
    cites = [{"source": "paper", "level": "abstract"}, {"source": "lost", "level": "abstract"}]
    record = Model.model_validate(RECORD | {"cites": cites})
    sbml = document(build(record, EQUATIONS, (), {"label": label, "paper": paper}))
    loss, rise = sbml.getParameter("k_out"), sbml.getParameter("k_up")
    assert (loss.getUnits(), rise.getUnits()) == ("per_hour", "dimensionless")
    assert (
        "Published. Unit: 1/h. Stated range 0.2 to 0.4, wide range 0.1 to 0.9, both assumed "
        "(log-uniform). Source: A label (n.d.)."
    ) in loss.getNotesString()
    assert "Assumed. Stated range 0.001 to 0.1" in rise.getNotesString()
    assert loss.getCVTerm(0).getResourceURI(0) == "https://identifiers.org/pubmed:7"
    assert rise.getNumCVTerms() == 0
    derived = sbml.getCVTerm(0)
    assert derived.getModelQualifierType() == libsbml.BQM_IS_DERIVED_FROM
    assert derived.getResourceURI(0) == "https://identifiers.org/doi:10.1000/core"
    assert sbml.getNumCVTerms() == 1


@pytest.mark.parametrize(
    ("unit", "named", "bases"),
    [
        ("1/h", "per_hour", [("second", -1, 0, 3600.0)]),
        ("L/h", "litre_per_hour", [("litre", 1, 0, 1.0), ("second", -1, 0, 3600.0)]),
        ("µg·h/L", "microgram_hour_per_litre",
         [("gram", 1, -6, 1.0), ("second", 1, 0, 3600.0), ("litre", -1, 0, 1.0)]),
        ("L", "litre", None),  # which SBML has of its own
        (None, "dimensionless", None),
    ],
)  # fmt: skip
def test_units_are_defined_in_the_words_of_sbml(unit, named, bases):
    sbml = libsbml.SBMLDocument(3, 2)
    model = sbml.createModel()
    assert declare(model, unit) == declare(model, unit) == named
    defined = model.getUnitDefinition(named)
    if bases is None:
        assert defined is None
        return
    found = [defined.getUnit(i) for i in range(defined.getNumUnits())]
    assert [
        (libsbml.UnitKind_toString(u.getKind()), u.getExponent(), u.getScale(), u.getMultiplier())
        for u in found
    ] == bases
    assert sbml.checkConsistency() == 0


@pytest.mark.parametrize("unit", ["cells", "1/fortnight", "h/L/h"])
def test_a_unit_of_other_words_is_left_to_the_note(unit):
    assert name_of(unit) is None


def test_the_same_record_gives_the_same_text():
    assert made().sbml == made().sbml


def test_ranges_stand_in_the_order_of_the_records():
    table = made().parameters
    assert table.ids == ("k_out", "k_up")
    assert [list(end) for end in table.range("stated")] == [[0.2, 0.001], [0.4, 0.1]]
    assert [list(end) for end in table.range("wide")] == [[0.1, 0.0001], [0.9, 1.0]]
    assert table.laws == ("log-uniform", "uniform")


def test_settings_and_factors_change_a_copy():
    table = made().parameters
    given = np.array([[0.3, 0.01], [0.2, 0.02]])
    changes: list[Scale | Setting] = [
        Scale(parameter="k_out", factor=2),
        Setting(parameter="k_up", value=0),
    ]
    assert changed(table, given, changes).tolist() == [[0.6, 0.0], [0.4, 0.0]]
    assert given.tolist() == [[0.3, 0.01], [0.2, 0.02]]
    with pytest.raises(UnknownRecord, match=r"no parameter of the model is called 'k_aut'.* k_out"):
        changed(table, given, [Setting(parameter="k_aut", value=1)])


def test_doses_of_a_regimen_start_where_asked():
    blocks = [{"count": 2, "every_hours": 12}, {"count": 1, "every_hours": 24}]
    one = {"id": "a", "title": "A", "reports": "b", "amount_mg": 1.6, "doses": blocks}
    hours, amounts = doses(Regimen.model_validate(one), start=5)
    assert hours.tolist() == [5, 17, 29]
    assert amounts.tolist() == [1600, 1600, 1600]


@pytest.mark.parametrize(
    ("equations", "reason"),
    [
        (EQUATIONS.replace("k_up*Drug", "k_up*Drug*k_new"), "the parameter k_new has no record"),
        (
            EQUATIONS.replace("k_up*Drug", "Drug"),
            "no parameter k_up, which the model decay records",
        ),
        (EQUATIONS.replace("; k_out*Drug", "; k_out*"), r"decay\.ant:4: .*unexpected end"),
        # Found where values were added: a line that the file does not have is not told.
        (EQUATIONS.replace("k_out*Drug", "f(k_out)*Drug"), r"^decay\.ant: 'f' was used as a func"),
        (EQUATIONS.replace("end\n", ""), "expected one model that closes with 'end', found 0"),
        (EQUATIONS + EQUATIONS.replace("decay", "again"), "found 2"),
        ('\nimport "other.ant"\n' + EQUATIONS, "decay.ant:2: expected equations in one file"),
        (EQUATIONS.replace("loss:", 'import/**/"other.ant"; loss:'), "found 'import'"),
    ],
)
def test_equations_that_do_not_fit_are_one_line_with_their_file(equations, reason):
    with pytest.raises(MechanismError, match=reason) as told:
        build(Model.model_validate(RECORD), equations)
    assert "\n" not in str(told.value)
    assert str(told.value).startswith("decay.ant")


def test_names_that_none_bears_are_told_with_the_nearest():
    for ask in ("scenario", "variant", "regimen"):
        with pytest.raises(UnknownRecord, match=f"no {ask} is called 'il'"):
            getattr(made(), ask)("il")
    with pytest.raises(UnknownRecord, match="did you mean ill"):
        made().scenario("il")


def test_a_dossier_without_a_model_is_told(tmp_path):
    from tests.small import open_small, study

    dossier = open_small(tmp_path, study("one"))
    with pytest.raises(MechanismError, match="holds no model as of"):
        load(dossier)


def test_a_missing_extra_is_told_with_what_to_install(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "antimony", None)
    with pytest.raises(MechanismError, match=r'antimony .*pip install "thymos\[mechanism\]"'):
        compiled(EQUATIONS, "decay.ant")


@pytest.mark.parametrize(
    ("curie", "expected"),
    [("go:0045066", "GO:0045066"), ("hgnc:6059", "hgnc:6059"), ("chebi:135915", "CHEBI:135915")],
)
def test_addresses_have_the_form_that_the_registry_resolves(curie, expected):
    assert address(curie) == f"https://identifiers.org/{expected}"
