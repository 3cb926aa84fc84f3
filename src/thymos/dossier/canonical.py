"""Canonical YAML: one way to write what a file says, with its comments kept.

Two spaces a level, lists indented in their mapping; `{...}` and `[...]` stay where they were
written and fit on a line; long text is folded, text with line breaks is kept literal; quotes
only where they are needed. What the file says is compared before and after.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections import deque
from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml

from thymos.dossier.scan import NULLS, UNPRINTABLE, Trouble, clean, compose, scan
from thymos.errors import DataError

WIDTH = 100

# Words that other YAML readers take for a number, a date, a truth value or nothing: left as
# they were written, with quotes or without.
_AMBIGUOUS = re.compile(
    r"~|null|true|false|yes|no|on|off|y|n|[-+.\d][\d_.:eExXa-fA-FtTzZ+-]*|\.inf|\.nan|<<|=",
    re.IGNORECASE,
)
_SAFE_START = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`]|-[^\W_]")
_UNSAFE_INSIDE = re.compile(r":(?=\s|$)|\s#|[\t\n\r\x85\u2028\u2029]|^\s|\s$")
_UNSAFE_IN_FLOW = re.compile(r"[,\[\]{}]|:(?![/\w])")
_BREAKS = re.compile("[\t\r\x85\u2028\u2029]")
_COMMENT = re.compile(r"(?:^|(?<=[ \t]))#[^\n]*", re.MULTILINE)


class Comment(NamedTuple):
    """A comment: its line and column (from 0), and whether it has the line to itself."""

    line: int
    column: int
    text: str
    alone: bool


def format_text(text: str) -> str:
    """The canonical form of a YAML file, which says exactly the same.

    Comments stay before or beside what they stood before or beside; a blank line stays, two
    become one. Raises DataError for text that a dossier could not hold, and for a comment
    after `|` or `>`.

    >>> print(format_text("sources: # read\\n- {id: 'wu',kind:   article}\\n- id: x"), end="")
    sources:  # read
      - {id: wu, kind: article}
      - id: x
    """
    try:
        body = clean(text.encode("utf-8")).decode("utf-8").replace("\r\n", "\n")
        before = scan(body.encode())
    except UnicodeEncodeError:
        raise DataError("the text is not valid Unicode") from None
    except Trouble as trouble:
        raise DataError(f"line {trouble.line or 1}: {trouble.reason}") from None
    if before.repeats:
        raise DataError(f"line {before.repeats[0].line}: '{before.repeats[0].key}' stands twice")
    root = compose(body.encode())
    starts = sorted({node.start_mark.line for node in _scalars(root)})
    writer = _Writer(body.split("\n"), deque(_comments(body, root)), starts)
    writer.top(root)
    result = "\n".join(writer.lines) + "\n"
    if scan(result.encode()).plain != before.plain:
        raise DataError("the text cannot be written in canonical form without changing it")
    return result


def _comments(body: str, root: Any) -> Iterator[Comment]:
    """The comments of a text: every `#` after a space or a line break, outside all values."""
    spans = sorted((n.start_mark.index, n.end_mark.index, n.style) for n in _scalars(root))
    spans.append((len(body) + 1, len(body) + 1, None))
    number = 0
    for match in _COMMENT.finditer(body):
        while spans[number][1] <= match.start():
            number += 1
        start, _, style = spans[number]
        line = body.count("\n", 0, match.start())
        if start > match.start():
            begin = body.rfind("\n", 0, match.start()) + 1
            alone = not body[begin : match.start()].strip()
            yield Comment(line, match.start() - begin, match[0].rstrip(), alone)
        elif style in ("|", ">") and "\n" not in body[start : match.start()]:
            raise DataError(f"line {line + 1}: expected no comment after {style}, found one")


def _scalars(root: Any) -> Iterator[Any]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, yaml.ScalarNode):
            yield node
        elif isinstance(node, yaml.SequenceNode):
            waiting.extend(node.value)
        else:
            waiting.extend(part for pair in node.value for part in pair)


class _Writer:
    """Writes nodes line by line, with the comments that belong before or beside each."""

    def __init__(self, source: list[str], comments: deque[Comment], starts: list[int]) -> None:
        self.source = source
        self.comments = comments
        self.starts = starts  # the source lines on which a value or a name begins
        self.reached = 0  # the source line of what was written last
        self.lines: list[str] = []

    def top(self, root: Any) -> None:
        self._before(root.start_mark.line, 0)
        if isinstance(root, yaml.ScalarNode) or not root.value:
            self._put(_inline(root, flow=False) or _quoted(root.value), root)
        else:
            self._block(root, 0, -1)
        self._before(len(self.source), 0)

    def _block(self, node: Any, indent: int, around: int) -> None:
        """Write a mapping or a list whose surroundings stand at a column of the source."""
        pad, column = " " * indent, node.start_mark.column
        if isinstance(node, yaml.SequenceNode):
            for item in node.value:
                self._before(item.start_mark.line, indent)
                self._value(f"{pad}-", item, indent + 2, column, compact=True)
        else:
            for name, value in node.value:
                self._before(name.start_mark.line, indent)
                key = _inline(name, flow=False, key=True) or _quoted(name.value)
                self._value(f"{pad}{key}:", value, indent + 2, column)
        self._after(indent, around)

    def _value(
        self, lead: str, node: Any, indent: int, column: int, *, compact: bool = False
    ) -> None:
        """Write a value after its key or dash; `compact` begins a block on the same line."""
        outer = len(lead) - len(lead.lstrip())
        inline = _inline(node, flow=False)
        if inline is not None and (len(lead) + 1 + len(inline) <= WIDTH or not _foldable(node)):
            self._before(_last_line(node) - 1 if _spread(node) else -1, outer, blank=False)
            self._put(f"{lead} {inline}", node)
        elif isinstance(node, yaml.ScalarNode):
            self._before(_last_line(node), outer, blank=False)
            self._text(lead, node.value, indent)
            self.reached = _last_line(node)
        elif compact:
            first = len(self.lines)
            self._block(node, indent, column)
            self.lines[first] = f"{lead} {self.lines[first].lstrip()}"
        else:
            self.lines.append(lead)
            self._beside(node.start_mark.line if node.flow_style else node.start_mark.line - 1)
            self._block(node, indent, column)

    def _text(self, lead: str, text: str, indent: int) -> None:
        """A long text folded, or one with line breaks as it is."""
        if "\n" in text:
            self.lines.append(f"{lead} {'|' if text.endswith(chr(10)) else '|-'}")
            lines = text.removesuffix("\n").split("\n")
        else:
            self.lines.append(f"{lead} >-")
            lines = _folded(text, WIDTH - indent)
        self.lines += [f"{' ' * indent}{line}" if line else "" for line in lines]

    def _put(self, line: str, node: Any) -> None:
        self.lines.append(line)
        self.reached = _last_line(node)
        self._beside(self.reached)

    def _beside(self, line: int) -> None:
        """Put the comment that ends a source line at the end of the last line written."""
        if self.comments and self.comments[0].line <= line and not self.comments[0].alone:
            self.lines[-1] += f"  {self.comments.popleft().text}"

    def _before(self, line: int, indent: int, *, blank: bool = True) -> None:
        """Write the comments above a source line, and a blank line where there was one."""
        while self.comments and self.comments[0].line < line + (not blank):
            comment = self.comments.popleft()
            if comment.alone:
                self._gap(comment.line)
            self.lines.append(f"{' ' * indent}{comment.text}")
        if blank:
            self._gap(line)

    def _after(self, indent: int, around: int) -> None:
        """Write the comments at the end of a block that are indented as a part of it."""
        number = bisect_right(self.starts, self.reached)
        following = self.starts[number] if number < len(self.starts) else len(self.source)
        while self.comments and self.comments[0].alone:
            comment = self.comments[0]
            if comment.line >= following or comment.column <= around:
                break
            self._before(comment.line, indent, blank=False)

    def _gap(self, line: int) -> None:
        above = self.source[line - 1] if 0 < line < len(self.source) else "-"
        if not above.strip() and self.lines and self.lines[-1]:
            self.lines.append("")


def _last_line(node: Any) -> int:
    """The source line on which a node ends; a block's end mark lies on the line after it."""
    mark = node.end_mark
    return int(
        mark.line - 1 if mark.column == 0 and mark.line > node.start_mark.line else mark.line
    )


