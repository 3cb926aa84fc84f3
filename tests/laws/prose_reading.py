"""Laws of reading: any text, any bytes, any form; every offset points at the very text."""

from html import unescape
from itertools import pairwise
from unicodedata import normalize

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from thymos.errors import UsageError
from thymos.prose.blocks import Block
from thymos.prose.forms import Form, blocks, read
from thymos.prose.runs import Lines
from thymos.prose.sentences import sentences
from thymos.prose.text import composed, fold, plain

MARKUP = st.sampled_from(
    [
        *("<p>", "</p>", "<b>", "</b>", "<li>", "<ul>", "</ul>", "<table>", "<tr>", "<td>", "<th>"),
        *("</table>", "<td rowspan=2>", "<h2>", "</h2>", "<br>", "<!--", "-->", "<script>", "</a"),
        *("<nav>", "</nav>", "<a href='", "'>", "<img alt='x &amp; y'>", "<p hidden>", "<sup>1"),
        *("&alpha;", "&amp", "&#945;", "&notit;", "&NotEqualTilde;", "&", "<", ">", "\n", "\n\n"),
        *("# ", "- ", "  - ", "1. ", "| a | b |\n", "|---|---|\n", "> ", "```\n", "---\n", "**"),
        *("*", "_", "`", "~~", "[a](b)", "[", "](", "[^1]: ", "[x]: /y\n", "\\|", "===\n", ": "),
        *(
            "word ",
            "one two. ",
            "α1 ",
            "ﬁ",
            "e\u0301",
            "\u200b",
            "\u00ad",
            "\u202e",
            "а",
            "Ａ",
            "\r",
        ),
        *("\u2028", "\x0c", "\x85", "是。", "?", "“", "\U0001d413", "\ufeff", "q\u0336\u0301"),
    ]
)
PAGES = st.one_of(st.text(max_size=200), st.lists(MARKUP, max_size=40).map("".join))
FORMS: tuple[Form, ...] = ("auto", "text", "markdown", "html")


def stands_for(written: str, shown: str) -> bool:
    """Whether a stretch of a file can be what a reader sees as one character."""
    seen = {written, unescape(written), normalize("NFKC", written), composed(written[:2])}
    seen |= {composed(unescape(written)), normalize("NFKC", unescape(written))}
    return any(shown in text or shown in plain(f"a{text}") for text in seen)


def check_places(source: str, block: Block) -> None:
    assert block.text == block.text.strip()
    assert "  " not in block.text
    for index, shown in enumerate(block.text):
        start, end = block.runs.origin(index), block.runs.end(index)
        assert 0 <= start < end <= len(source)
        if shown not in " |^“”":  # these may stand between what the file holds
            assert stands_for(source[start:end], shown), (source[start:end], shown)


@settings(max_examples=300, deadline=None)
@given(PAGES, st.sampled_from(FORMS))
@example("<p>a&NotEqualTilde;b", "html")
@example("|a|\n|-|\n|ﬁ|b", "markdown")
def test_every_character_of_a_block_points_at_its_own_place(source, form):
    for block in blocks(source, form):
        check_places(source, block)
        for cell in block.cells:
            assert 0 <= cell.start < cell.end <= len(block.text)


@settings(max_examples=300, deadline=None)
@given(PAGES, st.sampled_from(FORMS))
def test_places_have_a_line_and_a_column_in_the_file(source, form):
    lines = Lines(source)
    for block in blocks(source, form):
        line, column = lines.at(block.runs.origin(0))
        assert lines.offset(line) + column - 1 == block.runs.origin(0)


@settings(max_examples=300, deadline=None)
@given(PAGES)
def test_sentences_hold_all_of_a_text_but_the_spaces_between(text):
    spans = sentences(text)
    held = "".join(text[start:end] for start, end in spans)
    assert "".join(held.split()) == "".join(text.split())
    assert all(a[1] <= b[0] for a, b in pairwise(spans))


@given(st.text())
def test_folding_keeps_the_length_and_folds_once(text):
    assert len(fold(text)) == len(plain(text)) == len(text)
    assert plain(plain(text)) == plain(text)


CONTENT = st.one_of(
    st.binary(max_size=300),
    PAGES.map(lambda text: text.encode("utf-8", "surrogatepass")),
    PAGES.map(lambda text: text.encode("utf-16", "surrogatepass")),
    PAGES.map(lambda text: text.encode("cp1252", "ignore")),
    st.binary(max_size=200).map(lambda tail: b"%PDF-1.7\n" + tail),
    st.binary(max_size=200).map(lambda tail: b"PK\x03\x04" + tail),
    st.tuples(st.sampled_from(("gb18030", "euc-jp", "utf-7", "x")), st.binary(max_size=99)).map(
        lambda made: b"<meta charset=" + made[0].encode() + b">" + made[1]
    ),
)


@settings(max_examples=400, deadline=None)
@given(CONTENT, st.sampled_from((*FORMS, "docx", "pdf")))
def test_any_bytes_are_read_or_refused_in_one_line(content, form):
    try:
        document = read(content, "page", form)
    except UsageError as error:
        told = str(error)
    else:
        for block in document.blocks():
            check_places(document.text, block)
        return
    assert told.startswith("page")
    assert "\n" not in told


@pytest.mark.parametrize("checked", ["", " \n", "\u200b", "\ufeff", "---\n", "<p>", "|", "&#8203;"])
def test_an_empty_page_has_no_blocks(checked):
    for form in FORMS:
        assert [b.text for b in blocks(checked, form) if b.text not in "<p>|---"] == []
