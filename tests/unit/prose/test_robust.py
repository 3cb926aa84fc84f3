"""Hostile and broken pages: nothing crashes, nothing hangs, names hidden by tricks are found."""

import re
from contextlib import suppress
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thymos.errors import UsageError
from thymos.prose import check as checking
from thymos.prose.budget import Budget
from thymos.prose.check import MAX_BYTES, check_bytes, check_file, check_files, check_text
from thymos.prose.entities import Lexicon
from thymos.prose.forms import blocks
from thymos.prose.page import open_page
from thymos.prose.sentences import sentences
from thymos.prose.skim import Skim

WRONG = "Zelovax is approved by the FDA."
N = 20_000
# The slowest takes a second; what grows with the square of the length would take minutes.
GENEROUS = 10.0

MARKS = (
    *("*" * N, "_" * N, "[" * N, "<" * N, ">" * N, "&" * N, "`" * N, "~" * N, "|" * N, "#" * N),
    *("(" * N, "." * N + "x", '."' * N + "x", "." + ")" * N + "x", "。" * N, " " * N, "\n" * N),
    *("<!--" * N, "<script>" * N, "<a " * N, "<a b='" * N, "<p " + "a " * N + ">", "</p>" * N),
    *("<p x=" + "=" * N, "<![CDATA[" * N, "<?x " * N, "&#x" * N, "> " * N, "- a\n" * N, "- " * N),
    *("[a](" * N, "![](" * N, "[a](b " + '" ' * N, "a|b\n-|-\n" * N, "| " * N + "x", "~~a" * N),
    *("**a" * N, "[^a]" * N, "\\" * N, "\u0301" * N, "e\u0301" * N, "\u200b" * N, "ﬁ" * N),
    *(
        "1. Wu J, " * N,
        "a. b" * N,
        "- a:\n" * N,
        "а" * N + "a",
        "\ufeff" * N,
        "\r" * N,
        "---\n" * N,
    ),
)
NESTED = (
    *("<div>" * 20_000 + "x" + "</div>" * 20_000, "<b>" * N + "<p>" * N, "<td><p>" * N),
    *("<table><tr><td>" * 20_000, "<li>" * N, "<ul><li>" * N, "<p><sup>1</sup>" * N),
    *("<blockquote>" * N, "<h1>" * N, "<table>" + "<td colspan=999 rowspan=999>a" * 2_000),
)


@pytest.mark.parametrize("text", [*MARKS, *NESTED], ids=lambda text: ascii(text[:16]))
@pytest.mark.parametrize("form", ["markdown", "html"])
def test_blocks_and_sentences_take_time_that_grows_with_length(text, form):
    start = process_time()
    with suppress(UsageError):
        for block in blocks(text, form, Budget("p.md")):
            sentences(block.text)
    assert process_time() - start < GENEROUS


@pytest.mark.parametrize(
    "line",
    ["x" * 1_000_000, "word " * 200_000, "Vα2 and so on, " * 66_000, "胸" * 330_000],
    ids=["no space", "no end", "names", "Chinese"],
)
def test_a_line_of_a_megabyte_is_read_or_refused_in_one_line(dossier, judged, line):
    start = process_time()
    with suppress(UsageError):
        open_page(line, dossier, judged, Lexicon(dossier), "p.txt", budget=Budget("p.txt"))
    assert process_time() - start < 2 * GENEROUS


def test_a_page_that_takes_too_long_is_refused_and_named(dossier, judged):
    with pytest.raises(UsageError, match=r"^p.md: expected a page .* within 0 s.*split it$"):
        check_text(WRONG, dossier, judged, file="p.md", seconds=0)
    with pytest.raises(UsageError, match=r"^<input>"):
        Budget(None, -1).spend()


def test_a_large_file_is_refused_before_it_is_read(tmp_path, dossier, judged, monkeypatch):
    file = tmp_path / "large.md"
    with file.open("wb") as stream:
        stream.truncate(100_000_000)
    monkeypatch.setattr(Path, "open", lambda *_: pytest.fail("it was opened"))
    with pytest.raises(UsageError, match=r"large\.md: expected at most 5 MB, found more"):
        check_file(file, dossier, judged)


def test_a_stream_that_lies_about_its_size_is_refused_too(tmp_path, dossier, judged):
    pipe = tmp_path / "pipe.md"
    pipe.symlink_to("/dev/zero")
    with pytest.raises(UsageError, match="expected at most 5 MB, found more"):
        check_file(pipe, dossier, judged)
    assert MAX_BYTES == 5_000_000


