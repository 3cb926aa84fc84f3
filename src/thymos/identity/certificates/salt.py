"""What a fully protonated salt of a peptide weighs: arithmetic on its basic groups."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from thymos.identity import sequence
from thymos.identity.formula import mass, read
from thymos.identity.sequence import Peptide
from thymos.records.certificate import Ion

# The acid that a base takes up: the anion with its proton.
ACIDS: tuple[tuple[Ion, str, str], ...] = (
    ("TFA", "trifluoroacetic acid", "C2HF3O2"),
    ("acetate", "acetic acid", "C2H4O2"),
    ("chloride", "hydrogen chloride", "HCl"),
)
BASIC = frozenset("KRH")


@dataclass(frozen=True, slots=True)
class Salt:
    """A salt with one acid on each basic group: shares of its mass, as fractions."""

    ion: Ion
    acid: str
    bases: int
    content: float
    share: float


def basic_groups(peptide: Peptide) -> int:
    """Lysines, arginines, histidines, and a free end of the chain.

    >>> basic_groups(sequence.parse("[Acetyl]-SDKK")), basic_groups(sequence.parse("SDKK"))
    (2, 3)
    """
    side = sum(letter in BASIC for letter in peptide.sequence)
    return side + (peptide.n_terminus is None)


def salts(peptide: Peptide) -> tuple[Salt, ...]:
    """The salts of a peptide with the acids of the table: the most that each can hold.

    Content is peptide by mass of the salt, before water. A real powder may hold less acid, as a
    partial salt or with sodium, and so more peptide; it holds more peptide only then.

    >>> found = salts(sequence.parse("[Acetyl]-SDAAVDTSSEITTKDLKEKKEVVEEAEN"))
    >>> [(salt.ion, round(100 * salt.content, 1)) for salt in found]
    [('TFA', 87.2), ('acetate', 92.8), ('chloride', 95.5)]
    """
    bases = basic_groups(peptide)
    own = mass(sequence.composition(peptide))
    made = []
    for ion, acid, formula in ACIDS:
        taken = bases * _weight(formula)
        made.append(Salt(ion, acid, bases, own / (own + taken), taken / (own + taken)))
    return tuple(made)


@cache
def _weight(formula: str) -> float:
    return mass(read(formula))
