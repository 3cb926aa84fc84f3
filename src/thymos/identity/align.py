"""Two sequences side by side: where they agree, and how much of that chance would give."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from statistics import median

# A match against a mismatch and a gap: plain identity. Substitution tables weigh kinship between
# proteins; here the question is only which letters are the same.
_MATCH, _MISMATCH, _GAP = 2, -1, -2
# Longer chains than these are not aligned: the table grows with both.
LONGEST = 500
# Rotations are thinned out so that no more cells than these are filled for one comparison.
_MOST_CELLS = 2_000_000
_FEWEST_ROTATIONS = 5


@dataclass(frozen=True, slots=True)
class Alignment:
    """Two sequences of equal width, with `-` where one has nothing."""

    one: str
    two: str

    @property
    def same(self) -> tuple[bool, ...]:
        """For each column, whether both have the same residue."""
        return tuple(a == b for a, b in zip(self.one, self.two, strict=True))

    @property
    def matches(self) -> int:
        """In how many columns both have the same residue."""
        return sum(self.same)

    @property
    def run(self) -> int:
        """The longest stretch of columns in which they agree."""
        marks = "".join("x" if same else " " for same in self.same)
        return max(map(len, marks.split()), default=0)


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where a sequence departs from another.

    place: the residue of the right sequence, counted from 1, at which it does; for letters put
    in, the residue before. right and found hold the letters, empty where there is none.
    """

    place: int
    right: str
    found: str

    @property
    def words(self) -> str:
        """As a sentence part.

        >>> Difference(23, "V", "E").words, Difference(5, "V", "").words
        ('residue 23 is E, not V', 'V5 is missing')
        """
        if not self.found:
            return f"{self.right}{self.place} is missing"
        if not self.right:
            return f"{self.found} is put in after residue {self.place}"
        return f"residue {self.place} is {self.found}, not {self.right}"


def align(one: str, two: str) -> Alignment:
    """The best alignment from end to end (Needleman & Wunsch 1970, J Mol Biol 48:443).

    The shorter chain lies where it fits best: before and behind it gaps cost nothing, but it
    never hangs over. Raises ValueError for chains of more than 500 residues.

    >>> align("SDAAV", "SDAV")
    Alignment(one='SDAAV', two='SD-AV')
    """
    if max(len(one), len(two)) > LONGEST:
        raise ValueError(f"expected chains of at most {LONGEST:,} residues")
    score = _scores(one, two)
    i, j = len(one), len(two)
    first, second = [], []
    while i and j:
        step = _score(one[i - 1], two[j - 1])
        if score[i][j] == score[i - 1][j - 1] + step:
            i, j = i - 1, j - 1
            first.append(one[i])
            second.append(two[j])
        elif score[i][j] == score[i - 1][j] + _gap(j, two, one):
            i -= 1
            first.append(one[i])
            second.append("-")
        else:
            j -= 1
            first.append("-")
            second.append(two[j])
    top = one[:i] + "-" * j
    bottom = "-" * i + two[:j]
    return Alignment(top + "".join(reversed(first)), bottom + "".join(reversed(second)))


def differences(right: str, found: str) -> tuple[Difference, ...]:
    """Where a printed sequence departs from the right one, in order.

    >>> [d.words for d in differences("KKEVVEEAEN", "KKEVEEEAEN")]
    ['residue 5 is E, not V']
    """
    told: list[Difference] = []
    place = 0
    for a, b in zip(*_columns(right, found), strict=True):
        place += a != "-"
        if a != b:
            told.append(Difference(place, a.strip("-"), b.strip("-")))
    return tuple(told)


@cache
def by_chance(one: str, two: str) -> int:
    """How many matches unrelated chains of these residues show: the median over rotations.

    Each rotation of the second chain has its residues and none of its order; no random number
    is drawn, so the answer never moves. Of long chains rotations at even steps are taken.

    >>> by_chance("AAAA", "AAAA"), by_chance("AAAA", "GGGG")
    (4, 0)
    """
    affordable = max(_FEWEST_ROTATIONS, _MOST_CELLS // max(1, len(one) * len(two)))
    step = max(1, len(two) // affordable)
    turned = (two[k:] + two[:k] for k in range(1, len(two), step))
    found = [align(one, other).matches for other in turned]
    return int(median(found)) if found else align(one, two).matches


def _columns(right: str, found: str) -> tuple[str, str]:
    """Equal lengths are compared letter by letter unless a shift explains far more.

    So are chains too long to align, from their first residue on.
    """
    if max(len(right), len(found)) > LONGEST:
        wide = max(len(right), len(found))
        return right.ljust(wide, "-"), found.ljust(wide, "-")
    plain = sum(a != b for a, b in zip(right, found, strict=False))
    shifted = align(right, found)
    if len(right) == len(found) and plain <= len(shifted.one) - shifted.matches:
        return right, found
    return shifted.one, shifted.two


def _score(a: str, b: str) -> int:
    return _MATCH if a == b else _MISMATCH


def _gap(place: int, gapped: str, other: str) -> int:
    """What a gap in a chain costs behind its residue `place`: nothing outside a shorter one."""
    return 0 if place in (0, len(gapped)) and len(gapped) < len(other) else _GAP


def _scores(one: str, two: str) -> list[list[int]]:
    rows, columns = len(one), len(two)
    score = [[0] * (columns + 1) for _ in range(rows + 1)]
    for j in range(1, columns + 1):
        score[0][j] = score[0][j - 1] + _gap(0, one, two)
    for i in range(1, rows + 1):
        above, here, letter = score[i - 1], score[i], one[i - 1]
        beside = _gap(i, one, two)
        here[0] = above[0] + _gap(0, two, one)
        for j in range(1, columns + 1):
            match = above[j - 1] + (_MATCH if letter == two[j - 1] else _MISMATCH)
            below = above[j] + (_gap(j, two, one) if j == columns else _GAP)
            here[j] = max(match, below, here[j - 1] + beside)
    return score
