"""The tables of atoms and groups, against another package's; and the page that explains them."""

import doctest
import re
from pathlib import Path

import pytest
from pyteomics import proforma
from pyteomics.mass import nist_mass

from tests.unit.identity.molecules import MASSES
from thymos.identity import sequence
from thymos.identity.ions import adducts
from thymos.tables import rows

PAGE = Path(__file__).parents[3] / "docs" / "methods" / "identity.md"


def test_isotopes_are_those_of_another_table():
    for row in rows("isotopes"):
        mass, share = nist_mass[row["symbol"]][int(row["number"])]
        assert float(row["mass"]) == pytest.approx(mass, abs=2e-6)
        assert float(row["share"]) == share


def test_shares_of_an_element_sum_to_one_and_lie_in_the_natural_range():
    shares: dict[str, float] = {}
    for row in rows("isotopes"):
        shares[row["symbol"]] = shares.get(row["symbol"], 0.0) + float(row["share"])
        # The trace isotope of sulfur was rated anew between the two sources.
        if row["low"] and (row["symbol"], row["number"]) != ("S", "36"):
            assert float(row["low"]) <= float(row["share"]) <= float(row["high"])
    assert all(total == pytest.approx(1, abs=1e-9) for total in shares.values())


@pytest.mark.rival
def test_groups_and_their_sites_are_those_of_unimod():
    pyopenms = pytest.importorskip("pyopenms", reason="not installed", exc_type=ImportError)
    known = pyopenms.ModificationsDB()
    where = {0: "{}", 1: "{}$", 2: "^{}", 3: "{}$", 4: "^{}"}
    found: dict[str, set[str]] = {row["name"]: set() for row in rows("modifications")}
    changes = {}
    for number in range(known.getNumberOfModifications()):
        one = known.getModification(number)
        if one.getId() in found:
            letter = one.getOrigin().replace("X", "")
            found[one.getId()].add(where[int(one.getTermSpecificity())].format(letter))
            changes[one.getId()] = one.getDiffMonoMass(), one.getUniModAccession()
    letters = {row["code"] for row in rows("residues")}
    for row in rows("modifications"):
        mass, accession = changes[row["name"]]
        assert accession == f"UniMod:{row['unimod']}"
        ours = sequence.mass(sequence.change(row["name"]), "monoisotopic")
        assert ours == pytest.approx(mass, abs=1e-4)
        theirs = {site for site in found[row["name"]] if set(site) - set("^$") <= letters}
        assert set(row["sites"].split()) == theirs, row["name"]


@pytest.mark.parametrize("row", MASSES, ids=lambda row: row[0])
def test_another_reader_of_proforma_reads_the_same(row):
    ours = sequence.parse(row[1])
    residues, tags = proforma.parse(row[1])
    assert "".join(letter for letter, _ in residues) == ours.sequence
    ends = [tags[end][0].value if tags[end] else None for end in ("n_term", "c_term")]
    assert ends == [ours.n_terminus, ours.c_terminus]
    placed = [(i, m[0].value) for i, (_, m) in enumerate(residues, start=1) if m]
    assert placed == list(ours.modified)


def test_every_change_is_a_modification_that_may_stand_where_it_is_said_to():
    names = {row["name"] for row in rows("modifications")}
    for row in rows("changes"):
        assert row["modification"] in names
        allowed = set(sequence.sites(row["modification"]))
        for site in row["sites"].split():
            assert site in allowed or ("^" in allowed and site[0] == "^"), row["id"]


def test_adducts_of_the_issue_are_there():
    assert {a.id for a in adducts()} == {"Na", "K", "NH4", "TFA", "acetate", "acetonitrile"}


def test_the_examples_of_the_page_run_and_its_links_lead_somewhere():
    found = doctest.testfile(str(PAGE), module_relative=False)
    assert (found.attempted >= 4, found.failed) == (True, 0)
    links = re.findall(r"\]\(([^)#]+)\)", PAGE.read_text("utf-8"))
    assert [link for link in links if not (PAGE.parent / link).exists()] == []
