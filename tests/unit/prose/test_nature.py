"""What sort of thing a page calls the subject, and what it says it is made from."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from thymos.dossier.read import read
from thymos.errors import Finding
from thymos.prose.entities import Lexicon
from thymos.prose.page import open_page
from thymos.prose.rules import nature

FOLDER = """\
schema_version: 1
id: made
title: Velotide
subject: velotide
compiled: 2026-05-31
summary: It exists in tests only.
"""
RECORDS = """\
compounds:
  - id: velotide
    name: Velotide
    kind: {kind}
    role: subject
    names: [{{text: velofasin, kind: INN}}]
    described: {described}
    cites: [{{source: label, level: primary}}]
sources:
  - {{id: label, kind: regulator, issued: 2020}}
"""
PEPTIDE = ("peptide", "A peptide of the thymus. The medicine is made by synthesis.")
LIVE = ("biological product", "A vaccine of live bacilli, given against an infection.")
EPSOM = ("small molecule", "A salt of calcium and sulfuric acid.")
SALT = ("small molecule", "A salt of a metal and an acid.")
OLD = ("small molecule", "An established medicine for a fever, taken by mouth.")
PROTEIN = ("biological product", "A protein that makes the blood dissolve clots.")

Flags = Callable[[tuple[str, str], str], Iterator[Finding]]


@pytest.fixture
def flags(tmp_path: Path) -> Flags:
    def check(record: tuple[str, str], text: str) -> Iterator[Finding]:
        (tmp_path / "dossier.yaml").write_text(FOLDER, "utf-8")
        told = RECORDS.format(kind=record[0], described=record[1])
        (tmp_path / "theme.yaml").write_text(told, "utf-8")
        dossier = read(tmp_path, today=date(2026, 6, 1), cache=False)
        return nature.check(open_page(text, dossier, (), Lexicon(dossier)))

    return check


WRONG = (
    (PEPTIDE, "Velotide is a steroid hormone."),
    (PEPTIDE, "Velotide is an anabolic steroid made in the thymus."),
    (PEPTIDE, "Velotide is a monoclonal antibody."),
    (PEPTIDE, "Velotide is popular. It is basically a vitamin."),
    (PEPTIDE, "Velofasin is extracted from pig thymus."),
    (PEPTIDE, "Velofasin comes from the thymus glands of calves."),
    (PEPTIDE, "Velofasin is made by recombinant bacteria."),
    (LIVE, "Velotide is a virus that has been weakened."),
    (LIVE, "Velotide is an inactivated vaccine."),
    (LIVE, "Velotide is given once. What goes into the arm is a dead culture of the bacillus."),
    (PEPTIDE, "Velofasin is dear. The lots on sale are purified from slaughtered calves."),
    (LIVE, "Velotide is given to babies. It contains dead bacteria that have been ground up."),
    (LIVE, "Velotide is an antibiotic against the infection."),
    (SALT, "Velotide is an antibiotic."),
    (SALT, "Velotide is a vitamin."),
    (OLD, "Velotide is a steroid that calms inflammation."),
    (OLD, "Velotide is an antibiotic."),
    (OLD, "Velotide is a protein."),
    (PROTEIN, "Velotide is a vaccine."),
    (PROTEIN, "Velotide is a synthetic small molecule."),
    (PEPTIDE, "Velofasin is a calf thymus extract."),
    (LIVE, "Velotide is made from a weakened virus."),
    (EPSOM, "Velotide is a salt of calcium and citric acid."),
    (EPSOM, "Velotide is infused. The stuff in the drip is calcium oxide."),
)
RIGHT = (
    (PEPTIDE, "Velotide is a peptide hormone."),
    (PEPTIDE, "Velotide is not a steroid."),
    (PEPTIDE, "Is velotide a steroid?"),
    (PEPTIDE, "Some sellers call velotide a steroid."),
    (PEPTIDE, "Velotide was given alongside steroids."),
    (PEPTIDE, "Velotide is a steroid-sparing medicine."),
    (PEPTIDE, "Velotide is an antibody enhancer in old people."),
    (PEPTIDE, "Velotide is used with a vaccine."),
    (PEPTIDE, "Velotide was first isolated from calf thymus."),
    (PEPTIDE, "Velofasin is made by synthesis."),
    (
        PEPTIDE,
        "Velotide has been studied. Dexamethasone is a steroid. It is a steroid of the clinic.",
    ),
    (LIVE, "Velotide is a live attenuated vaccine."),
    (LIVE, "Velotide contains live bacteria that have been weakened."),
    (LIVE, "Velotide does not contain dead bacteria."),
    (LIVE, "Velotide is made of bacilli of cattle."),
    (SALT, "Velotide is a mineral."),
    (SALT, "Velotide is a salt."),
    (OLD, "Velotide is an old drug."),
    (OLD, "If velotide were an antibiotic, it would be stopped after a week."),
    (PROTEIN, "Velotide is an enzyme made by bacteria."),
    (PROTEIN, "Velotide is a protein from streptococci."),
    (PEPTIDE, "Velofasin is not a calf thymus extract."),
    (LIVE, "Velotide is made from a weakened bacillus."),
    (EPSOM, "Velotide is a salt of calcium and sulphuric acid."),
    (EPSOM, "Velotide is infused. The stuff in the drip is calcium sulfate."),
)


@pytest.mark.parametrize(("record", "text"), WRONG)
def test_another_sort(flags, record, text):
    (finding,) = flags(record, text)
    assert (finding.rule, finding.severity.value, finding.sources) == (
        "identity", "error", ("label",)
    )  # fmt: skip
    assert finding.expected == record[1]


@pytest.mark.parametrize(("record", "text"), RIGHT)
def test_left_alone(flags, record, text):
    assert list(flags(record, text)) == []
