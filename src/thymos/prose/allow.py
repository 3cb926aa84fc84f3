"""Findings that an editor has looked at and lets stand, with the reason, in the page itself.

`<!-- thymos: allow REASON -->`, or `thymos: allow REASON` at the end of a line, silences what
was found on that line; alone on a line, on the block that follows. What is written as code is
no such remark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from thymos.errors import Finding, Severity
from thymos.prose.forms import Document
from thymos.prose.offsets import Offsets, lines_of

NO_REASON = "allow-without-reason"
UNUSED = "unused-allow"
# What an editor's code action puts, to be written over.
PLACEHOLDER = "REASON"

# Both ends of the reason are found with string methods: no pattern here can backtrack.
_MARK = re.compile(r"thymos:[ \t]{0,9}allow\b[ \t:]{0,9}", re.IGNORECASE)
_FENCE = re.compile(r"^[ \t]{0,3}(```|~~~)")
_OPEN, _CLOSE = "<!--", "-->"
# What may stand around a remark that is alone on its line.
_LEADERS = "#/;*-% \t"


@dataclass(frozen=True, slots=True)
class Allow:
    """One remark: where it stands, which lines it covers (both ends included), and why."""

    line: int
    column: int
    end_column: int
    first: int
    last: int
    reason: str

    def covers(self, finding: Finding) -> bool:
        """Whether a finding lies on a covered line."""
        if finding.line is None:
            return False
        return finding.line <= self.last and (finding.end_line or finding.line) >= self.first


@dataclass(frozen=True, slots=True)
class Allowed:
    """A finding that an editor lets stand, and why."""

    finding: Finding
    reason: str

    def as_dict(self) -> dict[str, object]:
        """The finding in its documented shape, and the reason under `allowed`."""
        return {**self.finding.as_dict(), "allowed": self.reason}


def allows(page: Document) -> tuple[Allow, ...]:
    """Every remark of a page, in order.

    >>> [
    ...     (a.line, a.reason)
    ...     for a in allows(Document("It cures. <!-- thymos: allow a quotation -->", "text"))
    ... ]
    [(1, 'a quotation')]
    >>> alone = Document(
    ...     "<!-- thymos: allow satire -->\\n\\nIt cures\\nall.\\n\\nNext.", "markdown"
    ... )
    >>> [(a.first, a.last) for a in allows(alone)]
    [(1, 4)]
    """
    text, form = page.text, page.form
    if not _MARK.search(text):
        return ()
    places = Offsets(text)
    spans: tuple[tuple[int, int], ...] | None = None
    found, fenced = [], False
    for number, line in enumerate(lines_of(text), 1):
        if form != "html" and _FENCE.match(line):
            fenced = not fenced
        mark = None if fenced else _marked(line)
        if mark is not None:
            start, end, reason, alone = mark
            last = number
            if alone:
                spans = _block_spans(page) if spans is None else spans
                last = _line_after(text, spans, places.offset(number, end + 1), number)
            why = "" if reason == PLACEHOLDER else reason
            found.append(Allow(number, start + 1, end + 1, number, last, why))
    return tuple(found)


def _marked(line: str) -> tuple[int, int, str, bool] | None:
    """Start, end and reason of the remark of a line, and whether it stands alone."""
    match = _MARK.search(line)
    if match is None or line.count("`", 0, match.start()) % 2:
        return None
    opened = line.rfind(_OPEN, 0, match.start())
    if opened >= 0 and not line[opened + len(_OPEN) : match.start()].strip():
        closed = line.find(_CLOSE, match.end())
        end = len(line.rstrip()) if closed < 0 else closed + len(_CLOSE)
        reason = line[match.end() : closed if closed >= 0 else end]
        alone = not line[:opened].strip() and not line[end:].strip()
        return opened, end, reason.strip(), alone
    end = len(line.rstrip())
    alone = not line[: match.start()].strip(_LEADERS)
    return match.start(), end, line[match.end() : end].strip(), alone


def _block_spans(page: Document) -> tuple[tuple[int, int], ...]:
    ends = ((b.runs.origin(0), b.runs.end(len(b.text) - 1)) for b in page.blocks())
    return tuple(sorted(ends))


def _line_after(text: str, spans: tuple[tuple[int, int], ...], offset: int, line: int) -> int:
    """The last line of the block that goes on, or begins, after an offset."""
    end = next((end for _, end in spans if end > offset), None)
    return line if end is None else line + len(lines_of(text[offset:end])) - 1


def settle(
    file: str | None, remarks: tuple[Allow, ...], findings: tuple[Finding, ...], *, unused: bool
) -> tuple[tuple[Finding, ...], tuple[Allowed, ...]]:
    """What stays and what is allowed. A remark without a reason silences nothing.

    `unused` says whether to note remarks that nothing was found under.
    """
    kept, allowed = [], []
    used: set[Allow] = set()
    for finding in findings:
        over = [remark for remark in remarks if remark.reason and remark.covers(finding)]
        if over:
            allowed.append(Allowed(finding, over[0].reason))
            used.update(over)
        else:
            kept.append(finding)
    kept += _faults(file, remarks, used if unused else set(remarks))
    ordered = sorted(kept, key=lambda f: (f.line or 0, f.column or 0, f.rule))
    return tuple(ordered), tuple(allowed)


def _faults(file: str | None, remarks: tuple[Allow, ...], used: set[Allow]) -> Iterator[Finding]:
    for remark in remarks:
        if not remark.reason:
            told = "an allow without a reason silences nothing"
            yield _fault(file, remark, NO_REASON, Severity.WARNING, told)
        elif remark not in used:
            told = "nothing is found where this allow applies; it can go"
            yield _fault(file, remark, UNUSED, Severity.NOTE, told)


def _fault(file: str | None, at: Allow, rule: str, severity: Severity, reason: str) -> Finding:
    missing = rule == NO_REASON
    return Finding(
        file,
        at.line,
        at.column,
        at.line,
        at.end_column,
        rule=rule,
        severity=severity,
        reason=reason,
        found="no reason" if missing else None,
        expected="thymos: allow REASON" if missing else None,
    )
