"""The language server: what the checker finds, underlined in an editor while one writes.

Diagnostics come when a page is opened or saved, and a moment after the last change. Hovering
tells the derivation in short, with sources; code actions put the wording that would be borne
out, or a remark that lets the finding stand. The text goes nowhere: all is computed here.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from pathlib import Path

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from thymos.errors import Finding, Severity, UsageError
from thymos.prose.check import form_of
from thymos.prose.desk import Desk, Examined, Sheet
from thymos.prose.forms import Document, Form
from thymos.prose.offsets import Offsets
from thymos.version import VERSION
from thymos.views.checked import citations, told

# How long, in seconds, after the last change a page is checked.
DELAY = 0.3
_LEVELS = (
    (Severity.ERROR, lsp.DiagnosticSeverity.Error),
    (Severity.WARNING, lsp.DiagnosticSeverity.Warning),
    (Severity.NOTE, lsp.DiagnosticSeverity.Information),
)
_LANGUAGES: tuple[tuple[str, Form], ...] = (
    ("markdown", "markdown"),
    ("html", "html"),
    ("plaintext", "text"),
)
_MARKUP = re.compile(r"([\\`*_\[\]<>#|])")


@dataclass(frozen=True)
class Open:
    """An open page as it was last checked."""

    version: int | None
    page: Examined
    places: Offsets


class Server(LanguageServer):
    """A server with a desk to check at, and the pages that are open."""

    def __init__(self, desk: Desk, delay: float = DELAY) -> None:
        super().__init__("thymos", VERSION)
        self.desk, self.delay = desk, delay
        self.open: dict[str, Open] = {}
        self._waiting: dict[str, asyncio.Task[None]] = {}
        # Verdicts are computed at first need, once: pages are checked one after another.
        self._turn = asyncio.Lock()

    def soon(self, uri: str, delay: float) -> None:
        """Check a page after a delay, unless it changes again before."""
        self.forget(uri)
        self._waiting[uri] = asyncio.ensure_future(self._check(uri, delay))

    def forget(self, uri: str) -> None:
        """Drop a check that was still to be made."""
        task = self._waiting.pop(uri, None)
        if task is not None:
            task.cancel()

    async def _check(self, uri: str, delay: float) -> None:
        await asyncio.sleep(delay)
        document = self.workspace.get_text_document(uri)
        version, text = document.version, document.source
        name = to_fs_path(uri) or uri
        form = dict(_LANGUAGES).get(document.language_id or "") or form_of(Path(name))
        sheet = Sheet(name, Document(text, form))
        places, refused, page = Offsets(text), None, Examined(sheet, (), (), ())
        async with self._turn:
            try:
                page = await asyncio.to_thread(self.desk.check, sheet)
            except UsageError as error:
                refused = str(error)
            except Exception as error:  # told in the editor; the server serves on
                refused = f"this page could not be checked: {type(error).__name__}: {error}"
        if uri not in self.workspace.text_documents:
            return
        self.open[uri] = Open(version, page, places)
        shown = [self.diagnostic(one, places) for one in page.findings]
        shown += [_left_out(self.desk, one) for one in page.omissions]
        if refused is not None:
            shown.append(_at_top(refused, lsp.DiagnosticSeverity.Warning, None))
        self.text_document_publish_diagnostics(
            lsp.PublishDiagnosticsParams(uri=uri, diagnostics=shown, version=version)
        )

    def units(self, before: str) -> int:
        """The length of the start of a line as the client counts it; UTF-16 by default."""
        encoding = self.workspace.position_encoding
        if encoding == lsp.PositionEncodingKind.Utf32:
            return len(before)
        coded = before.encode(
            "utf-8" if encoding == lsp.PositionEncodingKind.Utf8 else "utf-16-le", "surrogatepass"
        )
        return len(coded) if encoding == lsp.PositionEncodingKind.Utf8 else len(coded) // 2

    def position(self, places: Offsets, offset: int) -> lsp.Position:
        """An offset as a place of the client's."""
        line, column = places.at(offset)
        return lsp.Position(line - 1, self.units(places.line(line)[: column - 1]))

    def range(self, finding: Finding, places: Offsets) -> lsp.Range:
        """The stretch of a finding; the start of the page for one without a place."""
        start, end = places.span(finding) or (0, 0)
        return lsp.Range(self.position(places, start), self.position(places, end))

    def diagnostic(self, finding: Finding, places: Offsets) -> lsp.Diagnostic:
        """A finding as an editor shows it."""
        return lsp.Diagnostic(
            range=self.range(finding, places),
            message=told(finding, citations(self.desk.dossiers, finding.sources)),
            severity=dict(_LEVELS)[finding.severity],
            code=finding.rule,
            source="thymos",
        )

    def hover(self, uri: str, at: lsp.Position) -> lsp.Hover | None:
        """What was found at a place, and on what that rests."""
        known = self.open.get(uri)
        if known is None:
            return None
        under = [one for one in known.page.findings if _holds(self.range(one, known.places), at)]
        if not under:
            return None
        value = "\n\n---\n\n".join(_explained(self.desk, one) for one in under)
        content = lsp.MarkupContent(lsp.MarkupKind.Markdown, value)
        return lsp.Hover(content, self.range(under[0], known.places))

    def actions(self, uri: str, wanted: lsp.Range) -> list[lsp.CodeAction]:
        """What can be done about the findings of a stretch."""
        known = self.open.get(uri)
        document = self.workspace.text_documents.get(uri)
        # A page that has changed since it was checked has its findings elsewhere.
        if known is None or document is None or document.source != known.places.text:
            return []
        found = []
        for one in known.page.findings:
            shown = self.range(one, known.places)
            if shown.start <= wanted.end and wanted.start <= shown.end:
                found += self._actions(uri, known, one)
        return found

    def _actions(self, uri: str, known: Open, one: Finding) -> list[lsp.CodeAction]:
        span = known.places.span(one)
        if span is None or one.line is None:
            return []
        made = []
        if one.suggestion:
            start, end = sentence_span(known.places.text, one, span)
            at = lsp.Range(self.position(known.places, start), self.position(known.places, end))
            title = f"Write what the records bear out: {one.suggestion}"
            made.append(self._action(uri, known, one, title, lsp.TextEdit(at, one.suggestion)))
        line = known.places.line(one.line)
        end_of_line = lsp.Position(one.line - 1, self.units(line))
        plain = known.page.sheet.form == "text"
        remark = " thymos: allow REASON" if plain else " <!-- thymos: allow REASON -->"
        edit = lsp.TextEdit(lsp.Range(end_of_line, end_of_line), remark)
        title = f"Allow '{one.rule}' on this line (write the reason)"
        return [*made, self._action(uri, known, one, title, edit)]

    def _action(
        self, uri: str, known: Open, one: Finding, title: str, edit: lsp.TextEdit
    ) -> lsp.CodeAction:
        return lsp.CodeAction(
            title=title,
            kind=lsp.CodeActionKind.QuickFix,
            diagnostics=[self.diagnostic(one, known.places)],
            edit=lsp.WorkspaceEdit(changes={uri: [edit]}),
        )


