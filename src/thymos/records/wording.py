"""How numbers are written for people: one place, so that every door writes them alike."""

from __future__ import annotations

import math

MINUS = "\N{MINUS SIGN}"
DASH = "\N{EN DASH}"

# From here on a number is written in powers of ten: nobody reads thirty digits.
LONG = 1e9


def number(value: float, digits: int = 2) -> str:
    """A number with a true minus sign and a fixed number of decimals.

    >>> number(-2.4, 1)
    '−2.4'
    >>> number(-0.001)
    '0.00'
    >>> number(1.5e43), number(float("inf"))
    ('1.5e+43', '∞')
    """
    if math.isinf(value):
        return f"{MINUS if value < 0 else ''}∞"
    if abs(value) >= LONG:
        return f"{value:.3g}".replace("-", MINUS)
    text = f"{value:.{digits}f}"
    if float(text) == 0:
        text = text.lstrip("-")
    return text.replace("-", MINUS)


def span(low: float | None, high: float | None, digits: int = 2) -> str:
    """An interval: an en dash between positive limits, the word "to" where one is negative.

    >>> span(0.54, 1.018), span(-7.4, 5.1, 1), span(None, None)
    ('0.54–1.02', '−7.4 to 5.1', 'not estimable')
    >>> span(0.454, 0.998), span(0.0042, 1.0), span(0.01, 1254.93)
    ('0.45–0.998', '0.004–1.00', '0.01–1,255')
    """
    if low is None or high is None:
        return "not estimable"
    joint = " to " if low < 0 or high < 0 else DASH
    return f"{_limit(low, digits)}{joint}{_limit(high, digits)}"


def _limit(value: float, digits: int) -> str:
    """A limit never rounded onto 0 or 1: on which side of them it lies is what it tells.

    Of thousands nobody needs the hundredths.
    """
    if 1000 <= abs(value) < LONG:
        return f"{value:,.0f}".replace("-", MINUS)
    more = digits
    while more < digits + 3 and round(value, more) in (0.0, 1.0) and value not in (0.0, 1.0):
        more += 1
    return number(value, more if round(value, more) not in (0.0, 1.0) else digits)


def estimate(value: float, low: float | None, high: float | None, digits: int = 2) -> str:
    """An estimate with its interval.

    >>> estimate(0.742, 0.541, 1.018)
    '0.74 (0.54–1.02)'
    """
    return f"{number(value, digits)} ({span(low, high, digits)})"


def recorded(value: float, low: float | None = None, high: float | None = None) -> str:
    """A figure of a source with as many decimals as the source prints, and no fewer.

    A number alone has no interval: nothing is said of one.

    >>> recorded(0.673, 0.454, 0.998), recorded(0.99, 0.77, 1.3), recorded(1.5)
    ('0.673 (0.454–0.998)', '0.99 (0.77–1.30)', '1.5')
    """
    known = [x for x in (value, low, high) if x is not None]
    digits = max(len(f"{x:.10g}".partition(".")[2]) for x in known)
    if low is None or high is None:
        return number(value, digits)
    return estimate(value, low, high, digits)


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
