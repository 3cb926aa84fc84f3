"""SBML as a system: what its parts become, and what is refused, by name and place."""

import numpy as np
import pytest

from tests.unit.mechanism.written import antimony, sbml
from thymos.errors import MechanismError
from thymos.mechanism.ensemble import simulate
from thymos.mechanism.sbml import read

libsbml = pytest.importorskip("libsbml")


def rates(system, t=0.0, **parameters):
    """The rate of each state at the start, by id."""
    from thymos.mechanism.program import run

    table = system.parameters(1, **parameters)
    found = run(system.rate_program, system.columns(table, np.array([t]), system.initial(table)))
    return {name: float(np.squeeze(x)) for name, x in zip(system.state_ids, found, strict=True)}


def changed(text, change):
    """The SBML of a model after a change by libsbml."""
    document = libsbml.readSBMLFromString(sbml(text))
    change(document.getModel())
    return libsbml.writeSBMLToString(document)


def test_states_parameters_and_computed_quantities_are_told_apart():
    system = read(
        sbml("A -> B; k*A*f\n f := 1 + A\n s' = 2*k\n A = 3; B = 1; k = 0.5; s = 4; q = 9")
    )
    assert system.state_ids == ("s", "A", "B")
    assert {"k", "q"} <= set(system.parameter_ids)
    assert [each.id for each in system.assigned if each.id == "f"] == ["f"]
    assert rates(system) == {"s": 1.0, "A": -6.0, "B": 6.0}
    assert rates(system, k=1.0)["A"] == -12.0


def test_starting_values_are_computed_from_each_patients_parameters():
    system = read(sbml("-> A; -k*A\n A = 2*k + c\n c = k^2\n k = 3"))
    assert system.derived_ids == ("c",)
    assert system.initial(system.parameters(2, k=[3, 1])).tolist() == [[15], [3]]
    assert system.derived(system.parameters(2, k=[3, 1])).tolist() == [[9], [1]]


def test_a_constant_that_rests_on_a_starting_state_is_computed_after_it():
    system = read(sbml("-> A; c\n A = k\n c = 2*A\n k = 3"))
    assert rates(system, k=5.0) == {"A": 10.0}


def test_own_parameters_of_a_kinetic_law_bear_its_name():
    def own(model):
        law = model.getReaction(0).getKineticLaw()
        parameter = law.createLocalParameter()
        parameter.setId("k")
        parameter.setValue(7.0)

    system = read(changed("J: A -> ; k*A\n A = 1; k = 2", own))
    assert system.parameters(1)[0, system.parameter("J.k")] == 7.0
    assert rates(system) == {"A": -7.0}


def test_concentrations_are_amounts_over_the_volume():
    text = "compartment V = 4; species A in V, B in V\n A -> B; k*A*V\n A = 3; B = 0; k = 0.5"
    system = read(sbml(text))
    assert system.initial(system.parameters(1)).tolist() == [[12.0, 0.0]]  # amounts
    assert rates(system) == {"A": -6.0, "B": 6.0}
    half = system.parameters(1, V=2.0)
    assert system.initial(half).tolist() == [[6.0, 0.0]]
    found = system.observe(["A", "[A]"], half, np.zeros(1), system.initial(half)[:, None])
    assert found.tolist() == [[[6.0, 3.0]]]


def test_species_in_amounts_alone_stand_for_amounts():
    def amounts(model):
        for species in model.getListOfSpecies():
            species.setHasOnlySubstanceUnits(True)

    text = "compartment V = 4; species A in V\n A -> ; k*A\n A = 3; k = 0.5"
    assert rates(read(changed(text, amounts))) == {"A": -6.0}


def test_boundary_and_constant_species_are_not_changed_by_reactions():
    system = read(sbml("$A -> B; k*A\n A = 3; B = 0; k = 0.5"))
    assert system.state_ids == ("B",)
    assert rates(system) == {"B": 1.5}


def test_stoichiometry_counts():
    system = read(sbml("2 A -> 3 B; k*A\n A = 1; B = 0; k = 0.5"))
    assert rates(system) == {"A": -1.0, "B": 1.5}