def sentence_span(text: str, finding: Finding, span: tuple[int, int]) -> tuple[int, int]:
    """The whole sentence of a finding where the file holds it as it reads, else its stretch.

    >>> sentence_span("So. It is so.", Finding("a", text="It is so."), (4, 9))
    (4, 13)
    """
    start, end = span
    whole = finding.text or ""
    at = text.find(whole, max(0, start - len(whole)), end + len(whole)) if whole else -1
    if 0 <= at <= start and end <= at + len(whole):
        return at, at + len(whole)
    return span


def _holds(shown: lsp.Range, at: lsp.Position) -> bool:
    return shown.start <= at <= shown.end


def _at_top(message: str, level: lsp.DiagnosticSeverity, code: str | None) -> lsp.Diagnostic:
    start = lsp.Position(0, 0)
    return lsp.Diagnostic(
        range=lsp.Range(start, start), message=message, severity=level, code=code, source="thymos"
    )


def _left_out(desk: Desk, omission: Finding) -> lsp.Diagnostic:
    words = told(omission, citations(desk.dossiers, omission.sources))
    return _at_top(f"Left out: {words}", lsp.DiagnosticSeverity.Hint, omission.rule)


def _explained(desk: Desk, finding: Finding) -> str:
    """A finding in Markdown: why, the verdict and how it came about, sources as links."""
    parts = [f"**{finding.severity.value}: {_plain(finding.rule)}** {_plain(finding.reason)}"]
    if finding.expected:
        parts.append(f"The records hold: {_plain(finding.expected)}")
    judged = desk.judged_on(finding.claim) if finding.claim else None
    if judged is not None:
        parts.append(
            f"Claim: {_plain(judged.claim.text)}\n\nVerdict: **{judged.verdict}**, "
            f"{_plain(judged.told)}"
        )
        steps = "\n".join(f"- {_plain(step.text)}" for step in judged.why.children)
        parts += [steps] if steps else []
    cited = citations(desk.dossiers, finding.sources)
    links = [f"[{_plain(c.label)}](<{c.url}>)" if c.url else _plain(c.label) for c in cited]
    parts += [f"Sources: {'; '.join(links)}"] if links else []
    return "\n\n".join(parts)


def _plain(text: str) -> str:
    """Text that Markdown shows as it is."""
    return _MARKUP.sub(r"\\\1", text)


def build_server(desk: Desk, delay: float = DELAY) -> Server:
    """A server that answers for a desk; `delay` in seconds."""
    server = Server(desk, delay)

    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    async def did_open(params: lsp.DidOpenTextDocumentParams) -> None:
        server.soon(params.text_document.uri, 0)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    async def did_change(params: lsp.DidChangeTextDocumentParams) -> None:
        server.soon(params.text_document.uri, server.delay)

    @server.feature(lsp.TEXT_DOCUMENT_DID_SAVE)
    async def did_save(params: lsp.DidSaveTextDocumentParams) -> None:
        server.soon(params.text_document.uri, 0)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def did_close(params: lsp.DidCloseTextDocumentParams) -> None:
        uri = params.text_document.uri
        server.forget(uri)
        server.open.pop(uri, None)
        server.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, []))

    @server.feature(lsp.TEXT_DOCUMENT_HOVER)
    def hover(params: lsp.HoverParams) -> lsp.Hover | None:
        return server.hover(params.text_document.uri, params.position)

    quick = lsp.CodeActionOptions(code_action_kinds=[lsp.CodeActionKind.QuickFix])

    @server.feature(lsp.TEXT_DOCUMENT_CODE_ACTION, quick)
    def code_action(params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        return server.actions(params.text_document.uri, params.range)

    return server


def serve(desk: Desk) -> None:
    """Serve on standard input and output until the client says goodbye."""
    build_server(desk).start_io()
