"""Markdown and plain text: marks vanish, context stays."""

import pytest

from thymos.prose.markdown import blocks


def shown(source):
    return [(b.kind.value, b.text) for b in blocks(source)]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("a **b** _c_ ***d*** `e` snake_case 2*3", "a b c d e snake_case 2*3"),
        ("[words](http://x.y/(z) 'title') here", "words here"),
        ("[**bold** words](x) here", "bold words here"),
        ("[words][1] here[^2].", "words here."),
        ("![a picture](x.png) shown", "a picture shown"),
        ("<https://example.org/a> shown", "shown"),
        ("one<br>two <b>three</b>", "one two three"),
        ("T&alpha;1 &amp; \\*x\\*", "Tα1 & *x*"),
        ("kept ~~gone~~ kept", "kept kept"),
        ("seen <!-- not\nseen --> seen", "seen seen"),
        ("5 < 6 and <3", "5 < 6 and <3"),
    ],
)
def test_marks_inside_a_line(source, text):
    assert [t for _, t in shown(source)] == [text]


@pytest.mark.parametrize(
    "matter", ["---\ntitle: x\n---\n", "+++\ntitle = 'x'\n+++\n", "<!-- never closed -->\n"]
)
def test_front_matter_is_not_read(matter):
    assert shown(matter + "Read this, please.") == [("paragraph", "Read this, please.")]


def test_fenced_code_is_not_read_and_a_shorter_fence_does_not_end_it():
    assert shown("````\n```\ncode\n````\nRead this, please.") == [
        ("paragraph", "Read this, please.")
    ]
    assert shown("~~~\n```\ncode\n~~~\nRead this, please.") == [("paragraph", "Read this, please.")]


@pytest.mark.parametrize(
    "table",
    [
        "| Trial | Drug |\n|---|--:|\n| ETASS | 26.0% |",
        "Trial | Drug\n---|---\nETASS | 26.0%",
        "| Trial | Drug |\n| ETASS | 26.0% |",
    ],
)
def test_a_cell_knows_its_row_and_its_column(table):
    head, row = blocks(table)
    assert head.text == "Trial | Drug"
    assert row.text == "ETASS | 26.0%"
    cell = row.cell_at(row.text.index("26"))
    assert cell is not None
    assert (cell.row, cell.column) == ("ETASS", "Drug")


def test_a_bar_that_is_escaped_parts_nothing():
    (row,) = blocks(r"| a \| b | c |")
    assert [row.text[c.start : c.end] for c in row.cells] == ["a | b", "c"]


def test_a_list_knows_the_line_that_introduces_it():
    source = "It was tried. It does not:\n- cure\n- save:\n  - lives\n\nA line apart.\n- free"
    leads = {b.text: b.lead for b in blocks(source)}
    assert leads["cure"] == leads["save:"] == "It does not:"
    assert leads["lives"] == "save:"
    assert leads["free"] is None


def test_an_answer_knows_its_question():
    source = "## Is it approved?\n\nNo.\n\n## Limits\n\nSome.\n\nQ: Does it work?\nA line."
    asked = {b.text: b.question for b in blocks(source)}
    assert asked["No."] == "Is it approved?"
    assert asked["Some."] is None


def test_footnotes_captions_and_link_targets():
    source = "[^1]: A note on it.\n[ref]: https://example.org/a\nFigure 2. A chart.\n\nBox it up."
    assert shown(source) == [
        ("footnote", "A note on it."),
        ("caption", "Figure 2. A chart."),
        ("paragraph", "Box it up."),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "1. Wu J, Zhou L, Liu J, et al. A title. Crit Care 2013;17:R8.",
        "[3] Tuthill C. A title. PMID: 12345678",
        "Romani, L., & Bistoni, F. (2004). A title. https://doi.org/10.1182/blood-2003",
    ],
)
def test_a_reference_is_told_by_its_shape(line):
    (block,) = blocks(line)
    assert block.kind.value == "reference"


@pytest.mark.parametrize(
    "line",
    [
        "It cures sepsis (PMID: 12345678).",
        "Wu J found in 2013 that it is approved.",
        "1. It is approved in the US, see doi 10.1186/cc11932.",
    ],
)
def test_a_sentence_with_an_identifier_is_none(line):
    assert blocks(line)[0].kind.value != "reference"


def test_a_quote_keeps_its_paragraphs():
    assert shown("> one\n> two\n>\n> > three") == [("quote", "one two"), ("quote", "three")]


def test_chinese_sentences_and_headings():
    found = blocks("# 标题\n\n## 参考文献\n\n甲乙丙。")
    assert [b.kind.value for b in found] == ["heading", "heading", "reference"]
