"""`thymos lsp` in a session with a real client over standard input and output."""

import asyncio
import sys
from pathlib import Path

import pytest

pytest.importorskip("pygls")

from lsprotocol import types as lsp
from pygls.lsp.client import LanguageClient

BEFORE = "It is 😀 news. "
TEXT = f"# A page\n\n{BEFORE}Thymosin alpha-1 is FDA-approved.\n"
URI = "file:///pages/page.md"


class Editor(LanguageClient):
    """A client that keeps what the server publishes."""

    def __init__(self):
        super().__init__("editor", "1")
        self.published: asyncio.Queue[lsp.PublishDiagnosticsParams] = asyncio.Queue()

        def keep(told: lsp.PublishDiagnosticsParams) -> None:
            self.published.put_nowait(told)

        self.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(keep)

    async def next(self):
        return await asyncio.wait_for(self.published.get(), 60)


async def session(talk, encodings=None):
    editor = Editor()
    await editor.start_io(sys.executable, "-m", "thymos", "lsp")
    general = lsp.GeneralClientCapabilities(position_encodings=encodings)
    capabilities = lsp.ClientCapabilities(general=general)
    await editor.initialize_async(lsp.InitializeParams(capabilities=capabilities))
    editor.initialized(lsp.InitializedParams())
    item = lsp.TextDocumentItem(URI, "markdown", 1, TEXT)
    editor.text_document_did_open(lsp.DidOpenTextDocumentParams(item))
    try:
        return await talk(editor, (await editor.next()).diagnostics)
    finally:
        await editor.shutdown_async(None)
        editor.exit(None)
        await editor.stop()


def change(editor, version, text):
    identifier = lsp.VersionedTextDocumentIdentifier(version, URI)
    whole = lsp.TextDocumentContentChangeWholeDocument(text)
    editor.text_document_did_change(lsp.DidChangeTextDocumentParams(identifier, [whole]))


def approval(diagnostics):
    (found,) = [one for one in diagnostics if one.code == "approval"]
    return found


def test_a_finding_is_underlined_told_and_mended():
    async def talk(editor, diagnostics):
        found = approval(diagnostics)
        # The emoji counts two units of UTF-16.
        assert (found.range.start, found.range.end.line) == (lsp.Position(2, len(BEFORE) + 1), 2)
        assert found.range.end.character >= len(BEFORE) + 1 + len("Thymosin alpha-1 is FDA")
        assert found.severity is lsp.DiagnosticSeverity.Error
        at = lsp.TextDocumentIdentifier(URI)
        hover = await editor.text_document_hover_async(lsp.HoverParams(at, lsp.Position(2, 20)))
        assert "The records hold" in hover.contents.value
        assert "Sources: " in hover.contents.value
        empty = await editor.text_document_hover_async(lsp.HoverParams(at, lsp.Position(0, 0)))
        assert empty is None
        wanted = lsp.CodeActionParams(at, found.range, lsp.CodeActionContext([found]))
        actions = await editor.text_document_code_action_async(wanted)
        (write, allow) = [a for a in actions if a.diagnostics[0].code == "approval"]
        (edit,) = write.edit.changes[URI]
        assert edit.range.start == found.range.start
        assert edit.new_text.startswith("It is no component")
        (edit,) = allow.edit.changes[URI]
        end = lsp.Position(2, len(TEXT.split("\n")[2]) + 1)
        assert (edit.range.start, edit.range.end) == (end, end)
        assert edit.new_text == " <!-- thymos: allow REASON -->"

    asyncio.run(session(talk))


@pytest.mark.slow
def test_only_the_last_of_quick_changes_is_checked_and_closing_clears():
    async def talk(editor, diagnostics):
        assert diagnostics
        change(editor, 2, TEXT + "\nThymosin alpha-1 is FDA-approved.\n")
        change(editor, 3, TEXT.replace("FDA-approved", "not FDA-approved"))
        published = await editor.next()
        assert published.version == 3
        assert not [one for one in published.diagnostics if one.code == "approval"]
        change(editor, 4, TEXT)
        identifier = lsp.TextDocumentIdentifier(URI)
        editor.text_document_did_save(lsp.DidSaveTextDocumentParams(identifier))
        published = await editor.next()
        assert published.version == 4
        approval(published.diagnostics)
        editor.text_document_did_close(lsp.DidCloseTextDocumentParams(identifier))
        assert not (await editor.next()).diagnostics
        assert editor.published.empty()

    asyncio.run(session(talk))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("encoding", "column"),
    [
        (lsp.PositionEncodingKind.Utf32, len(BEFORE)),
        (lsp.PositionEncodingKind.Utf8, len(BEFORE.encode())),
    ],
)
def test_columns_are_counted_as_the_client_asks(encoding, column):
    async def talk(_, diagnostics):
        assert approval(diagnostics).range.start == lsp.Position(2, column)

    asyncio.run(session(talk, [encoding]))


def test_without_the_extra_it_says_what_to_install(tmp_path: Path):
    import subprocess

    program = (
        "import sys; sys.modules['pygls.lsp.server'] = None\n"
        "from thymos.cli import main; main(['lsp'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr == "thymos: expected the package 'pygls', found none; install thymos[lsp]\n"


def test_the_shipped_name_of_a_missing_dossier_is_one_line(tmp_path: Path):
    import subprocess

    done = subprocess.run(
        [sys.executable, "-m", "thymos", "lsp", "--dossier", str(tmp_path / "none")],
        capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
