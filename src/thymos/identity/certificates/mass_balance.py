"""Content, counter-ion, water and the rest must add up to the powder."""

from __future__ import annotations

from collections.abc import Iterator

from thymos.errors import Finding
from thymos.identity.certificates.case import Case, half_digit, is_percent
from thymos.records.certificate import Item, ItemKind
from thymos.records.limit import Limit
from thymos.records.wording import number

RULE = "mass-balance"

# What a powder is made of. Residual acid is part of the counter-ion where both are given.
PARTS = (ItemKind.CONTENT, ItemKind.COUNTER_ION, ItemKind.WATER)
LEAST_PARTS = 2
# A content told without salt and water is no share of the powder.
_OTHER_SHARE = ("anhydrous", "free of salt and water")
_WORST = 100.0


def mass_balance(case: Case) -> Iterator[Finding]:
    """A powder whose parts add up to too little or too much, or to more than is stated."""
    parts = [(n, i) for n, i in case.items(*PARTS) if is_percent(i) and i.figures]
    if any(i.basis in _OTHER_SHARE for _, i in parts):
        return
    kinds = {item.item for _, item in parts}
    if ItemKind.CONTENT not in kinds or len(kinds) < LEAST_PARTS:
        return
    low = sum(_least(item) for _, item in parts)
    high = sum(_most(item) for _, item in parts)
    told = f"{number(low, 1)} %" if low == high else f"{number(low, 1)} to {number(high, 1)} %"
    words = " + ".join(item.item.value.replace("-", " ") for _, item in parts)
    first = next(n for n, i in parts if i.item is ItemKind.CONTENT)
    missing = tuple(kind.value.replace("-", " ") for kind in PARTS if kind not in kinds)
    limits = case.limits_of(ItemKind.MASS_BALANCE)
    for limit in limits:
        if limit.high is not None and low > limit.high:
            yield _out(case, first, f"{words} add up to more than the powder", told, limit)
        elif limit.low is not None and high < limit.low and not missing:
            yield _out(case, first, f"{words} leave a part of the powder unnamed", told, limit)
    rounding = sum(half_digit(value) for _, item in parts for value in item.figures)
    if not limits and low > _WORST + rounding:
        reason = f"{words} add up to more than the powder"
        yield case.about(first, rule=RULE, reason=reason, found=told, expected="at most 100 %")
    yield from _restated(case, low, high, missing)


def _out(case: Case, number_: int, reason: str, told: str, limit: Limit) -> Finding:
    expected = f"{limit.low:g} to {limit.high:g} %, {limit.status}, {limit.issuer}"
    sources = " ".join(dict.fromkeys(cite.source for cite in limit.cites))
    return case.about(
        number_, rule=RULE, reason=reason, found=told, expected=expected, sources=sources
    )


def _restated(case: Case, low: float, high: float, missing: tuple[str, ...]) -> Iterator[Finding]:
    """A mass balance that is stated must be the sum of its parts."""
    for n, item in case.items(ItemKind.MASS_BALANCE):
        if item.value is None or missing:
            continue
        # Each of three parts may be off by half of its last digit, most often a tenth.
        if not low - 0.2 <= item.value <= high + 0.2:
            yield case.about(
                n,
                rule=RULE,
                reason="the mass balance stated is not the sum of its parts",
                found=f"{item.value:g} %",
                expected=f"{number(low, 1)} %",
            )


def _least(item: Item) -> float:
    return item.value if item.value is not None else (item.low or 0.0)


def _most(item: Item) -> float:
    if item.value is not None:
        return item.value
    return item.high if item.high is not None else _WORST
