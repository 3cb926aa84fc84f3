"""What the checker found, for every door: citations with addresses, the JSON, one line of words."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from urllib.parse import quote

from thymos.dossier.index import Dossier
from thymos.errors import Finding
from thymos.prose.desk import Examined
from thymos.views.links import outside

# A renderer takes pages as they are checked, and the dossiers, and gives text piece by piece.
Renderer = Callable[[Iterable[Examined], tuple[Dossier, ...]], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Citation:
    """A source as people call it, with its address; None where it has none."""

    source: str
    dossier: str
    label: str
    url: str | None


def citations(dossiers: Iterable[Dossier], sources: Iterable[str]) -> tuple[Citation, ...]:
    """Sources by their ids, from the first of the dossiers that holds each."""
    books = tuple(dossiers)
    found = []
    for source in sources:
        book = next((book for book in books if source in book.sources), None)
        if book is not None:
            record = book.sources[source]
            url = next((link.href for link in outside(record) if link.href), None)
            found.append(Citation(source, book.head.id, record.label, url))
    return tuple(found)


def told(finding: Finding, cited: Iterable[Citation] = ()) -> str:
    """A finding in words: why, what the records hold, what would be borne out, and sources.

    >>> told(Finding("a.md", reason="not so", expected="26.0%", suggestion="26.0% died"))
    'Not so. Records: 26.0%. Borne out: 26.0% died.'
    """
    parts = [finding.reason[:1].upper() + finding.reason[1:]]
    if finding.expected:
        parts.append(f"Records: {finding.expected}")
    if finding.suggestion and finding.suggestion != finding.expected:
        parts.append(f"Borne out: {finding.suggestion}")
    labels = "; ".join(dict.fromkeys(one.label for one in cited))
    if labels:
        parts.append(f"Sources: {labels}")
    return " ".join(part if part.endswith((".", "!", "?")) else f"{part}." for part in parts)


def address(file: str | None) -> str:
    """A file as a URI or a relative reference; what came from standard input is `stdin`.

    >>> address("pages/a b.md"), address("/x/y.md"), address(None)
    ('pages/a%20b.md', 'file:///x/y.md', 'stdin')
    """
    if file is None or file == "<stdin>":
        return "stdin"
    if file.startswith("https://"):
        return file
    path = quote(file.replace("\\", "/").removeprefix("./"), safe="/-._~")
    return f"file://{path}" if path.startswith("/") else path


def render_json(pages: Iterable[Examined], dossiers: tuple[Dossier, ...]) -> Iterator[str]:
    """The documented JSON of `thymos check`."""
    yield json.dumps(check_json(pages, dossiers), ensure_ascii=False, indent=2) + "\n"


def check_json(pages: Iterable[Examined], dossiers: tuple[Dossier, ...]) -> dict[str, object]:
    """Findings, omissions and allowed findings of all pages, and the sources that they cite."""
    findings, omissions, allowed = [], [], []
    cited: dict[str, None] = {}
    checked = 0
    for page in pages:
        checked += 1
        findings += [finding.as_dict() for finding in page.findings]
        omissions += [finding.as_dict() for finding in page.omissions]
        allowed += [one.as_dict() for one in page.allowed]
        held = (*page.findings, *page.omissions, *(one.finding for one in page.allowed))
        cited |= dict.fromkeys(source for finding in held for source in finding.sources)
    return {
        "findings": findings,
        "omissions": omissions,
        "allowed": allowed,
        "citations": [asdict(one) for one in citations(dossiers, cited)],
        "dossiers": [{"id": d.head.id, "as_of": d.day.isoformat()} for d in dossiers],
        "pages": checked,
    }
