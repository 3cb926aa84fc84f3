"""A peptide from its ProForma string: composition, formula, masses.

The part of ProForma 2 (LeDuc et al. 2022, J Proteome Res 21:1189) that linear peptides need:
one-letter residues, a modification at either end (`[Acetyl]-SEQ`, `SEQ-[Amidated]`) and on a
residue (`M[Oxidation]`). Anything else is refused by name rather than read wrongly.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from thymos.tables import rows

Weights = Literal["monoisotopic", "abridged2021", "conventional1999"]

_ELEMENTS = ("C", "H", "N", "O", "S")
_AROMATIC = frozenset("FWYH")
_PROFORMA = re.compile(r"^(?:\[([^\]]+)\]-)?((?:[A-Z](?:\[[^\]]+\])?)+)(?:-\[([^\]]+)\])?$")
_RESIDUE = re.compile(r"([A-Z])(?:\[([^\]]+)\])?")


@cache
def _compositions(table: str, key: str) -> Mapping[str, tuple[int, ...]]:
    return {row[key]: tuple(int(row[e]) for e in _ELEMENTS) for row in rows(table)}


@dataclass(frozen=True, slots=True)
class Peptide:
    """A linear peptide with at most one modification at each end and on each residue."""

    sequence: str
    n_terminus: str | None
    c_terminus: str | None
    modified: tuple[tuple[int, str], ...] = ()

    def __len__(self) -> int:
        return len(self.sequence)

    @property
    def aromatic_residues(self) -> int:
        """How many residues have an aromatic ring that absorbs at 280 nm or is histidine's."""
        return sum(residue in _AROMATIC for residue in self.sequence)

    @property
    def cysteines(self) -> int:
        """How many cysteines: without two there is no disulfide bond."""
        return self.sequence.count("C")


def parse(proforma: str) -> Peptide:
    """Read a ProForma string.

    Raises ValueError, naming the part that cannot be read.

    >>> parse("[Acetyl]-SDAAVDTSSEITTKDLKEKKEVVEEAEN").n_terminus
    'Acetyl'
    >>> parse("SDXA")
    Traceback (most recent call last):
    ...
    ValueError: 'X' is no residue of the twenty common amino acids
    """
    match = _PROFORMA.match(proforma)
    if not match:
        raise ValueError(f"'{proforma}' is no ProForma string that is read here")
    n_term, body, c_term = match.groups()
    known, modifications = _compositions("residues", "code"), _compositions("modifications", "name")
    letters, modified = [], []
    for position, (letter, modification) in enumerate(_RESIDUE.findall(body), start=1):
        if letter not in known:
            raise ValueError(f"'{letter}' is no residue of the twenty common amino acids")
        letters.append(letter)
        if modification:
            modified.append((position, modification))
    for name in (n_term, c_term, *(name for _, name in modified)):
        if name and name not in modifications:
            raise ValueError(f"'{name}' is no modification of the table")
    return Peptide("".join(letters), n_term, c_term, tuple(modified))


def composition(peptide: Peptide) -> dict[str, int]:
    """Atoms of the neutral molecule, elements in Hill order, zeros left out.

    >>> composition(parse("GG"))
    {'C': 4, 'H': 8, 'N': 2, 'O': 3}
    """
    residues, modifications = (
        _compositions("residues", "code"),
        _compositions("modifications", "name"),
    )
    parts = [residues[letter] for letter in peptide.sequence]
    names = (peptide.n_terminus, peptide.c_terminus, *(name for _, name in peptide.modified))
    parts += [modifications[name] for name in names if name]
    water = dict(zip(_ELEMENTS, (0, 2, 0, 1, 0), strict=True))
    total = {e: water[e] + sum(p[i] for p in parts) for i, e in enumerate(_ELEMENTS)}
    return {element: count for element, count in total.items() if count}


def formula(atoms: Mapping[str, int]) -> str:
    """The Hill formula.

    >>> formula({"C": 4, "H": 8, "N": 2, "O": 3})
    'C4H8N2O3'
    """
    return "".join(f"{element}{count if count > 1 else ''}" for element, count in atoms.items())


def mass(atoms: Mapping[str, int], weights: Weights = "abridged2021") -> float:
    """Mass in daltons, by the weights table named; `monoisotopic` is one of the tables.

    >>> atoms = composition(parse("[Acetyl]-SDAAVDTSSEITTKDLKEKKEVVEEAEN"))
    >>> round(mass(atoms), 3), round(mass(atoms, "conventional1999"), 4)
    (3108.315, 3108.2755)
    >>> round(mass(atoms, "monoisotopic"), 4)
    3106.5041
    """
    table = {row["symbol"]: float(row[weights]) for row in rows("elements")}
    return sum(table[element] * count for element, count in atoms.items())
