"""A share lies between 0 and 100 per cent, and shares of one whole add up to it."""

from __future__ import annotations

from collections.abc import Iterator

from thymos.errors import Finding
from thymos.identity.certificates.case import Case, half_digit, is_percent, shown
from thymos.records.certificate import Item, ItemKind
from thymos.records.wording import number

RULE = "shares"

SHARES = (
    *(ItemKind.PURITY, ItemKind.RELATED, ItemKind.UNSPECIFIED, ItemKind.CONTENT),
    *(ItemKind.COUNTER_ION, ItemKind.RESIDUAL_TFA, ItemKind.WATER, ItemKind.CHIRALITY),
)


def shares(case: Case) -> Iterator[Finding]:
    """Shares below 0 or above 100 per cent, or of one chromatogram that do not add up."""
    for n, item in case.items(*SHARES):
        if is_percent(item) and any(not 0 <= value <= 100 for value in item.figures):
            yield case.about(
                n,
                rule=RULE,
                severity="error",
                reason="a share lies between 0 and 100 per cent",
                found=shown(item),
                expected="0 to 100 %",
            )
    purity = _only(case, ItemKind.PURITY)
    yield from _whole(case, purity, _only(case, ItemKind.RELATED))
    yield from _largest(case, purity, _only(case, ItemKind.UNSPECIFIED))


def _only(case: Case, kind: ItemKind) -> tuple[int, Item, float] | None:
    """The one item of a kind that has a value; none where several methods gave several."""
    found = [(n, i, i.value) for n, i in case.items(kind) if i.value is not None and is_percent(i)]
    return found[0] if len(found) == 1 else None


def _whole(
    case: Case, purity: tuple[int, Item, float] | None, rest: tuple[int, Item, float] | None
) -> Iterator[Finding]:
    if purity is None or rest is None:
        return
    (_, _, main), (n, _, other) = purity, rest
    slack = half_digit(main) + half_digit(other)
    if abs(main + other - 100) > slack + 1e-9:
        yield case.about(
            n,
            rule=RULE,
            reason="main peak and other peaks are shares of one chromatogram",
            found=f"{number(main, 2)} + {number(other, 2)} = {number(main + other, 2)} %",
            expected="100 %, or another method named for one of them",
        )


def _largest(
    case: Case, purity: tuple[int, Item, float] | None, single: tuple[int, Item, float] | None
) -> Iterator[Finding]:
    if purity is None or single is None:
        return
    (_, _, main), (n, item, largest) = purity, single
    if main + largest > 100 + half_digit(main) + half_digit(largest):
        yield case.about(
            n,
            rule=RULE,
            reason="one impurity is larger than all that the main peak leaves",
            found=shown(item),
            expected=f"at most {number(100 - main, 2)} %",
        )
