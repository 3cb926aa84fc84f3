"""Look-alikes told as the same thing: another molecule under the subject's name.

The frames are those of identity: a name in brackets, "also known as", "another name for",
"one and the same". Words that tell two things apart, or tell of their confusion, are left
alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from thymos.errors import Finding, Severity
from thymos.prose.entities import What
from thymos.prose.page import LOOKALIKE as L
from thymos.prose.page import SUBJECT as S
from thymos.prose.page import Page, Sentence
from thymos.prose.stance import asserted

_ONLY = (
    r"(?:\s+(?:merely|just|simply|only|essentially|basically|actually|really|also|better|sometimes"
    r"|commonly|often|widely))*"
)
_CALLED = (
    r"(?:known|sold|marketed|referred to|branded|labell?ed)"
    r"(?:\s+(?:to|by|among|in)\s+[\w -]{1,25}?)?\s+(?:as|under the name)"
)
_SAME = (
    r"(?:another|a different|a second|an? (?:brand|trade|older|street))\s+name (?:for|of)"
    r"|the (?:brand|trade|generic|chemical|street|common|scientific) name (?:for|of)"
    r"|the same (?:thing|molecule|peptide|compound|drug|substance|protein|hormone)s? as"
    r"|identical (?:to|with)|a synonym (?:for|of)|synonymous with|interchangeable with"
    r"|(?:one and )?the same as|short for|an? alias (?:for|of)"
)
_BE = r"(?:is|are|was|'s|=|equals|means)"


def _both(pattern: str) -> re.Pattern[str]:
    """A frame with the two names in either order, at `A` and `B` between angle brackets."""
    ways = (pattern.replace("<A>", a).replace("<B>", b) for a, b in ((S, L), (L, S)))
    return re.compile("|".join(ways))


_AKA = r"(?:aka|a\.k\.a\.|alias|also called|otherwise called)"
_FRAMES = (
    _both(rf"<A>\s*[(\[]\s*(?:{_AKA}|also known as|or|=|i\.e\.,?)?\s*<B>\s*[)\]]"),
    _both(rf"<A>,?(?:\s+{_BE})?{_ONLY}\s+{_CALLED}\s+(?:the\s+)?<B>"),
    _both(rf"<A>,?\s*(?:\s{_BE}{_ONLY}\s+)?\b{_AKA}\s*<B>"),
    _both(rf"<A>\s+{_BE}{_ONLY}\s+(?:{_SAME})\s+(?:the\s+)?<B>"),
    _both(rf"<A>,\s+(?:{_SAME})\s+(?:the\s+)?<B>"),
    _both(r"<A>\s*=\s*<B>"),
)
_TOGETHER = re.compile(
    r"\b(?:one and the same|(?:are|were|'re|they're) (?:\w+ )?"
    r"(?:the same (?:thing|molecule|peptide|compound|drug|substance)|identical\b"
    r"|interchangeable|synonyms|synonymous|two names for))"
)
_APART = re.compile(
    r"\b(?:differ\w*|distinct\w*|distinguish\w*|unlike|separate\w*|apart|unrelated|other than"
    r"|versus|vs)\b"
)


def check(page: Page) -> Iterator[Finding]:
    """Findings on look-alikes told as the subject."""
    for sentence in page.prose:
        seen = sentence.of(What.LOOKALIKE)
        if seen and sentence.names_subject and not _APART.search(sentence.folded):
            masked = sentence.masked
            match = next((m for frame in _FRAMES if (m := frame.search(masked))), None)
            match = match or _joined(sentence)
            if match is not None and asserted(page, sentence, *match.span()):
                yield _finding(page, sentence, match, sentence)
        elif not seen and not sentence.names_subject:
            yield from _answered(page, sentence)


def _joined(sentence: Sentence) -> re.Match[str] | None:
    """Both named in one sentence that calls them one; nothing else is named in it."""
    names = {m.ids for m in sentence.mentions if m.what is not What.STUDY}
    return _TOGETHER.search(sentence.masked) if len(names) == 2 else None


def _answered(page: Page, sentence: Sentence) -> Iterator[Finding]:
    """What calls "them" one and the same, after a sentence or question that named the two."""
    match = _TOGETHER.search(sentence.masked)
    if match is None or not sentence.before:
        return
    asked = sentence.before[-1]
    both = len(asked.of(What.LOOKALIKE)) == 1 and len(asked.of(What.SUBJECT)) == 1
    # A question is no denial: its own mark must not silence the answer.
    if both and asserted(page, sentence, *match.span()) and not _APART.search(sentence.folded):
        yield _finding(page, sentence, match, asked)


def _finding(page: Page, sentence: Sentence, match: re.Match[str], named: Sentence) -> Finding:
    other = page.dossier.compounds[named.of(What.LOOKALIKE)[0].ids[0]]
    subject = page.dossier.compounds[page.dossier.head.subject]
    apart = other.told_apart or other.described
    claim = next((j.claim.id for j in page.judged if _tells_apart(j.claim.id, other.id)), None)
    return page.finding(
        sentence,
        match.span(),
        "look-alike",
        Severity.ERROR,
        f"{other.name} is not {subject.name}",
        expected=apart,
        claim=claim,
        sources=tuple(c.source for c in (*other.cites, *subject.cites)),
        suggestion=f"{other.name} is not {subject.name}. {apart}",
    )


def _tells_apart(claim: str, other: str) -> bool:
    return other in claim
