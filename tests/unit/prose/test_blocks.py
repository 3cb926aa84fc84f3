"""Blocks, sentences, places and names: what a reader sees, and where it stands."""

import pytest

from thymos.prose.entities import Lexicon, What
from thymos.prose.forms import blocks
from thymos.prose.numbers import quantities
from thymos.prose.runs import Lines
from thymos.prose.sentences import sentences
from thymos.prose.text import fold

MARKDOWN = """\
---
title: front matter
---
# Heading *one*

A paragraph with a [link](https://example.org/a) and `code`,
wrapped by hand.

- first item
- second

> quoted

| a | b |
|---|---|
| c | d |

```
code is not prose
```
<!-- nor is a comment -->

## References

1. Author A. A title. 2020.
"""
HTML = """<!doctype html><html><head><title>T</title><script>var x = "no";</script></head>
<body><nav>menu</nav><h2>Head</h2><p>One&nbsp;<b>two</b> &alpha;.<p hidden>secret
<div style="display:none">gone</div><ul><li>item</ul>
<blockquote>said</blockquote><table><tr><td>a<td>b</table></body>"""


def shown(source, form="auto"):
    return [(b.kind.value, b.text) for b in blocks(source, form)]


def test_markdown():
    assert shown(MARKDOWN) == [
        ("heading", "Heading one"),
        ("paragraph", "A paragraph with a link and code, wrapped by hand."),
        ("list item", "first item"),
        ("list item", "second"),
        ("quote", "quoted"),
        ("table row", "a | b"),
        ("table row", "c | d"),
        ("heading", "References"),
        ("reference", "Author A. A title. 2020."),
    ]


def test_html_shows_only_what_a_reader_reads():
    assert shown(HTML) == [
        ("heading", "Head"),
        ("paragraph", "One two α."),
        ("list item", "item"),
        ("quote", "said"),
        ("table row", "a | b"),
    ]


def test_plain_text_has_headings_too():
    text = "What it is\n\nA long line that says what it is, and then goes on.\nSame paragraph."
    assert [kind for kind, _ in shown(text)] == ["heading", "paragraph"]


def test_a_place_survives_markup_and_invisible_characters():
    source = "one\n\n**two** thr\u200bee four"
    (_, block) = blocks(source)
    assert block.text == "two three four"
    assert Lines(source).at(block.runs.origin(block.text.index("ee"))) == (3, 13)


def test_a_finding_points_at_the_words(check):
    (finding,) = check("# Title\n\nFirst line.\nZelovax is **approved** by the FDA.").findings
    assert (finding.line, finding.column) == (4, 1)
    assert (finding.end_line, finding.end_column) == (4, 22)
    assert finding.text == "Zelovax is approved by the FDA."


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Dr. A. Smith et al. found 0.5 vs. 0.6 (P = .044). Then it ended.", 2),
        ("does it work? no, and that is that", 2),
        ("Fig. 2 shows it, i.e. all of it.", 1),
        ("", 0),
        ("No stop at all", 1),
    ],
)
def test_sentences(text, count):
    assert len(sentences(text)) == count


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Velotide α-2", What.SUBJECT),
        ("velotide alpha2", What.SUBJECT),
        ("VELOTIDE-ALPHA-2", What.SUBJECT),
        ("Va2", What.SUBJECT),
        ("vb700", What.LOOKALIKE),
        ("Velotide β3", What.LOOKALIKE),
        ("ALPS", What.STUDY),
        ("Alpen J 2013", What.STUDY),
        ("Alpen et al. (2013)", What.STUDY),
        ("Pool 2024", What.REVIEW),
        ("Nobody et al. 2011", What.UNKNOWN),
    ],
)
def test_names(dossier, text, what):
    sentence = f"So {text} is named."
    (mention,) = Lexicon(dossier).mentions(sentence, fold(sentence))
    assert mention.what is what
    assert sentence[mention.start : mention.end].startswith(text.split(" (")[0])


@pytest.mark.parametrize("text", ["The alps are high.", "In 2013 it rained.", "velotide gamma-2"])
def test_no_names(dossier, text):
    assert Lexicon(dossier).mentions(text, fold(text)) == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("26.0% vs 35.0%", [("percent", 26.0), ("percent", 35.0)]),
        ("26.0 v 35.0 %", [("percent", 26.0), ("percent", 35.0)]),
        ("a 26% reduction and 95% CI", []),
        ("HR 0.99 (95% CI 0.77–1.27), P=0.93", [("ratio", 0.99), ("P value", 0.93)]),
        ("one or 1.5 of them", []),
        ("P < .05 and p-value of 0.2", [("P value", 0.05), ("P value", 0.2)]),
        ("47/181 or 63 of 180", [("events among patients", 47), ("events among patients", 63)]),
        ("1,106 adults at 22 centres", [("number of people", 1106), ("number of centres", 22)]),
        ("in 2013 and 503A, 1.6 mg for 7 days", []),
        ("pooled 11 studies", [("number of studies", 11)]),
    ],
)
def test_numbers(text, found):
    assert [(q.part.value, q.value) for q in quantities(text, fold(text))] == found
