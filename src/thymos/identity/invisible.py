"""What a mass does not show of a peptide, in sentences that its own sequence gives."""

from __future__ import annotations

from thymos.identity import changes
from thymos.identity.sequence import Peptide

_MORE_THAN = 3


def invisible(peptide: Peptide) -> tuple[str, ...]:
    """What another molecule of the very same mass may differ in; general limits come last.

    >>> from thymos.identity.sequence import parse
    >>> invisible(parse("AG"))[0]
    'The order of the residues: any other order weighs the same.'
    """
    told = ["The order of the residues: any other order weighs the same."]
    told += _end_group(peptide)
    acids = _places(peptide, "D")
    if acids:
        told.append(
            f"Isoaspartate in place of aspartate ({acids}): the same atoms, bound otherwise."
        )
    branched = _places(peptide, "LI")
    if branched:
        told.append(f"Leucine in place of isoleucine, or the reverse ({branched}).")
    told.append("Mirror images: D-amino acids weigh what L-amino acids weigh.")
    told.append("How much there is, how pure it is, and whether it is sterile.")
    return tuple(told)


def _end_group(peptide: Peptide) -> list[str]:
    """Where a group sits that could also be elsewhere, or be an exchange of residues."""
    name = peptide.n_terminus
    if name is None:
        return []
    others = [variant.words for variant in changes.isomers(peptide)]
    if not others:
        return []
    ways = "; ".join(others)
    return [f"Where {name} sits: the same atoms make a chain {ways}. Fragments can tell."]


def _places(peptide: Peptide, letters: str) -> str:
    """`D2, D6 and D15`; how many there are, where they are many."""
    found = [f"{one}{i}" for i, one in enumerate(peptide.sequence, start=1) if one in letters]
    if len(found) > _MORE_THAN + 1:
        return f"{len(found)} residues"
    return " and ".join((", ".join(found[:-1]), found[-1])) if len(found) > 1 else "".join(found)
