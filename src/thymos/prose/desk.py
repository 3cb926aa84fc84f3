"""The desk at which pages are checked: one or more dossiers, remarks of editors, chosen rules.

A sheet (a page that was read) goes in, what was found on it comes out, one page at a time, so
that a folder of any size needs the memory of one page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

from thymos.dossier.index import Dossier
from thymos.errors import EXIT_FINDINGS, EXIT_FINE, EXIT_USAGE, Finding, Severity, UsageError
from thymos.prose.abstained import Adjudicator
from thymos.prose.allow import Allowed, allows, settle
from thymos.prose.blocks import Block
from thymos.prose.check import MAX_BYTES, Checker, content_of, form_of, pages_of
from thymos.prose.entities import Lexicon
from thymos.prose.fetch import Fetched
from thymos.prose.forms import Document, Form, read
from thymos.prose.rulebook import RULEBOOK
from thymos.prose.second_look import QUESTIONS
from thymos.prose.skim import Skim
from thymos.verdict.judge import Judged


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page that was read: its name, and what stands on it."""

    file: str | None
    document: Document

    @property
    def text(self) -> str:
        """The text that lines and columns point into."""
        return self.document.text

    @property
    def form(self) -> Form:
        """What the page is written in."""
        return self.document.form

    @property
    def is_its_file(self) -> bool:
        """Whether the text is what the file holds, and not taken out of a DOCX or PDF."""
        return self.document.form not in ("docx", "pdf") and not self.document.pages

    def blocks(self) -> tuple[Block, ...]:
        """The blocks that a reader sees."""
        return self.document.blocks()


@dataclass(frozen=True, slots=True)
class Examined:
    """A page with what was found on it, what was allowed, and what it leaves out.

    `dossiers` are those whose subject the page names.
    """

    sheet: Sheet
    findings: tuple[Finding, ...]
    omissions: tuple[Finding, ...]
    allowed: tuple[Allowed, ...]
    dossiers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which rules speak: all, or the selected ones, less the ignored ones.

    >>> Chosen(select=("approval",)).keeps("approval-ended")
    False
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        known = tuple(rule.id for rule in RULEBOOK)
        for name in (*self.select, *self.ignore):
            if name not in known:
                raise UsageError(f"no rule '{name}'; one of {', '.join(known)}")

    def keeps(self, rule: str) -> bool:
        """Whether a rule speaks."""
        return (not self.select or rule in self.select) and rule not in self.ignore


class Against:
    """A dossier to check against; its verdicts are computed when a page first needs them."""

    def __init__(
        self,
        dossier: Dossier,
        judged: Callable[[], tuple[Judged, ...]],
        adjudicator: Adjudicator | None = None,
    ) -> None:
        self.dossier = dossier
        self._judged, self._adjudicator = judged, adjudicator
        self._lexicon, self._skim = Lexicon(dossier), Skim(dossier)

    @cached_property
    def judged(self) -> tuple[Judged, ...]:
        """Every claim of the dossier with its verdict."""
        return self._judged()

    @cached_property
    def checker(self) -> Checker:
        """What checks a page against the dossier."""
        return Checker(self.dossier, self.judged, adjudicator=self._adjudicator)

    def named_in(self, text: str) -> bool:
        """Whether a text names the subject of the dossier, or studies enough of it."""
        lexicon = self._lexicon
        may = self._skim.may_name(text)
        return may and (lexicon.names_subject(text) or lexicon.names_studies(text))


class Desk:
    """Checks pages against dossiers, one after another."""

    def __init__(
        self,
        dossiers: Iterable[tuple[Dossier, Callable[[], tuple[Judged, ...]]]],
        chosen: Chosen | None = None,
        adjudicator: Callable[[Dossier], Adjudicator] | None = None,
    ) -> None:
        self._against = tuple(
            Against(dossier, judged, adjudicator(dossier) if adjudicator else None)
            for dossier, judged in dossiers
        )
        self._chosen = chosen or Chosen()

    @property
    def dossiers(self) -> tuple[Dossier, ...]:
        """The dossiers on the desk."""
        return tuple(one.dossier for one in self._against)

    def judged_on(self, claim: str) -> Judged | None:
        """The verdict on a claim of any of the dossiers."""
        found = (j for one in self._against for j in one.judged if j.claim.id == claim)
        return next(found, None)

    def check(self, sheet: Sheet) -> Examined:
        """Check one page. Raises UsageError where that takes too long."""
        named: list[str] = []
        findings: list[Finding] = []
        omissions: list[Finding] = []
        for one in self._against:
            report = one.checker.check(sheet.document, sheet.file)
            findings += report.findings
            omissions += report.omissions
            if report.findings or report.omissions or one.named_in(sheet.text):
                named.append(one.dossier.head.id)
        whole = tuple(distinct(findings))
        remarks = allows(sheet.document)
        kept, allowed = settle(sheet.file, remarks, whole, unused=bool(named))
        keeps = self._chosen.keeps
        return Examined(
            sheet,
            tuple(f for f in kept if keeps(f.rule)),
            tuple(f for f in dict.fromkeys(omissions) if keeps(f.rule)),
            tuple(a for a in allowed if keeps(a.finding.rule)),
            tuple(named),
        )


