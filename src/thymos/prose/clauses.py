"""The clause that holds some words, and whether it affirms or denies them.

A clause ends at a strong mark, and where a conjunction or a comma begins a statement of its
own. Cues inside the words in question are theirs ("nobody was blinded" denies by itself), so
that only the rest of the clause is asked whether it turns them round.
"""

from __future__ import annotations

import re
from enum import IntEnum


class Polarity(IntEnum):
    """How a clause puts something."""

    DENIED = -1
    UNCLEAR = 0
    AFFIRMED = 1


_STARTS = (
    r"(?:and|but|so|since|because|as|though|although|while|whereas|which|who|where|yet|if|when"
    r"|it|its|they|this|that|he|she|we|i|you|there|those|these|nor)"
)
_BREAK = re.compile(
    rf"[;:!?()|\u2026]|\s--?\s|\.(?:\s|$)|,\s*(?={_STARTS}\b)"
    r"|\s(?=(?:because|although|whereas|but|however|though|given that|so that|unless|which)\b)"
    r"|\s(?=(?:since|as|so|while|and)\s+(?:the|it|its|they|we|he|she|there|i|you|american"
    r"|european|british)\b(?!\s+same\b))"
)
_NEGATION = re.compile(
    r"\b(?:not|never|no|none|nobody|no[- ]one|nothing|nowhere|cannot|without(?!\W*(?:[,.;)]|$)"
    r"|\s+(?:it|them|the drug)\b)|lack(?:s|ed|ing)?|hardly|scarcely|barely|isnt|wasnt|arent"
    r"|werent|doesnt|didnt|dont|cant|wont|hasnt|havent|hadnt|aint|fail(?:s|ed)? to|far from"
    r"|anything but|neither|nor|refus(?:ed|es|al)|reject(?:ed|s)|declin(?:ed|es)"
    r"|withh[eo]ld\w*|den(?:ied|ies)|instead of|rather than|as opposed to|yet to|untrue"
    r"|false(?:ly)?|wrong(?:ly)?|incorrect(?:ly)?|mistaken(?:ly)?|myth|zero|short of|stops"
    r" short|absen(?:t|ce of)|awaits?|awaiting|pending|not-)\b|n't\b"
)
# A denial that stands behind what it denies.
_AFTER = re.compile(
    r"^\s*(?:(?!and\b|or\b|but\b)\w+ ){0,3}?(?:(?:was|were|is|are|has|had|have|did|does|do"
    r"|been|ever|could)(?: \w+)? )?(?:not|never|none|nowhere|absent|lacking|missing|out of the"
    r" question|refused|denied|rejected|wasnt|isnt|hasnt|didnt|werent|arent)\b|^\W*(?:\w+"
    r" ){0,3}?\w+n't\b"
)
# How far before the words a denial may stand, in characters.
_REACH = 90
# What looks like a denial and is none.
_PSEUDO = re.compile(
    r"\bhardly (?:a stranger|news|new|surprising)\b|\bno (?:stranger|newcomer)\b"
    r"|\bnot (?:only|just|merely|least|surprisingly|to mention)\b|\bno (?:doubt|question|wonder"
    r"|less|matter|secret|longer than|mean|small)\b|\bwithout (?:a |any )?(?:doubt|question"
    r"|fuss|fanfare|script|prescription|delay|hesitation)\b|\bnothing (?:less|short)\b|\bno,"
    r"|\bwhy not\b|\bif not\b|\bnot long (?:ago|after)\b|\bnever mind\b|\bnot \w+ (?:ago|later)\b"
)
_HEDGED = re.compile(
    r"\b(?:if|whether|unless|would|could|should|may|might|perhaps|possibly|maybe|probably"
    r"|hop(?:es?|ed|ing)|aim(?:s|ed)?|seek(?:s|ing)?|sought|appl(?:y|ies|ied|ying)|application"
    r"|expect(?:s|ed)?|plan(?:s|ned)?|propos\w+|potential(?:ly)?|suggest(?:s|ed)?|appears? to"
    r"|seem(?:s|ed)?|under review|imagine|suppose|as though|as if|were to|in order to"
    r"|request\w*|ideally|ought|will|shall|await\w*|until|once|wanted|wants|asked for|pushing)\b"
)
# "Had the trial been blinded": an if without its word.
_INVERTED = re.compile(r"^\W*(?:had|were|should) (?:the|it|they|any|this|that|these|an?)\b")
_ATTRIBUTED = re.compile(
    r"\b(?:claim(?:s|ed|ing)?|alleg\w+|purport\w+|advert(?:s|ise[ds]?|isements?|ising)?"
    r"|marketed as|tout(?:s|ed|ing)?|billed|so-called|supposed(?:ly)?|reportedly|said to"
    r"|according to(?! (?:the )?\ue003)|believ\w+|assum\w+|insist\w*|assert\w*|argu(?:es?|ed"
    r"|ing)|confus\w+|conflat\w+|mis-?sold|sold as|sellers?|vendors?|influencers?|rumou?rs?"
    r"|heard|tell (?:you|us|me|people)|told (?:me|us|him|her|them|that|readers|customers"
    r"|patients|parents)|(?:critics|sceptics|skeptics|some|many|people|others|fans|supporters"
    r"|he|she|they|website|site|blog|post|brochure|newsletter|podcast|uncle|aunt|neighbour"
    r"|friend|mate) (?:says?|said|think|thinks|thought|wr[io]tes?|wrote|maintains?|swears?"
    r"|complain(?:s|ed)?|repl(?:y|ied)|promis\w+)|calls? (?:it|this|that|them)|called"
    r"|labell?ed|described as|reported as|^\W*(?:says|said|states|claims|writes) that|idea"
    r" that|notion that|myth that|wonder(?:s|ed|ing)? (?:if|whether)|fake|counterfeit)\b"
)


