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
    r"|carers?|teams?|surgeons?|cardiologists?|care ?givers?|(?:the |its )?treating \w+|those"
    r" who treated)"
)
_ILL = (
    r"(?:patients?|participants?|volunteers?|subjects?|recipients?|people|families|parents|men"
    r"|women|the sick|those (?:treated|taking part))"
)
_SIDE = rf"(?:{_STAFF}|{_ILL}|assessors?|outcome assessors?)"
_THE = r"(?:the |its |any |their )?"
_KNOW = (
    r"(?:knew|knows?|known|could (?:see|tell|know|say|guess)|(?:was|were) (?:told|aware"
    r"|allowed to know)|had been told|had (?:any|the (?:faintest|slightest)|an?) (?:idea|clue"
    r"|inkling)|had a clue|can tell)"
)
_BLIND = r"(?:blind(?:ed)?|masked|(?:kept |left )?in the dark|unaware|none the wiser)"
_BE = r"(?:was|were|are|is|being|been|had been|have been|remained|stayed)"
_NOBODY = (
    r"(?:no ?body|no[- ]one|not a soul|none of (?:the|them|those)(?: \w+)?|no \w+)(?:, not"
    r" even [^,]{1,40},)?"
)
_ALL = (
    r"(?:every ?one|every ?body|all (?:of them|concerned|involved|parties|hands)|both (?:sides"
    r"|parties|groups|arms))"
)
_BOTH = rf"(?:{_STAFF} and {_THE}{_ILL}|{_ILL} and {_THE}{_STAFF})(?: alike)?"
_NOT_KNOW = r"(?:did not|didn'?t|could not|couldn'?t|never|do not|don'?t) (?:know|knew|tell|see)"
_DRUG = (
    r"(?:pills?|tablets?|capsules?|injections?|jabs?|shots?|drips?|infusions?|vaccines?|vials?"
    r"|treatments?|drugs?|medicines?|doses?|drops|ampoules?|syringes?|bags?)"
)
_UNIT = r"(?:hospitals?|cent(?:re|er)s?|units?|clinics?|icus?|wards?|sites?|institutions?)"

_SELVES = (
    r"(?:themselves |for themselves |freely |at will |case by case |on their own |in each case )?"
)
_CHOSE = r"(?:chose|choose|picked|decided|selected|hand-?picked|settled|determined)"
# Those with whom nobody was randomised: people of another time.
_BEFORE = (
    r"(?:with|to|against|beside) (?:those|patients|people|the ones|cases|others|records|files|what"
    r" (?:was|had been))[^.;,]{0,30}? (?:(?:of|from|in|during) the (?:year|months|years|winter"
    r"|season|decade) before|(?:of|from|in|during) the (?:previous|preceding|past|last|earlier)"
    r" (?:year|months|years|winter|season|decade)|(?:of|from) earlier (?:years|times|days))"
)
_EVERY_ONE = (
    r"(?:every (?:single )?(?:one|patient|participant|person|subject|volunteer)|every ?one"
    r"|every ?body|all (?:of them|the patients|the participants|patients|participants)|all)"
)
_IT = rf"(?:it|them|the {_DRUG}|the (?:peptide|infusion|jab|real thing)|\ue000+)"
# Everybody had it, so that there was nobody to compare with.
_NO_OTHERS = (
    rf"{_EVERY_ONE}(?: in (?:it|the trial|the study|\ue003+))?,? (?:got|had|received|took|(?:was"
    rf"|were) (?:given|put on|treated with))"
    rf" {_IT}(?=\W*$|[.;:!?)]|,? (?:and|so|which|with nobody)\b(?! then\b| (?:half|placebo"
    r"|usual)\b))"
)
_TO_ALL = (
    rf"{_IT} (?:went|was (?:given|handed|offered)) to (?:every(?: single)? (?:patient|participant"
    r"|person|one)|every(?:one|body)|all (?:the )?(?:patients|participants|of them))"
)
_WHAT = (
    r"(?:\ue000+|drug|peptide|vaccine|tablets?|placebo|saline|dummy|sham|water|the real thing"
    r"|treatment|control)s?"
)
_WATER = r"(?:salt[- ]?water|saline|plain water|sugar[- ]water|water)"

