"""Check prose against a dossier: the face of this room.

>>> import thymos.prose.check as prose
>>> prose.Report((), ()).findings
()
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from thymos.dossier.index import Dossier
from thymos.errors import Finding, Severity, UsageError
from thymos.prose.abstained import Adjudicator
from thymos.prose.budget import SECONDS, Budget
from thymos.prose.entities import Lexicon
from thymos.prose.forms import Document, Form, read
from thymos.prose.page import Page, open_page
from thymos.prose.rules import RULES, asserted, omissions
from thymos.prose.second_look import second_look
from thymos.prose.skim import Skim
from thymos.verdict.judge import Judged

# A page longer than this is no page; the time that a check takes grows with it.
MAX_BYTES = 5_000_000
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
    (".docx", "docx"),
    (".pdf", "pdf"),
)
# What holds pictures and fonts beside its text may be larger than text.
_PACKED = ("docx", "pdf")
MAX_PACKED_BYTES = 50_000_000


@dataclass(frozen=True, slots=True)
class Report:
    """What was found on the pages, in order of place, and what they leave out.

    An empty report is no endorsement: what is not flagged was not shown to be true.
    """

    findings: tuple[Finding, ...]
    omissions: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """One file of many: what was found on it, or why it was refused."""

    path: Path
    report: Report
    refused: UsageError | None = None


def check_text(
    text: str,
    dossier: Dossier,
    judged: tuple[Judged, ...],
    *,
    file: str | None = None,
    kind: Form = "auto",
    seconds: float = SECONDS,
) -> Report:
    """Check one text. A page that never names the dossier's subject has nothing to check.

    Raises UsageError where the text takes longer than `seconds` of computing.
    """
    document = Document(text.removeprefix("\ufeff"), kind)
    return Checker(dossier, judged, seconds).check(document, file)


def check_bytes(
    content: bytes,
    dossier: Dossier,
    judged: tuple[Judged, ...],
    *,
    file: str | None = None,
    kind: Form = "auto",
    seconds: float = SECONDS,
) -> Report:
    """Check what came through a pipe, in any form and encoding. Raises UsageError as above."""
    return Checker(dossier, judged, seconds).check_bytes(content, file, kind)


def check_file(
    path: Path, dossier: Dossier, judged: tuple[Judged, ...], *, seconds: float = SECONDS
) -> Report:
    """Check a file, or every page of a folder (.md .txt .html .docx .pdf and the like).

    Raises UsageError where a file is missing, unreadable, no text, too large, or too slow.
    """
    findings: list[Finding] = []
    omitted: list[Finding] = []
    for checked in check_files(path, dossier, judged, seconds=seconds):
        if checked.refused is not None:
            raise checked.refused
        findings += checked.report.findings
        omitted += checked.report.omissions
    return Report(tuple(findings), tuple(omitted))


def check_files(
    path: Path, dossier: Dossier, judged: tuple[Judged, ...], *, seconds: float = SECONDS
) -> Iterator[Checked]:
    """Check the pages of a folder one after the other; only one is held in memory.

    A file that cannot be read is refused, and the next one checked. Hidden folders are left
    out. Raises UsageError where a folder has no pages.
    """
    checker = Checker(dossier, judged, seconds)
    for file in pages_of(path):
        try:
            yield Checked(file, checker.check_bytes(content_of(file), str(file), form_of(file)))
        except UsageError as error:
            yield Checked(file, Report((), ()), error)


def form_of(path: Path) -> Form:
    """The form that a file's name promises; `auto` where it promises none."""
    return dict(_FORMS).get(path.suffix.lower(), "auto")


class Checker:
    """What checking many pages against one dossier needs once."""

    def __init__(
        self,
        dossier: Dossier,
        judged: tuple[Judged, ...],
        seconds: float = SECONDS,
        adjudicator: Adjudicator | None = None,
    ) -> None:
        self._adjudicator = adjudicator
        self._dossier, self._judged, self._seconds = dossier, judged, seconds
        self._lexicon = Lexicon(dossier)
        self._skim = Skim(dossier)

    def check_bytes(self, content: bytes, file: str | None, form: Form) -> Report:
        """Read and check the bytes of a page. Raises UsageError where that cannot be done."""
        budget = Budget(file, self._seconds)
        return self.check(read(content, file or "<input>", form, budget), file, budget)

    def check(self, document: Document, file: str | None, budget: Budget | None = None) -> Report:
        """Check a page that was read. Raises UsageError where it takes too long."""
        budget = budget or Budget(file, self._seconds)
        if not self._skim.may_name(document.text):
            return Report((), ())
        text, blocks = document.text, document.blocks(budget)
        page = open_page(
            text, self._dossier, self._judged, self._lexicon, file, read=blocks, budget=budget
        )
        if not page.about_subject:
            return Report((), ())
        findings: list[Finding] = []
        for rule in RULES:
            budget.spend()
            findings += (_paged(found, page, document) for found in rule(page))
        budget.spend()
        told = {(f.line, f.text) for f in findings if f.severity is not Severity.NOTE}
        # What a record contradicts outright need not be told again as going beyond the records.
        beyond = (f for f in asserted.check(page) if (f.line, f.text) not in told)
        findings += (_paged(found, page, document) for found in beyond)
        if self._adjudicator is not None:
            assisted = second_look(page, self._adjudicator)
            findings += (_paged(found, page, document) for found in assisted)
        budget.spend()
        left_out = (_paged(found, page, document) for found in omissions.check(page))
        return Report(_in_order(findings), tuple(left_out))


def _paged(finding: Finding, page: Page, document: Document) -> Finding:
    """A finding in a PDF names the page, since its lines are those of the extracted text."""
    if not document.pages or finding.line is None:
        return finding
    number = document.page_at(page.lines.offset(finding.line))
    return replace(finding, field=f"page {number}")


def _in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda f: (f.line or 0, f.column or 0, f.rule)))


def pages_of(path: Path) -> Iterator[Path]:
    """The file itself, or the pages below a folder, in order of name."""
    if not path.is_dir():
        yield path
        return
    endings = tuple(ending for ending, _ in _FORMS)
    found = False
    for folder, below, names in os.walk(path):
        below[:] = sorted(name for name in below if not name.startswith("."))
        for name in sorted(names):
            file = Path(folder, name)
            if file.suffix.lower() in endings and file.is_file():
                found = True
                yield file
    if not found:
        raise UsageError(f"{path}: expected pages ({', '.join(endings)}), found none")


def content_of(path: Path) -> bytes:
    """The bytes of a file. Raises UsageError where it cannot be read, or is too large."""
    if _ADDRESS.match(str(path)):
        address = str(path).replace(":/", "://", 1)
        raise UsageError(
            f"{address}: expected a file; save the page first, or send it through '-'; "
            "or --allow-url"
        )
    most = MAX_PACKED_BYTES if form_of(path) in _PACKED else MAX_BYTES
    try:
        # The size is asked first: a file that is too large is not read at all.
        size = path.stat().st_size
        content = b""
        if size <= most:
            with path.open("rb") as stream:
                content = stream.read(most + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or type(error).__name__
        raise UsageError(f"{path}: cannot be read: {why.lower()}") from None
    if max(size, len(content)) > most:
        raise UsageError(f"{path}: expected at most {most // 10**6} MB, found more")
    return content
