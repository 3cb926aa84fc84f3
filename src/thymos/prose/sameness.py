"""How pages say that two names stand for one thing: frames, and cues within a sentence.

The subject is a run of one sign, another medicine of another (see `prose.named`). `NAMED` holds
for any medicine; `ALIKE` and `CUES` only for compounds that the records tell apart from the
subject, where two names in one sentence are rarely there for a comparison of effects; `TAKEN_UP`
where "it" is the subject.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

S, L = "\ue000+", "\ue001+"
NOUN = (
    r"(?:molecules?|peptides?|compounds?|drugs?|substances?|proteins?|hormones?|medicines?"
    r"|medications?|chemicals?|agents?|ingredients?|vaccines?|preparations?|actives?)"
)
LOOSE = rf"(?:{NOUN}|things?|stuff|products?|one|article|contents?)"
_ONLY = (
    r"(?:\s+(?:merely|just|simply|only|essentially|basically|actually|really|also|better|sometimes"
    r"|commonly|often|widely|now|still|quite|exactly|precisely|chemically|in fact|in truth|my old"
    r"|nothing but|nothing (?:more|other) than|none other than|no other than|plain|pure|our|simple"
    r"|ordinary|indeed|of course|after all))*"
)
_SAID = (
    r"(?:\s+(?:in fact|in reality|basically|essentially|actually|really|simply|merely|just|plain"
    r"|nothing but|nothing (?:more|other) than|none other than|no other than|only|literally))+"
)
_BE = (
    r"(?:\s+(?:is|are|was|were|equals|means|stands for|denotes|remains|turned out to be"
    r"|turns out to be|happens to be|became|becomes)|'s|'re)"
)
_ITS = r"(?:it'?s|it is|that'?s|that is|this is|which is|they'?re|they are|being|i\.e\.,?)"
_ADJ = r"(?:(?!not|no |wrong|false|mistaken|mislead|confus|similar|look)[\w'-]+\s+){0,3}?"
_NAME = (
    r"(?:(?:trade |brand |code |nick)?-?(?:name|label|brand|word|term|title)|synonym|alias|inn"
    r"|nickname|moniker|shorthand|abbreviation|spelling|generic(?: form| version| name)?"
    r"|short form|handle)"
)
_NAME_FOR = (
    rf"(?:(?:another|a different|a second|a new|an old|one of (?:the|its|several|many)|the|an?)"
    rf"\s+)?{_ADJ}{_NAME}s?\s+(?:for|of|given"
    rf" to|under which)(?:\s+(?:the|this|that) (?:very |exact )?same {NOUN} as)?|short(?:hand)? for"
    r"|synonymous with"
)
_SAME_AS = (
    rf"(?:one and )?(?:the )?(?:very |exact )?same(?: {LOOSE})? as|identical (?:to|with)"
    r"|interchangeable with|no different (?:from|to|than)"
)
_SELFSAME = rf"(?:the|this|that)\s+(?:(?:very|exact|self-?)\s*)?(?:same|very|identical)\s+{NOUN}"
_PLACE = (
    r"(?:\s+(?:there|here|abroad|elsewhere|overseas|locally|(?:in|to|by|among|over|outside|across)"
    r"\s+[\w -]{1,25}?))?"
)
_CALLED = (
    rf"(?:(?:known|sold|marketed|traded|referred to|branded|labell?ed|registered|launched|listed"
    rf"|prescribed|spelled|spelt|written|renamed){_PLACE}\s+(?:as|under"
    rf" the (?:[\w-]+ )?(?:name|label|brand)(?: of)?)|(?:called|named|dubbed|termed|nicknamed"
    rf"|christened|renamed|spelled|spelt|written){_PLACE}"
    rf"|go(?:es)?{_PLACE}\s+(?:by|under)(?: the)?(?: \w+)?(?: names?)?(?: of)?)"
)
_AKA = r"(?:aka|a\.k\.a\.?|alias|also called|otherwise called|also known as|also written|synonym:)"
_IT = rf"(?:it|this|that|(?:this|the|our)\s+(?:\w+\s+)?(?:{NOUN}|version|form|product))"
_WHICH = rf",?(?:{_BE}(?:\s+being)?)?(?:,?\s+(?:which|that)(?:{_BE})?)?"
_ACTIVE = r"active (?:ingredient|substance|principle)"
_BRACKET = (
    r"(?:(?:you|may|might|know|knew|had|it|as|also|sold|known|called|formerly|now|brand|trade|code"
    r"|research|generic|street|older|old|names?|includes?|the|of|for|that'?s|is|or|some|=|from"
    r"|your|a\.?k\.?a\.?,?|i\.e\.,?|alias|otherwise)\s+)*"
)
# The end of what is named: nothing that would make another thing of it ("X derivatives").
_ENDS = (
    r"(?=\s*(?:$|[.,;:!?)\]\"]|-\s|(?:and|but|or|so|because|since|for|which|that|who|then|after all"
    r"|anyway|by (?:another|any other|its) |under (?:another|an?|its) |in disguise|re(?:named"
    r"|branded|labell?ed|packaged|sold)|in (?:an?|another) (?:[\w-]+ )?(?:box|bottle|packet|wrapper"
    r"|vial|jar|dress|coat)\b|(?:with|under) (?:an?|another) (?:\w+ )?(?:name|label|logo|brand"
    r"|sticker))\b))"
)
# Nothing that makes a relative of it: "X's cousin", "X-like", "X derivative".
_WHOLE = (
    r"(?!'s|-\w|\s+(?:derivatives?|analog\w*|fragments?|precursors?|based|relatives?|family|and"
    r"|combin\w+|plus|mixed|with (?:one|two|an? (?:extra|added|\w+yl)))\b)"
)
START = r"(?:^\W*|[.,;:(]\s*|-\s|\b(?:and|but|so|that|because|since|as|yes|well|the)\s+)"


def _ways(patterns: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    """Frames with the two names in either order, at `<A>` and `<B>`."""
    pairs = ((S, L), (L, S))
    return tuple(
        re.compile(pattern.replace("<A>", a).replace("<B>", b))
        for pattern in patterns
        for a, b in pairs
    )


NAMED = _ways(
    (
        rf"<A>\s*[(\[]\s*(?:{_AKA}|or|=|i\.e\.,?|that is,?|formerly|now|brand name)\s*<B>",
        rf"<A>{_WHICH}{_ONLY}\s+{_CALLED}\s+(?:the\s+)?<B>",
        rf"<A>,?\s*(?:/\s*)?(?:{_BE}{_ONLY}\s+)?\b{_AKA}\s*<B>",
        rf"<A>{_BE}{_ONLY}\s+(?:{_NAME_FOR})\s+what (?:[\w']+ ){{1,4}}?(?:calls?|called|names?"
        r"|know as)\s+<B>",
        rf"<A>{_BE}{_ONLY}\s+(?:{_NAME_FOR}|{_SAME_AS})\s+(?:the\s+)?<B>",
        rf"<A>[,:;]?\s+(?:-+\s+)?(?:{_ITS}{_ONLY}\s+)?(?:{_NAME_FOR}|{_SAME_AS})\s+(?:the\s+)?<B>",
        rf"<A>'s\s+{_ADJ}{_NAME}{_PLACE}{_BE}{_ONLY}\s+<B>",
        rf"<A>{_BE}{_SAID}\s+(?:the\s+|good old\s+|plain\s+)*<B>{_ENDS}",
        rf"{START}<A>{_BE}\s+<B>{_ENDS}",
        r"<A>\s*=+\s*<B>",
        rf"<A>,\s+(?:in other words|that is(?: to say)?|meaning|i\.e\.),?\s+<B>{_ENDS}",
        rf"{_ACTIVE} (?:of|in) <A>{_BE}{_ONLY}\s+<B>{_ENDS}",
        rf"<A>'s {_ACTIVE}{_BE}{_ONLY}\s+<B>{_ENDS}",
        rf"<A>{_BE}{_ONLY}\s+the {_ACTIVE} (?:of|in) <B>",
        rf"{_NAME}\s+(?:for|of)\s+<A>[^.;:]{{0,40}}?{_BE}{_ONLY}\s+<B>{_ENDS}",
        r"<A>,?\s+(?:which|as|that|what) (?:[\w']+ ){1,4}?(?:calls?|called|name|know)\s+<B>",
        r"<A>,?\s+as <B> (?:is|was) (?:\w+ )?(?:known|called)",
        rf"<A>{_BE}{_ONLY}\s+what (?:[\w']+ ){{1,4}}?(?:calls?|called|name[sd]?|know|mean)\s+<B>",
        r"\bwhat (?:[\w']+ ){1,4}?(?:calls?|called|know as)\s+<A>,?\s+(?:[\w']+ ){0,3}?"
        r"(?:calls?|called|know as|is)\s+<B>",
    )
)
ALIKE = _ways(
    (
        rf"<A>[^.;:()]{{0,20}}[(\[]\s*{_BRACKET}<B>(?:\s+(?:in|to|on) [^()]{{1,25}})?\s*[)\]]",
        r"<A>\s*[(\[][^()]{0,40}?\bas\s+<B>\s*[)\]]",
        rf"<A>,\s+or\s+<B>,\s+{_BE.strip()}",
        rf"\bno (?:\w+ )?difference (?:at all )?between\s+<A>\s+and\s+<B>{_ENDS}",
        rf"<A>\s+(?:does not|doesn't|do not|don't) differ from\s+<B>{_ENDS}",
        rf"<A>{_BE}{_ONLY}\s+an?\s+{_ADJ}(?:form|version|brand|variant)\s+of\s+<B>{_ENDS}",
        rf"<A>,?{_BE}{_ONLY}\s+<B>{_WHOLE}",
        rf"<A>[^.:]{{0,30}}[;,:(]\s*(?:but |and |and rest assured )?(?:that )?(?:it'?s|that'?s"
        rf"|it is|this is|that is){_ONLY}\s+<B>{_WHOLE}",
        r"<A>,?\s+which (?:[\w']+ ){0,4}?is\s+<B>",
        rf"<A>[^.;:]{{0,30}}?\b(?:but |and )?{_ITS}{_ONLY}\s+(?:{_NAME_FOR})\s+<B>",
        r"\b(?:formerly|previously|also|better|otherwise|once) (?:known|called|sold)(?: as)?\s+"
        r"<A>,\s+<B>",
        r"\b(?P<verb>calls?|writes?)\s+(?:it\s+)?<A>[^.;:]{1,40}?(?:(?P=verb)|where|,)"
        r"(?:\s+[\w']+){0,3}\s+<B>",
        r"\bas\s+<A>\s+[^.;:]{1,50}?\bas\s+<B>",
        r"\b(?:says?|said)\s+<A>,?\s+(?:it |they |we )?(?:reads?|means?)\s+<B>",
        r"\bread\s+<A>\s+where[^.;:]{0,30}\bsays?\s+<B>",
        r"\bboth\s+(?:names,\s+)?<A>\s+and\s+<B>,?\s+(?:refer to|mean|denote|stand for)\b",
        r"<A>[^.;:]{0,30}\bnames,?\s+(?:<B>\s+being|of which\s+<B>|include\s+<B>|<B>\s+among)",
        r"\brenamed (?:its |the |our )?<A>\b[^.;:]{0,60}<B>|\bshortened\s+<A>\s+to\s+<B>",
        r"<A>\s+(?:became|becomes|is now|was later renamed|got renamed)\s+<B>",
        r"<A>\s+(?:is|are|was|were)\s+(?:one to one|chemically)\s+<B>",
    )
)
# Two names and one of these in a sentence that tells nothing apart.
CUES = re.compile(
    rf"(?<!in )(?<!from )(?<!by )(?<!with )(?<!at )(?<!on )(?<!against )(?<!to )(?<!\w)"
    rf"(?:(?:one|a single)|(?:the |this |that |an? |it'?s |exactly )?(?:very |exact |self-?)?"
    rf"(?:same|identical)) (?:\w+ )?(?:{LOOSE}|amino acids|sequence|chain)\b"
    r"(?! (?:family|class|group|assay|names?|supplier|list|page|of the|of a number|more|or"
    r"|another))"
    r"|\b(?:is|are|'re|being|chemically) (?:(?!not|never)\w+ )?(?:identical"
    r"|interchangeable|equivalent)\b"
    r"|\b(?:cannot|can't|no \w+ can|couldn't) (?:tell|be told)\b[^.;:]{0,30}\b(?:apart"
    r"|difference)\b"
    r"|\bno telling them apart\b|\bnothing (?:separates|distinguishes|to tell)\b"
    r"|\b(?:can|may) be (?:swapped|exchanged|substituted|interchanged)\b|\bin place of each other\b"
    r"|\btwo (?:names|labels|words|terms|brands|spellings) (?:for|of|on) (?:it|one|a single"
    r"|the same)"
)
# Only the other one is named; the subject is "it", or "the same molecule".
TAKEN_UP = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b{_IT}(?:{_BE})?{_ONLY}\s+{_CALLED}\s+(?:the\s+)?{L}",
        rf"\b(?:its|whose|the|their)\s+(?!other\b){_ADJ}{_NAME}{_PLACE}{_BE}{_ONLY}\s+{L}{_ENDS}",
        rf"\b(?:its|whose)\s+{_ADJ}{_NAME}{_PLACE}{_BE}{_ONLY}\s+{L}",
        rf"{L}{_BE}{_ONLY}\s+(?:its|the (?:peptide|drug|vaccine|molecule|medicine)'s)\s+"
        rf"{_ADJ}{_NAME}\b",
        rf"{L}(?:{_BE}|[,:;]?\s+(?:-+\s+)?{_ITS}){_ONLY}\s+(?:{_NAME_FOR}|{_SAME_AS})\s+"
        rf"(?:it|this|this {NOUN}|{_SELFSAME}){_ENDS}",
        rf"{L}(?:\s+(?:that|which|who|as|people|they|you)\b[^.;:,]{{0,50}})?{_BE}{_ONLY}\s+"
        rf"{_SELFSAME}{_ENDS}",
        rf"{L}{_BE}{_ONLY}\s+this (?:molecule|peptide|substance)(?: and no other)?{_ENDS}",
        rf"{L}{_BE}(?:\s+(?:merely|just|simply|only))+\s+(?:the|an?)\s+{_ADJ}{_NAME}{_ENDS}",
        rf"{L}{_BE}{_ONLY}\s+what (?:[\w']+ ){{1,4}}?(?:calls?|called|name[sd]?)\s+"
        rf"(?:it|this|the (?:drug|peptide|vaccine|medicine))\b",
        rf"{L}\s+and\s+this\s+{NOUN}{_BE}{_ONLY}\s+(?:identical|the same|one)",
        rf"\b(?:call(?:s|ed)?|name[sd]?|dub(?:s|bed)?|christened)\s+(?:it|{_SELFSAME})\s+"
        rf"(?:simply\s+|just\s+)?{L}",
        r"(?:\b(?:may|might|will|can|would)\s+(?:also\s+|well\s+|still\s+)?)?"
        rf"\b(?:sells?|sold|markets?|marketed|know|knows|knew|meet|find|see|list|lists|had|has|hold)"
        rf"\s+(?:it|{_SELFSAME})\s+(?:\w+ ){{0,3}}?(?:as|under)(?: (?:the|its) (?:[\w-]+ )?(?:name"
        rf"|label|title),?)?(?: of)?\s+{L}",
        rf"\b{_IT}{_BE}{_ONLY}\s+(?:{_NAME_FOR}|{_SAME_AS})\s+(?:the\s+)?{L}{_ENDS}",
        rf"\b{_IT}{_BE}{_ONLY}\s+(?:{_NAME_FOR})\s+what (?:[\w']+ ){{1,4}}?(?:calls?|called|names?"
        rf"|know as)\s+{L}",
        rf"\b{_IT}{_BE}{_SAID}\s+(?:good old\s+|plain\s+)*{L}{_ENDS}",
        rf"\bit is\s+{L}\s+(?:under|by) (?:an?|another|its) ",
        rf"\bthe {_ACTIVE}{_BE}{_ONLY}\s+{L}{_ENDS}",
        rf"(?:^\W*|[,;:] )same {LOOSE} as\s+{L}",
        rf"\bnames,?\s+(?:{L}\s+among them|of which\s+{L})",
        rf"(?:^\W*)same [^.;:]{{1,40}}name:\s+{L}",
    )
)
TOGETHER = re.compile(
    rf"\b(?:one and the same|two names for|(?:different|several|two) (?:\w+ )?names (?:for|of) "
    rf"(?:one|the same)|(?:are|were|'re|they're|be|turn(?:s|ed)? out)"
    rf" (?:(?!not |never |hardly )[\w-]+ ){{0,2}}?"
    rf"(?:the (?:very |exact )?same {LOOSE}|identical\b(?! (?:in|for|at|on|doses?|results?))"
    rf"|interchangeable|synonyms|synonymous|no different\b(?! (?:in|for|at|on)))"
    rf"|two words for|used interchangeably)"
)
PAIR = re.compile(rf"(?:{S}|{L})\s+(?:and|or|&)\s+(?:the\s+)?(?:{S}|{L})\s*,?\s+(?=\S)")
# What two things are told to be, or taken for.
APART = re.compile(
    r"\b(?<!not )(?<!n't )(?:differs?|differed|differing|distinct\w*|distinguish\w*|unlike"
    r"|separate\w*|unrelated|other than(?! name)|versus|mix(?:ed)?[ -]up|mixed|mistake\w*|taken for"
    r"|instead|mistook|mixing|something else|anything else|elsewhere on this|tell \S+ and \S+ apart"
    r"|another (?:\w+ )?(?:molecule|peptide|drug|compound|protein|thing|substance|one|product"
    r"|family|gene|medicine|disease)"
    r"|(?<!no )different(?! (?:\w+ )?(?:names?|labels?|sticker|bottle|brands?|price|word|box|number"
    r"|spelling|term|title|vat)))\b|≠"
)
# A sentence without any of these makes no one of two.
CUE = re.compile(
    r"\b(?:same|names?|call\w*|known?|knows|knew|aka|a\.k\.a|alias|identical|interchang\w+"
    r"|synonym\w*|label\w*|brand\w*|term\w*|word|dub\w*|sells?|sold|market\w*|just|merely|simply"
    r"|one|single|equivalent|apart|nothing|swapped|exchanged|substituted|generic|spell\w*|spelt"
    r"|basically|essentially|actually|really|very|exact|active|none|goes|difference|renamed"
    r"|differ|different|short\w*|or|listed|registered|prescribed|traded|form|version|write\w*"
    r"|variant|is|are|was|were|equals|means?|inn|meaning|i\.e|that|becomes?|became|under|as"
    r"|says?)\b|[=(\[]|'s\b"
)
_OF = re.compile(r"\b(?:of|for|with|to|in|on|by|than|between|from|like|unlike)\s+(?:the\s+)?$")
_ALIKE = re.compile(r"\bsame\b|identical|different|interchangeable")
ASPECT = re.compile(r"^\s+(?:in|at|for|on|when|as regards|with (?:respect|regard)|except)\b")


def aside(text: str, start: int, end: int) -> bool:
    """Whether a frame begins inside "the dose of X", or ends in "the same as X in cost"."""
    if not _ALIKE.search(text, start, end):
        return False
    return bool(_OF.search(text[:start])) or bool(ASPECT.match(text[end:]))
