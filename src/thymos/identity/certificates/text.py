"""A certificate from running text, as the text layer of a PDF gives it: line by line.

Only lines that begin with a label of the table are read. What a line means is told apart by its
words: a number behind `not less than` is a limit, the next one the result. Everything that was
read is shown to the reader, because such a reading can be wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from pydantic import ValidationError

from thymos.dossier.certificate import Sheet
from thymos.dossier.place import PathIn
from thymos.errors import DataError
from thymos.identity.certificates.head import head_of, joined
from thymos.records.certificate import MOST_ITEMS, Certificate, Item, ItemKind
from thymos.tables import rows

# A page of a certificate has some forty lines.
MOST_LINES = 2_000

_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?"
_BELOW = r"≤|<=|<|NMT|not more than|no more than|at most|max(?:imum)?\.?|up to"
_ABOVE = r"≥|>=|>|NLT|not less than|no less than|at least|min(?:imum)?\.?"
_UNIT = r"area\s?%|%|ppm|[EI]U/(?:mg|mL|vial)|CFU(?:/(?:g|mL|vial))?|Da|amu|u\b|g/mol|mg(?:/mL)?"
_FIGURE = re.compile(
    rf"(?P<below>{_BELOW})?(?P<above>{_ABOVE})?\s*(?<![\w.])(?P<low>{_NUMBER})"
    rf"(?:\s*(?:-|–|to)\s*(?P<high>{_NUMBER}))?\s*(?P<unit>{_UNIT})?",
    re.IGNORECASE,
)
_CHARGED = re.compile(r"\[?M\s*\+\s*(\d{0,2})\s*H\]?\s*(?:\)?\s*(\d{0,2})\s*\+)?", re.IGNORECASE)
_METHOD = re.compile(
    r"(?:USP\s*<\d+>|\b(?:(?:RP|UP|UH|HP|LC|ESI|HR|MALDI|GC|IC|ICP)[-\s]?)*(?:HPLC|UHPLC|UPLC|LC|"
    r"MS/MS|MS|TOF|GC|IC|OES|AAA|NMR|LAL|Ph\.?\s*Eur\.?\s*[\d.]+|Karl[\s-]Fischer|KF|Kjeldahl|"
    r"elemental analysis|UV\s*\d{3}\s*nm|\d{3}\s*nm|A\s?280)\b)[^|;]{0,20}?(?=$|[\s)|;,])",
    re.IGNORECASE,
)
_THEORY = re.compile(r"\b(?:theor\w*|calc\w*|expected)\b\.?", re.IGNORECASE)
_OBSERVED = re.compile(r"\b(?:obs\w*|found|measured|experimental|result)\b\.?", re.IGNORECASE)
_PASSED = re.compile(
    r"\b(?:compl(?:y|ies)|conforms?|pass(?:es|ed)?|meets?|consistent|sterile|no growth|"
    r"not detected|n\.?d\.?|negative)\b[^|;]{0,40}",
    re.IGNORECASE,
)
_IONS = (
    ("TFA", re.compile(r"\b(?:TFA|trifluoroacet)", re.IGNORECASE)),
    ("chloride", re.compile(r"\b(?:chloride|hydrochlor|HCl)", re.IGNORECASE)),
    ("acetate", re.compile(r"\bacet(?:ate|ic)", re.IGNORECASE)),
)
_VERBAL = (
    *(ItemKind.APPEARANCE, ItemKind.SOLUBILITY, ItemKind.COMPOSITION, ItemKind.SEQUENCING),
    ItemKind.STERILITY,
)
_SEPARATORS = " \t:|-–—.…()"


def from_text(text: str, name: str) -> Sheet:
    """The certificate that a text holds. Raises DataError where no line of one is found."""
    lines = joined(text.splitlines()[:MOST_LINES])
    head: dict[str, str] = {}
    items: list[Item] = []
    places: dict[PathIn, int] = {}
    instrument: str | None = None
    unread = 0
    for number, line in lines:
        if not line:
            continue
        if named := re.match(r"instrument(?:ation)?\s*[:|]\s*(.+)", line, re.IGNORECASE):
            instrument = named[1]
            continue
        if (stated := head_of(line)) is not None:
            head.setdefault(*stated)
            places.setdefault((stated[0],), number)
            continue
        made = list(_items(line))
        unread += not made
        for item in made:
            places["items", len(items)] = number
            items.append(item)
        if len(items) > MOST_ITEMS:
            raise DataError(f"{name}: expected at most {MOST_ITEMS} results, found more")
    if not items:
        raise DataError(f"{name}: expected lines of a certificate, found none that is known")
    if instrument is not None:
        items = [
            i.model_copy(update={"instrument": i.instrument or instrument})
            if i.item is ItemKind.MASS
            else i
            for i in items
        ]
    return Sheet(
        _certificate(head, items, name),
        name,
        lambda at: places.get(at[:2]) or places.get(at[:1]),
        (_doubt(len(items), unread),),
    )


def _doubt(read: int, unread: int) -> str:
    lines = "1 line was" if unread == 1 else f"{unread} lines were"
    return (
        f"This was read from running text: {read} results were made out, {lines} left out. "
        "What is listed may have been read wrongly; a YAML or CSV file says it exactly."
    )


def _certificate(head: Mapping[str, str], items: list[Item], name: str) -> Certificate:
    """The certificate; a field of the head that cannot be one is dropped, never guessed at."""
    kept = dict(head)
    while True:
        try:
            return Certificate.model_validate({**kept, "items": items})
        except ValidationError as error:
            wrong = {str(fault["loc"][0]) for fault in error.errors()} & set(kept)
            if not wrong:
                raise DataError(f"{name}: is no certificate that can be read") from None
            kept = {field: value for field, value in kept.items() if field not in wrong}


@cache
def _labels() -> tuple[tuple[ItemKind, re.Pattern[str]], ...]:
    """What lines begin with; the longest label that fits decides."""
    return tuple(
        (ItemKind(row["id"]), re.compile(rf"(?:{row['labels']})", re.IGNORECASE))
        for row in rows("certificate_items")
    )


def _items(line: str) -> Iterator[Item]:
    """The items of one line: one, or two where theory and measurement share it."""
    fitting = [(match.end(), kind) for kind, label in _labels() if (match := label.match(line))]
    if not fitting:
        return
    end, kind = max(fitting, key=lambda pair: pair[0])
    rest = line[end:].strip(_SEPARATORS)
    made = _masses(line) if kind is ItemKind.MASS else (_one(kind, line, rest),)
    for fields in made:
        try:
            yield Item.model_validate({"item": kind, "text": line, **fields})
        except ValidationError:
            continue


def _one(kind: ItemKind, line: str, rest: str) -> dict[str, Any]:
    """Result, own limits, method and ion of a line."""
    fields: dict[str, Any] = {"stated_as": "measured"}
    if method := _method(line):
        fields["method"] = method
    if kind is ItemKind.COUNTER_ION:
        ion = next((ion for ion, pattern in _IONS if pattern.search(line)), None)
        fields |= {"ion": ion} if ion else {}
    if kind in _VERBAL:
        return {**fields, "result": _METHOD.sub(" ", rest).strip(_SEPARATORS) or line}
    figures = [found for found in _figures(rest) if found]
    bounds = [f for f in figures if f.get("low") or f.get("high")]
    plain = [f for f in figures if f.get("value")]
    passed = _PASSED.search(rest)
    if plain:
        fields |= plain[-1]
        if bounds:
            fields["specification"] = _bounds(bounds[0])
    elif len(bounds) > 1:
        fields |= {"specification": _bounds(bounds[0]), **bounds[-1]}
    elif bounds and passed:
        fields |= {"specification": _bounds(bounds[0]), "result": passed[0].strip()}
    elif bounds:
        fields |= bounds[0]
    elif rest:
        fields["result"] = rest
    return fields


def _bounds(figure: Mapping[str, str]) -> dict[str, str]:
    return {key: figure[key] for key in ("low", "high") if key in figure}


def _figures(text: str) -> Iterator[dict[str, str]]:
    """Numbers of a text as value or limits, with their units; wavelengths and such left out."""
    plain = _METHOD.sub(" ", text)
    for match in _FIGURE.finditer(plain):
        unit = {"unit": match["unit"]} if match["unit"] else {}
        low = _plain(match["low"])
        if match["high"]:
            yield {"low": low, "high": _plain(match["high"]), **unit}
        elif match["below"]:
            yield {"high": low, **unit}
        elif match["above"]:
            yield {"low": low, **unit}
        else:
            yield {"value": low, **unit}


def _plain(number: str) -> str:
    """A printed number with a point: 3,108.3 and 98,7 as they are meant.

    >>> _plain("3,108.3"), _plain("98,7"), _plain("1,250")
    ('3108.3', '98.7', '1250')
    """
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", number):
        return number.replace(",", "")
    return number.replace(",", ".")


def _method(line: str) -> str | None:
    found = [match[0].strip(" ()|;,:") for match in _METHOD.finditer(line)]
    return ", ".join(dict.fromkeys(found)) or None


def _masses(line: str) -> Iterator[dict[str, Any]]:
    """The masses of a line, each with what the words before it say that it is."""
    shared: dict[str, Any] = {}
    if method := _method(line):
        shared["method"] = method
    if re.search(r"monoisotopic", line, re.IGNORECASE):
        shared["weights"] = "monoisotopic"
    elif re.search(r"\baverage\b", line, re.IGNORECASE):
        shared["weights"] = "average"
    tolerance = re.search(r"±\s*(\d+(?:\.\d+)?)\s*(ppm|Da|u|amu|m\.u\.)?", line)
    plain = _METHOD.sub(" ", line)
    if tolerance:
        plain = plain.replace(tolerance[0], " ")
    charge = None
    if charged := _CHARGED.search(plain):
        charge = int(charged[1] or charged[2] or 1)
        plain = plain.replace(charged[0], " ")
    before = 0
    for match in re.finditer(rf"(?<![\w.])({_NUMBER})(?![\w+])", plain):
        words, before = plain[before : match.start()], match.end()
        stated = _stated(words, line)
        if charge is not None and stated == "not told":
            stated = "measured"  # an ion is something that was seen, unless it is called computed
        fields: dict[str, Any] = {**shared, "value": _plain(match[1]), "stated_as": stated}
        if charge is not None and stated != "theoretical":
            fields["charge"] = charge
        if tolerance and stated != "theoretical":
            unit = "ppm" if tolerance[2] == "ppm" else "Da"
            fields |= {"tolerance": tolerance[1], "tolerance_unit": unit}
        fields["unit"] = "m/z" if "charge" in fields else "Da"
        yield fields


def _stated(words: str, line: str) -> str:
    """Whether the number behind some words is measured or computed."""
    theory, observed = _THEORY.search(words), _OBSERVED.search(words)
    if theory and observed:
        return "measured" if observed.start() > theory.start() else "theoretical"
    if theory or observed:
        return "theoretical" if theory else "measured"
    # Nothing just before it: what the line is called decides, if it calls itself one thing.
    theory, observed = _THEORY.search(line), _OBSERVED.search(line)
    if bool(theory) == bool(observed):
        return "not told"
    return "theoretical" if theory else "measured"