_ROWS: tuple[tuple[Answer, int, str], ...] = (
    # Blinding: both sides, one side, nobody.
    (studied.double_blind, 1,
     rf"(?:double|triple)[- ]?(?:blind(?:ed|ing)?|masked)|neither {_THE}{_SIDE} (?:nor|or)"
     rf" {_THE}{_SIDE} (?:\w+ )?{_KNOW}|{_NOBODY} (?:[\w\ue000-\ue003-]+"
     rf" ){{0,4}}?{_KNOW} (?:who|which|what|whether)|{_BOTH} (?:{_BE} )?{_BLIND}|{_BOTH}"
     rf" {_NOT_KNOW}|{_ALL} (?:\w+ ){{0,2}}?{_BE} {_BLIND}|(?:who|which) (?:had|got|was on"
     rf"|received) (?:what|which) (?:was|were) (?:hidden|kept) from (?:{_BOTH}|{_ALL})"
     rf"|{_NOBODY} (?:[\w\ue000-\ue003]+ ){{0,5}}?(?:could|can) tell (?:the )?{_WHAT} from (?:the"
     rf" )?{_WHAT}|(?:was|were) (?:known to (?:none|nobody|no[- ]one)|hidden from (?:everyone"
     rf"|everybody|all|both sides)|a secret (?:to|from|kept from) (?:everyone|everybody|all))"),
    (studied.single_blind, 1,
     rf"single[- ]?(?:blind(?:ed)?|masked)|one side (?:did |had )?(?:know|knew|known)|only"
     rf" (?:the )?{_ILL} {_BE} {_BLIND}"),
    (studied.blinded, 1,
     rf"\bblinded (?:trial|study|design|comparison|rct)|(?<!single-)(?<!double-)blinded to"
     rf"|unknowingly|without (?:their )?(?:ever )?knowing (?:it|which|whether|what)|{_ILL}"
     rf" {_NOT_KNOW} (?:which|what|whether)|{_ILL} (?:{_BE} )?{_BLIND}|(?:was|were) (?:fully "
     rf"|properly )?(?:blinded|masked)"),
    (studied.staff_blinded, 1,
     rf"(?:blinded|masked) {_THE}{_STAFF}|kept {_THE}{_STAFF} {_BLIND}|{_STAFF} {_NOT_KNOW}\b"
     rf"|{_STAFF} {_BE} (?:kept )?{_BLIND}|(?:hid|hidden|kept|concealed|withheld) from {_THE}"
     rf"{_STAFF} (?:who|which|what|whether)|{_STAFF} (?:\w+ ){{0,2}}?had (?:no|not the (?:faintest"
     rf"|slightest)) (?:idea|clue|inkling|way of (?:telling|knowing)) (?:who|which|what|whether)"),
    (studied.blinded, -1,
     rf"open[- ]label(?:led|ed)?|un-?blinded|non-?blinded|un-?masked|open (?:trial|study"
     rf"|design|comparison|randomi[sz]ed)|an? open,? |(?:run|done|given|tested) (?:quite"
     rf" )?(?:in the open|openly)|{_NOBODY} (?:\w+ ){{0,3}}?{_BE} {_BLIND}|{_ALL} (?:\w+"
     rf" ){{0,2}}?{_KNOW}\b|no (?:attempt at |sort of |kind of )?(?:blinding|masking)|without"
     rf" (?:any )?(?:blinding|masking)|(?:lacked|had no|absence of|lack of|skipped) (?:any"
     rf" )?(?:blinding|masking)|nothing (?:\w+ )?(?:blinded|hidden|masked|disguised)|{_BOTH}"
     rf" (?:\w+ )?{_KNOW}\b|(?:was|were) (?:known|plain|clear|obvious|no secret) to (?:all\b"
     rf"|everyone|everybody|both sides|{_BOTH})"),
    (studied.blinded, -1, rf"neither {_THE}{_SIDE} (?:nor|or) {_THE}{_SIDE} (?:{_BE} )?{_BLIND}"
     rf"|(?:was|were) no secret (?:to|from|for) (?:anyone|anybody|any of them)"),
    (studied.staff_blinded, -1, rf"{_STAFF} (?:\w+ ){{0,2}}?(?:knew|could (?:see|tell))\b"),
    (studied.blinded, -1, rf"{_ILL} (?:all |always )?(?:knew|could tell) (?:which|what|whether"
    rf"|that)"),
    # Comparator.
    (studied.placebo, 1,
     rf"placebos?(?! (?:effect|response)|-free)|sham\b|sugar[- ]pills?|dumm(?:y|ies)\b|(?:fake"
     rf"|pretend|mock|blank|inert|inactive|look-?alike|identical(?:-looking)?|bogus) {_DRUG}"
     rf"|{_WATER} {_DRUG}|(?:got|had|given|received|with|of) (?:just |only |nothing but |plain )*"
     rf"{_WATER} (?:instead(?: of (?:it|the \w+|\ue000+))?|in place of (?:it|the \w+|\ue000+)"
     rf"|in its place|for comparison)\b"),
    (studied.placebo, -1,
     r"placebo-free|un-?treated (?:controls?|group|comparison)|nothing in its place"),
    (studied.bare_control, 1,
     rf"(?:gave|offered) (?:the |its )?(?:controls?|control (?:group|arm)|others?|other"
     rf" (?:half|group|arm)|rest|comparison group) (?:nothing|no (?:treatment|{_DRUG}))|(?:got"
     rf"|given|received|had|getting) (?:nothing(?: at all| instead)?|no (?:treatment"
     rf"|{_DRUG})(?: at all| instead)?)(?=\W*$|[,;.]|\s+(?:and|which|so|but)\b)|comparator"
     rf" (?:was|were) (?:no treatment|nothing)|open control"),
    # Allocation.
    (studied.randomised, 1,
     r"\brandomi[sz]ed(?! to\b)|\brcts?\b|\brandomi[sz]ation\b|drawn by lots?|drew lots"
     r"|draw(?:ing)?(?: of)? lots|lots (?:were )?drawn|by (?:lot|lottery|chance alone)|at"
     r" random\b|(?:toss|flip) of a coin|coin[- ](?:toss|flip)|(?:toss|flip)(?:ed|ped)? (?:of"
     r" )?(?:a )?coins?|(?:allot|assign|allocat|divid|chos|select|sort)\w*[^.;,]{0,40} by"
     r" chance|randomly (?:\w+ed|chosen)|chance (?:alone )?(?:decided|settled|picked)"
     r"|(?:computer|dice|envelopes?|luck|fate|lottery) (?:picked|chose|decided|settled)|luck of"
     r" the draw|(?:left|up) to (?:pure |mere |blind )?chance|pull(?:ed|ing) (?:names )?(?:from"
     r"|out of) a hat"
     r"|(?:flipped|tossed) a coin|by (?:the )?draw\b"),
    (studied.randomised, -1,
     rf"non-?randomi[sz]ed|un-?randomi[sz]ed|{_STAFF} {_SELVES}{_CHOSE} {_SELVES}(?:who|which|whom)"
     rf"|{_ILL}(?: [\w\ue003]+){{0,3}}? {_SELVES}(?:chose|picked|decided) {_SELVES}(?:whether"
     rf"|which|who|for)|let {_THE}(?:{_ILL}|{_STAFF}) (?:choose|pick|decide|select) (?:who|which"
     rf"|whether)|(?:choice|decision) (?:of who|of which|was) (?:[\w\ue000]+ ){{0,3}}?(?:left to"
     rf"|made by) {_THE}{_STAFF}|compar(?:ed|ing) [^.;]{{0,60}}?{_BEFORE}|historical"
     rf" (?:controls?|comparison|comparator)|by (?:birth ?date|date of birth|day of (?:the"
     rf" week|admission)|bed number)"),
    (studied.observational, 1,
     r"\bobservational\b|retrospective(?:ly)?\b|\bcohort (?:study|analysis)|was (?:just |only "
     r"|merely )?an? (?:\w+ )?cohort\b|case[- ](?:series|control)|registry (?:study|analysis)"
     r"|chart review|look(?:ed|s|ing)? back (?:through|at|over|on) (?:\w+ ){0,3}(?:records?"
     r"|notes|charts|files)|(?:trawl|comb|sift|leaf|rummag)(?:ed|led|ing|s)? (?:back )?through"
     r" (?:\w+ ){0,3}(?:records?|notes|charts|files)|case reports?\b|before[- ]and[- ]after"
     r" (?:study|design|comparison)"),
    (studied.controlled, -1,
     r"\buncontrolled\b|single[- ]arm|no (?:proper |real |true )?(?:control|comparison"
     r"|comparator)s?(?: group| arm)?\b|(?:without|lacked|lacking) (?:an? |any )?(?:proper "
     r"|real )?(?:control|comparison|comparator)s?(?: group| arm)?\b|nobody to compare"
     rf"|{_NO_OTHERS}|{_TO_ALL}|nothing to compare (?:it |them )?with"),
    # Whom, and where.
    (studied.in_people, -1,
     r"(?:animal|mouse|mice|rat|rodent|in vitro|test-tube|cell|laboratory|petri dish) (?:study"
     r"|experiment|trial|work)\b|(?:was|were) (?:done|run|carried out|conducted|performed"
     r"|tested) (?:only |entirely )?(?:in|on|with) (?:mice|rats|rabbits|monkeys|pigs|dogs"
     r"|animals|cells|cell lines|a dish|test tubes)"
     r"|(?:tested|tried|studied|ran|run|gave) (?:it|the \w+|\ue000+) (?:only |to |just )?(?:in |on"
     r" |with )?(?:mice|rats|rabbits|monkeys|pigs|dogs|guinea pigs|animals|cells)\b"),
    (studied.in_patients, -1,
     r"(?:in|of|among|on|with|enrolled|recruited|studied|took|tested) (?:\d[\d,]*"
     r" )?(?:perfectly )?healthy (?:adults|people|volunteers|men|women|subjects|persons|young"
     r" \w+)"),
    (studied.in_children, 1,
     r"(?:in|of|among|on|to|enrolled|recruited|studied|tested|a|the) (?:\d[\d,]* )?(?:sick "
     r"|young |ill )?(?:children|paediatric|pediatric|infants|newborns|toddlers|babies"
     r"|schoolchildren|teenagers)\b"),
    (studied.outside_hospital, 1,
     r"\bout-?patients?\b|\bnon-?hospitali[sz]ed\b|(?:at|from) home\b|\bin the community\b"
     r"|general practices?\b|\bgp surger\w+|\bprimary care\b|\bwalk-?in clinics?\b"),
    (studied.in_hospital, 1, r"\bhospitali[sz]ed (?:patients|people|adults)|\bin-?patients\b"),
    (studied.in_intensive_care, 1,
     r"(?:in|of|among) (?:patients in |people in )?(?:an? |the )?(?:intensive care|icus?)\b"),
    # How many places.
    (studied.one_centre, 1,
     rf"\b(?:single|mono)-?\s?cent(?:re|er)\b|\b(?:one|single)-(?:hospital|clinic|unit|ward)\b"
     rf"|\b(?:one|a single|a lone|just one|only one) (?:\w+ ){{0,2}}?{_UNIT}(?![\w'])(?! of)"
     rf"|\bthe same {_UNIT}\b"),
    (studied.many_centres, 1,
     rf"\bmulti-?cent(?:re|er|ric)\b|\b(?:several|many|various|numerous|dozens of|hundreds of"
     rf"|scores of|multiple) (?:\w+ )?{_UNIT}(?!\w)"),
    (studied.many_countries, 1,
     r"\bmulti-?national\b|\binternational (?:trial|study|rct)|(?:several|many|different"
     r"|dozens of|(?:a |half a )?dozen|twelve|ten|twenty|thirty|forty) countries|(?:two|three"
     r"|four|five|several) continents|\bworldwide (?:trial|study)|(?:across|around|all over)"
     r" the (?:world|globe)"),
    (studied.one_country, 1, r"\b(?:one|a single|just one|only one) country\b|\b(?:single"
    r"|one)-country\b"),
    # Size in words.
    (studied.small, 1, r"\b(?:tiny|minuscule|very small|small|little|mini)[- ](?:[\w-]+"
    r" )?(?:trial|study|rct|pilot)\b"),
    (studied.large, 1,
     r"\b(?:huge|vast|massive|giant|enormous|mega|large)[- ]?(?:[\w-]+ )?(?:trial|study|rct)\b"),
)  # fmt: skip

