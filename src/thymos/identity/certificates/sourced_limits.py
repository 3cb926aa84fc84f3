"""Where a result stands against limits that others set, with source and status."""

from __future__ import annotations

from collections.abc import Iterator

from thymos.errors import Finding
from thymos.identity.certificates.case import Case, is_percent, shown
from thymos.records.certificate import Item, ItemKind
from thymos.records.limit import Limit

RULE = "sourced-limits"

# The sum of parts has a rule of its own.
ELSEWHERE = (ItemKind.MASS_BALANCE,)


def sourced_limits(case: Case) -> Iterator[Finding]:
    """A result outside a limit on record; a note, because no limit is of this product."""
    for n, item in case.items():
        if item.item in ELSEWHERE:
            continue
        for limit in case.limits_of(item.item):
            if _same_unit(item, limit) and _outside(item, limit):
                yield case.about(
                    n,
                    rule=RULE,
                    severity="note",
                    reason=f"outside a limit of {limit.issuer} for {limit.applies_to}",
                    found=shown(item),
                    expected=f"{_told(limit)} ({limit.sort}, {limit.status})",
                    sources=" ".join(dict.fromkeys(cite.source for cite in limit.cites)),
                )


def _same_unit(item: Item, limit: Limit) -> bool:
    if limit.unit == "%":
        return is_percent(item)
    # EU and IU of endotoxin are one unit.
    return _plain(item.unit or "") == _plain(limit.unit)


def _plain(unit: str) -> str:
    return unit.casefold().replace(" ", "").replace("eu/", "iu/").replace("per", "/")


def _outside(item: Item, limit: Limit) -> bool:
    low = item.value if item.value is not None else item.low
    high = item.value if item.value is not None else item.high
    too_low = limit.low is not None and high is not None and high < limit.low
    return too_low or (limit.high is not None and low is not None and low > limit.high)


def _told(limit: Limit) -> str:
    if limit.low is not None and limit.high is not None:
        return f"{limit.low:g} to {limit.high:g} {limit.unit}"
    if limit.low is not None:
        return f"at least {limit.low:g} {limit.unit}"
    return f"at most {limit.high:g} {limit.unit}"
