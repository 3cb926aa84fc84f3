"""Jurisdictions in prose: how a country and its medicines agency are called."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from thymos.prose.countries import COUNTRIES


class Named(NamedTuple):
    """A jurisdiction where a text names it: by agency, by place, or by adjective."""

    code: str
    start: int
    end: int
    agency: bool


# code, the agency as a pattern, the place as a pattern, the adjective; matched in folded text.
# The codes are those of `records.regulation.Status`: ISO 3166, and EU for the Union as a whole.
_ROWS: tuple[tuple[str, str, str, str], ...] = (
    (
        "US",
        r"(?:(?:u\.?s\.? )?(?:fda|food and drug administration)|(?:american|us|u\.s\.)"
        r" regulators?|washington(?! state| university))",
        r"(?:u\.s\.a?\.?|usa?|united states(?: of america)?|america|the states|stateside"
        r"|federally(?= (?:approved|licen[sc]ed|authori[sz]ed|registered)))",
        r"(?:american|us-american)",
    ),
    (
        "EU",
        r"(?:ema|european medicines agency|european commission|european regulators?|brussels"
        r"|europe(?= (?:has |had )?(?:also |now )?(?:approved|licen[sc]ed|authori[sz]ed"
        r"|cleared|gave|waved)))",
        r"(?:eu|european union|the union|(?:all of|throughout|over in|across|the whole of)"
        r" europe|eu-wide|europe-wide|(?:all )?(?:the )?(?:27|twenty-seven)"
        r" (?:member states|countries)|(?:all|every) (?:eu )?member states?)",
        r"european(?! countr| nation| trial| stud| hospital| patient)",
    ),
    (
        "GB",
        r"(?:mhra|british regulators?)",
        r"(?:uk|u\.k\.|united kingdom|great britain|britain|england|london)",
        "british",
    ),
    ("CA", r"(?:health canada)", "(?:canada|ottawa)", "canadian"),
    ("AU", r"(?:tga|therapeutic goods administration)", "(?:australia|canberra)", "australian"),
    ("JP", r"(?:pmda)", "(?:japan|tokyo)", "japanese"),
    ("CN", r"(?:nmpa|cfda|sfda)", "(?:china|beijing)", "chinese"),
    ("IT", r"(?:aifa)", "(?:italy|rome)", "italian"),
    ("DE", r"(?:bfarm)", "(?:germany|berlin)", "german"),
    ("FR", r"(?:ansm)", "(?:france|paris)", "french"),
    ("IN", r"(?:cdsco)", "(?:india|new delhi)", "indian"),
    ("CH", r"(?:swissmedic)", "switzerland", "swiss"),
    ("SG", r"(?:hsa)", "singapore", "singaporean"),
    ("MX", r"(?:cofepris)", "mexico", "mexican"),
    ("BR", r"(?:anvisa)", "brazil", "brazilian"),
    ("PH", r"(?!)", r"(?:(?:the )?philippines|manila)", "filipino"),
    ("PE", r"(?!)", "(?:peru|lima)", "peruvian"),
    ("AR", r"(?:anmat)", "argentina", "argentin(?:e|ian)"),
    ("VE", r"(?!)", "venezuela", "venezuelan"),
    ("HK", r"(?!)", "hong kong", "hong kong"),
    ("KR", r"(?:mfds)", "(?:south )?korea", "korean"),
    ("TW", r"(?:tfda)", "taiwan", "taiwanese"),
    ("ES", r"(?:aemps)", "spain", "spanish"),
    ("RU", r"(?!)", "russia", "russian"),
)
# code, the agency, the place.
PLACES: tuple[tuple[str, str, str], ...] = tuple((c, a, p) for c, a, p, _ in _ROWS)
# "Us" is a country only where it is written so.
_PRONOUN = "us"
# "The FDA's counterpart in Canberra" is not the FDA.
_COUNTERPART = re.compile(
    r"(?:'s)? (?:[a-z]+ )?(?:counterpart|equivalent|opposite number|cousin|sister agency)\b"
)
# Beside these a place is named to be left out.
_LEFT_OUT = re.compile(
    r"\b(?:outside|unlike|beyond|except(?: for| in)?|apart from|other than|not|than|but not"
    r"|away from|rather than|instead of|without|before|alone among|one of|alone of)(?: of)?"
    r"(?: in| by| from)?(?: the)?\s*$"
)


def known(code: str) -> tuple[str, str] | None:
    """The agency and the place of a jurisdiction, as patterns; None where it has no names here.

    >>> known("CA")
    ('(?:health canada)', '(?:canada|ottawa)')
    """
    return next(((agency, place) for c, agency, place in PLACES if c == code), None)


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    """All names of all places, so that a text is read once."""
    parts = [
        f"(?P<{code}_a>{agency})|(?P<{code}_p>{place}|{adjective})"
        for code, agency, place, adjective in _ROWS
    ]
    return re.compile(rf"(?<![\w'.])(?:{'|'.join(parts)})(?!\w)")


def named(text: str, folded: str) -> tuple[Named, ...]:
    """The jurisdictions that a text names, less those that it names to leave them out.

    >>> text = "Brussels licensed it, unlike the FDA, and told us so."
    >>> [found.code for found in named(text, text.lower())]
    ['EU']
    """
    found = []
    for match in _pattern().finditer(folded):
        start, end = match.span()
        pronoun = match.group() == _PRONOUN and text[start:end] != "US"
        if pronoun and not folded[:start].endswith("the "):
            continue
        if _COUNTERPART.match(folded, end) and sort_of(match) == "a":
            continue
        if _LEFT_OUT.search(folded[max(0, start - 30) : start]):
            continue
        code, _, sort = (match.lastgroup or "_").partition("_")
        found.append(Named(code, start, end, sort == "a"))
    return tuple(found)


_REGIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"asian", ("CN", "SG", "PH", "HK", "KR", "TW", "JP", "IN")),
    (r"european", ("IT", "DE", "FR", "GB", "ES", "CH", "RU", "EU")),
    (r"(?:south|latin|central) american", ("MX", "PE", "AR", "VE", "BR")),
    (r"african|arab|nordic|scandinavian|western|rich|english-speaking|major|big", ()),
)


def region(clause: str) -> tuple[str, ...] | None:
    """The jurisdictions of a part of the world of which one country is told; None for all.

    >>> "CN" in region("not a single asian country has licensed it"), region("no country has")
    (True, None)
    """
    for words, codes in _REGIONS:
        if re.search(
            rf"\b(?:{words}) (?:\w+ )?(?:countr|nation|regulator|agency|authorit)", clause
        ):
            return codes
    return None


def sort_of(match: re.Match[str]) -> str:
    """Whether a match of the names names an agency (a) or a place (p)."""
    return (match.lastgroup or "_").partition("_")[2]


def country(code: str) -> str:
    """A jurisdiction as a reader calls it; its code where it has no name here.

    >>> country("GB"), country("EU"), country("XX")
    ('the United Kingdom', 'the European Union', 'XX')
    """
    told = {"US": "the United States", "GB": "the United Kingdom", "EU": "the European Union"}
    if code in told:
        return told[code]
    place = known(code)
    names = (name for name, pattern, _ in COUNTRIES if place and pattern in place[1])
    return next(names, code)
