"""Sentences of a block; abbreviations, initials and decimals do not end one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

# Words that end in a point and go on; matched in lower case, without the point.
_GO_ON = (
    *("al", "vs", "v", "cf", "e.g", "i.e", "eg", "ie", "fig", "figs", "tab", "no", "nos", "dr"),
    *("prof", "mr", "mrs", "ms", "st", "jr", "sr", "approx", "ca", "resp", "ref", "refs", "vol"),
    *("pp", "ed", "eds", "inc", "ltd", "co", "corp", "dept", "univ", "ph.d", "m.d", "u.s", "u.k"),
    *(
        "d.c",
        "a.k.a",
        "a.m",
        "p.m",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
    ),
    *("nov", "dec", "viz", "incl", "excl", "max", "min", "avg", "est", "p", "n"),
)
# A run of points is looked at once, from its beginning: what is taken is never given back.
_END = re.compile(
    r"(?P<mark>(?<![.!?…])[.!?…]++)(?P<close>[\"'”’»)\]]*+)"
    r"(?:\[\d{1,3}(?:[,–-]\d{1,3}){0,9}\])*+(?=\s|$)"
    r"|(?<![。！？])[。！？]++[”’」』）)\]]*+"  # no space follows in Chinese
)
# Nobody writes a sentence of more characters: beyond, every point ends one, and a space must do
# where none comes. What is checked in a sentence grows with the square of its length.
LONGEST = 3_000
_WORD = re.compile(r"[\w.]+$")


def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Start and end of every sentence, without the spaces between them.

    >>> text = "Wu et al. found 26.0% vs. 35.0% (P = .044). It ended. Did it?"
    >>> [text[a:b] for a, b in sentences(text)]
    ['Wu et al. found 26.0% vs. 35.0% (P = .044).', 'It ended.', 'Did it?']
    """
    found: list[tuple[int, int]] = []
    start = 0
    for end in _END.finditer(text):
        if end["mark"] == "." and not end["close"] and _goes_on(text, start, end):
            continue
        found += _cut(text, start, end.end())
        start = end.end()
        while start < len(text) and text[start].isspace():
            start += 1
    if text[start:].strip():
        found += _cut(text, start, len(text))
    return tuple(found)


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A stretch as one sentence, or as several where it is too long to be one."""
    while end - start > LONGEST:
        at = text.rfind(" ", start + LONGEST // 2, start + LONGEST)
        at = start + LONGEST if at < 0 else at
        yield start, at
        start = at
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        yield start, end


def _goes_on(text: str, start: int, end: re.Match[str]) -> bool:
    before = _WORD.search(text, max(start, end.start() - 24), end.start())
    after = text[end.end() : end.end() + 40].lstrip()[:2]
    if not after or end.start() - start > LONGEST:
        return False
    word = before.group() if before else ""
    if word.lower() in _GO_ON:
        return not (word.lower() in ("p", "n", "max", "min") and after[0].isupper())
    if len(word) == 1 and word.isupper():
        return True
    return after[0] in ",;:)" or (len(word) < 3 and not word.isdigit() and after[0].islower())


# Nobody wraps text at fewer signs.
NARROWEST = 70
# A line that ends so goes on in the next.
_OPEN_END = re.compile(
    r"(?:[,;:(\[–—-]|\b(?:and|or|but|the|a|an|of|to|in|for|with|by|that|which))\s*$"
)
_OPEN_START = re.compile(r"\s*(?:and|or|but|which|that|who|because|than|of|to|in|with|by)\b")


def broken_lines(source: str) -> tuple[int, ...]:
    """Where lines of a paragraph were ended by hand: offsets of the first sign of the next line.

    Text that was wrapped at a width breaks where the next word would not fit. Where it would
    have fitted, the writer meant the break, as in a post or a poem.

    >>> broken_lines("so tired today\\nit keeps the colds away\\nanyone else")
    (15, 39)
    >>> broken_lines(
    ...     "a line that was wrapped at some sixty or seventy signs, as in\\nmail, goes on."
    ... )
    ()
    """
    lines = source.splitlines(keepends=True)
    width = max((len(line.rstrip()) for line in lines), default=0)
    width = max(width, NARROWEST)
    found = []
    start = 0
    for line, after in pairwise(lines):
        start += len(line)
        words = after.split(maxsplit=1)
        fits = bool(words) and len(line.rstrip()) + 1 + len(words[0]) <= width
        if fits and not _OPEN_END.search(line) and not _OPEN_START.match(after):
            found.append(start)
    return tuple(found)