FEATURES: tuple[Feature, ...] = tuple(
    Feature(asks, sign, re.compile(rf"(?<!\w)(?:{words})")) for asks, sign, words in _ROWS
)
# A cheap look: none of the words above stands in a text without one of these pieces.
CUE = re.compile(
    r"blind|mask|dark|knew|know|tell|aware|wiser|\bopen|openly|placebo|sham|sugar|dumm|fake"
    r"|pretend|mock|inert|inactive|identical|alike|water|saline|bogus|blank|un-?treated"
    r"|nothing|no treat|\bno |random|rct|\blots?\b|lottery|chance|coin|dice|envelope|chose"
    r"|picked|decided|select|observ|retrospec|cohort|case|registr|chart|records|notes|files"
    r"|before|control|compar|single|arm\b|animal|mouse|mice|\brats?\b|vitro|cell|dish|rabbits"
    r"|monkeys|healthy|child|diatric|infant|newborn|toddler|babies|teenager|patient|hospital"
    r"|home|community|practice|surger|clinic|icu|intensive|cent(?:re|er)|\bone\b|same|several"
    r"|many|various|multi|international|countr|continent|world|globe|tiny|small|mini|huge|vast"
    r"|massive|giant|enormous|mega|hid|conceal|kept|choos|pick|secret|went to"
    r"|guess|see|clue|idea|everyone"
)
