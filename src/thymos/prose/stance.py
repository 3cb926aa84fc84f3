"""Whether words are asserted: not denied, asked, supposed, hoped for, or laid to others.

The scope of a cue is the stretch between strong breaks (a semicolon, "but", "however") that
holds the words in question. A cue anywhere in it silences a rule: better silent than wrong.
"""

from __future__ import annotations

import re

from thymos.prose.page import Page, Sentence

_BREAK = re.compile(
    r"[;:!?]|\s-+\s|\.\s|\b(?:but|however|although|though|whereas|nevertheless|yet)\b(?! to\b)"
    r"|,\s*(?:and|so)?\s*(?=(?:it|this|they|that)\s)|\bso\b(?! far\b|-called\b| called\b)"
)
_PSEUDO = re.compile(
    r"\bnot (?:only|just|merely)\b|\bno (?:doubt|question|wonder)\b|\bwithout (?:a )?doubt\b"
)
_DENIED = re.compile(
    r"\b(?:not|never|no|nor|neither|none|nobody|nothing|nowhere|cannot|without|lacks?|lacking"
    r"|lacked|hardly|scarcely|isnt|wasnt|arent|doesnt|didnt|dont|cant|wont|hasnt|havent|aint"
    r"|fail(?:s|ed|ing)? to|far from|false(?:ly)?|untrue|wrong(?:ly)?|incorrect(?:ly)?"
    r"|mistaken(?:ly)?|myths?|misconceptions?|misleading(?:ly)?|unproven|unlikely|denied"
    r"|refus(?:ed|es|al)|rejected|declin(?:ed|es)|withdr(?:ew|awn)|revoked|instead of|rather"
    r" than|(?:has|have|had|is|was) yet to|pending|await(?:s|ing|ed)?|unapproved|non-?approved"
    r"|short of|stops? short|outside)\b|n't\b"
)
_SUPPOSED = re.compile(
    r"\b(?:if|whether|unless|until|once|when|would|could|should|may|might|can|perhaps|possibly"
    r"|probably|hop(?:es?|ed|ing)|hopeful|aim(?:s|ed)?|seek(?:s|ing)?|sought|appl(?:y|ied"
    r"|ying)|application|expect(?:s|ed)?|plan(?:s|ned)?|propos\w+|potential(?:ly)?|suggest(?:s"
    r"|ed|ing)?|appears?|seem(?:s|ed)?|investigat\w+|under review|being (?:studied|tested"
    r"|reviewed)|imagine|suppose|as though|as if|were to|toward|before|prior to|ahead of|in"
    r" order to)\b"
)
_ATTRIBUTED = re.compile(
    r"\b(?:claim(?:s|ed|ing)?|alleg\w+|purport\w+|advert(?:s|ise[ds]?|isements?|ising)?|ads?"
    r"|marketed as|marketers?|marketing (?:claims?|copy|materials?|hype)|promot\w+|tout(?:s|ed"
    r"|ing)?|billed|bills|so-called|supposed(?:ly)?|reportedly|said to|says?|said|according to"
    r"|believ\w+|assum\w+|insist\w*|assert\w*|argu(?:es?|ed|ing)|describ\w+ as|confus\w+"
    r"|conflat\w+|mislabel\w*|mis-?sold|sold as|sellers?|vendors?|influencers?|(?:reports?"
    r"|evidence|ideas?|notions?|hypothes[ie]s|findings?|hints?|data|signs?) that|rumou?rs?"
    r"|posts?|heard|told|ask(?:s|ed|ing)?|wonder\w*|fake|counterfeit)\b"
)
_REFUTED = re.compile(
    r"^\W*(?:no\b|it (?:is|was|has|does|did)(?: not|n't)|it (?:isnt|doesnt)|that (?:is|was)(?:"
    r" not|n't)|not (?:so|true|quite)|(?:this|that|it) (?:is|was) (?:false|wrong|untrue"
    r"|incorrect|a myth|misleading)|false\b|wrong\b|untrue\b|nonsense\b|neither\b|none of"
    r"|outdated\b|contradicted\b|debunked\b|not supported\b|(?:[\w ]{4,14} )?→ (?:false"
    r"|outdated|contradicted|not supported|disputed|unverified|untested|unsettled|partly true))"
)
_HEADED = re.compile(
    r"\b(?:myths?|misconceptions?|claims?|false|fiction|rumou?rs?|speculative|hype|marketing"
    r"|debunk\w*|not\b|isn't|unproven|anecdot\w+|fact.check\w*|wrong)\b"
)
_SAYS = re.compile(
    r"\b(?:says?|said|claims?|reads?|states?|writes?|goes|slogan|headline|ad)\s*:\s*$"
)
_QUOTED = re.compile(r"\"[^\"]*\"")


