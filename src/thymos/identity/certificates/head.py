"""The head of a certificate in running text: names, lot and days, by their labels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from thymos.identity.notation import goes_on

_LABELS = (
    ("lot", r"(?:lot|batch)(?:\s*/\s*(?:lot|batch))?\s*(?:no|number|nr|id|code)?\.?\s*#?"),
    ("sequence", r"(?:amino[- ]acid |peptide )?sequence(?:\s*\([^)]*\))?(?=\s*[:|])"),
    ("formula", r"(?:molecular |chemical )?formula"),
    ("cas", r"CAS(?:\s*(?:registry)?\s*(?:no|number|rn|#))?\.?\s*#?"),
    ("form", r"(?:salt form|form|salt)(?=\s*[:|])"),
    ("compound", r"(?:product|compound|substance|material|peptide|item)(?: name)?(?=\s*[:|])"),
    (
        "laboratory",
        r"(?:test(?:ing)? |analytical )?lab(?:oratory)?(?=\s*[:|])|tested by|analy[sz]ed by",
    ),
    ("issuer", r"(?:manufacturer|supplier|issued by|company)(?=\s*[:|])"),
    (
        "made",
        r"(?:date of manufactur(?:e|ing)|manufactur(?:e|ing) date|mfg\.? date|production date)",
    ),
    (
        "analysed",
        r"(?:date of (?:analysis|test(?:ing)?)|(?:analysis|test(?:ing)?|tested) date|tested on)",
    ),
    (
        "expires",
        r"(?:expir(?:y|ation)(?: date)?|exp\.? date|retest(?: date)?|use before|date of retest)",
    ),
    ("issued", r"(?:date of issue|issued? (?:date|on)|report date|release date|date)(?=\s*[:|])"),
)
_COMPILED = tuple(
    (name, re.compile(rf"(?:{label})\s*[:|#]?\s*(?P<value>\S.*)", re.IGNORECASE))
    for name, label in _LABELS
)
# What a line of a certificate is at the most: longer ones are other text.
LONGEST_LINE = 500
_DAYS = ("made", "analysed", "expires", "issued")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_FORMS = (
    ("TFA salt", re.compile(r"\bTFA\b|trifluoroacet", re.IGNORECASE)),
    ("hydrochloride", re.compile(r"hydrochlor|\bHCl\b", re.IGNORECASE)),
    ("acetate", re.compile(r"acetate", re.IGNORECASE)),
    ("free", re.compile(r"\bfree\b|\bnone\b", re.IGNORECASE)),
)


def head_of(line: str) -> tuple[str, str] | None:
    """The field that a line states, and its value; None for a line of another sort.

    >>> head_of("Lot No.: A-17"), head_of("Date of analysis: 3 May 2026"), head_of("Purity 98 %")
    (('lot', 'A-17'), ('analysed', '2026-05-03'), None)
    """
    for name, label in _COMPILED:
        match = label.fullmatch(line)
        if match is None:
            continue
        value = match["value"].strip()
        if name in _DAYS:
            day = day_of(value)
            return (name, day) if day else None
        if name == "form":
            form = next((f for f, pattern in _FORMS if pattern.search(value)), None)
            return (name, form) if form else None
        return name, value.split()[0] if name in ("lot", "cas") else value
    return None


def joined(lines: Sequence[str]) -> list[tuple[int, str]]:
    """Numbered lines, plainly spaced; a sequence that goes on below is put together again.

    >>> joined(["Sequence:  Ac-Ser-Asp-", "Ala-Ala-OH", "Purity 98 %"])
    [(1, 'Sequence: Ac-Ser-Asp-Ala-Ala-OH'), (3, 'Purity 98 %')]
    """
    made: list[tuple[int, str]] = []
    chain = False
    for number, raw in enumerate(lines, start=1):
        line = " ".join(raw[:LONGEST_LINE].split())
        if chain and goes_on(made[-1][1], line):
            first, before = made[-1]
            between = "" if before.endswith("-") or line.startswith("-") else "-"
            made[-1] = first, f"{before}{between}{line}"
            continue
        made.append((number, line))
        chain = dict(_COMPILED)["sequence"].fullmatch(line) is not None
    return made


def day_of(text: str) -> str | None:
    """A day as YYYY-MM-DD or YYYY-MM; None where it can be read in two ways, or in none.

    >>> day_of("2026/05/03"), day_of("May 3, 2026"), day_of("May 2026"), day_of("03/05/2026")
    ('2026-05-03', '2026-05-03', '2026-05', None)
    """
    plain = text.strip(" .")
    if match := re.match(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?\b", plain):
        return _day(match[1], match[2], match[3])
    if match := re.match(r"(\d{1,2})\.?[\s-]+([A-Za-z]{3,9})\.?[\s,-]+(\d{4})\b", plain):
        return _day(match[3], _month(match[2]), match[1])
    if match := re.match(
        r"([A-Za-z]{3,9})\.?\s+(?:(\d{1,2})(?:st|nd|rd|th)?,?\s+)?(\d{4})\b", plain
    ):
        return _day(match[3], _month(match[1]), match[2])
    return None


def _month(word: str) -> str | None:
    found = [i for i, month in enumerate(_MONTHS, start=1) if month.startswith(word.casefold())]
    return str(found[0]) if len(found) == 1 else None


def _day(year: str, month: str | None, day: str | None) -> str | None:
    if month is None:
        return None
    try:
        made = date(int(year), int(month), int(day or 1))
    except ValueError:
        return None
    return made.isoformat() if day else made.isoformat()[:7]