def _spread(node: Any) -> bool:
    return bool(node.start_mark.line != _last_line(node))


def _inline(node: Any, *, flow: bool, key: bool = False) -> str | None:
    """A node on one line, or None where it has to be a block."""
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node, flow=flow, key=key)
    if not node.value:
        return "[]" if isinstance(node, yaml.SequenceNode) else "{}"
    if not node.flow_style:
        return None
    if isinstance(node, yaml.SequenceNode):
        items = [_inline(item, flow=True) for item in node.value]
        return None if None in items else f"[{', '.join(map(str, items))}]"
    pairs = [
        (_inline(name, flow=True, key=True), _inline(value, flow=True))
        for name, value in node.value
    ]
    if any(None in pair for pair in pairs):
        return None
    return f"{{{', '.join(f'{name}: {value}' for name, value in pairs)}}}"


def _scalar(node: Any, *, flow: bool, key: bool) -> str | None:
    text, plain = node.value, not node.style  # the C composer says '' for plain
    if plain and text in NULLS and not key:
        return "null"
    if "\n" in text:
        return None if not key and not flow and _literal(text) else _quoted(text)
    safe = (
        _SAFE_START.match(text)
        and not _UNSAFE_INSIDE.search(text)
        and not UNPRINTABLE.search(text)
        and not (flow and _UNSAFE_IN_FLOW.search(text))
    )
    if safe and (plain or not _AMBIGUOUS.fullmatch(text)):
        return str(text)
    return _quoted(text)


def _quoted(text: str) -> str:
    """Between double quotes, with what cannot be printed or would break the line escaped."""
    escaped = json.dumps(text, ensure_ascii=False)
    unsafe = re.compile(f"{UNPRINTABLE.pattern}|{_BREAKS.pattern}")
    return unsafe.sub(lambda match: f"\\u{ord(match[0]):04x}", escaped)


def _literal(text: str) -> bool:
    """Whether text with line breaks can stand as a literal block."""
    lines = text.removesuffix("\n").split("\n")
    return (
        not UNPRINTABLE.search(text)
        and not _BREAKS.search(text)
        and bool(lines[0].strip())
        and bool(lines[-1].strip())
        and not lines[0].startswith(" ")
        and not any(line != line.rstrip() for line in lines)
    )


def _foldable(node: Any) -> bool:
    """Whether a value that is too long for its line can take several."""
    if not isinstance(node, yaml.ScalarNode):
        return bool(node.value)
    text = node.value
    ragged = text != text.strip() or UNPRINTABLE.search(text) or _BREAKS.search(text)
    return not ragged and "\n" not in text and len(_folded(text, 1)) > 1


def _folded(text: str, width: int) -> list[str]:
    """Text in lines that fold back into it: broken at single spaces only."""
    lines: list[str] = []
    for word in re.split(r"(?<=\S) (?=\S)", text):
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
