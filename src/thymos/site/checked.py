"""The annotated page: the text as a reader sees it, each finding marked and told beside it.

One file that needs nothing else: no script, no font, no image; its policy allows one style,
by hash. Everything that comes from the page or from a dossier is escaped.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from thymos.dossier.index import Dossier
from thymos.errors import Finding, Severity
from thymos.prose.blocks import Block, BlockKind
from thymos.prose.desk import Examined
from thymos.prose.offsets import Offsets
from thymos.prose.rulebook import rule_text
from thymos.records.wording import plural
from thymos.views.checked import Citation, citations

STYLE = """
:root{color-scheme:light dark;--paper:#fcfbf8;--ink:#1c1e21;--soft:#565b61;--line:#d9d4c8;
--link:#17497c;--error:#f8e3e4;--warning:#fbefd6;--note:#e4edf7}
@media (prefers-color-scheme:dark){:root{--paper:#15181b;--ink:#e7e4dd;--soft:#a8adb2;
--line:#363c42;--link:#9cc3ec;--error:#40202a;--warning:#3a2d14;--note:#1b2c40}}
body{margin:0 auto;padding:1rem;max-width:46rem;background:var(--paper);color:var(--ink);
font:1.06rem/1.55 Georgia,serif;overflow-wrap:break-word}
a{color:var(--link)}
mark{color:inherit;padding:0 .1em;border-bottom:2px solid currentColor}
mark.error,.finding.error{background:var(--error)}
mark.warning,.finding.warning{background:var(--warning)}
mark.note,.finding.note{background:var(--note)}
.sheet{border:1px solid var(--line);padding:.2rem 1rem}
.sheet .h{font-weight:700}
.sheet .item{padding-left:1.2rem}
.sheet .quote,.sheet .reference{padding-left:1.2rem;color:var(--soft)}
.finding{border:1px solid var(--line);padding:.2rem .8rem;margin:.8rem 0}
.finding h4{margin:.5rem 0}
dt{font-weight:700}
dd{margin:0 0 .4rem 1rem}
:target{outline:3px solid currentColor;outline-offset:2px}
"""
SILENCE = "Silence is not endorsement: unflagged text was not shown to be true."
_RANKS = tuple(Severity)
_CLASSES = (
    (BlockKind.HEADING, "h"),
    (BlockKind.ITEM, "item"),
    (BlockKind.QUOTE, "quote"),
    (BlockKind.REFERENCE, "reference"),
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a block's text under a finding, which has a name on the page."""

    start: int
    end: int
    name: str
    label: str
    finding: Finding


def policy() -> str:
    """What the page may load: nothing but its own style."""
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def render_html(pages: Iterable[Examined], dossiers: tuple[Dossier, ...]) -> Iterator[str]:
    """One document for all pages, one section each, as they come."""
    told = ", ".join(f"{d.head.title} as of {d.day.isoformat()}" for d in dossiers)
    yield (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy())}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>Checked pages</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>Checked pages</h1>\n<p>Against {escape(told)}. {SILENCE}</p>\n"
    )
    for number, page in enumerate(pages, 1):
        yield _section(number, page, dossiers)
    yield "</main>\n</body>\n</html>\n"


def _section(number: int, page: Examined, dossiers: tuple[Dossier, ...]) -> str:
    name = escape(page.sheet.file or "standard input")
    count = f"{plural(len(page.findings), 'finding')}, {plural(len(page.omissions), 'omission')}"
    count += f", {len(page.allowed)} allowed" if page.allowed else ""
    parts = [f'<section aria-labelledby="page-{number}">\n<h2 id="page-{number}">{name}</h2>\n']
    parts.append(f"<p>{count}.</p>\n<h3>The text</h3>\n")
    shown, placed = _text(number, page)
    parts.append(f'<div class="sheet">\n{shown}</div>\n')
    parts.append(f"<h3>Findings</h3>\n{'' if page.findings else '<p>None.</p>'}")
    for index, finding in enumerate(page.findings, 1):
        cited = citations(dossiers, finding.sources)
        parts.append(_note(f"{number}-{index}", index, finding, cited, back=index in placed))
    if page.omissions:
        parts.append("<h3>What the page leaves out</h3>\n<ul>\n")
        parts += [_omission(one, citations(dossiers, one.sources)) for one in page.omissions]
        parts.append("</ul>\n")
    if page.allowed:
        parts.append("<h3>Allowed</h3>\n<ul>\n")
        parts += [
            f"<li>{escape(one.finding.place)}: {escape(one.finding.reason)}. "
            f"Allowed because: {escape(one.reason)}</li>\n"
            for one in page.allowed
        ]
        parts.append("</ul>\n")
    return "".join([*parts, "</section>\n"])


def _text(number: int, page: Examined) -> tuple[str, set[int]]:
    """The blocks with their marks, and which findings found their place in them."""
    places = Offsets(page.sheet.text)
    spans = [(places.span(finding), finding) for finding in page.findings]
    placed: set[int] = set()
    shown = []
    for block in page.sheet.blocks():
        stretches = []
        for index, (span, finding) in enumerate(spans, 1):
            inside = None if span is None else _inside(block, *span)
            if inside is not None:
                mark = Stretch(*inside, f"{number}-{index}", str(index), finding)
                stretches.append(mark)
                placed.add(index)
        css = dict(_CLASSES).get(block.kind)
        opened = f'<p class="{css}">' if css else "<p>"
        shown.append(f"{opened}{_marked(block.text, stretches)}</p>\n")
    return "".join(shown), placed


def _inside(block: Block, start: int, end: int) -> tuple[int, int] | None:
    """The stretch of a block's text that stands for a stretch of the file."""
    runs, last = block.runs, len(block.text) - 1
    if last < 0 or start >= runs.end(last) or end <= runs.origin(0):
        return None
    hit = [i for i in range(last + 1) if start <= runs.origin(i) and runs.end(i) <= end]
    return (hit[0], hit[-1] + 1) if hit else None


def _marked(text: str, stretches: list[Stretch]) -> str:
    """Text with marks, which may overlap: it is cut wherever one begins or ends."""
    cuts = sorted({0, len(text), *(c for s in stretches for c in (s.start, s.end))})
    parts = []
    for start, end in pairwise(cuts):
        over = [s for s in stretches if s.start <= start and end <= s.end]
        piece = escape(text[start:end])
        if over:
            gravest = min(over, key=lambda s: _RANKS.index(s.finding.severity))
            piece = f'<mark class="{gravest.finding.severity.value}">{piece}</mark>'
        parts.append(piece)
        parts += [
            f'<sup><a id="mark-{s.name}" href="#note-{s.name}" '
            f'aria-label="{s.finding.severity.value} {s.label}">{s.label}</a></sup>'
            for s in over
            if s.end == end
        ]
    return "".join(parts)


def _note(
    name: str, index: int, finding: Finding, cited: tuple[Citation, ...], *, back: bool
) -> str:
    severity, short = finding.severity.value, rule_text(finding.rule).short
    rows = [
        ("Why", escape(finding.reason)),
        ("Found", escape(finding.found or "")),
        ("The records hold", escape(finding.expected or "")),
        ("Borne out would be", escape(finding.suggestion or "")),
        ("Claim", escape(finding.claim or "")),
        ("Sources", _linked(cited)),
        ("Rule", escape(finding.rule)),
    ]
    listed = "".join(f"<dt>{term}</dt><dd>{value}</dd>\n" for term, value in rows if value)
    place = escape(finding.place)
    where = f'<a href="#mark-{name}">{place}</a>' if back else place
    return (
        f'<div class="finding {severity}" id="note-{name}">\n'
        f"<h4>{index}. {severity}: {escape(short)}</h4>\n<p>{where}</p>\n"
        f"<dl>\n{listed}</dl>\n</div>\n"
    )


def _omission(finding: Finding, cited: tuple[Citation, ...]) -> str:
    told = escape(finding.reason)
    told += f" Records: {escape(finding.expected)}." if finding.expected else ""
    links = _linked(cited)
    return f"<li>{told}{f' ({links})' if links else ''}</li>\n"


def _linked(cited: tuple[Citation, ...]) -> str:
    shown = []
    for one in cited:
        label = escape(one.label)
        if one.url and one.url.startswith(("https://", "http://")):
            label = f'<a href="{escape(one.url)}" rel="noopener noreferrer">{label}</a>'
        shown.append(label)
    return "; ".join(shown)
