"""A test statistic must give its P value, and its degrees of freedom must fit the patients.

Fails: t = 2.20 on 38 with P = 0.20; t on 120 among 40 patients. Passes: t = 2.20, P = 0.03.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from thymos.checks.p_and_interval import fits
from thymos.checks.printed import Fault, Printed, printed_of, span
from thymos.dossier.index import Dossier
from thymos.errors import Finding, Severity
from thymos.kernel.distributions import chi2_upper, f_upper, normal_two_sided, t_two_sided

RULE = "statistic-p"
DF_RULE = "degrees-of-freedom"
# Products of what lies beyond leave the range of a float; P is 0 long before.
LARGEST = 1e100
KINDS = ("t", "z", "F", "chi-square")


def statistic_p(dossier: Dossier) -> Iterator[Finding]:
    """Statistics of tests that contradict the printed P, or have too many degrees of freedom."""
    for study, result in dossier.results():
        own = [x for x in printed_of(study, result) if not x.quoted]
        ps = [x.statistic for x in own if x.code == "p" and x.statistic is not None]
        for printed in own:
            if printed.code not in KINDS:
                continue
            people = _people(printed)
            fault = _too_many(printed, people)
            if fault is not None:
                yield printed.finding(dossier, DF_RULE, fault)
            ends = _p(printed)
            if ends is not None and ps and not any(fits(p, *ends) for p in ps):
                told = f"P from {ends[0]:.3g} to {ends[1]:.3g}"
                found = ps[0].text or f"P = {ps[0].value:g}"
                reason = f"{_shown(printed)} gives {told}, one-sided P tried as well"
                half = (ends[0] / 2, ends[1] / 2)
                one_sided = printed.code in ("t", "z") and any(fits(p, *half) for p in ps)
                severity = Severity.NOTE if one_sided else Severity.ERROR
                reason = f"{_shown(printed)} gives {told}" + (
                    ": the printed P is one-sided" if one_sided else ""
                )
                yield printed.finding(dossier, RULE, Fault(reason, found, told, severity))


def _p(printed: Printed) -> tuple[float, float] | None:
    """The smallest and the largest P of a printed statistic, or None without its df."""
    said = printed.statistic
    if said is None or printed.value is None:
        return None
    low, high = span(printed.value, said.text)
    if low <= 0 <= high:
        least, most = 0.0, max(-low, high)
    else:
        least, most = sorted((abs(low), abs(high)))
    df = tuple(min(x, LARGEST) for x in said.df)
    found = [_tail(printed.code, min(x, LARGEST), df) for x in (most, least)]
    if None in found:
        return None
    return found[0] or 0.0, found[1] or 0.0


def _tail(code: str, x: float, df: tuple[float, ...]) -> float | None:
    if code == "z":
        return float(normal_two_sided(x).item())
    if code == "t" and len(df) == 1:
        return float(t_two_sided(x, df[0]).item())
    if code == "chi-square" and len(df) == 1:
        return float(chi2_upper(x, df[0]).item())
    if code == "F" and len(df) == 2:
        return float(f_upper(x, df[0], df[1]).item())
    return None


def _too_many(printed: Printed, people: int | None) -> Fault | None:
    """t, and F below the line, have fewer degrees of freedom than there are patients."""
    said = printed.statistic
    if said is None or not said.df or people is None or printed.code not in ("t", "F"):
        return None
    df = said.df[-1]
    if df <= people - 1:
        return None
    return Fault(
        "more degrees of freedom than patients allow",
        f"{df:g} degrees of freedom",
        f"at most {people - 1}, of {people} patients",
        Severity.WARNING,
    )


def _people(printed: Printed) -> int | None:
    result, study = printed.result, printed.study
    rows = result.means or result.counts
    if len(rows) >= len(study.arms) > 0:
        return sum(row.n for row in rows)
    sizes = [arm.randomised or arm.analysed for arm in study.arms]
    known = [size for size in sizes if size is not None]
    return sum(known) if known and len(known) == len(sizes) else None


def _shown(printed: Printed) -> str:
    df = printed.statistic.df if printed.statistic else ()
    value = printed.value if printed.value is not None else math.nan
    inside = ", ".join(f"{x:g}" for x in df)
    return f"{printed.code}({inside}) = {value:g}" if inside else f"{printed.code} = {value:g}"
