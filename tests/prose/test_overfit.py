"""The check knows no compound: under a made-up name the same lines are flagged."""

import re
from datetime import date

import pytest

import thymos
from benchmarks.prose import overfit
from benchmarks.prose.corpus import pages
from benchmarks.prose.overfit import differences, made_up, naming, renamed, renamed_text
from thymos.dossier.read import read
from thymos.prose.check import Checker, Report
from thymos.prose.entities import Lexicon
from thymos.verdict.judge import judge_all

FOLDER = {
    "dossier.yaml": """\
schema_version: 1
id: velotide
title: Velotide alpha-2 in sepsis
subject: velotide-alpha-2
compiled: 2026-05-31
summary: A peptide that exists in tests only.
""",
    "theme.yaml": """\
compounds:
  - id: velotide-alpha-2
    name: Velotide alpha-2
    kind: peptide
    role: subject
    names:
      - {text: velofasin, kind: INN}
      - {text: Vα2, kind: abbreviation}
    described: Velotide alpha-2 is a peptide of ten amino acids.
    cites: [{source: label, level: primary}]
  - id: velotide-beta-3
    name: Velotide beta-3
    kind: peptide
    role: look-alike
    names: [{text: VB-700, kind: code}]
    described: Another peptide.
    told_apart: It is a shorter peptide than velotide alpha-2.
    cites: [{source: label, level: primary}]
sources:
  - {id: label, kind: regulator, issued: 2020}
statuses:
  - {id: us-none, jurisdiction: US, authority: FDA, kind: not approved,
     what: The FDA has not approved it., cites: [{source: label, level: primary}]}
claims:
  - id: us-approved
    text: It is approved in the United States.
    kind: regulatory
    test: {status: {jurisdiction: US, what: approval, expect: in force}}
""",
}

PAGE = """\
# Velofasin, told plainly

Velotide α-2 is approved by the FDA in the United States.
VELOTIDE-ALPHA 2 (velofasin, also Vα2 or Va2) was studied in sepsis.
VB-700 is another name for velotide alpha-2.
The valve of the vial is velvet.
"""


@pytest.fixture(scope="module")
def dossier(tmp_path_factory):
    root = tmp_path_factory.mktemp("velotide")
    for name, text in FOLDER.items():
        (root / name).write_text(text, "utf-8")
    return read(root, today=date(2026, 6, 1), cache=False)


@pytest.fixture(scope="module")
def judged(dossier):
    return judge_all(dossier)


def test_every_spelling_is_renamed_and_nothing_else(dossier):
    text = renamed_text(PAGE, Lexicon(dossier))
    assert len(text) == len(PAGE)
    assert text == PAGE.replace("Velofasin", "Getonadiw").replace("velofasin", "getonadiw").replace(
        "Velotide", "Getofime"
    ).replace("VELOTIDE-ALPHA", "GETOFIME-ALPHA").replace("velotide", "getofime").replace(
        "Vα2", "Gα2"
    ).replace("Va2", "Ga2").replace("VB-700", "GB-700")


def test_the_dossier_bears_the_made_up_names_and_no_other(dossier):
    new = renamed(dossier)
    told = [new.head.title, new.head.summary]
    for one in new.compounds.values():
        told += [one.name, one.described or "", one.told_apart or "", *(n.text for n in one.names)]
    assert not re.search(r"velofasin|velotide|VB-700|Vα2", " ".join(told), re.IGNORECASE)
    assert [c.name for c in new.compounds.values()] == ["Getofime alpha-2", "Getofime beta-3"]
    assert new.compounds["velotide-alpha-2"].described.startswith("Getofime alpha-2 is")
    assert Lexicon(new).names_subject("A study of getofime α2.")
    assert not Lexicon(new).names_subject("A study of velotide α2.")


def test_names_that_tell_what_a_thing_is_are_kept():
    assert made_up("Acetyl-velotide sulfate vaccine") == "Acetyl-getofime sulfate vaccine"


def test_the_same_lines_are_flagged_under_another_name(dossier, judged):
    text = PAGE
    flagged = overfit.flags(Checker(dossier, judged), text, "markdown")
    assert 3 in {line for line, *_ in flagged}
    assert list(differences([("page", text, "markdown")], dossier, judged)) == []


class Knowing(Checker):
    """A checker that says nothing unless it is about the compound that it was made for."""

    def check(self, document, file, budget=None):
        knows = "velotide" in document.text
        return super().check(document, file, budget) if knows else Report((), ())


def test_a_check_that_knows_its_compound_is_found_out(dossier, judged):
    found = list(differences([("page", PAGE, "markdown")], dossier, judged, make=Knowing))
    assert found
    assert {one.only for one in found} == {"real"}
    assert str(found[0]).startswith("only real")


def test_lines_of_the_training_that_name_a_compound_are_counted():
    lines = ["{S} lowers deaths.", "BCG was given at birth.", "The trial was small."]
    assert list(naming(lines, ("bcg-tuberculosis",))) == [("bcg-tuberculosis", lines[1])]


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.parametrize("name", sorted({page.dossier for page in pages("development")}))
def test_the_development_pages_are_flagged_alike_under_other_names(name):
    opened = thymos.load(name)
    texts = [(p.path.name, p.text, p.form) for p in pages("development") if p.dossier == name]
    assert [str(one) for one in differences(texts, opened.known, opened.judged)] == []
