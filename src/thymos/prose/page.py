"""A page as the rules see it: sentences with their names resolved, in their context."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar, cast

from thymos.dossier.index import Dossier
from thymos.errors import Finding, Severity
from thymos.prose.blocks import Block, BlockKind
from thymos.prose.budget import Budget
from thymos.prose.entities import TELLING_STUDIES, Lexicon, Mention, What
from thymos.prose.forms import Form, blocks, marked_up
from thymos.prose.runs import Lines
from thymos.prose.sentences import broken_lines, sentences
from thymos.prose.text import fold
from thymos.verdict.judge import Judged

T = TypeVar("T")

# In the masked text of a sentence a name is a run of one of these characters, as long as
# the name, so that a rule can say "the subject" in a regular expression.
MASKS = (
    (What.SUBJECT, "\ue000"),
    (What.LOOKALIKE, "\ue001"),
    (What.COMPOUND, "\ue002"),
    (What.STUDY, "\ue003"),
    (What.REVIEW, "\ue003"),
    (What.UNKNOWN, "\ue003"),
)
SUBJECT, LOOKALIKE, STUDY = "\ue000+", "\ue001+", "\ue003+"

_COMPOUNDS = (What.SUBJECT, What.LOOKALIKE, What.COMPOUND)
# What stands for a compound named before it.
_PRONOUN = re.compile(
    r"\b(?:it|this (?:\w+ )?(?:peptide|drug|medicine|molecule|compound|treatment|therapy|product)"
    r"|the (?:peptide|drug|medicine|molecule|compound))\b"
)
# A page that names the subject in fewer than one of so many sentences is not about it.
SELDOM = 50
# How many sentences back a pronoun may reach.
_REACH = 2
# How many sentences of its paragraph a sentence remembers: a study named before them is not meant.
_RECALLED = 20


@dataclass(frozen=True, eq=False)
class Sentence:
    """One sentence of a block; positions in its own text, `start` in that of its block."""

    text: str
    block: Block
    start: int
    mentions: tuple[Mention, ...]
    index: int
    before: tuple[Sentence, ...] = field(repr=False)

    @cached_property
    def folded(self) -> str:
        """The text folded for matching, as long as the text."""
        return fold(self.text)

    @cached_property
    def masked(self) -> str:
        """The folded text with every name replaced by its mask."""
        shown = list(self.folded)
        for mention in self.mentions:
            mask = dict(MASKS)[mention.what]
            shown[mention.start : mention.end] = mask * (mention.end - mention.start)
        return "".join(shown)

    def of(self, *what: What) -> tuple[Mention, ...]:
        """The mentions of some kinds, in order."""
        return tuple(m for m in self.mentions if m.what in what)

    @property
    def names_subject(self) -> bool:
        """Whether the subject of the dossier is named in so many words."""
        return bool(self.of(What.SUBJECT))

    @cached_property
    def pronoun_is_subject(self) -> bool:
        """Whether "it" or "the peptide" here can only mean the subject.

        The nearest compound named in the two sentences before, or else in the heading, is
        the subject, and no other is named here.
        """
        if self.of(*_COMPOUNDS) or not _PRONOUN.search(self.folded):
            return False
        for earlier in reversed(self.before[-_REACH:]):
            named = {m.what for m in earlier.of(*_COMPOUNDS)}
            if named:
                return named == {What.SUBJECT}
        return False


@dataclass(frozen=True, eq=False)
class Page:
    """A whole page against one dossier."""

    file: str | None
    source: str
    dossier: Dossier
    judged: tuple[Judged, ...]
    lexicon: Lexicon
    sentences: tuple[Sentence, ...]
    budget: Budget | None = None
    _kept: dict[str, object] = field(default_factory=dict, repr=False)

    def kept(self, name: str, make: Callable[[], T]) -> T:
        """Something that is computed once for this page, when it is first asked for."""
        if name not in self._kept:
            self._kept[name] = make()
        return cast("T", self._kept[name])

    @cached_property
    def lines(self) -> Lines:
        """The way from an offset to line and column."""
        return Lines(self.source)

    @cached_property
    def about_subject(self) -> bool:
        """Whether the page names the dossier's subject at all, or speaks of it by its studies."""
        return any(s.names_subject for s in self.sentences) or self.by_its_studies

    @cached_property
    def by_its_studies(self) -> bool:
        """Whether the page names studies of the dossier and never what was studied."""
        named = {m.ids for s in self.sentences for m in s.of(What.STUDY)}
        compounds = {m.ids for s in self.sentences for m in s.of(*_COMPOUNDS)}
        subject = (self.dossier.head.subject,)
        return len(named) >= max(TELLING_STUDIES, len(compounds) + 1) and subject not in compounds

    @cached_property
    def mostly_subject(self) -> bool:
        """Whether the page names the subject first, or as often as any other compound.

        A page that names it in passing is about something else: nothing is laid to it unnamed.
        """
        if self.by_its_studies:
            return True
        named = Counter(m.ids for s in self.sentences for m in s.of(*_COMPOUNDS))
        subject = (self.dossier.head.subject,)
        if sum(s.names_subject for s in self.sentences) * SELDOM < len(self.sentences):
            return False
        return next(iter(named), None) == subject or named[subject] >= max(
            named.values(), default=0
        )

    @property
    def prose(self) -> Iterator[Sentence]:
        """The sentences in which the page itself speaks: no quotes, no reference lists."""
        silent = (BlockKind.QUOTE, BlockKind.REFERENCE)
        for sentence in self.sentences:
            if self.budget is not None:
                self.budget.spend()
            if sentence.block.kind not in silent:
                yield sentence

    def after(self, sentence: Sentence) -> Sentence | None:
        """The sentence that follows on the page."""
        follows = sentence.index + 1
        return self.sentences[follows] if follows < len(self.sentences) else None

    def finding(
        self,
        sentence: Sentence,
        span: tuple[int, int],
        rule: str,
        severity: Severity,
        reason: str,
        *,
        expected: str | None = None,
        claim: str | None = None,
        sources: tuple[str, ...] = (),
        suggestion: str | None = None,
    ) -> Finding:
        """A finding at a stretch of a sentence; `found` is that stretch as it is written."""
        start, end = span
        runs, shift = sentence.block.runs, sentence.start
        line, column = self.lines.at(runs.origin(shift + start))
        end_line, end_column = self.lines.at(runs.end(shift + end - 1))
        return Finding(
            self.file,
            line,
            column,
            end_line,
            end_column,
            text=sentence.text,
            rule=rule,
            severity=severity,
            reason=reason,
            found=sentence.text[start:end],
            expected=expected,
            claim=claim,
            sources=tuple(dict.fromkeys(sources)),
            suggestion=suggestion,
        )


