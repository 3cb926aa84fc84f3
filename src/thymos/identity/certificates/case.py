"""What every rule is given: a certificate, the molecule it speaks of, limits, and the day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from thymos.dossier.certificate import Sheet
from thymos.errors import Finding, Severity
from thymos.identity import sequence
from thymos.identity.formula import mass
from thymos.identity.sequence import Peptide
from thymos.records.certificate import Certificate, Item, ItemKind
from thymos.records.compound import Compound
from thymos.records.limit import Limit


@dataclass(frozen=True)
class Case:
    """A certificate to be examined.

    compound: the record that it is taken to be about, `peptide` its molecule where that can be
    read. Rules that need a molecule say nothing without one. `limits` come from the dossier.
    """

    sheet: Sheet
    today: date
    compound: Compound | None = None
    peptide: Peptide | None = None
    limits: tuple[Limit, ...] = field(default=())

    @property
    def certificate(self) -> Certificate:
        """The certificate itself."""
        return self.sheet.certificate

    @property
    def name(self) -> str:
        """What the molecule is called in a finding."""
        return self.compound.name if self.compound is not None else "this sequence"

    def items(self, *kinds: ItemKind) -> Iterator[tuple[int, Item]]:
        """Items of some kinds, or all, each with its number."""
        for number, item in enumerate(self.certificate.items):
            if not kinds or item.item in kinds:
                yield number, item

    def limits_of(self, kind: ItemKind) -> tuple[Limit, ...]:
        """Limits on one kind of item."""
        return tuple(limit for limit in self.limits if limit.item is kind)

    def about(self, number: int, **told: str | None) -> Finding:
        """A finding about an item."""
        return self.finding("items", number, name=f"items[{number}]", **told)

    def of_field(self, name: str, **told: str | None) -> Finding:
        """A finding about a field of the head, present or missing."""
        return self.finding(name, name=name, **told)

    def finding(self, *path: str | int, name: str, **told: str | None) -> Finding:
        """A finding at a place; `told` are fields of a finding, severity a warning unless said."""
        sources = told.pop("sources", None)
        missing = len(path) == 1 and getattr(self.certificate, str(path[0])) is None
        return Finding(
            self.sheet.file,
            None if missing else self.sheet.line(*path),
            field=name,
            text=self._text(path),
            rule=f"certificate/{told.get('rule')}",
            severity=Severity(told.get("severity") or "warning"),
            reason=told.get("reason") or "",
            found=told.get("found"),
            expected=told.get("expected"),
            suggestion=told.get("suggestion"),
            sources=tuple(sources.split()) if sources else (),
        )

    def _text(self, path: tuple[str | int, ...]) -> str | None:
        if len(path) > 1 and isinstance(path[1], int):
            return self.certificate.items[path[1]].text
        return None

    def average(self) -> float | None:
        """The average mass of the molecule."""
        if self.peptide is None:
            return None
        return mass(sequence.composition(self.peptide))


def shown(item: Item) -> str:
    """The result of an item as a finding shows it.

    >>> shown(Item(item="water", value="4.20", unit="%")), shown(Item(item="purity", low="98"))
    ('4.20 %', '98 or more')
    """
    unit = f" {item.unit}" if item.unit else ""
    if item.value is not None:
        return f"{written(item.value)}{unit}"
    if item.low is not None and item.high is not None:
        return f"{written(item.low)} to {written(item.high)}{unit}"
    if item.low is not None:
        return f"{written(item.low)}{unit} or more"
    if item.high is not None:
        return f"{written(item.high)}{unit} or less"
    return item.result or item.text or "no result"


def written(value: float) -> str:
    """A number as the document writes it."""
    return getattr(value, "written", None) or f"{value:.10g}"


def half_digit(value: float) -> float:
    """Half of the last digit that a number was written with.

    >>> from thymos.records.figure import Figure
    >>> half_digit(Figure("3108.3")), half_digit(Figure("3108"))
    (0.05, 0.5)
    """
    decimals = len(written(value).partition(".")[2])
    return 0.5 * float(10**-decimals)


def is_percent(item: Item) -> bool:
    """Whether an item is a share in per cent; a share without unit is taken for one."""
    unit = (item.unit or "%").casefold().replace(" ", "")
    return unit.startswith("%") or unit in ("percent", "area%", "w/w%", "pct")
