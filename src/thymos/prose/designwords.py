"""Words for how a study was done, technical and plain, each with the question that they answer.

A sign of -1 marks words that deny by themselves: "nobody was blinded" answers no to whether
anyone was. What a clause adds ("was not ...") turns the sign round; see `prose.clauses`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from thymos.prose import studied
from thymos.prose.studied import Answer


class Feature(NamedTuple):
    """A feature of a study: what the record is asked, what would be said of it, and its words."""

    asks: Answer
    sign: int
    words: re.Pattern[str]


_STAFF = (
    r"(?:doctors?|physicians?|clinicians?|nurses?|staff|investigators?|researchers?|medics?"
    r"|carers?"
    r"|teams?|surgeons?|cardiologists?|care ?givers?|(?:the |its )?treating \w+|those who"
    r" treated)"
)
_ILL = (
    r"(?:patients?|participants?|volunteers?|subjects?|recipients?|people|families|parents|men"
    r"|women"
    r"|the sick|those (?:treated|taking part))"
)
_SIDE = rf"(?:{_STAFF}|{_ILL}|assessors?|outcome assessors?)"
_THE = r"(?:the |its |any |their )?"
_KNOW = (
    r"(?:knew|knows?|known|could (?:see|tell|know|say|guess)|(?:was|were) (?:told|aware"
    r"|allowed to know)"
    r"|had (?:any|the (?:faintest|slightest)|an?) (?:idea|clue|inkling)|had a clue|can tell)"
)
_BLIND = r"(?:blind(?:ed)?|masked|(?:kept |left )?in the dark|unaware|none the wiser)"
_BE = r"(?:was|were|are|is|being|been|had been|have been|remained|stayed)"
_NOBODY = r"(?:no ?body|no[- ]one|not a soul|none of (?:the|them|those)(?: \w+)?|no \w+)"
_ALL = (
    r"(?:every ?one|every ?body|all (?:of them|concerned|involved|parties|hands)"
    r"|both (?:sides|parties|groups|arms))"
)
_BOTH = rf"(?:{_STAFF} and {_THE}{_ILL}|{_ILL} and {_THE}{_STAFF})(?: alike)?"
_NOT_KNOW = r"(?:did not|didn'?t|could not|couldn'?t|never|do not|don'?t) (?:know|knew|tell|see)"
_DRUG = (
    r"(?:pills?|tablets?|capsules?|injections?|jabs?|shots?|drips?|infusions?|vaccines?|vials?"
    r"|treatments?|drugs?|medicines?|doses?|drops|ampoules?|syringes?|bags?)"
)
_UNIT = r"(?:hospitals?|cent(?:re|er)s?|units?|clinics?|icus?|wards?|sites?|institutions?)"

_ROWS: tuple[tuple[Answer, int, str], ...] = (
    # Blinding: both sides, one side, nobody.
    (studied.double_blind, 1,
     rf"(?:double|triple)[- ]?(?:blind(?:ed|ing)?|masked)"
     rf"|neither {_THE}{_SIDE} (?:nor|or) {_THE}{_SIDE} (?:\w+ )?(?:{_KNOW}|{_BLIND})"
     rf"|{_NOBODY} (?:\w+ ){{0,4}}?{_KNOW} (?:who|which|what|whether)"
     rf"|{_BOTH} (?:{_BE} )?{_BLIND}|{_BOTH} {_NOT_KNOW}|{_ALL} (?:\w+ ){{0,2}}?{_BE} {_BLIND}"
     rf"|(?:who|which) (?:had|got|was on|received) (?:what|which) (?:was|were) (?:hidden|kept) "
     rf"from (?:{_BOTH}|{_ALL})"),
    (studied.single_blind, 1,
     rf"single[- ]?(?:blind(?:ed)?|masked)|one side (?:did |had )?(?:know|knew|known)"
     rf"|only (?:the )?{_ILL} {_BE} {_BLIND}"),
    (studied.blinded, 1,
     rf"\bblinded (?:trial|study|design|comparison|rct)|(?<!single-)(?<!double-)blinded to"
     rf"|unknowingly|without (?:their )?(?:ever )?knowing (?:it|which|whether|what)"
     rf"|{_ILL} {_NOT_KNOW} (?:which|what|whether)|{_ILL} (?:{_BE} )?{_BLIND}|(?:was|were)"
     rf" (?:fully |properly )?"
     rf"(?:blinded|masked)"),
    (studied.staff_blinded, 1,
     rf"{_STAFF} {_NOT_KNOW}\b|{_STAFF} {_BE} (?:kept )?{_BLIND}"),
    (studied.blinded, -1,
     rf"open[- ]label(?:led|ed)?|un-?blinded|non-?blinded|un-?masked|open (?:trial|study|design"
     rf"|comparison|randomi[sz]ed)|an? open,? |(?:run|done|given|tested) (?:quite )?(?:in the"
     rf" open"
     rf"|openly)|{_NOBODY} (?:\w+ ){{0,3}}?{_BE} {_BLIND}|{_ALL} (?:\w+ ){{0,2}}?{_KNOW}\b"
     rf"|no (?:attempt at |sort of |kind of )?(?:blinding|masking)|without (?:any )?(?:blinding"
     rf"|masking)|(?:lacked|had no|absence of|lack of|skipped) (?:any )?(?:blinding|masking)"
     rf"|nothing (?:\w+ )?(?:blinded|hidden|masked|disguised)|{_BOTH} (?:\w+ )?{_KNOW}\b"),
    (studied.staff_blinded, -1, rf"{_STAFF} (?:\w+ ){{0,2}}?(?:knew|could (?:see|tell))\b"),
    (studied.blinded, -1, rf"{_ILL} (?:all |always )?(?:knew|could tell) (?:which|what|whether"
    rf"|that)"),
    # Comparator.
    (studied.placebo, 1,
     rf"placebos?(?! (?:effect|response)|-free)|sham\b|sugar[- ]pills?|dumm(?:y|ies)\b"
     rf"|(?:fake|pretend|mock|blank|inert|inactive|look-?alike|identical(?:-looking)?|bogus)"
     rf" {_DRUG}"
     rf"|(?:salt[- ]?water|saline|plain water|sugar[- ]water) {_DRUG}"),
    (studied.placebo, -1,
     r"placebo-free|un-?treated (?:controls?|group|comparison)|nothing in its place"),
    (studied.bare_control, 1,
     rf"(?:gave|offered) (?:the |its )?(?:controls?|control (?:group|arm)|others?|other"
     rf" (?:half|group"
        rf"|arm)|rest|comparison group) (?:nothing|no (?:treatment|{_DRUG}))|"
        rf"(?:got|given|received|had|getting) (?:nothing(?: at all| instead)?|no (?:treatment"
     rf"|{_DRUG})"
     rf"(?: at all| instead)?)(?=\W*$|[,;.]|\s+(?:and|which|so|but)\b)"
     rf"|comparator (?:was|were) (?:no treatment|nothing)|open control"),
    # Allocation.
    (studied.randomised, 1,
     r"\brandomi[sz]ed(?! to\b)|\brcts?\b|drawn by lots?|drew lots|by (?:lot|lottery|chance"
     r" alone)"
     r"|at random\b|(?:toss|flip) of a coin|coin[- ](?:toss|flip)|(?:toss|flip)(?:ed|ped)?"
     r" (?:of )?"
     r"(?:a )?coins?|chance (?:alone )?(?:decided|settled|picked)|(?:computer|dice|envelopes?) "
     r"(?:picked|chose|decided)"),
    (studied.randomised, -1,
     rf"non-?randomi[sz]ed|un-?randomi[sz]ed|{_STAFF} (?:themselves )?(?:chose|picked|decided"
     rf"|selected|hand-?picked) (?:who|which)|{_ILL} (?:chose|picked) (?:whether|which|for)"),
    (studied.observational, 1,
     r"\bobservational\b|retrospective(?:ly)?\b|\bcohort (?:study|analysis)|was (?:just |only"
     r" |merely )?"
     r"an? (?:\w+ )?cohort\b|case[- ](?:series|control)|registry (?:study|analysis)|chart review"
     r"|look(?:ed|s|ing)? back (?:through|at|over|on) (?:\w+ ){0,3}(?:records?|notes|charts"
     r"|files)"
     r"|(?:trawl|comb|sift|leaf|rummag)(?:ed|led|ing|s)? (?:back )?through (?:\w+"
     r" ){0,3}(?:records?"
     r"|notes|charts|files)|case reports?\b|before[- ]and[- ]after"),
    (studied.controlled, -1,
     r"\buncontrolled\b|single[- ]arm|no (?:proper |real |true )?(?:control|comparison"
     r"|comparator)s?"
     r"(?: group| arm)?\b|(?:without|lacked|lacking) (?:an? |any )?(?:proper |real )?(?:control"
     r"|comparison|comparator)s?(?: group| arm)?\b|nobody to compare|everyone (?:got|received) "
     r"(?:it|the drug|the treatment)"),
    # Whom, and where.
    (studied.in_people, -1,
     r"(?:animal|mouse|mice|rat|rodent|in vitro|test-tube|cell|laboratory|petri dish) (?:study"
     r"|experiment|trial|work)\b|(?:was|were) (?:done|run|carried out|conducted|performed"
     r"|tested) (?:only "
     r"|entirely )?(?:in|on|with) (?:mice|rats|rabbits|monkeys|pigs|dogs|animals|cells|cell"
     r" lines"
     r"|a dish|test tubes)"),
    (studied.in_patients, -1,
     r"(?:in|of|among|on|with|enrolled|recruited|studied|took|tested) (?:\d[\d,]*"
     r" )?(?:perfectly )?"
     r"healthy (?:adults|people|volunteers|men|women|subjects|persons|young \w+)"),
    (studied.in_children, 1,
     r"(?:in|of|among|on|enrolled|recruited|studied|tested|a|the) (?:\d[\d,]* )?(?:sick |young"
     r" |ill )?"
     r"(?:children|paediatric|pediatric|infants|newborns|toddlers|babies|schoolchildren"
     r"|teenagers)\b"),
    (studied.outside_hospital, 1,
     r"\bout-?patients?\b|\bnon-?hospitali[sz]ed\b|(?:at|from) home\b|\bin the community\b"
     r"|general practices?\b|\bgp surger\w+|\bprimary care\b|\bwalk-?in clinics?\b"),
    (studied.in_hospital, 1, r"\bhospitali[sz]ed (?:patients|people|adults)|\bin-?patients\b"),
    (studied.in_intensive_care, 1,
     r"(?:in|of|among) (?:patients in |people in )?(?:an? |the )?(?:intensive care|icus?)\b"),
    # How many places.
    (studied.one_centre, 1,
     rf"\b(?:single|mono)-?\s?cent(?:re|er)\b|\b(?:one|a single|a lone|just one|only one)"
     rf" (?:\w+ ){{0,2}}?"
     rf"{_UNIT}(?![\w'])(?! of)|\bthe same {_UNIT}\b"),
    (studied.many_centres, 1,
     rf"\bmulti-?cent(?:re|er|ric)\b|\b(?:several|many|various|numerous|dozens of|hundreds of"
     rf"|scores of|multiple) (?:\w+ )?{_UNIT}(?!\w)"),
    (studied.many_countries, 1,
     r"\bmulti-?national\b|\binternational (?:trial|study|rct)|(?:several|many|different"
     r"|dozens of)"
     r" countries|(?:two|three|four|five|several) continents|\bworldwide (?:trial|study)"
     r"|(?:across|around|all over) the (?:world|globe)"),
    (studied.one_country, 1, r"\b(?:one|a single|just one|only one) country\b"),
    # Size in words.
    (studied.small, 1, r"\b(?:tiny|minuscule|very small|mini)[- ](?:\w+ )?(?:trial|study|rct"
    r"|pilot)\b"),
    (studied.large, 1,
     r"\b(?:huge|vast|massive|giant|enormous|mega)[- ]?(?:\w+ )?(?:trial|study|rct)\b"),
)  # fmt: skip

FEATURES: tuple[Feature, ...] = tuple(
    Feature(asks, sign, re.compile(rf"(?<!\w)(?:{words})")) for asks, sign, words in _ROWS
)
# A cheap look: none of the words above stands in a text without one of these pieces.
CUE = re.compile(
    r"blind|mask|dark|knew|know|tell|aware|wiser|\bopen|openly|placebo|sham|sugar|dumm|fake"
    r"|pretend"
    r"|mock|inert|inactive|identical|alike|water|saline|bogus|blank|un-?treated|nothing|no"
    r" treat|\bno "
    r"|random|rct|\blots?\b|lottery|chance|coin|dice|envelope|chose|picked|decided|select|observ"
    r"|retrospec|cohort|case|registr|chart|records|notes|files|before|control|compar|single|arm\b"
    r"|animal|mouse|mice|\brats?\b|vitro|cell|dish|rabbits|monkeys|healthy|child|diatric"
    r"|infant|newborn"
    r"|toddler|babies|teenager|patient|hospital|home|community|practice|surger|clinic|icu"
    r"|intensive"
    r"|cent(?:re|er)|\bone\b|same|several|many|various|multi|international|countr|continent"
    r"|world|globe"
    r"|tiny|small|mini|huge|vast|massive|giant|enormous|mega|hidden|guess|see|clue|idea|everyone"
)
