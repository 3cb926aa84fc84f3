"""Where a sentence says that something is, or is not, approved for use, and where.

Firm words (approved, licensed, authorised) speak for themselves; others (cleared, passed, the
green light) do only beside an agency or a place. The place is taken from the clause, then the
sentence; from what went before only where words take it up ("over there", "the agency").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from thymos.prose import drugs
from thymos.prose.clauses import Polarity, attributed, clause, hedged, polarity
from thymos.prose.page import SUBJECT, Page, Sentence
from thymos.prose.places import Named, named
from thymos.prose.stance import in_quotes

# A sentence that has a word more often is no prose, and is not worth the time it takes.
_MOST = 30
CUE = re.compile(
    r"approv|licen[cs]|authori|clear|green|okay|\bok\b|ok'?d|\bgot\b|made it|pass|sign|nod\b"
    r"|bless|stamp|regist|market|prescri|emergency|\beua\b|orphan|go-ahead|thumbs|legal|waved"
    r"|through|thru|legit|refus|allow|rescue|said yes|say yes|says yes|turned|threw|nodded"
    r"|reject|\bban|shel[fv]"
    r"|permi[ts]|\bsold\b|uses?\b|lists"
)
_FIRM = re.compile(
    r"(?<!un)(?<!un-)(?<!non-)(?<!dis)\b(?:approv(?:e[sd]?|ing)|(?<!off-)licen[sc](?:e[sd]"
    r"|ing)|authori[sz]e[sd]?|(?<=to )licen[sc]e)\b"
)
_UNAPPROVED = re.compile(r"\bun-?(?:approved|licen[sc]ed|authori[sz]ed)\b")
_NOUN = re.compile(
    r"\b(?:(?:orphan )?approval|authori[sz]ation|marketing permission|(?:product "
    r"|market(?:ing)? |drug |medicine )?licen[cs]e)\b(?! (?:status|process|pathway|application"
    r"|decision|history|route|requirements?|letter|committee|criteria|review|is (?:needed"
    r"|required|pending|expected)))"
)
_HELD = re.compile(
    r"\b(?:has|have|had|with|holds?|received|receives|won|gained|got|gets|obtained|earned"
    r"|secured|carries|boasts|enjoys|granted|gave|gives|given|since|after|following|thanks to"
    r"|its|full|despite|dates|came|comes|arrived|followed|under|no|without|any|lacks|never"
    r"|sits on|landed)\b"
)
_LOOSE = re.compile(
    r"\b(?:cleared|clearance|okayed|ok'?d|green[- ]?lit|green[- ]?light(?:ed)?|go-ahead"
    r"|thumbs[- ]up|signed (?:it )?off|sign-off|waved (?:it )?through|nodded (?:it )?through"
    r"|rubber-?stamp(?:ed)?|blessed|blessing|the nod|seal of approval|all-clear|(?:got|gets"
    r"|gone|been|went|sailed|came|made it|passed|slipped) (?:thru|through|past|by)|passed"
    r" (?:by|for)|passed|registered|on the (?:\w+ )?market|available (?:there )?on"
    r" prescription|(?:a|as a) (?:legal|registered|official) (?:medicine|drug)|marketed"
    r"|(?:said|say|says|saying) yes|on (?:the |their |its |hospital )?(?:pharmacy )?shel(?:f"
    r"|ves)|let (?:it |\ue000+ )?(?:on ?to|into) the market"
    r"|(?:waved|nodded) \ue000+ (?:through|past)"
    r"|signed (?:it |\ue000+ )?off|(?:legally|lawfully) (?:be )?(?:sold|prescribed|marketed"
    r"|supplied)"
    r"|lists? \ue000+ (?:among|as)|accept(?:ed|s)"
    r"|allowed (?:it )?(?:as|for)|legit(?:imate)? (?:medicine|drug|med)|legal (?:medicine"
    r"|drug)|allow(?:s|ed)? (?:its |the )?(?:sale|use)(?: of)?)\b"
)
_USE = re.compile(
    r"\b(?:approved|labell?ed|licen[cs]ed|registered|authori[sz]ed) (?:uses?|indications?)\b"
)
# Words by which an agency says no: beside them "not" is a yes.
_REFUSED = re.compile(
    r"\b(?:turned (?:it |\ue000+ )?(?:down|away)|threw (?:it |\ue000+ )?out|rejected|refused"
    r"|banned|knocked (?:it |\ue000+"
    r" )?back|forbids?|prohibit(?:s|ed))\b"
)
EMERGENCY = re.compile(r"\bemergenc(?:y|ies)\b|\beua\b|\bstop-?gap\b")
ORPHAN = re.compile(r"\borphan\b|\brare[- ]disease\b")
# What is approved, passed or registered and is no medicine: a trial, a plan, a virus, a name.
_OBJECT = (
    r"(?:trials?|stud(?:y|ies)|protocols?|investigational|ind\b|phase|plans?|ethics|lab(?:s"
    r"|oratory|oratories)?|facilit\w+|pharmac\w+|suppliers?|labels?|leaflets?|labell?ing"
    r"|import\w*|name|checklist|virus|viral|dna|rna|hbv|hcv|infection|patients?|doctors?"
    r"|nurses?|months?|years?|milk|placenta|researchers?|amendment|grant|budget|review board"
    r"|designation|orphan (?:drug |medicine )?(?:designation|status|application)|compassionate"
    r"|expanded access|antivirals?|inhibitors?|drugs|medicines|treatments|options?"
    r"|alternatives?|therapies|dose|doses|indications?|uses|courses?|claims?)"
)
_OTHER_OBJECT = re.compile(
    rf"^[\s-]*(?:(?:of|the|its|an?|this|that|for|other|another|any|two|three|several|standard"
    rf"|new|clinical|marketed|similar|trial|by (?:the|an?|its)|[\w-]+ing|first|second|large"
    rf"|human|\d+|next|small|late)\s+){{0,3}}?(?:{_OBJECT})\b|^\s*(?:another|a different|a"
    rf" rival|no other|other)\b"
)
_BEFORE_OBJECT = re.compile(
    rf"\b(?:{_OBJECT}|other|another|different|alternative|similar|several|most|many|newer"
    rf"|older|rival|next|better)\b[^.;,]{{0,30}}$|\b(?:substances|medicines|drugs|products"
    rf"|peptides) (?:that|which|whom)\b"
)
# After a verb with an agency before it, what is approved must be the medicine.
_THE_MEDICINE = re.compile(
    rf"^\s*(?:(?:the |this |that |our |its )?(?:use of |generic |branded? |malaria |old"
    rf" )*(?:{SUBJECT}|drug"
    r"|peptide|tablets?|pills?|medicine|jabs?|shots?|vaccine|stuff|infusion|molecule"
    r"|injections?|treatment|product|brand|compound|substance|drip|therapy|thing)|it|them|this"
    r"|both)\b"
    rf"|^\s*(?:[\w-]+ ){{0,3}}?{SUBJECT}"
    r"|^\s*(?:for|in|as|back|years|long|only|against|to treat|$|\W)"
)
_AGENT = re.compile(
    r"\b(?:which|that|it|they|who|agency|regulators?|authorit\w+|watchdog"
    r"|government)\W+(?:(?:has|have|had|have|now|also|already|long|since|fully|even|recently"
    r"|formally|finally|did|still|just|once)\W+){0,3}$"
)
_TAKEN_UP = re.compile(
    r"\b(?:there(?! (?:is|are|was|were)\b)|over here"
    r"|the (?:agency|regulators?|authorit\w+|government|watchdog)|that"
    r" (?:agency|country|regulator)|(?:it|they) (?:had|has|have)?\s?(?:(?!no\b)\w+"
    r" )?(?:approved|licen[sc]ed|authori[sz]ed|cleared|gave|passed)|its regulator)\b"
)
_ELSEWHERE = re.compile(
    r"\b(?:countries|shipped|imported|sent|brought|studied|tested|trials?|investigat\w+"
    r"|researched|designat\w+|sought|unapproved|banned|seeking|but|though|although|while"
    r"|whereas|unlike|is (?:sold|used)|recommend\w*)\b"
)
_ABROAD = re.compile(
    r"\b(?:abroad|elsewhere|overseas|(?:some|other|several|many|certain|a few) (?:\w+"
    r" )?countries)\b"
)
# Where another statement begins, or a denial of this one.
_NEXT = re.compile(r"\b(?:refused|and (?:has|have|had|is|was|holds|got|its)|not|never|nor)\b")
EVERYWHERE = re.compile(
    r"\b(?:world-?wide|(?:in )?every country|everywhere|(?:all )?(?:around|over|across) the"
    r" (?:world|globe)|on every continent|globally|on both sides of the atlantic|in all"
    r" countries|anywhere you (?:go|like))\b"
)
NOWHERE = re.compile(
    r"\b(?:anywhere|nowhere|any(?:where)? (?:in the world|country|regulator|agency|authority"
    r"|government)|no (?:\w+ )?(?:country|regulator|agency|authority|government|health"
    r" authority)|not (?:one|a single) (?:\w+ )?(?:country|regulator|agency|authority|government)"
    r"|by any(?:one|body)|any place|nobody|no[- ]one"
    r"|(?:not|no) (?:one|a single)? ?(?:health|medicines?|drug|national) (?:authority|agency"
    r"|regulator))\b"
)


@dataclass(frozen=True, slots=True)
class Permit:
    """A statement that the subject is approved, or is not, in some places.

    firm: whether the word itself means approval; places: codes, none where no place is told.
    """

    start: int
    end: int
    way: Polarity
    firm: bool
    places: tuple[str, ...]
    clause: str
    after: str


def permits(page: Page, sentence: Sentence) -> Iterator[Permit]:
    """Every statement of approval in a sentence that is flat, of the page's own, and of a"
    " medicine.
    """
    masked = sentence.masked
    masked = _ONE_CLAUSE.sub(lambda m: m[1] + "_" * len(m[2]), masked)
    names = named(sentence.text, sentence.folded)
    taken = False
    for words, firm in (
        (_FIRM, True),
        (_UNAPPROVED, True),
        (_REFUSED, False),
        (_USE, True),
        (_NOUN, True),
        (_LOOSE, False),
        (EMERGENCY, False),
    ):
        for match in islice(words.finditer(masked), _MOST):
            span = match.span()
            if taken and words is EMERGENCY:
                continue
            begin, stop = clause(masked, *span)
            inside = tuple(n for n in names if begin <= n.start < stop)
            held = _HELD.search(masked[begin:stop]) or match.group().startswith("orphan")
            if words is _NOUN and not held:
                continue
            if words is _REFUSED and not _refuses(masked, match, begin, stop, inside):
                continue
            plain = words not in (_REFUSED, _USE)
            if plain and not _of_medicine(masked, match, begin, inside):
                continue
            if _supposed(masked, span) or attributed(masked, *span) or in_quotes(masked, *span):
                continue
            places = _places(page, sentence, match, inside, names, firm)
            if places is None:
                continue
            taken = True
            way = polarity(_plainly(masked), *span)
            none = way > 0 and _NONE.match(masked, match.end())
            if words in (_UNAPPROVED, _REFUSED) or none:
                way = Polarity(-way)
            yield Permit(*span, way, firm, places, masked[begin:stop], masked[match.end() : stop])


# "There is no country in which it is sold": one denial, of what follows.
_ONE_CLAUSE = re.compile(
    r"(\bno (?:\w+ )?(?:country|place|nation|regulator)(?: on earth| in the world| anywhere)? )"
    r"(in which|where|that|which)\b"
)
# What doctors may do is a permission; what may be so is none.
_MAY = re.compile(
    r"\b(?:may|can|could) (?=(?:now |still |legally |lawfully |freely |to this day |today )*"
    r"(?:be )?(?:prescrib|sell|sold|dispens|order|suppl|market|give|gave|use|rely|draw on))"
)
# "Has approved no product with it".
_NONE = re.compile(
    r"\s+(?:no|none|nothing|neither|not (?:one|a single))\b(?! (?:doubt|later|wonder))"
)
_NOT_EVEN = re.compile(r"\bnot even (?:in|for|as|under)\b")


def _supposed(masked: str, span: tuple[int, int]) -> bool:
    """Whether an approval is supposed or hoped for; what may be prescribed is allowed."""
    return hedged(_MAY.sub(lambda m: "_" * len(m.group()), masked), *span)


def _plainly(masked: str) -> str:
    """A text in which "not even in an emergency" adds no denial to the one before it."""
    return _NOT_EVEN.sub(lambda m: "_" * len(m.group()), masked)


def _refuses(
    masked: str, match: re.Match[str], begin: int, stop: int, inside: tuple[Named, ...]
) -> bool:
    """Whether an agency or a country says no to the medicine itself."""
    ahead = any(n.end <= match.start() for n in inside)
    told = match.group() + masked[match.end() : stop]
    its = re.search(r"\ue000", match.group()) or re.match(
        rf"\s*(?:the |this )?(?:{SUBJECT}|drug\b|it\b|them\b)", masked[match.end() : stop]
    )
    bare = re.search(r"\bit\b", match.group())
    return bool(ahead and (its or bare) and not re.search(r"\bat first\b|\binitially\b", told))


def _of_medicine(masked: str, match: re.Match[str], begin: int, inside: tuple[Named, ...]) -> bool:
    """Whether what is approved can be the medicine that is spoken of."""
    before, after = masked[begin : match.start()], masked[match.end() :]
    if _OTHER_OBJECT.match(after) or _BEFORE_OBJECT.search(before[-60:]):
        return False
    if drugs.others(before) and not re.search(SUBJECT, before):
        return False
    if re.match(r"[\s-]*(?:[\w-]+ ){0,3}", after) and drugs.others(after[:40]):
        return False
    if re.search(r"\b(?:advis\w+|committee|panel)\b", before[-40:]):
        return False
    active = any(n.agency and n.end <= match.start() for n in inside) and "by" not in before
    active = active or bool(_AGENT.search(before))
    verb = match.group().endswith("ed") and not re.search(
        r"\b(?:is|are|was|were|been|be|'s|its|got|gets|remains?|became|-)\s*(?:\w+ )?$|-$|fda $",
        before,
    )
    return not (active and verb) or bool(_THE_MEDICINE.match(after))


def _places(
    page: Page,
    sentence: Sentence,
    match: re.Match[str],
    inside: tuple[Named, ...],
    names: tuple[Named, ...],
    firm: bool,
) -> tuple[str, ...] | None:
    """The places that a statement is about; None where it is none without a place."""
    masked = sentence.masked
    behind = [
        n for n in inside if n.start >= match.end() and _joined(masked[match.end() : n.start])
    ]
    ahead = [n for n in inside if n.end <= match.start() + 1]
    ahead = [n for n in ahead if not _ELSEWHERE.search(masked[n.end : match.start()])]
    within = [n for n in inside if n.start < match.end() and n.end > match.start()]
    if near := behind or ahead or within:
        return tuple(dict.fromkeys(n.code for n in near))
    if inside:
        return None
    begin, stop = clause(masked, *match.span())
    if _ABROAD.search(masked, begin, stop):
        return None
    if EVERYWHERE.search(masked, begin, stop) or NOWHERE.search(masked, begin, stop):
        return ()
    found = None
    if (
        _TAKEN_UP.search(masked)
        or re.search(r"\b(?:there(?! (?:is|are|was|were)\b)|here)\b", masked[begin:stop])
        or (firm and re.match(r"^\W*(?:and|also|plus|besides)\b", masked))
    ):
        found = _before(sentence, tuple(n for n in names if n.end <= match.start()))
    return () if found is None and match.re is EMERGENCY else found


def _joined(between: str) -> bool:
    """Whether a place behind a word of approval is where the approval is, by what stands"
    " between.
    """
    return not (_ELSEWHERE.search(between) or _NEXT.search(between))


def _before(sentence: Sentence, names: tuple[Named, ...]) -> tuple[str, ...] | None:
    """The places named last: earlier in the sentence, in the sentences before, in the heading."""
    for found in (names, *(named(s.text, s.folded) for s in reversed(sentence.before[-3:]))):
        if found:
            return (found[-1].code,)
    above = sentence.block.headings[-1] if sentence.block.headings else ""
    found = named(above, above.casefold())
    return (found[-1].code,) if found else None
