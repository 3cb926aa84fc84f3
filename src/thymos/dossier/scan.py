"""From bytes to plain values, safely: mappings, lists, text and null, and nothing else.

One pass over the parser's events builds the values and keeps the limits, so that nothing
ever recurses over nesting that a file controls, and no tag, alias or merge key is obeyed.
Every scalar stays the text that was written (`no`, `1.10`, `2025-01`); only a plain `null`,
`~` or nothing is null. Numbers and truth values are read later, by the field they stand in.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

Plain = dict[str, Any] | list[Any] | str | None

# A dossier nests about eight deep and a record holds some two hundred values.
DEPTH_LIMIT = 40
NODE_LIMIT = 500_000
NULLS = ("", "~", "null")

# What YAML 1.1 calls not printable.
UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BOM = b"\xef\xbb\xbf"


class Trouble(Exception):
    """A file that cannot be read as plain values: one reason, one place (counted from 1)."""

    def __init__(self, reason: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line
        self.column = column


class Repeat(NamedTuple):
    """A key that stands twice in one mapping, with the path of the mapping and both lines."""

    key: str
    path: tuple[str | int, ...]
    first: int
    line: int
    column: int


class Scan(NamedTuple):
    """The plain values of a file, and the keys that it repeats."""

    plain: Plain
    repeats: tuple[Repeat, ...] = ()


def scan(content: bytes) -> Scan:
    """Read one YAML document as plain values. Raises Trouble with the first obstacle.

    A UTF-8 byte order mark and CR LF line ends are read as if they were not there.

    >>> scan(b"a: [no, 1.10, ~]").plain
    {'a': ['no', '1.10', None]}
    >>> scan(b"a: 1\\na: 2").repeats
    (Repeat(key='a', path=(), first=1, line=2, column=1),)
    """
    text = clean(content)
    try:
        plain, repeated = _build(yaml.CBaseLoader(text))
    except yaml.MarkedYAMLError as error:
        raise _not_yaml(error) from None
    except yaml.reader.ReaderError as error:
        raise _bad_character(text, error) from None
    return Scan(plain, _repeats(text) if repeated else ())


def clean(content: bytes) -> bytes:
    """The bytes without byte order mark, once they are known to be text in UTF-8."""
    body = content.removeprefix(_BOM)
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise Trouble(f"is not text in UTF-8 (byte {error.start + 1})", line) from None
    zero = body.find(b"\0")
    if zero >= 0:
        raise Trouble("holds a NUL character", body.count(b"\n", 0, zero) + 1)
    return body


class _Unset:
    """Stands where no key is waiting for its value."""


_NO_KEY = _Unset()


class _Builder:
    """Builds values from events with a stack of its own, so that no nesting is recursion."""

    __slots__ = ("box", "key", "nodes", "repeated", "root", "stack")

    def __init__(self) -> None:
        self.stack: list[tuple[Any, Any]] = []  # enclosing containers, each with its waiting key
        self.box: Any = None
        self.key: Any = _NO_KEY
        self.root: Any = _NO_KEY
        self.nodes = 0
        self.repeated = False

    def scalar(self, event: Any) -> None:
        value = event.value
        if event.tag is not None or event.anchor is not None:
            _refuse(event)
        if self.key is _NO_KEY and type(self.box) is dict:
            if value == "<<" and event.implicit[0]:
                _refuse(event, "a merge key")
            self.key = value
        else:
            self.put(None if event.implicit[0] and value in NULLS else value)

    def put(self, value: Any) -> None:
        self.nodes += 1
        if self.nodes > NODE_LIMIT:
            raise Trouble(f"holds more than {NODE_LIMIT:,} values")
        box = self.box
        if type(box) is dict:
            self.repeated = self.repeated or self.key in box
            box[self.key] = value
            self.key = _NO_KEY
        elif type(box) is list:
            box.append(value)
        else:
            self.root = value

    def open(self, event: Any) -> None:
        if event.tag is not None or event.anchor is not None:
            _refuse(event)
        if self.key is _NO_KEY and type(self.box) is dict:
            _refuse(event, "a key that is not one word")
        if len(self.stack) >= DEPTH_LIMIT:
            _refuse(event, f"nesting more than {DEPTH_LIMIT} levels deep")
        self.stack.append((self.box, self.key))
        self.box = {} if type(event) is MappingStartEvent else []
        self.key = _NO_KEY

    def close(self, event: Any) -> None:
        value = self.box
        self.box, self.key = self.stack.pop()
        self.put(value)

    def alias(self, event: Any) -> None:
        _refuse(event, f"an alias (*{event.anchor})")

    def document(self, event: Any) -> None:
        if self.root is not _NO_KEY:
            _refuse(event, "a second document")
        if event.version or event.tags:
            _refuse(event, "a directive (%)")


def _build(parser: Any) -> tuple[Plain, bool]:
    """Build the values from the events of one document; says whether a key was repeated."""
    builder = _Builder()
    acts = {
        ScalarEvent: builder.scalar,
        MappingStartEvent: builder.open,
        SequenceStartEvent: builder.open,
        MappingEndEvent: builder.close,
        SequenceEndEvent: builder.close,
        AliasEvent: builder.alias,
        DocumentStartEvent: builder.document,
    }
    while (event := parser.get_event()) is not None:
        if (act := acts.get(type(event))) is not None:
            act(event)
    if builder.root is _NO_KEY:
        raise Trouble("is empty", 1)
    return builder.root, builder.repeated


def _refuse(event: Any, what: str | None = None) -> None:
    """Raise Trouble about something that YAML allows and a dossier does not."""
    if what is None:
        what = (
            f"a tag ({printable(event.tag)})"
            if event.tag is not None
            else f"an anchor (&{event.anchor})"
        )
    mark = event.start_mark
    raise Trouble(f"expected plain YAML, found {what}", mark.line + 1, mark.column + 1)


def _not_yaml(error: yaml.MarkedYAMLError) -> Trouble:
    mark = error.problem_mark or error.context_mark
    reason = " ".join((error.problem or error.context or "a syntax error").split())
    if "cannot start any token" in reason:
        reason += " (a tab, a backquote or an @ needs quotes; indent with spaces)"
    if "mapping values are not allowed" in reason:
        reason += " (text that holds ': ' needs quotes)"
    if mark is None:
        return Trouble(f"is not YAML: {reason}")
    return Trouble(f"is not YAML: {reason}", mark.line + 1, mark.column + 1)


def _bad_character(text: bytes, error: yaml.reader.ReaderError) -> Trouble:
    """A control character, searched for anew: the C reader does not tell its line."""
    letters = text.decode("utf-8")
    found = UNPRINTABLE.search(letters)
    line = None if found is None else letters.count("\n", 0, found.start()) + 1
    return Trouble(f"is not YAML: {error.reason}", line)


def printable(word: str) -> str:
    """A word of a file as a message may show it: short, and on one line.

    >>> printable("name"), printable("na\\nme")
    ('name', "'na\\\\nme'")
    """
    short = word if len(word) <= 60 else f"{word[:59]}…"
    return short if short.isprintable() else repr(short)


def compose(text: bytes) -> Any:
    """The node tree with its marks, by the C composer: only for text that `scan` let pass."""
    return yaml.compose(text, yaml.CBaseLoader)


def _repeats(text: bytes) -> tuple[Repeat, ...]:
    """Every key that stands twice in one mapping, in the order of the file."""
    found: list[Repeat] = []
    waiting: list[tuple[Any, tuple[str | int, ...]]] = [(compose(text), ())]
    while waiting:
        node, path = waiting.pop()
        if isinstance(node, yaml.SequenceNode):
            waiting.extend((item, (*path, i)) for i, item in enumerate(node.value))
        elif isinstance(node, yaml.MappingNode):
            first: dict[str, int] = {}
            for name, value in node.value:
                mark = name.start_mark
                if name.value in first:
                    known = first[name.value]
                    found.append(Repeat(name.value, path, known, mark.line + 1, mark.column + 1))
                first.setdefault(name.value, mark.line + 1)
                waiting.append((value, (*path, name.value)))
    return tuple(sorted(found, key=lambda repeat: (repeat.line, repeat.column)))
