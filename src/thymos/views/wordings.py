"""Small words of a page: dates, conditions, measures, and what sort of thing a claim is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from thymos.records.claim import ClaimKind

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_MEASURES: tuple[tuple[str, str], ...] = (
    ("RR", "risk ratio"),
    ("OR", "odds ratio"),
    ("RD", "risk difference"),
    ("HR", "hazard ratio"),
    ("SHR", "subdistribution hazard ratio"),
    ("IRR", "rate ratio"),
    ("MD", "mean difference"),
    ("SMD", "standardised mean difference"),
)
RATIOS = ("RR", "OR", "HR", "SHR", "IRR")
KIND_TITLES: tuple[tuple[ClaimKind, str], ...] = (
    (ClaimKind.EFFICACY, "Does it work?"),
    (ClaimKind.SAFETY, "Is it safe?"),
    (ClaimKind.COMPARATIVE, "Compared with other things"),
    (ClaimKind.REGULATORY, "Approval and regulation"),
    (ClaimKind.IDENTITY, "What it is"),
    (ClaimKind.MECHANISM, "How it might work"),
    (ClaimKind.EXPOSURE, "Doses, levels and use"),
    (ClaimKind.PROVENANCE, "Who says so"),
)


def day(when: str | date | None) -> str:
    """A date as people write it, no more precise than it is known.

    >>> day("2025-05-30"), day("2025-05"), day("2025"), day(None)
    ('30 May 2025', 'May 2025', '2025', 'date unknown')
    """
    if when is None:
        return "date unknown"
    parts = str(when).split("-")
    words = [str(int(parts[2]))] if len(parts) > 2 else []
    words += [_MONTHS[int(parts[1]) - 1]] if len(parts) > 1 else []
    return " ".join([*words, parts[0]])


def measure_name(code: str) -> str:
    """A measure in words.

    >>> measure_name("RR")
    'risk ratio'
    """
    return dict(_MEASURES).get(code, code)


def sentence(text: str) -> str:
    """A phrase as a sentence: first letter raised, closed by a full stop.

    >>> sentence("no benefit was shown")
    'No benefit was shown.'
    """
    text = text.strip()
    closed = text if text.endswith((".", "?", "!")) else f"{text}."
    return closed[:1].upper() + closed[1:]


def title(text: str) -> str:
    """The first letter raised, and nothing else changed.

    >>> title("risk ratio")
    'Risk ratio'
    """
    return text[:1].upper() + text[1:]


def spelled(ident: str, texts: Iterable[str]) -> str:
    """An id such as a condition's in words, with the capitals that texts give them.

    >>> spelled("covid-19", ["Death in COVID-19"]), spelled("acute-sepsis", [])
    ('COVID-19', 'Acute sepsis')
    >>> spelled("hbv-aclf", ["failure (ACLF)"])
    'HBV ACLF'
    """
    words = re.split(r"[-.]", ident)
    corpus = " ".join(texts)
    whole = _capitals(r"[\s-]+".join(map(re.escape, words)), corpus)
    return title(whole or " ".join(_capitals(re.escape(w), corpus) or _plain(w) for w in words))


def _capitals(pattern: str, corpus: str) -> str | None:
    """How a text writes a word that it writes with a capital after the first letter."""
    found = re.finditer(rf"(?<!\w){pattern}(?!\w)", corpus, re.IGNORECASE)
    return next((m.group() for m in found if any(c.isupper() for c in m.group()[1:])), None)


def _plain(word: str) -> str:
    """A word as it stands; one without vowels is an abbreviation."""
    return word if re.search(r"[aeiouy0-9]", word) else word.upper()


def per_thousand(share: float) -> int:
    """A risk as people of 1,000, rounded.

    >>> per_thousand(0.2345)
    234
    """
    return round(1000 * share)


def clip(text: str, room: int = 155) -> str:
    """A text cut at a word for a page's description.

    >>> clip("one two three", 9)
    'one two…'
    """
    if len(text) <= room:
        return text
    return text[: room - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"