def clause(folded: str, start: int, end: int) -> tuple[int, int]:
    """Where the clause begins and ends that holds a stretch of a folded text.

    >>> text = "pharmacy can order it, since the agency cleared it years ago"
    >>> begin, stop = clause(text, text.index("cleared"), text.index("cleared") + 7)
    >>> text[begin:stop].strip()
    'since the agency cleared it years ago'
    """
    begin, stop = 0, len(folded)
    for mark in _BREAK.finditer(folded):
        if mark.end() <= start:
            begin = mark.end()
        elif mark.start() >= end:
            stop = mark.start()
            break
    return begin, stop


def _rest(folded: str, start: int, end: int) -> tuple[str, str]:
    """The clause before and after a stretch, without what only looks like a denial."""
    begin, stop = clause(folded, start, end)
    return _PSEUDO.sub(" ", folded[begin:start]), _PSEUDO.sub(" ", folded[end:stop])


def polarity(folded: str, start: int, end: int) -> Polarity:
    """Whether the clause around a stretch affirms it; two denials are not resolved.

    What stands before turns it round, and what stands straight after ("was never done").

    >>> text = "it was not double-blind"
    >>> polarity(text, 11, len(text)).name
    'DENIED'
    """
    before, after = _rest(folded, start, end)
    found = _NEGATION.findall(before[-_REACH:]) + _AFTER.findall(after)
    if "nor" in found and len(found) == 2:
        found = found[:1]
    if len(found) > 1:
        return Polarity.UNCLEAR
    return Polarity.DENIED if found else Polarity.AFFIRMED


def hedged(folded: str, start: int, end: int) -> bool:
    """Whether the clause around a stretch supposes, hopes for or plans it.

    >>> hedged("it may be licensed there", 10, 18)
    True
    """
    before, after = _rest(folded, start, end)
    # What may or might be, said after a comma, leaves what was said before it as firm as it was.
    return bool(
        _HEDGED.search(before)
        or _INVERTED.match(before)
        or _HEDGED.search(re.split(r",|\bwhether\b", after)[0])
    )


def attributed(folded: str, start: int, end: int) -> bool:
    """Whether a stretch is laid to others: what sellers claim, what somebody said.

    >>> attributed("sellers claim that it is licensed", 25, 33)
    True
    """
    begin = folded.rfind(". ", 0, start) + 1
    stop = folded.find(". ", end)
    found = _ATTRIBUTED.search(folded, begin, len(folded) if stop < 0 else stop)
    return found is not None and not start <= found.start() < end


def without(folded: str, start: int, end: int) -> str:
    """The clause around a stretch, less the stretch itself.

    >>> without("it was licensed in 1990; it sold badly", 7, 15).split()
    ['it', 'was', '|', 'in', '1990']
    """
    return " | ".join(_rest(folded, start, end))


def firm(folded: str, start: int, end: int) -> bool:
    """Whether a text says something flatly and of its own: no denial, no hedge, nobody's word.

    >>> firm("it was open to men only", 16, 23), firm("it may have been men only", 17, 25)
    (True, False)
    """
    return (
        polarity(folded, start, end) is Polarity.AFFIRMED
        and not hedged(folded, start, end)
        and not attributed(folded, start, end)
    )