def test_conversion_factors_turn_extent_into_substance():
    def factor(model):
        model.setConversionFactor("k")

    system = read(changed("A -> ; 2*A\n A = 1; k = 0.5", factor))
    assert rates(system) == {"A": -1.0}


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("2^3^2", 512.0),
        ("-2^2", -4.0),
        ("x^(-2)", 0.25),
        ("x^0.5", 2**0.5),
        ("x^h", 2**1.5),
        ("1/(1/x)", 2.0),
        ("max(x, 3, 1) - min(x, 3)", 1.0),
        ("piecewise(1, x < 1, 5, x < 3, 9)", 5.0),
        ("piecewise(1, x > 2, 4)", 4.0),
        ("exp(ln(x)) + log10(100) + sqrt(16)", 8.0),
        ("ceil(1.2) + floor(-1.2) + abs(-x)", 2.0),
        ("factorial(4)", 24.0),
        ("sec(0) + csc(pi/2) + cot(pi/4)", 3.0),
        ("sech(0) + arcsec(1) + arccot(1)*4/pi", 2.0),
        ("arcsin(sin(0.3)) + arccos(cos(0.3)) + arctan(tan(0.3))", 0.9),
        ("arcsinh(sinh(0.3)) + arccosh(cosh(0.3)) + arctanh(tanh(0.3))", 0.9),
        ("time + x", 9.0),
        ("piecewise(1, x == 2 && !(x != 2) || x > 7, 0)", 1.0),
        ("x*0 + exponentiale - exp(1)", 0.0),
    ],
)
def test_formulas(formula, expected):
    system = read(sbml(f"x = 2; h = 1.5\n S' = {formula}\n S = 0"))
    assert rates(system, t=7.0)["S"] == pytest.approx(expected, abs=1e-12)
    for engine in ("compiled", "plain"):
        runs = simulate(
            read(sbml(f"x = 2; h = 1.5\n S' = ({formula})*piecewise(1, time >= 7, 0)\n S = 0")),
            [7.0, 7.0 + 1e-9], engine=engine,
        )  # fmt: skip
        assert runs.states[0, 1, 0] * 1e9 == pytest.approx(expected, rel=1e-5, abs=1e-6)


def test_functions_are_written_out_and_their_arguments_hide_names():
    text = "function g(a)\n a^2\nend\nfunction f(k, y)\n g(k)*y\nend\n"
    document = text + "model m()\n S' = f(3, k)\n S = 0; k = 5\nend\n"
    antimony.clearPreviousLoads()
    assert antimony.loadAntimonyString(document) >= 0
    assert rates(read(antimony.getSBMLString("m"))) == {"S": 45.0}


def with_algebra(model):
    rule = model.createAlgebraicRule()
    rule.setMetaId("balance")
    rule.setMath(libsbml.parseL3Formula("A - k"))


def without_law(model):
    model.getReaction(0).unsetKineticLaw()


def with_constraint(model):
    model.createConstraint().setMath(libsbml.parseL3Formula("A < 5"))


def with_delay(model):
    math = libsbml.parseL3Formula("delay(A, 1)")
    model.getReaction(0).getKineticLaw().setMath(math)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (with_algebra, "m: not supported: algebraic rule balance"),
        (without_law, "m: reaction 'J': not supported: has no kinetic law"),
        (with_constraint, "m: not supported: constraints"),
        (with_delay, "m: reaction 'J': not supported: the operation 'delay' (delay)"),
    ],
)
def test_what_is_not_supported_is_refused_by_name_and_place(change, message):
    with pytest.raises(MechanismError) as error:
        read(changed("J: A -> ; k*A\n A = 1; k = 2", change))
    assert str(error.value) == message


def test_a_formula_of_too_many_steps_within_each_other_is_refused():
    wide = "+".join("k" for _ in range(150))
    assert read(sbml(f"J: A -> ; A*({wide})\n A = 1; k = 2")).state_ids == ("A",)
    deep = "+".join("k" for _ in range(2000))
    with pytest.raises(MechanismError, match="of more than 200 operations within each other"):
        read(sbml(f"J: A -> ; A*({deep})\n A = 1; k = 2"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("E: at (A > 2): A = 1", "m: event 'E': not supported: a trigger that is not one"),
        ("E: at (time > A): A = 1", "m: event 'E': not supported: a trigger that is not one"),
        ("E: at (time == 2): A = 1", "m: event 'E': not supported: a trigger that is not one"),
        ("E: at 2 after (time > 2): A = A + 1", "m: event 'E': not supported: a delay"),
        ("x' = rateOf(A); x = 0", "m: rule of 'x': not supported: the operation"),
    ],
)
def test_events_that_no_time_triggers_are_refused(text, message):
    with pytest.raises(MechanismError) as error:
        read(sbml(f"J: A -> ; k*A\n A = 1; k = 2\n {text}"))
    assert str(error.value).startswith(message)