def test_a_folder_is_checked_page_by_page(tmp_path, dossier, judged, monkeypatch):
    (tmp_path / "a.md").write_text(WRONG)
    (tmp_path / "b.md").write_bytes(b"\x00")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "c.md").write_text(WRONG)
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "d.md").write_text(WRONG)
    read = []
    plain = checking.content_of

    def noted(path):
        read.append(path.name)
        return plain(path)

    monkeypatch.setattr(checking, "content_of", noted)
    stream = check_files(tmp_path, dossier, judged)
    first = next(stream)
    assert read == ["a.md"]
    assert first.report.findings
    second, third = stream
    assert "binary" in str(second.refused)
    assert (third.path.name, third.refused) == ("c.md", None)
    with pytest.raises(UsageError, match="binary"):
        check_file(tmp_path, dossier, judged)


TRICKS = (
    "Ze\u200blovax",
    "Zelo\u00advax",
    "\u202aZelovax\u202c",
    "Ｚｅｌｏｖａｘ",
    "Ζеlоvах",  # Greek Zeta, Cyrillic е, о, а, х
    "𝐙𝐞𝐥𝐨𝐯𝐚𝐱",
    "Z\u0336elovax\u0336",
    "**Zelo**vax",
    "Vα2",
    "velotide\u00a0alpha-2",
    "velotide\nalpha-2",
    "_velotide_ alpha\u20112",
    "Velotide&nbsp;&alpha;-2",
)


@pytest.mark.parametrize("name", TRICKS, ids=ascii)
def test_a_name_is_found_however_it_is_written(dossier, judged, name):
    text = f"Well.\n\n{name} is approved by the FDA."
    assert Skim(dossier).may_name(text)
    finding = check_text(text, dossier, judged).findings[0]
    assert finding.line == 3


@pytest.mark.parametrize(
    "page",
    [
        "<p>V<sub>&alpha;</sub>2 is <b>approved</b> by the FDA.",
        "<p>Ze&shy;lo&#8203;vax is approved by the FDA.",
        "<p>Velotide <i>&alpha;</i>-2 is approved by the FDA.",
    ],
)
def test_a_name_is_found_in_markup(dossier, judged, page):
    assert check_text(page, dossier, judged, kind="html").findings


def test_a_ligature_and_what_stands_behind_it_keep_their_places():
    text = "The ﬁrst one, **velo**fasin."
    (block,) = blocks(text)
    assert block.text == "The first one, velofasin."
    at = block.text.index("fi")
    assert text[block.runs.origin(at) : block.runs.end(at + 1)] == "ﬁ"
    assert text[block.runs.origin(block.text.index("fasin")) :] == "fasin."


def test_text_from_right_to_left_passes_through(check):
    words = "זהו משפט על Zelovax. هذا نص."
    text = f"\u200f{words}"
    assert blocks(text)[0].text == words
    check(text)


def test_bytes_in_other_encodings(dossier, judged):
    for encoding in ("utf-8-sig", "utf-16", "utf-32", "cp1252"):
        assert check_bytes(f"“{WRONG}”. {WRONG}".encode(encoding), dossier, judged).findings


def test_most_text_is_done_with_after_one_look(dossier, judged, monkeypatch):
    def opened(*_: object, **__: object) -> None:
        raise AssertionError("a page that never names the subject was opened")

    monkeypatch.setattr("thymos.prose.check.open_page", opened)
    page = "Nothing here is about it, though *much* is said &amp; done. " * 20_000
    assert check_text(page, dossier, judged).findings == ()
    with pytest.raises(AssertionError, match="was opened"):
        check_text(f"{page} Zelovax.", dossier, judged)


WORDS = st.sampled_from(
    [
        *("Vα2 ", "Zelovax ", "VB-700 ", "ALPS ", "approved ", "by the FDA ", "26.0% ", "HR 0.99 "),
        *("not ", "cures ", "sepsis", ". ", "? ", "\n\n", "<p>", "</p>", "<td>", "&alpha;", "|"),
        *("- ", "# ", "> ", "**", '"', "(", ")", "\u200b", "\u202e", "а", "。", "ﬁ", "\x00", "½"),
    ]
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(WORDS, max_size=30).map("".join),
    st.sampled_from(["utf-8", "utf-16", "cp1252"]),
    st.sampled_from(["auto", "text", "markdown", "html", "docx", "pdf"]),
)
def test_a_page_is_checked_or_refused_and_findings_have_a_place(
    dossier, judged, text, encoding, form
):
    content = text.encode(encoding, "ignore")
    with suppress(UsageError):
        report = check_bytes(content, dossier, judged, file="p", kind=form)
        lines = re.split(r"\r\n|\r|\n", text)
        for finding in (*report.findings, *report.omissions):
            assert 1 <= (finding.line or 0) <= len(lines)
            assert 1 <= (finding.column or 0) <= len(lines[(finding.line or 0) - 1])