def scope(folded: str, start: int, end: int, *, commas: bool = False) -> str:
    """The stretch between strong breaks around a match; with `commas`, up to the next comma."""
    begin = 0
    stop = len(folded)
    for found in _BREAK.finditer(folded):
        if found.end() <= start:
            begin = found.end()
        elif found.start() >= end:
            stop = found.start()
            break
    pause = re.compile(r",|\band\b").search(folded, end, stop) if commas else None
    return folded[begin : pause.start() if pause else stop]


def denied(folded: str, start: int, end: int) -> bool:
    """Whether the stretch around a match holds a denial."""
    return bool(_DENIED.search(_PSEUDO.sub(" ", scope(folded, start, end))))


def asserted(page: Page, sentence: Sentence, start: int, end: int) -> bool:
    """Whether the page itself states, flatly, what stands at a stretch of a sentence."""
    folded = sentence.folded
    around = _PSEUDO.sub(" ", scope(folded, start, end))
    # What may or might be, said in a later part, leaves the part before it as firm as it was.
    close = scope(folded, start, end, commas=True)
    if _DENIED.search(around) or _ATTRIBUTED.search(around) or _SUPPOSED.search(close):
        return False
    if _SAYS.search(folded[: folded.rfind(":", 0, start) + 1]):
        return False
    if _question(folded, start) or in_quotes(folded, start, end):
        return False
    if any(_HEADED.search(heading.casefold()) for heading in sentence.block.headings):
        return False
    following = page.after(sentence)
    return not (following is not None and _REFUTED.match(following.folded))


def voiced(page: Page, sentence: Sentence) -> bool:
    """Whether the page speaks for itself here: no question, no quotation, no myth, no denial next.

    What the words of the sentence themselves take back is not looked at: see `asserted`.
    """
    folded = sentence.folded
    if folded.rstrip("\"')] ").endswith("?") or _wholly_quoted(folded) or _LABELLED.match(folded):
        return False
    if any(_DISOWNED.search(heading.casefold()) for heading in sentence.block.headings):
        return False
    if (lead := sentence.block.lead) is not None and _DISOWNED.search(lead.casefold()):
        return False
    following = page.after(sentence)
    if following is not None and following.folded.rstrip().endswith("?"):
        if not _DOUBTS.search(following.folded):
            return True
        # "They say so. Should one believe it? No."
        following = page.after(following)
    return not (following is not None and _REFUTED.match(following.folded))


# "Myth:" before what the page takes back.
_LABELLED = re.compile(
    r"^\W*(?:myths?|fiction|false|rumou?rs?|hype|claims?"
    r"|misconceptions?)\b[^.;:]{0,20}:\s"
)
# A question on what was said, and not on something else.
_DOUBTS = re.compile(
    r"\b(?:true|truth|believe|right|correct|really|so|trust|sense|proof|proven|fact|sure|buy"
    r" (?:that|this)|(?:is|was|does|did|do|can|could|has|have|should) (?:it|that|this|they"
    r"|these|we|one|you))\b"
)
# Headings and introductions under which a page puts what it does not hold itself.
_DISOWNED = re.compile(
    r"\bmyths?\b|\bmisconceptions?\b|\bfalse (?:claims?|statements?)\b|\bfiction\b"
    r"|\brumou?rs?\b|\bhype\b|\bdebunk\w*|\bfact.?check\w*|\bmarketing (?:claims?|copy)\b"
    r"|\bunproven\b|\b(?:does|do|is|are|has|have|did|was) not\b|\b(?:doesn|isn|hasn|aren|didn"
    r"|wasn)'t\b|\bclaims? (?:you|we|to watch|made|online|seen)\b|\bwhat (?:sellers|vendors"
    r"|adverts|ads|people)\b|(?<!can and )\bcannot\b|\bnot (?:shown|known|proven|established"
    r"|for|to)\b"
)


def _wholly_quoted(folded: str) -> bool:
    bare = folded.strip(" .*_")
    return len(bare) > 2 and bare[0] == '"' and bare.find('"', 1) >= len(bare) - 2


def _question(folded: str, start: int) -> bool:
    mark = re.search(r"[!?;]|\.(?!\d)", folded[start:])
    return bool(mark and mark.group() == "?")


def in_quotes(folded: str, start: int, end: int) -> bool:
    """Whether a stretch stands between quotation marks: the words of somebody else."""
    return any(q.start() < start and q.end() > end for q in _QUOTED.finditer(folded))
