"""Identifiers and regimens: what is told, where, and what passes."""

import pytest

from tests.small import open_small, study
from thymos.checks.identifiers import identifiers, problem
from thymos.checks.regimens import amounts, regimens
from thymos.errors import Severity
from thymos.tables import rows


def edge(*ids):
    return {
        "id": "a-b",
        "subject": {"name": "a"},
        "relation": "raises",
        "object": {"name": "b", "ids": list(ids)},
        "sign": "+",
        "evidence": [
            {
                "kind": "in vitro",
                "bears": "supports",
                "says": "B rose.",
                "cites": [{"source": "paper", "level": "abstract"}],
            }
        ],
    }


def parameter(amount):
    return {
        "id": "given",
        "given_by": "ONE",
        "population": "adults",
        "amount": amount,
        "cites": [{"source": "paper", "level": "abstract"}],
    }


def regimen(amount):
    blocks = [{"count": 2, "every_hours": 12}]
    return {
        "id": "r", "title": "as in ONE", "reports": "given", "amount_mg": amount, "doses": blocks
    }  # fmt: skip


def test_known_identifiers_pass(tmp_path):
    known = ("uniprot:P14902", "hgnc:6059", "go:0045066", "cl:0000815", "chebi:135915")
    assert list(identifiers(open_small(tmp_path, study("one"), edges=[edge(*known)]))) == []


def test_a_wrong_form_is_an_error_at_its_line(tmp_path):
    dossier = open_small(tmp_path, study("one"), edges=[edge("uniprot:P14902", "uniprot:P1490")])
    (finding,) = identifiers(dossier)
    text = (dossier.root / (finding.file or "")).read_text().splitlines()
    assert "uniprot:P1490" in text[(finding.line or 0) - 1]
    assert finding.severity is Severity.ERROR
    assert finding.message == (
        "object.ids.1: expected an identifier of the form uniprot:P14902, found uniprot:P1490"
    )


def test_the_protein_of_another_gene_is_an_error(tmp_path):
    # Both are known; but IDO1 is P14902, and P06454 is prothymosin alpha.
    mixed = edge("hgnc:6059", "uniprot:P06454")
    (finding,) = identifiers(open_small(tmp_path, study("one"), edges=[mixed]))
    assert finding.severity is Severity.ERROR
    assert finding.message == (
        "object.ids.1: expected uniprot:P14902, the protein of hgnc:6059, found uniprot:P06454"
    )


def test_several_genes_with_the_protein_of_one_of_them_pass(tmp_path):
    several = edge("hgnc:6059", "hgnc:5962", "uniprot:P14902")
    assert list(identifiers(open_small(tmp_path, study("one"), edges=[several]))) == []


def test_cells_of_the_context_are_looked_at_too(tmp_path):
    seen = edge() | {"context": {"cell": "monocyte", "cell_ids": ["cl:0000576", "cl:576"]}}
    (finding,) = identifiers(open_small(tmp_path, study("one"), edges=[seen]))
    assert finding.message == (
        "context.cell_ids.1: expected an identifier of the form cl:0000815, found cl:576"
    )


def test_one_that_the_table_lacks_is_a_warning(tmp_path):
    (finding,) = identifiers(open_small(tmp_path, study("one"), edges=[edge("go:9999999")]))
    assert finding.severity is Severity.WARNING
    assert "tables/identifiers.csv" in finding.message


@pytest.mark.parametrize(
    "wrong", ["go:45066", "cl:815", "chebi:0", "hgnc:06059", "uniprot:p14902", "gene:1", "IDO1"]
)
def test_wrong_forms(wrong):
    told = problem(wrong)
    assert told is not None
    assert told[1] is Severity.ERROR


def test_the_table_is_well_formed_and_its_pairs_agree():
    table = {row["id"]: row for row in rows("identifiers")}
    assert len(table) == len(rows("identifiers")) > 90
    for name, row in table.items():
        assert problem(name) is None
        if row["same_as"]:
            assert table[row["same_as"]]["same_as"] == name
            assert table[row["same_as"]]["name"] == row["name"]


def test_a_regimen_says_what_its_report_says(tmp_path):
    parameters = [parameter("0.8 mg or 1.6 mg")]
    dossier = open_small(tmp_path, study("one"), parameters=parameters, regimens=[regimen(1.6)])
    assert list(regimens(dossier)) == []


def test_a_regimen_of_another_amount_is_an_error(tmp_path):
    parameters = [parameter("1.6 mg")]
    dossier = open_small(tmp_path, study("one"), parameters=parameters, regimens=[regimen(16)])
    (finding,) = regimens(dossier)
    assert (finding.severity, finding.sources) == (Severity.ERROR, ("paper",))
    assert finding.message == (
        "amount_mg: expected an amount that its report states (1.6 mg), found 16 mg"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.6 mg (900 µg/m²)", ((1.6, 1.6), (0.9, 0.9))),
        ("0.8 to 6.4 mg", ((0.8, 6.4),)),
        ("3 mg a day as a page prints it", ((3.0, 3.0),)),
        ("not reported", ()),
    ],
)
def test_amounts_in_a_text(text, expected):
    assert amounts(text) == expected
