"""Findings as annotations: of GitHub's workflow commands, and of the W3C's data model.

The W3C's are an AnnotationPage in JSON-LD (Web Annotation Data Model, 2017). Each selects its
stretch twice over the text of the file: by quotation and by position in characters.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator

from thymos.dossier.index import Dossier
from thymos.errors import Finding, Severity
from thymos.prose.desk import Examined
from thymos.prose.offsets import Offsets
from thymos.prose.rulebook import rule_text
from thymos.version import VERSION as PROGRAM
from thymos.views.checked import address, citations, told

# How much text before and after tells one stretch from another that reads the same.
CONTEXT = 32
GENERATOR = f"urn:software:thymos:{PROGRAM}"
_COMMANDS = (
    (Severity.ERROR, "error"),
    (Severity.WARNING, "warning"),
    (Severity.NOTE, "notice"),
)
# What a workflow command takes for its own signs, in a message and more so in a property.
_IN_MESSAGE = (("%", "%25"), ("\r", "%0D"), ("\n", "%0A"))
_IN_PROPERTY = (*_IN_MESSAGE, (":", "%3A"), (",", "%2C"))


def render_github(pages: Iterable[Examined], dossiers: tuple[Dossier, ...]) -> Iterator[str]:
    """One workflow command a finding or omission, page by page."""
    for page in pages:
        for finding in (*page.findings, *page.omissions):
            yield command(finding, told(finding, citations(dossiers, finding.sources))) + "\n"


def command(finding: Finding, message: str) -> str:
    """A workflow command of GitHub.

    >>> command(Finding("a,b.md", 2, 1, 2, 9, rule="route", severity=Severity.NOTE), "100%\\nno")
    '::notice file=a%2Cb.md,line=2,endLine=2,col=1,endColumn=9,title=route::100%25%0Ano'
    """
    held: list[tuple[str, object]] = [("file", finding.file), ("line", finding.line)]
    held.append(("endLine", finding.end_line))
    if finding.line == finding.end_line:  # columns of several lines mean nothing to GitHub
        held += [("col", finding.column), ("endColumn", finding.end_column)]
    held.append(("title", finding.rule))
    shown = ",".join(
        f"{key}={_escaped(str(value), _IN_PROPERTY)}" for key, value in held if value is not None
    )
    name = dict(_COMMANDS)[finding.severity]
    return f"::{name} {shown}::{_escaped(message, _IN_MESSAGE)}"


def _escaped(text: str, signs: tuple[tuple[str, str], ...]) -> str:
    for sign, code in signs:
        text = text.replace(sign, code)
    return text


def render_webannotation(pages: Iterable[Examined], dossiers: tuple[Dossier, ...]) -> Iterator[str]:
    """One AnnotationPage for all pages, as JSON-LD."""
    items = [item for page in pages for item in _items(page, dossiers)]
    named = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(items, sort_keys=True))
    whole = {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": f"urn:uuid:{named}",
        "type": "AnnotationPage",
        "items": items,
    }
    yield json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _items(page: Examined, dossiers: tuple[Dossier, ...]) -> Iterator[dict[str, object]]:
    places = Offsets(page.sheet.text)
    for number, finding in enumerate((*page.findings, *page.omissions)):
        cited = citations(dossiers, finding.sources)
        words: dict[str, object] = {
            "type": "TextualBody",
            "purpose": "assessing",
            "format": "text/plain",
            "language": "en",
            "value": told(finding, cited),
        }
        tag = {"type": "TextualBody", "purpose": "tagging", "value": finding.rule}
        links = [
            {"type": "SpecificResource", "purpose": "linking", "source": one.url}
            for one in cited
            if one.url
        ]
        target: dict[str, object] = {"source": address(finding.file)}
        span = places.span(finding)
        if span is not None:
            both = _selectors(page.sheet.text, *span)
            # A position in text that was taken out of a document is none in the document.
            target["selector"] = both if page.sheet.is_its_file else both[0]
        held = f"{target}{finding.rule}{number}"
        yield {
            "id": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, held)}",
            "type": "Annotation",
            "motivation": "assessing",
            "generator": GENERATOR,
            "body": [words, tag, *links],
            "target": target,
            "schema:ratingValue": finding.severity.value,
            "schema:description": rule_text(finding.rule).short,
        }


def _selectors(text: str, start: int, end: int) -> list[dict[str, object]]:
    return [
        {
            "type": "TextQuoteSelector",
            "exact": text[start:end],
            "prefix": text[max(0, start - CONTEXT) : start],
            "suffix": text[end : end + CONTEXT],
        },
        {"type": "TextPositionSelector", "start": start, "end": end},
    ]
