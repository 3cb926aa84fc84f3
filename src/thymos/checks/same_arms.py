"""Two trials with the same sizes of both arms may be one trial, published twice.

Found: 59 and 55 patients in two trials of one condition among a dozen. Silent: 60 and 60 where
hundreds of trials have such sizes. A suspicion, never proof: always a note, with the number
of such pairs that chance would make. A link that calls it established ends the note.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from thymos.checks.printed import Fault
from thymos.dossier.index import Dossier
from thymos.errors import Finding, Severity
from thymos.records.study import Study

RULE = "same-arms"

# Pairs that chance would make, above which a pair is no news.
EXPECTED = 0.05
# Sizes within this share of one another are taken to be equally likely.
NEAR = 0.20

Sizes = tuple[int, int]


def same_arms(dossier: Dossier) -> Iterator[Finding]:
    """Pairs of studies of one condition whose arms have the same sizes, unless chance would do."""
    groups: dict[str, list[tuple[Study, Sizes]]] = {}
    for study in dossier.studies.values():
        sizes = _sizes(study)
        if sizes is not None:
            groups.setdefault(study.population.condition, []).append((study, sizes))
    for group in groups.values():
        by_size: dict[Sizes, list[Study]] = {}
        for study, sizes in group:
            by_size.setdefault(sizes, []).append(study)
        if len(by_size) == len(group):
            continue
        known = [treated for _, (treated, _) in group]
        chances = {sizes: _chance(sizes, known) for sizes in by_size}
        for sizes, alike in by_size.items():
            expected = _expected(chances[sizes], [chances[x] for _, x in group])
            if len(alike) > 1 and expected <= EXPECTED:
                yield from _pairs(dossier, alike, sizes, expected)


def _expected(chance: float, chances: Sequence[float]) -> float:
    """The pairs that chance would make among all trials whose sizes are as rare as these."""
    return sum(x for x in chances if x <= chance) / 2


def _pairs(
    dossier: Dossier, alike: Sequence[Study], sizes: Sizes, expected: float
) -> Iterator[Finding]:
    for index, one in enumerate(alike):
        for two in alike[index + 1 :]:
            links = [x for x in one.overlaps if x.study == two.id]
            links += [x for x in two.overlaps if x.study == one.id]
            if any(link.certainty == "established" for link in links):
                continue
            linked = "; linked as suspected" if links else "; not linked in the records"
            fault = Fault(
                f"{one.name} and {two.name} have the same sizes of both arms{linked}; "
                f"chance would make about {expected:.2g} pairs as rare",
                f"{sizes[0]} and {sizes[1]} in both",
                "two trials, or a link between two reports of one",
                Severity.NOTE,
            )
            place = dossier.place("studies", one.id, ("arms",))
            yield Finding(
                place.file, place.line, place.column, rule=RULE, severity=fault.severity,
                field="arms", reason=fault.reason, found=fault.found, expected=fault.expected,
                sources=tuple(dict.fromkeys(r.source for s in (one, two) for r in s.reports)),
            )  # fmt: skip


def _sizes(study: Study) -> Sizes | None:
    if len(study.arms) != 2 or {arm.role for arm in study.arms} != {"treated", "control"}:
        return None
    first, second = sorted(study.arms, key=lambda arm: arm.role != "treated")
    sizes = (first.randomised or first.analysed, second.randomised or second.analysed)
    return (sizes[0], sizes[1]) if sizes[0] and sizes[1] else None


def _chance(sizes: Sizes, known: Sequence[int]) -> float:
    """Other trials that would have these sizes by chance, were sizes nearby equally likely.

    Equal arms are taken to follow from blocks; otherwise the difference of two arms spreads
    as by tossing a coin, with a standard deviation of the root of the total.
    """
    treated, control = sizes
    near = sum(abs(n - treated) <= NEAR * treated for n in known) - 1
    same = near / max(2 * NEAR * treated, 1.0)
    if treated == control:
        return same
    total = treated + control
    spread = math.sqrt(total)
    gap = (treated - control) / spread
    return (
        same * 2 * math.exp(-gap * gap / 2) / (spread * math.sqrt(2 * math.pi))
        if abs(gap) < 3
        else same / spread
    )
