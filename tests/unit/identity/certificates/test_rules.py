"""Each rule on its own failing and passing example; and a certificate without contradiction."""

from datetime import date
from pathlib import Path

import pytest

import thymos
from thymos.dossier.certificate import read_certificate
from thymos.errors import Severity
from thymos.identity.certificates import RULES, Case, examine
from thymos.identity.certificates.verdicts import Verdict

EXAMPLES = Path(__file__).parent / "examples"
TODAY = date(2026, 11, 21)

# The worst that a rule says of its failing example, and where.
SAID = (
    ("stated_molecule", "error", "sequence"),
    ("restated_mass", "warning", "items[0]"),
    ("masses_agree", "error", "items[1]"),
    ("mass_balance", "warning", "items[0]"),
    ("counter_ion", "warning", "items[0]"),
    ("shares", "warning", "items[1]"),
    ("absorbance", "error", "items[0]"),
    ("oxidation", "error", "items[0]"),
    ("disulfide", "error", "items[0]"),
    ("sterile", "error", "items[0]"),
    ("own_limits", "error", "items[0]"),
    ("sourced_limits", "note", "items[0]"),
    ("how_measured", "warning", "items[0]"),
    ("traceable", "warning", "lot"),
    ("dates", "error", "analysed"),
)


@pytest.fixture(scope="module")
def dossier():
    return thymos.load().known


def case(dossier, name) -> Case:
    return examine(read_certificate(EXAMPLES / f"{name}.yaml"), dossier, TODAY).case


def test_every_rule_has_both_examples():
    names = {rule.__name__ for rule in RULES}
    assert names == {name for name, _, _ in SAID}
    files = {file.name for file in EXAMPLES.glob("*.yaml")} - {"good.yaml"}
    assert files == {f"{name}.{end}.yaml" for name in names for end in ("fails", "passes")}


@pytest.mark.parametrize(("name", "severity", "field"), SAID)
def test_the_failing_example_fails(dossier, name, severity, field):
    rule = next(rule for rule in RULES if rule.__name__ == name)
    found = list(rule(case(dossier, f"{name}.fails")))
    assert (found[0].severity, found[0].field) == (severity, field)
    for finding in found:
        assert finding.rule == f"certificate/{name.replace('_', '-')}"
        assert finding.reason
        assert finding.found
        assert finding.expected
        assert finding.line or finding.found == "nothing"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_passing_example_passes(dossier, rule):
    assert list(rule(case(dossier, f"{rule.__name__}.passes"))) == []


def test_a_certificate_without_contradiction(dossier):
    found = examine(read_certificate(EXAMPLES / "good.yaml"), dossier, TODAY)
    assert [f for f in found.findings if f.severity is not Severity.NOTE] == []
    first = found.judged[0]
    assert (first.candidate.compound, first.verdict) == ("thymosin-alpha-1", Verdict.CONSISTENT)
    assert first.cannot_exclude  # a quadrupole does not tell deamidation from the compound
    bare = next(j for j in found.judged if j.candidate.id.startswith("des-"))
    assert bare.verdict is Verdict.EXCLUDED


@pytest.mark.parametrize(("water", "found"), [("0.1", 0), ("3.0", 1)])
def test_without_a_limit_only_more_than_the_powder_is_told(tmp_path, water, found):
    """87.2 + 12.8 + 0.1 is rounding; + 3.0 is not. No other dossier has limits on record."""
    file = tmp_path / "a.yaml"
    file.write_text(
        "compound: Thymopentin\nitems:\n"
        '  - {item: content, value: 87.2, unit: "%"}\n'
        '  - {item: counter-ion, ion: TFA, value: 12.8, unit: "%"}\n'
        f'  - {{item: water, value: {water}, unit: "%"}}\n'
    )
    known = thymos.load("thymopentin").known
    told = examine(read_certificate(file), known, TODAY).findings
    assert [f.rule for f in told].count("certificate/mass-balance") == found
