"""Labelled pages: read a `.page` file into the page as it stands, its labels, and its twins.

The form is that of POLICY.md beside this file: one sentence a line, marks in front.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from thymos.prose.forms import Form

HERE = Path(__file__).parent

HIGH_HARM = (
    "approval", "orphan_as_approval", "compounding", "settled_benefit", "booster", "anti_ageing",
    "cure_all", "absolute_safety", "identity", "dosing_advice", "misquoted_number", "design",
)  # fmt: skip
OTHER = (
    "overclaim", "preclinical_as_human", "mechanism_as_proof", "anecdote_as_data", "route",
    "sourcing", "outdated", "contradicts",
)  # fmt: skip
KINDS = HIGH_HARM + OTHER
FIELDS = ("dossier", "register", "form")
FORMS = ("markdown", "html", "text")

# A mark bears a sign: `[link](...)` at the start of a line is none.
_MARK = re.compile(
    r"\[(?=[~!=])(?P<twin>~)?(?P<flag>!)?(?P<plain>=)?(?P<kind>[a-z_]*)(?:\s*\|[^\]]*)?\] ?"
)
_BROKEN = re.compile(r"\[[~!=]|\[(?:" + "|".join(KINDS) + r")(?:\s*\|[^\]]*)?\](?!\()")
_HEAD = re.compile(r"---\n(?P<head>.*?)\n---\n", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page: its number on the page, whether to flag it, and its twin's text."""

    number: int
    text: str
    kind: str | None = None
    flag: bool = False
    twin: str | None = None
    twin_kind: str | None = None


@dataclass(frozen=True, slots=True)
class LabelledPage:
    """A page with the labels of its lines."""

    path: Path
    dossier: str
    register: str
    form: Form
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """The page as it stands."""
        return "\n".join(line.text for line in self.lines) + "\n"

    def with_twin(self, line: Line) -> str:
        """The page with the twin of a line in its place."""
        texts = [line.twin or "" if one is line else one.text for one in self.lines]
        return "\n".join(texts) + "\n"

    @property
    def words(self) -> int:
        """Words on the page."""
        return len(re.sub(r"<[^>]*>", " ", self.text).split())


def read_page(path: Path) -> LabelledPage:
    """Read one file. Raises ValueError, with file and line, where its form is broken."""
    whole = path.read_text("utf-8")
    head = _HEAD.match(whole)
    if head is None:
        raise ValueError(f"{path}:1: expected a head between two lines of '---'")
    fields = _fields(path, head["head"].splitlines())
    first = whole[: head.end()].count("\n") + 1
    lines = _lines(path, first, whole[head.end() :].splitlines())
    form = cast("Form", fields["form"])
    return LabelledPage(path, fields["dossier"], fields["register"], form, lines)


def _fields(path: Path, written: list[str]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for number, line in enumerate(written, start=2):
        name, colon, value = line.partition(": ")
        if not colon or name not in FIELDS or name in fields or not value.strip():
            raise ValueError(f"{path}:{number}: expected {_listed(FIELDS)}, found '{line}'")
        fields[name] = value.strip()
        if name == "form" and fields[name] not in FORMS:
            raise ValueError(f"{path}:{number}: expected {_listed(FORMS)}, found '{value}'")
    missing = [name for name in FIELDS if name not in fields]
    if missing:
        raise ValueError(f"{path}:1: expected {_listed(FIELDS)} in the head, found no {missing[0]}")
    return fields


def _listed(names: tuple[str, ...]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}"


def _lines(path: Path, first: int, written: list[str]) -> tuple[Line, ...]:
    found: list[Line] = []
    for offset, raw in enumerate(written):
        place = f"{path}:{first + offset}"
        mark = _MARK.match(raw)
        if mark is None:
            if _BROKEN.match(raw):
                raise ValueError(f"{place}: expected a mark such as [!kind | why], found '{raw}'")
            found.append(Line(len(found) + 1, raw))
            continue
        flag, kind, text = bool(mark["flag"]), mark["kind"] or None, raw[mark.end() :]
        if not text.strip():
            raise ValueError(f"{place}: expected a sentence after the mark, found none")
        if flag and kind not in KINDS:
            raise ValueError(f"{place}: expected a kind to flag, found '{kind or ''}'")
        if not mark["twin"]:
            found.append(Line(len(found) + 1, text, kind, flag))
            continue
        if not found or found[-1].twin is not None or found[-1].flag == flag:
            raise ValueError(f"{place}: expected a twin with the other label, after its line")
        last = found[-1]
        found[-1] = Line(last.number, last.text, last.kind, last.flag, text, kind if flag else None)
    return tuple(found)


def pages(part: str) -> Iterator[LabelledPage]:
    """The pages of one part: `development`, `heldout` or `careful`.

    Raises ValueError for a part without pages, and for a page whose form is broken.
    """
    paths = sorted((HERE / part).glob("*.page"))
    if not paths:
        raise ValueError(f"{HERE / part}: expected pages (.page), found none")
    for path in paths:
        yield read_page(path)
