"""Check prose against a dossier: the face of this room.

>>> import thymos.prose.check as prose
>>> prose.Report((), ()).findings
()
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from thymos.dossier.index import Dossier
from thymos.errors import Finding, UsageError
from thymos.prose.entities import Lexicon
from thymos.prose.forms import Form
from thymos.prose.page import open_page
from thymos.prose.rules import RULES, omissions
from thymos.verdict.judge import Judged

# A page longer than this is no page; the time that a check takes grows with it.
MAX_BYTES = 5_000_000
# Above this many characters it pays to look first whether the subject is named at all.
_LOOK_FIRST = 50_000
# An address, of whose two strokes a path keeps one.
_ADDRESS = re.compile(r"https?:/", re.IGNORECASE)
_FORMS: tuple[tuple[str, Form], ...] = (
    (".md", "markdown"),
    (".markdown", "markdown"),
    (".txt", "text"),
    (".rst", "text"),
    (".html", "html"),
    (".htm", "html"),
    (".xhtml", "html"),
)


@dataclass(frozen=True, slots=True)
class Report:
    """What was found on the pages, in order of place, and what they leave out.

    An empty report is no endorsement: what is not flagged was not shown to be true.
    """

    findings: tuple[Finding, ...]
    omissions: tuple[Finding, ...]


def check_text(
    text: str,
    dossier: Dossier,
    judged: tuple[Judged, ...],
    *,
    file: str | None = None,
    kind: Form = "auto",
) -> Report:
    """Check one text. A page that never names the dossier's subject has nothing to check."""
    return _check(text, dossier, judged, Lexicon(dossier), file, kind)


def check_file(path: Path, dossier: Dossier, judged: tuple[Judged, ...]) -> Report:
    """Check a file, or every page of a folder (.md .txt .html and the like).

    Raises UsageError where a file is missing, unreadable, no text in UTF-8, or above 5 MB.
    """
    lexicon = Lexicon(dossier)
    reports = [
        _check(_read(file), dossier, judged, lexicon, str(file), form_of(file))
        for file in _files(path)
    ]
    return Report(
        tuple(f for report in reports for f in report.findings),
        tuple(f for report in reports for f in report.omissions),
    )


def form_of(path: Path) -> Form:
    """The form that a file's name promises; `auto` where it promises none."""
    return dict(_FORMS).get(path.suffix.lower(), "auto")


def _check(
    text: str,
    dossier: Dossier,
    judged: tuple[Judged, ...],
    lexicon: Lexicon,
    file: str | None,
    form: Form,
) -> Report:
    if len(text) > _LOOK_FIRST and not lexicon.names_subject(text):
        return Report((), ())
    page = open_page(text.removeprefix("\ufeff"), dossier, judged, lexicon, file, form)
    if not page.about_subject:
        return Report((), ())
    found = (finding for rule in RULES for finding in rule(page))
    return Report(_in_order(found), tuple(omissions.check(page)))


def _in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda f: (f.line or 0, f.column or 0, f.rule)))


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    endings = tuple(ending for ending, _ in _FORMS)
    found = sorted(f for f in path.rglob("*") if f.suffix.lower() in endings and f.is_file())
    if not found:
        raise UsageError(f"{path}: expected pages ({', '.join(endings)}), found none")
    yield from found


def _read(path: Path) -> str:
    if _ADDRESS.match(str(path)):
        address = str(path).replace(":/", "://", 1)
        raise UsageError(f"{address}: expected a file; save the page first, or send it through '-'")
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        raise UsageError(f"{path}: cannot be read: {why}") from None
    if len(content) > MAX_BYTES:
        raise UsageError(f"{path}: expected at most {MAX_BYTES // 10**6} MB, found more")
    if b"\0" in content:
        raise UsageError(f"{path}: expected text, found a binary file")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UsageError(f"{path}:{line}: expected text in UTF-8, found other bytes") from None