def open_page(
    source: str,
    dossier: Dossier,
    judged: tuple[Judged, ...],
    lexicon: Lexicon,
    file: str | None = None,
    form: Form = "auto",
    read: tuple[Block, ...] | None = None,
    budget: Budget | None = None,
) -> Page:
    """Read a page: blocks (unless they are given), sentences, names."""
    found: list[Sentence] = []
    lined = form != "docx" and not marked_up(source, form)
    for block in blocks(source, form) if read is None else read:
        inside: list[Sentence] = []
        for start, end in _sentences(block, source if lined else "", lexicon):
            if budget is not None:
                budget.spend()
            text = block.text[start:end]
            mentions = lexicon.mentions(text, fold(text))
            before = tuple(inside[-_RECALLED:]) or _heading_above(found, block)
            inside.append(Sentence(text, block, start, mentions, len(found), before))
            found.append(inside[-1])
    return Page(file, source, dossier, judged, lexicon, tuple(found), budget)


def _sentences(block: Block, source: str, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """The sentences of a block; a line that the writer broke by hand ends one too."""
    first, last = block.runs.origin(0), block.runs.origin(max(len(block.text) - 1, 0))
    breaks = broken_lines(source[first : last + 1])
    cuts = [block.runs.index(first + offset) for offset in breaks]
    for start, end in sentences(block.text):
        inside = [cut for cut in cuts if start < cut < end]
        text = block.text[start:end]
        names = lexicon.mentions(text, fold(text)) if inside else ()
        begin = start
        for cut in inside:
            if any(m.start < cut - start < m.end for m in names):
                continue
            if line := block.text[begin:cut].rstrip():
                yield begin, begin + len(line)
                begin = cut
        yield begin, end


def _heading_above(found: list[Sentence], block: Block) -> tuple[Sentence, ...]:
    """The heading straight above a block, which names what "it" in the first line means."""
    if not found or not block.headings:
        return ()
    last = found[-1]
    return (last,) if last.block.kind is BlockKind.HEADING else ()
