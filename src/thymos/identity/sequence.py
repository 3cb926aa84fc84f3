"""A peptide from its ProForma string: composition, formula, masses.

The part of ProForma 2 (LeDuc et al. 2022, J Proteome Res 21:1189) that linear peptides need:
one-letter residues, and a modification at either end (`[Acetyl]-SEQ`, `SEQ-[Amidated]`) and on a
residue (`M[Oxidation]`), by Unimod name, by accession (`UNIMOD:35`) or as a formula
(`Formula:C2H2O`). Anything else is refused by name rather than read wrongly.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from thymos.identity import formula as _formula
from thymos.identity.formula import Atoms, Weights, formula, mass
from thymos.tables import rows

__all__ = ["Atoms", "Peptide", "Weights", "composition", "formula", "mass", "parse", "residue"]

WATER: Atoms = MappingProxyType({"H": 2, "O": 1})
# The longest chain known is titin's, of some 35,000 residues.
LONGEST = 40_000
_AROMATIC = frozenset("FWYH")
_TAG = r"\[([^\[\]]*)\]"
_PROFORMA = re.compile(rf"(?:{_TAG}-)?((?:[A-Z](?:{_TAG})?)+)(?:-{_TAG})?")
_RESIDUE = re.compile(rf"([A-Z])(?:{_TAG})?")
# What ProForma 2 also has, by its first sign, and why it is not read here.
_REFUSED: tuple[tuple[str, str], ...] = (
    (r"[\[\]]*[+-]?\d", "a mass without a composition has no isotopes"),
    (r"glycan:|g:|gno:", "a glycan is no part of what is read here"),
    (r"m:|mod:|r:|resid:|x:|xlmod:|obs:", "only Unimod and formulas are read here"),
    (r".*#", "groups, links between chains and branches are not read here"),
)
_ELSEWHERE: tuple[tuple[str, str], ...] = (
    ("<", "isotope labels and global modifications are not read here"),
    ("{", "labile modifications are not read here"),
    ("(", "ranges and ambiguous orders are not read here"),
    ("?", "a modification of unknown place has no single structure"),
    ("/", "a charge is no part of a molecule; leave it out"),
)


@cache
def _residues() -> Mapping[str, Atoms]:
    kept = {
        row["code"]: {e: int(row[e]) for e in ("C", "H", "N", "O", "S") if row[e] != "0"}
        for row in rows("residues")
    }
    return MappingProxyType(kept)


@cache
def _modifications() -> Mapping[str, tuple[Atoms, tuple[str, ...]]]:
    """Change and sites of each modification, by its name."""
    read = _formula.read
    table = rows("modifications")
    return MappingProxyType(
        {r["name"]: (read(r["change"]), tuple(r["sites"].split())) for r in table}
    )


@dataclass(frozen=True, slots=True)
class Peptide:
    """A linear peptide with at most one modification at each end and on each residue."""

    sequence: str
    n_terminus: str | None = None
    c_terminus: str | None = None
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

    @property
    def proforma(self) -> str:
        """The peptide written in ProForma.

        >>> parse("[U:Acetyl]-AM[UNIMOD:35]-[Amidated]").proforma
        '[Acetyl]-AM[Oxidation]-[Amidated]'
        """
        on = dict(self.modified)
        body = "".join(
            letter + (f"[{on[place]}]" if place in on else "")
            for place, letter in enumerate(self.sequence, start=1)
        )
        first = f"[{self.n_terminus}]-" if self.n_terminus else ""
        return first + body + (f"-[{self.c_terminus}]" if self.c_terminus else "")


def parse(proforma: str) -> Peptide:
    """Read a ProForma string.

    Raises ValueError in one line, naming the part that cannot be read.

    >>> parse("[Acetyl]-SDAAVDTSSEITTKDLKEKKEVVEEAEN").n_terminus
    'Acetyl'
    >>> parse("SDXA")
    Traceback (most recent call last):
    ...
    ValueError: 'X' is no residue of the twenty common amino acids
    """
    match = _PROFORMA.fullmatch(proforma)
    if not match:
        raise ValueError(_unread(proforma))
    first, body, _, last = match.groups()
    letters, modified = [], []
    for place, (letter, tag) in enumerate(_tagged(body), start=1):
        if letter not in _residues():
            raise ValueError(f"'{letter}' is no residue of the twenty common amino acids")
        letters.append(letter)
        if tag is not None:
            modified.append((place, _named(tag)))
    if len(letters) > LONGEST:
        raise ValueError(f"a chain of {len(letters)} residues is longer than any known")
    ends = [None if tag is None else _named(tag) for tag in (first, last)]
    peptide = Peptide("".join(letters), ends[0], ends[1], tuple(modified))
    _fits(peptide)
    return peptide


def residue(letter: str) -> Atoms:
    """The atoms of a residue inside a chain. Raises ValueError for an unknown letter."""
    if letter not in _residues():
        raise ValueError(f"'{letter}' is no residue of the twenty common amino acids")
    return _residues()[letter]


def change(name: str) -> Atoms:
    """What a modification adds to the molecule, and takes away.

    >>> change("Acetyl"), change("Formula:C2H2O")
    ({'C': 2, 'H': 2, 'O': 1}, {'C': 2, 'H': 2, 'O': 1})
    """
    if name.startswith("Formula:"):
        return _formula.read(name.removeprefix("Formula:"))
    return _modifications()[name][0]


def sites(name: str) -> tuple[str, ...]:
    """Where a modification may stand, as the table tells it; nothing for a bare formula."""
    return () if name.startswith("Formula:") else _modifications()[name][1]


def composition(peptide: Peptide) -> dict[str, int]:
    """Atoms of the neutral molecule, elements in Hill order, zeros left out.

    >>> composition(parse("GG"))
    {'C': 4, 'H': 8, 'N': 2, 'O': 3}
    """
    names = (peptide.n_terminus, peptide.c_terminus, *(name for _, name in peptide.modified))
    changes = [change(name) for name in names if name]
    counted = ((letter, peptide.sequence.count(letter)) for letter in set(peptide.sequence))
    chain = [_formula.times(_residues()[letter], number) for letter, number in counted]
    return _formula.plus(WATER, *chain, *changes)


def _tagged(body: str) -> Iterator[tuple[str, str | None]]:
    for match in _RESIDUE.finditer(body):
        yield match[1], match[2]


def _named(tag: str) -> str:
    """The name of a modification in brackets. Raises ValueError."""
    # What follows a bar is a second description or a remark for readers.
    text = tag.split("|", maxsplit=1)[0].strip()
    for start, why in _REFUSED:
        if re.match(start, text, re.IGNORECASE):
            raise ValueError(f"'{tag}' cannot be read: {why}")
    head, colon, rest = text.partition(":")
    if colon and head.lower() == "formula":
        atoms = _formula.read(rest)
        return "Formula:" + "".join(f"{e}{n if n != 1 else ''}" for e, n in atoms.items())
    name = rest.strip() if colon and head.lower() in ("u", "unimod") else text
    numbers = {row["unimod"]: row["name"] for row in rows("modifications")}
    lower = {known.lower(): known for known in _modifications()}
    found = numbers.get(name) if colon else None
    found = found or lower.get(name.lower())
    if found is None:
        raise ValueError(f"'{tag}' is no modification of the table")
    return found


def _fits(peptide: Peptide) -> None:
    """Raise ValueError for a modification where nothing of the kind can stand."""
    first, last = f"^{peptide.sequence[0]}", f"{peptide.sequence[-1]}$"
    placed = [(name, peptide.sequence[place - 1], place) for place, name in peptide.modified]
    checks = [(name, {letter, *_end(place, len(peptide), letter)}, f"{letter}{place}")
              for name, letter, place in placed]  # fmt: skip
    if peptide.n_terminus:
        checks.append((peptide.n_terminus, {"^", first}, "the N-terminus"))
    if peptide.c_terminus:
        checks.append((peptide.c_terminus, {"$", last}, "the C-terminus"))
    for name, here, where in checks:
        if sites(name) and not here & set(sites(name)):
            raise ValueError(f"'{name}' does not stand on {where}; expected {_listed(name)}")


def _end(place: int, length: int, letter: str) -> Iterator[str]:
    if place == 1:
        yield f"^{letter}"
    if place == length:
        yield f"{letter}$"


def _listed(name: str) -> str:
    words = {"^": "the N-terminus", "$": "the C-terminus"}
    told = [words.get(s) or s.replace("^", "an N-terminal ").replace("$", " at the C-terminus")
            for s in sites(name)]  # fmt: skip
    return " or ".join((", ".join(told[:-1]), told[-1])) if len(told) > 1 else told[0]


def _unread(proforma: str) -> str:
    """Why a whole string is no ProForma that is read here."""
    shown = proforma if len(proforma) <= 60 else proforma[:57] + "..."
    bare = re.sub(r"\[[^\[\]]*\]", "", proforma)
    for sign, why in _ELSEWHERE:
        if sign in bare:
            return f"{shown!r} cannot be read: {why}"
    return f"{shown!r} is no ProForma string that is read here"
