"""How numbers are written for people: one place, so that every door writes them alike."""

from __future__ import annotations

MINUS = "\N{MINUS SIGN}"
DASH = "\N{EN DASH}"


def number(value: float, digits: int = 2) -> str:
    """A number with a true minus sign and a fixed number of decimals.

    >>> number(-2.4, 1)
    '−2.4'
    >>> number(-0.001)
    '0.00'
    """
    text = f"{value:.{digits}f}"
    if float(text) == 0:
        text = text.lstrip("-")
    return text.replace("-", MINUS)


def span(low: float | None, high: float | None, digits: int = 2) -> str:
    """An interval: an en dash between positive limits, the word "to" where one is negative.

    >>> span(0.54, 1.018), span(-7.4, 5.1, 1), span(None, None)
    ('0.54–1.02', '−7.4 to 5.1', 'not estimable')
    """
    if low is None or high is None:
        return "not estimable"
    joint = " to " if low < 0 or high < 0 else DASH
    return f"{number(low, digits)}{joint}{number(high, digits)}"


def estimate(value: float, low: float | None, high: float | None, digits: int = 2) -> str:
    """An estimate with its interval.

    >>> estimate(0.742, 0.541, 1.018)
    '0.74 (0.54–1.02)'
    """
    return f"{number(value, digits)} ({span(low, high, digits)})"


def p_value(p: float | None) -> str:
    """A P value, to two significant digits down to 0.001.

    >>> p_value(0.0623), p_value(0.31), p_value(0.00004), p_value(None)
    ('P = 0.062', 'P = 0.31', 'P < 0.001', 'P not estimable')
    """
    if p is None:
        return "P not estimable"
    if p < 0.001:
        return "P < 0.001"
    return f"P = {p:.3f}" if p < 0.1 else f"P = {p:.2f}"


def percent(part: float, whole: float, digits: int = 1) -> str:
    """A percentage of a whole.

    >>> percent(47, 181)
    '26.0 %'
    """
    return f"{number(100 * part / whole, digits)} %"


def count(n: int) -> str:
    """A whole number with thin groups of thousands.

    >>> count(1927)
    '1,927'
    """
    return f"{n:,}"


def plural(n: int, one: str, many: str | None = None) -> str:
    """A count with its noun.

    >>> plural(1, "trial"), plural(2, "study", "studies")
    ('1 trial', '2 studies')
    """
    return f"{count(n)} {one if n == 1 else many or one + 's'}"
