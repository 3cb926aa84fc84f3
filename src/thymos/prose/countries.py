"""Countries in prose, by name and by adjective, for where a study was done."""

from __future__ import annotations

import re

# name in records, the name as a pattern, the adjective as a pattern; matched in folded text.
COUNTRIES: tuple[tuple[str, str, str], ...] = (
    ("Argentina", "argentina", "argentin(?:e|ian)"),
    ("Australia", "australia", "australian"),
    ("Austria", "austria", "austrian"),
    ("Belgium", "belgium", "belgian"),
    ("Brazil", "brazil", "brazilian"),
    ("Canada", "canada", "canadian"),
    ("China", "china", "chinese"),
    ("Denmark", "denmark", "danish"),
    ("Egypt", "egypt", "egyptian"),
    ("Finland", "finland", "finnish"),
    ("France", "france", "french"),
    ("Germany", "germany", "german"),
    ("Greece", "greece", "greek"),
    ("Hungary", "hungary", "hungarian"),
    ("India", "india", "indian"),
    ("Iran", "iran", "iranian"),
    ("Ireland", "ireland", "irish"),
    ("Israel", "israel", "israeli"),
    ("Italy", "italy", "italian"),
    ("Japan", "japan", "japanese"),
    ("Mexico", "mexico", "mexican"),
    ("Netherlands", "netherlands|holland", "dutch"),
    ("New Zealand", "new zealand", "new zealand"),
    ("Norway", "norway", "norwegian"),
    ("Pakistan", "pakistan", "pakistani"),
    ("Philippines", "philippines", "filipino"),
    ("Poland", "poland", "polish(?! up)"),
    ("Portugal", "portugal", "portuguese"),
    ("Russia", "russia", "russian"),
    ("Singapore", "singapore", "singaporean"),
    ("South Africa", "south africa", "south african"),
    ("South Korea", "(?:south )?korea", "(?:south )?korean"),
    ("Spain", "spain", "spanish"),
    ("Sweden", "sweden", "swedish"),
    ("Switzerland", "switzerland", "swiss"),
    ("Taiwan", "taiwan", "taiwanese"),
    ("Thailand", "thailand", "thai"),
    ("Turkey", "turkey", "turkish"),
    (
        "United Kingdom",
        r"united kingdom|u\.?k\.?|britain|england|scotland|wales",
        "british|english|scottish|welsh",
    ),
    (
        "United States",
        r"united states|u\.s\.(?:a\.)?|usa?(?!\w)|america|the states",
        r"american|u\.s\.",
    ),
    ("Vietnam", "vietnam", "vietnamese"),
)
# Parts of the world, with the countries of theirs that a record may name.
CONTINENTS: tuple[tuple[str, str, frozenset[str]], ...] = (
    (
        "Europe",
        "europe(?:an)?",
        frozenset(
            (
                *("Austria", "Belgium", "Denmark", "Finland", "France", "Germany", "Greece"),
                *("Hungary", "Ireland", "Italy", "Netherlands", "Norway", "Poland", "Portugal"),
                *("Russia", "Spain", "Sweden", "Switzerland", "Turkey", "United Kingdom"),
            )
        ),
    ),
    ("Africa", "africa(?:n)?", frozenset(("Egypt", "South Africa"))),
    ("South America", "south america(?:n)?", frozenset(("Argentina", "Brazil"))),
)
# A page may call a study of one by the name of the other.
_AKIN = ({"China", "Taiwan"}, {"United Kingdom", "Ireland"})
_EVERY = "|".join(f"(?P<c{i}>{name})" for i, (_, name, _a) in enumerate(COUNTRIES))
_EVERY_ADJECTIVE = "|".join(f"(?P<c{i}>{word})" for i, (_, _n, word) in enumerate(COUNTRIES))
_DONE = (
    r"(?:ran|run|done|conducted|carried out|took place|performed|recruit(?:ed|ing)|enrol(?:led"
    r"|ling)|held|set|based|hospitals?|units?|icus?|cent(?:re|er)s?|wards?|patients|people"
    r"|adults|trial|study)"
)
WHERE = re.compile(
    rf"\b{_DONE}\b(?: \w+){{0,2}}? (?:in|across|from|throughout|all over|up and down) (?:the"
    rf" )?(?:{_EVERY})(?!\w)"
)
WHOSE = re.compile(
    rf"\b(?:{_EVERY_ADJECTIVE})(?!\w) (?:[\w-]+ ){{0,2}}?(?:trial|study|rct|hospitals?|units?"
    rf"|icus?"
    r"|cent(?:re|er)s?|patients|people|adults|cohort|wards?|intensive care)\b"
)

_CONTINENT = "|".join(words for _, words, _ in CONTINENTS)
ABOUT = re.compile(
    rf"\b{_DONE}\b(?: [\w']+){{0,3}}? (?:in|across|from|throughout|all over) (?:the"
    rf" )?(?P<part>{_CONTINENT})(?!\w)"
)


def continent_of(match: re.Match[str], countries: tuple[str, ...]) -> str | None:
    """A part of the world that a match of ABOUT names, if none of some countries lies in it.

    >>> continent_of(ABOUT.search("patients from all over europe"), ("China",))
    'Europe'
    """
    for name, words, inside in CONTINENTS:
        if re.fullmatch(words, match["part"]) and not inside & set(countries):
            return name
    return None


def country_of(match: re.Match[str]) -> str:
    """The country that a match of WHERE or WHOSE names, as records name it.

    >>> country_of(WHERE.search("it ran in three hospitals in germany"))
    'Germany'
    """
    return COUNTRIES[int((match.lastgroup or "c0")[1:])][0]


def akin(one: str, others: tuple[str, ...]) -> bool:
    """Whether a country is one of others, or may be called by the name of one.

    >>> akin("China", ("Taiwan",)), akin("Japan", ("China",))
    (True, False)
    """
    return one in others or any(one in pair and pair & set(others) for pair in _AKIN)


def names_of(country: str) -> str:
    """A pattern for a country by name or adjective, from its name in records."""
    found = next(((n, a) for name, n, a in COUNTRIES if name == country), None)
    return "|".join(found) if found else re.escape(country.casefold())
