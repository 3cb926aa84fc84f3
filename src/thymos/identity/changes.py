"""What may have happened to a peptide: changes, losses, slips of synthesis, as other peptides.

Every function takes a peptide and gives variants of it; one variant may have several forms of
one composition, when a change can sit on several residues.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from thymos.identity import sequence
from thymos.identity.formula import plus
from thymos.identity.sequence import Peptide
from thymos.tables import rows

# Shorter pieces say nothing of where they come from.
SHORTEST = 3
# Of longer chains pieces and slips are not made one by one: their number grows with the square.
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Variant:
    """Peptides of one composition that one thing that happened may give.

    id: short, for names made of parts. sites: residues, counted from 1 in the peptide before;
    0 is its N-terminus, its length plus 1 the C-terminus.
    """

    id: str
    words: str
    forms: tuple[Peptide, ...]
    sites: tuple[int, ...] = ()


def without_modification(peptide: Peptide) -> Iterator[Variant]:
    """The peptide without each of its modifications.

    >>> from thymos.identity.sequence import parse
    >>> [v.words for v in without_modification(parse("[Acetyl]-SD-[Amidated]"))]
    ['without Acetyl at the N-terminus', 'without Amidated at the C-terminus']
    """
    if peptide.n_terminus:
        bare = replace(peptide, n_terminus=None)
        yield Variant("free-n", f"without {peptide.n_terminus} at the N-terminus", (bare,), (0,))
    if peptide.c_terminus:
        bare = replace(peptide, c_terminus=None)
        place = len(peptide) + 1
        yield Variant(
            "free-c", f"without {peptide.c_terminus} at the C-terminus", (bare,), (place,)
        )
    for place, name in peptide.modified:
        rest = tuple(pair for pair in peptide.modified if pair[0] != place)
        at = f"{peptide.sequence[place - 1]}{place}"
        bare = replace(peptide, modified=rest)
        yield Variant(f"free-{at.lower()}", f"without {name} on {at}", (bare,), (place,))


def changed(peptide: Peptide) -> Iterator[Variant]:
    """The peptide after each change of the table that it has a site for.

    >>> from thymos.identity.sequence import parse
    >>> [(v.id, v.sites) for v in changed(parse("[Acetyl]-SDKN"))][:2]
    [('deamidated', (4,)), ('imide', (2,))]
    """
    for row in rows("changes"):
        places = sites_of(peptide, row["sites"])
        if places:
            forms = tuple(modified_at(peptide, place, row["modification"]) for place in places)
            yield Variant(row["id"], row["words"], forms, places)


def impossible(peptide: Peptide) -> tuple[tuple[str, str], ...]:
    """Changes of the table that the peptide has no site for, with the sites they would need.

    >>> from thymos.identity.sequence import parse
    >>> dict(impossible(parse("[Acetyl]-SDKN")))["oxidised"]
    'M W C H'
    """
    return tuple(
        (row["id"], row["sites"]) for row in rows("changes") if not sites_of(peptide, row["sites"])
    )


def sites_of(peptide: Peptide, sites: str) -> tuple[int, ...]:
    """Places of a peptide that a list of sites names: free ends and unmodified residues."""
    taken = {place for place, _ in peptide.modified}
    found: list[int] = []
    wanted = sites.split()
    first, free = peptide.sequence[0], peptide.n_terminus is None and 1 not in taken
    if free and ("^" in wanted or f"^{first}" in wanted):
        found.append(0)
    found += [
        place
        for place, letter in enumerate(peptide.sequence, start=1)
        if letter in wanted and place not in taken
    ]
    if peptide.c_terminus is None and "$" in wanted:
        found.append(len(peptide) + 1)
    return tuple(found)


def modified_at(peptide: Peptide, place: int, name: str) -> Peptide:
    """The peptide with a modification at a place; 0 and length plus 1 are the ends."""
    if place == 0:
        return replace(peptide, n_terminus=name)
    if place == len(peptide) + 1:
        return replace(peptide, c_terminus=name)
    return replace(peptide, modified=tuple(sorted((*peptide.modified, (place, name)))))


def truncated(peptide: Peptide) -> Iterator[Variant]:
    """The peptide shortened from either end.

    From the N-terminus both with a free end (cut later) and, where the whole chain carries a
    group there, with that group (capped in synthesis, which runs from the C-terminus). A chain
    of more than 200 residues is not cut: no more than its ends could be told from its mass.
    """
    size = len(peptide)
    if size > LONGEST:
        return
    for lost in range(1, size - SHORTEST + 1):
        free = cut(peptide, lost + 1, size)
        words = f"residues {lost + 1} to {size}"
        yield Variant(f"{lost + 1}-{size}", words, (free,))
        if peptide.n_terminus and "^" in sequence.sites(peptide.n_terminus):
            capped = replace(free, n_terminus=peptide.n_terminus)
            tail = f"{words}, with {peptide.n_terminus} at its N-terminus"
            yield Variant(f"{lost + 1}-{size}-capped", tail, (capped,))
    for kept in range(size - 1, SHORTEST - 1, -1):
        yield Variant(f"1-{kept}", f"residues 1 to {kept}", (cut(peptide, 1, kept),))


def cut(peptide: Peptide, first: int, last: int) -> Peptide:
    """Residues `first` to `last`; an end group stays only with its own end.

    >>> from thymos.identity.sequence import parse
    >>> cut(parse("[Acetyl]-SDM[Oxidation]A"), 2, 3).proforma
    'DM[Oxidation]'
    """
    return Peptide(
        peptide.sequence[first - 1 : last],
        peptide.n_terminus if first == 1 else None,
        peptide.c_terminus if last == len(peptide) else None,
        tuple((p - first + 1, name) for p, name in peptide.modified if first <= p <= last),
    )


def deleted(peptide: Peptide) -> Iterator[Variant]:
    """The peptide with one inner residue left out, once for each sort of residue.

    The first and the last residue are left to `truncated`.
    """
    for letter, places in _inner(peptide):
        forms = tuple(_without(peptide, place) for place in places)
        yield Variant(f"less-{letter.lower()}", f"with one {_name(letter)} left out", forms, places)


def doubled(peptide: Peptide) -> Iterator[Variant]:
    """The peptide with one residue built in twice, once for each sort of residue."""
    if len(peptide) > LONGEST:
        return
    for letter, places in _sorts(peptide):
        forms = tuple(_twice(peptide, place) for place in places)
        yield Variant(f"twice-{letter.lower()}", f"with one {_name(letter)} twice", forms, places)


def isomers(peptide: Peptide) -> Iterator[Variant]:
    """Other peptides of the very same composition: the end group, or one residue, elsewhere.

    An acetyl group weighs what glutamate weighs more than serine, so a chain without the group
    and with one such exchange has the same atoms.

    >>> from thymos.identity.sequence import parse
    >>> [v.words for v in isomers(parse("[Acetyl]-SDK"))]
    ['with Acetyl on a residue, not at its N-terminus', 'with E for S, and no Acetyl']
    """
    name = peptide.n_terminus
    if name is None:
        return
    bare = replace(peptide, n_terminus=None)
    sites = tuple(place for place in sites_of(bare, _amines(name)) if place)
    if sites:
        forms = tuple(modified_at(bare, place, name) for place in sites)
        words = f"with {name} on a residue, not at its N-terminus"
        yield Variant("elsewhere", words, forms, sites)
    if len(peptide) > LONGEST:
        return
    group = dict(sequence.change(name))
    for old, places in _sorts(bare):
        for row in rows("residues"):
            new = row["code"]
            if plus(sequence.residue(new)) == _or_none(old, group):
                forms = tuple(_exchanged(bare, place, new) for place in places)
                words = f"with {new} for {old}, and no {name}"
                yield Variant(f"{old.lower()}-to-{new.lower()}", words, forms, places)


def _amines(name: str) -> str:
    """Residues on which a group that caps an N-terminus is found without being put there."""
    return " ".join(site for row in rows("changes") if row["modification"] == name
                    for site in row["sites"].split())  # fmt: skip


def _or_none(letter: str, group: dict[str, int]) -> dict[str, int] | None:
    try:
        return plus(sequence.residue(letter), group)
    except ValueError:
        return None


def _sorts(peptide: Peptide) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Each sort of unmodified residue with its places, in order of first appearance."""
    taken = {place for place, _ in peptide.modified}
    for letter in dict.fromkeys(peptide.sequence):
        places = tuple(
            place
            for place, one in enumerate(peptide.sequence, start=1)
            if one == letter and place not in taken
        )
        if places:
            yield letter, places


def _inner(peptide: Peptide) -> Iterator[tuple[str, tuple[int, ...]]]:
    if not SHORTEST < len(peptide) <= LONGEST:
        return
    for letter, places in _sorts(peptide):
        inner = tuple(place for place in places if 1 < place < len(peptide))
        if inner:
            yield letter, inner


def _without(peptide: Peptide, place: int) -> Peptide:
    letters = peptide.sequence
    return replace(
        peptide,
        sequence=letters[: place - 1] + letters[place:],
        modified=_moved(peptide, place, -1),
    )


def _twice(peptide: Peptide, place: int) -> Peptide:
    letters = peptide.sequence
    return replace(
        peptide, sequence=letters[:place] + letters[place - 1 :], modified=_moved(peptide, place, 1)
    )


def _moved(peptide: Peptide, place: int, by: int) -> tuple[tuple[int, str], ...]:
    return tuple((p + by if p > place else p, name) for p, name in peptide.modified)


def _exchanged(peptide: Peptide, place: int, letter: str) -> Peptide:
    letters = peptide.sequence
    return replace(peptide, sequence=letters[: place - 1] + letter + letters[place:])


def _name(letter: str) -> str:
    return next(row["name"] for row in rows("residues") if row["code"] == letter)