def test_an_error_of_the_document_is_told_with_its_line():
    with pytest.raises(MechanismError, match=r"^model: line \d+: not valid SBML: "):
        read("<sbml/>")
    with pytest.raises(MechanismError, match=r"^model: line \d+: not valid SBML: "):
        read("not XML at all")


def test_a_fast_reaction_and_a_required_package_are_refused():
    old = sbml("J: A -> ; k*A\n A = 1; k = 2").replace(
        'reversible="true"', 'reversible="true" fast="true"'
    )
    old = old.replace("level3/version2", "level3/version1").replace('version="2"', 'version="1"')
    with pytest.raises(MechanismError, match="not supported: the fast reaction 'J'"):
        read(old)
    package = "http://www.sbml.org/sbml/level3/version1/comp/version1"
    needs = sbml("x = 1").replace("<sbml ", f'<sbml xmlns:comp="{package}" comp:required="true" ')
    with pytest.raises(MechanismError, match="the package 'comp', which the model requires"):
        read(needs)


def test_a_circle_of_definitions_is_refused():
    def circle(model):
        for target, formula in (("x", "y + 1"), ("y", "x + 1")):
            rule = model.createAssignmentRule()
            rule.setVariable(target)
            rule.setMath(libsbml.parseL3Formula(formula))

    with pytest.raises(MechanismError, match="defined by itself: x -> y -> x"):
        read(changed("var x, y", circle))


def test_a_name_that_stands_for_nothing_is_refused():
    def stranger(model):
        model.getReaction(0).getKineticLaw().setMath(libsbml.parseL3Formula("k*Z"))

    with pytest.raises(MechanismError, match="nothing has the id 'Z'"):
        read(changed("J: A -> ; k*A\n A = 1; k = 2", stranger))


def strange_species(model):
    model.getReaction(0).getReactant(0).setSpecies("Z")


def strange_rule(model):
    rule = model.createRateRule()
    rule.setVariable("Z")
    rule.setMath(libsbml.parseL3Formula("k"))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (strange_species, "m: reaction 'J': not supported: nothing has the id 'Z'"),
        (strange_rule, "m: rule of 'Z': nothing that can be set has this id"),
    ],
)
def test_parts_that_name_what_is_not_there_are_refused(change, message):
    with pytest.raises(MechanismError) as error:
        read(changed("J: A -> ; k*A\n A = 1; k = 2", change))
    assert str(error.value) == message


def test_a_parameter_without_a_value_must_be_given_one():
    def unset(model):
        model.getParameter("k").unsetValue()

    system = read(changed("J: A -> ; k*A\n A = 1; k = 2", unset))
    with pytest.raises(MechanismError, match="parameter 'k' of patient 0: expected a finite"):
        simulate(system, [1.0])
    assert simulate(system, [1.0], system.parameters(1, k=0.0)).states.tolist() == [[[1.0]]]


def test_level_2_is_read_like_level_3():
    document = libsbml.readSBMLFromString(sbml("2 A -> B; k*A\n A = 3; B = 1; k = 0.5"))
    assert document.setLevelAndVersion(2, 4, False)
    assert rates(read(libsbml.writeSBMLToString(document))) == {"A": -3.0, "B": 1.5}


def test_times_of_events_follow_the_parameters_and_the_sign_of_the_comparison():
    system = read(sbml("-> A; 0\n A = 0; t1 = 2\n"
                       "Eb: at (2*(t1 - time) < 1): A = A + 1\n"
                       "Ec: at (time > t1), t0=true: A = A + 10\n"
                       "Ed: at (time >= 0), t0=false: A = A + 100\n"
                       "Ee: at (time >= 0), t0=true: A = A + 1000\n"))  # fmt: skip
    runs = simulate(system, [0.0, 1.5, 1.6, 2.0, 2.1])
    assert runs.state("A").tolist() == [[100, 100, 101, 101, 111]]
