"""The canonical form says the same, keeps comments, and is its own canonical form."""

# ruff: noqa: E501 - a line stands here as it is written

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from thymos.dossier.canonical import format_text
from thymos.dossier.scan import Trouble, scan
from thymos.errors import DataError

LONG = "one long sentence that goes on and on, far beyond what a reader likes to see on one line, and ends."

CASES = [
    ("indents", "a:\n- b:  c\n  d: e\n", "a:\n  - b: c\n    d: e\n"),
    ("flow stays", "a: {b: 1,c:   [x,y]}", "a: {b: 1, c: [x, y]}\n"),
    ("block stays", "a:\n  b: 1\n", "a:\n  b: 1\n"),
    ("long flow opens", f"a: {{b: {'x' * 60}, c: {'y' * 60}}}", f"a:\n  b: {'x' * 60}\n  c: {'y' * 60}\n"),
    ("needless quotes go", "a: 'it is'", "a: it is\n"),
    ("needed quotes stay", "a: 'b: c'\nd: '#e'\nf: '- g'", 'a: "b: c"\nd: "#e"\nf: "- g"\n'),
    ("text that looks otherwise", "a: 'no'\nb: '1.10'\nc: 'null'", 'a: "no"\nb: "1.10"\nc: "null"\n'),
    ("words as written", "a: no\nb: 1.10\nc: 2025-01", "a: no\nb: 1.10\nc: 2025-01\n"),
    ("nothing is null", "a:\nb: ~", "a: null\nb: null\n"),
    ("long text folds", f"a: {LONG}", "a: >-\n  one long sentence that goes on and on, far beyond what a reader likes to see on one line, and\n  ends.\n"),
    ("lines stay", 'a: "b\\nc\\n"', "a: |\n  b\n  c\n"),
    ("comments", "# top\na: b   # beside\n\n\n# above\nc: d\n# end", "# top\na: b  # beside\n\n# above\nc: d\n# end\n"),
    ("comments after a block", "a:\n- b: c\n  # in b\n# before d\nd: e", "a:\n  - b: c\n    # in b\n# before d\nd: e\n"),
    ("a comment in brackets", "a: [b, # first\n  c] # last", "# first\na: [b, c]  # last\n"),
    ("no comment in text", "a: 'b # c'\nd: e#f", 'a: "b # c"\nd: e#f\n'),
    ("Windows", "a: b\r\nc: d\r\n", "a: b\nc: d\n"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "canonical"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_the_canonical_form(text, canonical):
    assert format_text(text) == canonical
    assert format_text(canonical) == canonical


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a: [\n", "line 2: is not YAML: did not find expected node content"),
        ("a: 1\na: 2", "line 2: 'a' stands twice"),
        ("a: &b c", "line 1: expected plain YAML, found an anchor (&b)"),
        ("a: | # why\n  b", "line 1: expected no comment after |, found one"),
        ("a: \ud800", "the text is not valid Unicode"),
    ],
)
def test_what_cannot_be_formatted(text, reason):
    with pytest.raises(DataError) as caught:
        format_text(text)
    assert str(caught.value) == reason


ODD = st.sampled_from((
    *("", "~", "null", "no", "a: b", "a #b", "- a", "{a}", "[b", "x, y", " a", "a ", "a  b", "a\nb"),
    *("a\n", "a\n\n", "\na", "a\n  b", "\ta", "a\u2028b", "\x85", "it's", 'a"b', "a\\nb", "1.10", "<<x"),
    *("#c", "?", "-", "!t", "&a", "*a", "|", "> x", "%d", "@x", "`y", "---", "a:b", LONG, LONG + "\nx"),
))  # fmt: skip
TEXTS = ODD | st.text(st.characters(codec="utf-8"), max_size=40)
VALUES = st.recursive(
    TEXTS | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


@given(value=VALUES, style=st.sampled_from([None, "'", '"']), flow=st.booleans())
def test_nothing_that_is_said_changes(value, style, flow):
    text = yaml.dump({"a": value}, default_style=style, default_flow_style=flow, allow_unicode=True)
    try:
        plain = scan(text.encode()).plain
    except Trouble:  # the other writer uses a tag or a merge key
        return
    canonical = format_text(text)
    assert scan(canonical.encode()).plain == plain
    assert format_text(canonical) == canonical


PIECES = st.lists(
    st.sampled_from(["a{}: b # beside", "a{}:\n  # inside\n  - c", "# alone", ""]), min_size=1
)


@given(pieces=PIECES)
def test_every_comment_is_kept_in_its_order(pieces):
    text = "\n".join(piece.format(number) for number, piece in enumerate(pieces))
    if not any(piece.startswith("a") for piece in pieces):
        return
    told = [line.partition("#")[2] for line in text.splitlines() if "#" in line]
    canonical = format_text(text)
    assert [line.partition("#")[2] for line in canonical.splitlines() if "#" in line] == told
