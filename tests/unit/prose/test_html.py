"""HTML as a reader sees it: what is shown, in which context, and where it stands."""

import pytest

from thymos.prose.html import blocks


def shown(source):
    return [(b.kind.value, b.text) for b in blocks(source)]


def texts(source):
    return [b.text for b in blocks(source)]


@pytest.mark.parametrize(
    "unread",
    [
        "<script>x</script>",
        "<style>x</style>",
        "<!-- x -->",
        "<template>x</template>",
        "<nav>x</nav>",
        "<noscript>x</noscript>",
        "<div hidden>x</div>",
        "<div aria-hidden=true>x</div>",
        "<div aria-hidden='TRUE'>x</div>",
        "<span style='color:red; display : none'>x</span>",
        "<span style=visibility:hidden>x</span>",
        "<button>x</button>",
        "<select><option>x</select>",
        "<label>x</label>",
        "<textarea>x</textarea>",
        "<div role=navigation>x</div>",
        "<del>x</del>",
        "<pre><code>x</code></pre>",
        "<title>x</title>",
        "<table hidden><tr><td>x</table>",
        "<header><a href=/>x</a></header>",
        "<footer><ul><li><a href=/>x</a></ul></footer>",
        "<aside><p><a href=/>x</a></p></aside>",
    ],
)
def test_what_no_reader_reads_is_left_out(unread):
    assert " ".join(texts(f"<p>One</p>{unread}<p>two.</p>")) == "One two."


def test_a_footer_that_says_something_is_read():
    assert texts("<footer><p>It was never approved.</p><a>Privacy</a></footer>") == [
        "It was never approved."
    ]


def test_a_cell_knows_its_row_and_its_column():
    source = """<table><caption>Trials</caption>
    <thead><tr><th>Trial<th>Outcome<th>Drug</thead>
    <tr><td rowspan=2>ETASS<td>28-day mortality<td><b>26.0</b>%
    <tr><td>90-day mortality<td>
    <tr><td colspan=2>Both<td>1</table>"""
    caption, head, first, second, third = blocks(source)
    assert (caption.kind.value, head.text) == ("caption", "Trial | Outcome | Drug")
    assert all(cell.head for cell in head.cells)
    number = first.cell_at(first.text.index("26.0"))
    assert number is not None
    assert (number.row, number.column) == ("ETASS", "Drug")
    assert first.text[number.start : number.end] == "26.0%"
    assert [(c.row, c.column) for c in second.cells] == [("ETASS", "Outcome")]
    assert [(c.row, c.column) for c in third.cells] == [("Both", "Trial"), ("Both", "Drug")]


def test_a_table_that_lays_a_page_out_is_none():
    source = "<table><tr><td><h2>Head</h2><p>One.</p><p>Two.</p><td>side</table>"
    assert shown(source) == [
        ("heading", "Head"),
        ("paragraph", "One."),
        ("paragraph", "Two."),
        ("paragraph", "side"),
    ]
    nested = "<table><tr><td>outer<table><tr><td>a<td>b</table><td>after</table>"
    assert shown(nested) == [
        ("paragraph", "outer"),
        ("table row", "a | b"),
        ("paragraph", "after"),
    ]


def test_lists_questions_and_quotes_know_what_stands_above():
    source = """<h2>Is it approved?</h2><p>No.</p><h2>Limits</h2><p>Well. It does not:
    <ul><li>cure<li>save:<ul><li>lives</ul></ul><dl><dt>Who asked?<dd>Nobody</dl>
    <blockquote><p>said</p></blockquote>"""
    found = {b.text: b for b in blocks(source)}
    assert found["No."].question == "Is it approved?"
    assert found["cure"].question is None
    assert found["cure"].lead == found["save:"].lead == "It does not:"
    assert found["lives"].lead == "save:"
    assert found["Nobody"].question == "Who asked?"
    assert found["said"].kind.value == "quote"
    assert found["said"].headings == ("Limits",)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>sepsis<sup>1,2</sup> and 10<sup>9</sup>", "sepsis and 10^9"),
        ("<p>T<sub>α</sub>1 <q>so</q>", "Tα1 “so”"),
        ("<p>a &lt; b &amp c &nbsp; d", "a < b & c d"),
        ("<p>1 < 2 <3", "1 < 2 <3"),
        ("<p title='a > b'>c", "c"),
        ("<p>a<!--> b", "a b"),
        ("<p>a</nothing></p></div>b", "a b"),
        ("<P>a<BR>b", "a b"),
    ],
)
def test_marks_inside_a_line(source, expected):
    assert " ".join(texts(source)) == expected


def test_alternative_text_is_read():
    assert shown("<p>One <img src=x alt='A bar chart'> two.</p>") == [
        ("caption", "A bar chart"),
        ("paragraph", "One two."),
    ]
    assert texts("<table><tr><td>US<td><img alt=yes></table>") == ["US | yes"]
    assert texts("<img alt=gone hidden><p>x") == ["x"]


def test_notes_and_references_are_told_by_their_elements():
    source = "<ol class=references><li>A title.</ol><div id=footnotes><p>A note.</div>"
    assert [kind for kind, _ in shown(source)] == ["reference", "footnote"]


def test_two_breaks_end_a_paragraph_and_preformatted_text_is_read():
    assert texts("one<br>two<br><br>three") == ["one two", "three"]
    assert texts("<pre>one\ntwo\n\nthree</pre>") == ["one two", "three"]


def test_an_element_left_open_does_not_hide_the_page():
    assert texts("<head><title>t</title><p>shown") == ["shown"]
    assert texts("<body><nav>menu<main><p>shown</main>") == ["shown"]
    assert texts("<p hidden>gone<p>shown") == ["shown"]
    assert texts("<p hidden><b>gone<div>shown") == ["shown"]


def test_a_decoded_character_points_at_its_entity():
    source = "<p>T&alpha;1 <i>x</i>"
    (block,) = blocks(source)
    at = block.text.index("α")
    assert source[block.runs.origin(at) : block.runs.end(at)] == "&alpha;"
    assert source[block.runs.origin(at + 1)] == "1"