class Round:
    """Pages checked as they come; none is kept. What could not be checked is in `refused`."""

    def __init__(self, desk: Desk, sheets: Iterable[Sheet | UsageError], fail_on: Severity) -> None:
        self.desk = desk
        self.refused: list[UsageError] = []
        self._sheets, self._fail_on, self._failed = sheets, fail_on, False

    @property
    def open_questions(self) -> bool:
        """Whether any rule leaves questions to an adjudicator."""
        return bool(QUESTIONS)

    def __iter__(self) -> Iterator[Examined]:
        for sheet in self._sheets:
            try:
                if isinstance(sheet, UsageError):
                    raise sheet
                page = self.desk.check(sheet)
            except UsageError as error:
                self.refused.append(error)
                continue
            self._failed = self._failed or counts(page.findings, self._fail_on)
            yield page

    @property
    def code(self) -> int:
        """The exit code of a linter, as far as pages were checked."""
        if self.refused:
            return EXIT_USAGE
        return EXIT_FINDINGS if self._failed else EXIT_FINE


def distinct(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Findings less those of a rule on a stretch where the rule has spoken before.

    A sentence may break a rule of two dossiers, or of one for two reasons; once is enough.

    >>> one = Finding("a", 1, 1, 1, 9, rule="approval")
    >>> len(list(distinct([one, Finding("a", 1, 5, 1, 7, rule="approval")])))
    1
    """
    told: dict[tuple[str, str | None], list[Finding]] = {}
    for finding in findings:
        before = told.setdefault((finding.rule, finding.text), [])
        if not any(_overlap(finding, earlier) for earlier in before):
            before.append(finding)
            yield finding


def _overlap(one: Finding, other: Finding) -> bool:
    return _start(one) < _end(other) and _start(other) < _end(one)


def _start(finding: Finding) -> tuple[int, int]:
    return finding.line or 0, finding.column or 0


def _end(finding: Finding) -> tuple[int, int]:
    return finding.end_line or 0, finding.end_column or 0


def counts(findings: Iterable[Finding], fail_on: Severity) -> bool:
    """Whether any finding is as grave as `fail_on`, or graver.

    >>> counts([Finding("a", severity=Severity.NOTE)], Severity.WARNING)
    False
    """
    ranks = tuple(Severity)
    return any(ranks.index(f.severity) <= ranks.index(fail_on) for f in findings)


def sheets(
    paths: Iterable[str],
    *,
    stream: BinaryIO | None = None,
    as_file: str | None = None,
    get: Callable[[str], Fetched] | None = None,
) -> Iterator[Sheet | UsageError]:
    """The pages of files, folders, addresses (through `get`) and the standard input (`-`).

    A page that cannot be read comes as the error that says why.
    """
    for path in paths:
        try:
            if path == "-" and stream is not None:
                name = as_file or "<stdin>"
                content = stream.read(MAX_BYTES + 1)
                if len(content) > MAX_BYTES:
                    raise UsageError(f"{name}: expected at most {MAX_BYTES // 10**6} MB")
                yield Sheet(name, read(content, name, form_of(Path(name))))
            elif get is not None and path.lower().startswith(("https://", "http://")):
                page = get(path)
                yield Sheet(page.url, read(page.content, page.url, page.form))
            else:
                yield from _of_files(Path(path))
        except UsageError as error:
            yield error


def _of_files(path: Path) -> Iterator[Sheet | UsageError]:
    for file in pages_of(path):
        try:
            yield Sheet(str(file), read(content_of(file), str(file), form_of(file)))
        except UsageError as error:
            yield error
