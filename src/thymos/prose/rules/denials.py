"""Denials of studies that are on record: none was run, none in people, none with a placebo.

Only where the record can tell: a denial that is narrowed (to children, to a route, to a place,
to long follow-up) is about studies that a dossier need not hold, and is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from thymos.errors import Finding, Severity
from thymos.prose import studied
from thymos.prose.about import speaks_of_subject
from thymos.prose.clauses import attributed, clause, without
from thymos.prose.designwords import FEATURES
from thymos.prose.entities import What
from thymos.prose.page import Page, Sentence
from thymos.prose.places import named
from thymos.prose.rules.design import described, primary
from thymos.prose.rules.outdated import conditions_of, trials_of
from thymos.prose.stance import in_quotes, voiced
from thymos.prose.topics import condition_words
from thymos.records.study import Study, Tier

# Fewer spaces than this make a label, and no statement.
_FEWEST = 3
_CUE = re.compile(
    r"\bno\b|\bnot\b|never|nobody|none|zero|without|\bonly\b|untested|untried|unstudied"
    r"|\ball\b|every|isnt|n't|lack"
)
_STUDY = r"(?:trials?|stud(?:y|ies)|rcts?|experiments?|tests?)"
_MODS = r"(?P<mods>(?:[\w-]+ ){0,4}?)"
_RUN = r"(?:ran|run|runs|did|do|does|done|carried out|conducted|set up|organi[sz]ed|started)"
_NONE = re.compile(
    rf"(?:\b(?:no|zero|not (?:a|one|a single|any)|never (?:been )?(?:a|any|an))|\b(?:nobody"
    rf"|no[- ]one|no \w+) (?:has |have )?(?:ever )?(?:even )?(?:bothered (?:to run|to do|with"
    rf"|running|doing)|{_RUN})(?: an?| any)?|(?:\b(?:never|not|hasnt|havent)|n't)(?: yet)?"
    rf" (?:been )?(?:put (?:to the test (?:in|by)|through|to)|subjected to|run in|tested in"
    rf"|tried in|studied in|looked at in)(?: an?| any| one)?(?: single)?|\b(?:there (?:is|are"
    rf"|was|were|has been|have been)|we have) (?:no|zero|not (?:one|a single))|\bwithout"
    rf" (?:an?|a single|any)) {_MODS}(?P<noun>{_STUDY})\b(?P<rest>[^.;]{{0,80}})"
)
# What may follow, for the denial to be of the study itself and not of what one found.
_EXISTS = re.compile(
    r"^\W*(?:$|(?:has |have |was |were |is |are |exists?\b|had )?(?:ever |yet |even |actually"
    r" )*(?:been )?(?:done|run|conducted|carried out|performed|published|exists?|tested|tried"
    r"|looked|compared|examined|studied|put|set up|attempted|registered|undertaken|held|made"
    r"|on record|anywhere)\b|(?:of|on|in|for|with|about|behind|to its name|anyway|at all"
    r"|whatsoever|yet|so far|to date|ever|it|there|worth)\b)"
)
_FOUND = re.compile(
    r"\b(?:show\w*|found|finds?|prov\w+|demonstrat\w+|establish\w+|confirm\w*|support\w*"
    r"|suggest\w*|back\w*|indicat\w+|detect\w*|says?|said|settle\w*|answer\w*|report\w*"
    r"|conclu\w+|evidence|need\w*|reason\w*|sign|benefit\w*|better|clear|difference|effect|to"
    r" (?:tell|say|see|judge|prove|show)|led to|larger than|longer|could|would|should|will|can"
    r"|may|might)\b"
)
_NARROWED = re.compile(
    r"\b(?:child\w*|infants?|bab(?:y|ies)|pregnan\w+|breast\w*|women|men|elderly|older|younger"
    r"|healthy|athlet\w+|home|out-?patients?|oral\w*|by mouth|tablets?|capsules?|spray|nasal"
    r"|inhaled|topical|cream|patch|long[- ]term|years|months|weeks|follow\w*|independent\w*"
    r"|recent\w*|head[- ]to[- ]head|direct\w*|versus|compar\w+|combin\w+|dose\w*|safety"
    r"|cost\w*|quality of life|that|which|whose|under \d+|over \d+|aged|since|after|before"
    r"|early|first|outside|this (?:year|century|decade)|prevent\w*|genetic\w*|marker\w*"
    r"|dialysis|transplant\w*|interact\w*|mechanism\w*|own|here|later|next|second|another"
    r"|other|more|further|new|at (?:the|that) time|back then|until|till|then|as of|had|alone"
    r"|only|but|except|besides|than|fair|perfect|single most|on this page|in this list|mild"
    r"|moderate|severe|critical|early stage|prevention|exposure)\b"
)
_IN_PEOPLE = re.compile(
    r"\b(?:never|not|n't|hasnt|nobody|no[- ]one|not once)\b[^.;,]{0,30}\b(?:been )?(?:tested"
    r"|tried|studied|investigated|given|used|examined|put)\b[^.;,]{0,20}?\b(?:in|on|to|with"
    r"|into)\s+(?:any |a |real |living |actual |single |sick )*(?:humans?(?: beings?)?|people"
    r"|patients?|person|man)\b(?P<rest>[^.;]{0,60})|\b(?:untested|untried|unstudied) (?:in|on)"
    r" (?:humans?|people|patients)\b(?P<rest2>[^.;]{0,60})|\b(?:has|have) only (?:ever )?been"
    r" (?:tested|tried|studied|used|given) (?:in|on|to) (?:lab(?:oratory)? )?(?:mice|rats"
    r"|animals|rodents|test tubes|dishes|cells|the lab)\b(?P<rest3>[^.;]{0,60})|\b(?:humans?"
    r"|people|patients|no (?:human|person|patient)) (?:beings? )?(?:have|has) (?:never|not"
    r" once) (?:been given|taken|had|received|tried)\b(?P<rest5>[^.;]{0,60})|\bno (?:human"
    r"|person|patient)s? (?:being )?(?:has|have|was|were) ever (?:been )?(?:given|treated|got"
    r"|received|had)\b(?P<rest4>[^.;]{0,60})"
)
_ROUTE = re.compile(
    r"\b(?:spray|nasal|oral\w*|by mouth|tablets?|capsules?|cream|patch|lozenges?|inhaled)\b"
)
_THEN = re.compile(
    r"\bin (?:early |late |mid-?|the )?(?:spring |summer |autumn |winter |january |march "
    r"|april )?(?:of )?(?:19|20)\d\d"
    r"|\bback then\b|\bat (?:first|the time|that time|the start|the outset)\b|\binitially\b"
    r"|\bin those days\b|\bsearch\b|\bfound no\b"
)
_EARLY = re.compile(r"\b(?:early|earlier|first|older|old|pioneering|initial)\b")
_THESE = r"(?:the |those |these |its |our |all |them|such |of )*"
_SET = (
    rf"{_THESE}(?:(?:early|earlier|first|older|old|pioneering|initial|published|randomi[sz]ed"
    rf"|human|clinical)\s)*"
    r"(?:trials|studies|attempts|experiments|rcts)"
)
_OF_SET = re.compile(
    rf"\b(?P<none>not one of|none of|not a single one of|neither of|no single one"
    rf" of)\s{_SET}\b|\b(?P<all>all(?: of)?|every one of|each of|without"
    rf" exception,?)\s{_SET}\b|\b(?P<none1>no|not one|not a single)\s(?:(?:early|earlier|older"
    rf"|old)\s)?(?:trial|study|attempt|experiment)\b|\b(?P<all1>every|each)\s(?:single"
    rf" )?(?:(?:early|earlier|older|old)\s)?(?:trial|study|attempt|experiment)\b"
)

_AGAINST_PLACEBO = re.compile(
    r"(?:\b(?:nobody|no[- ]one|never|not(?: ever)?|hasnt|nothing)|n't)\b(?: has| have| ever|"
    r" been| was)* (?:tested|compared|tried|pitted|set|measured|checked"
    r"|weighed)\b[^.;,]{0,40}? (?:against|with|to|beside) (?:an? |any )?(?:proper |real"
    r" )?(?:placebo|dummy|sham|sugar pill)\b"
)
# Trials told by what is done in one: lots drawn, chance deciding, people randomised.
_BY_LOT = re.compile(
    r"\b(?:nobody|no[- ]one|not once|never|no \w+)\b[^.;,]{0,25}?\b(?:draw|drew|drawn|draws)"
    r" lots\b(?P<rest>[^.;]{0,60})"
    r"|\bchance (?:has |had |was )?never (?:been )?(?:allowed to )?(?:decided?|chosen?|chose"
    r"|settled?|picked)\b(?P<rest2>[^.;]{0,60})"
    r"|\b(?:nobody|no[- ]one|never)\b[^.;,]{0,25}?\brandomi[sz]ed (?:a |any )?(?P<mods>(?:[\w-]+ )"
    r"{0,3}?)(?:patients?|people|adults|volunteers) to\b(?P<rest3>[^.;]{0,60})"
)
# "Human trials of it do not exist": the denial stands behind the trials.
_ABSENT = re.compile(
    r"\b(?P<mods>(?:human|clinical|randomi[sz]ed|controlled|placebo-controlled|proper|real)\s+"
    r"(?:(?:human|clinical|randomi[sz]ed|controlled)\s+)?)"
    r"(?:trials|studies|evidence|rcts|data)\b(?P<rest>[^.;]{0,50}?)\b(?:do(?:es)? not"
    r"|don't|doesn't) exist\b"
    r"|\b(?P<mods2>(?:human|randomi[sz]ed|controlled)\s+)(?:trials|studies|evidence|data)\b"
    r"(?P<rest2>[^.;]{0,50}?)\b(?:is|are) (?:entirely |completely |wholly )?(?:missing|absent"
    r"|non-?existent|lacking)(?=\W*$|[.;])"
)
_ONLY_BEASTS = re.compile(
    r"\b(?:all|everything) (?:that )?(?:we|anyone|science) (?:have|has|knows?)(?: on| of| about)?"
    r"\b[^.;,]{0,40}?\b(?:is|comes|came) from (?:mice|rats|animals|rodents|cells|test tubes|dishes"
    r"|the lab)\b(?P<rest>[^.;]{0,40})"
)
_FRAMES = (_BY_LOT, _ABSENT, _ONLY_BEASTS, _OF_SET, _IN_PEOPLE, _NONE, _AGAINST_PLACEBO)


def check(page: Page) -> Iterator[Finding]:
    """Findings on studies that are denied and on record."""
    for sentence in page.prose:
        if sentence.text.count(" ") < _FEWEST or not _CUE.search(sentence.folded):
            continue
        if sentence.of(What.STUDY, What.REVIEW, What.UNKNOWN):
            continue
        if not any(words.search(sentence.folded) for words in _FRAMES):
            continue
        if not speaks_of_subject(page, sentence) or not voiced(page, sentence):
            continue
        for look in (_of_set, _people, _none, _no_placebo, _by_lot, _absent, _only_beasts):
            found = look(page, sentence)
            if found is not None:
                yield found
                break


def _own(sentence: Sentence, span: tuple[int, int]) -> bool:
    """Whether the page says it itself, and does not take it back in the clause."""
    folded = sentence.folded
    if attributed(folded, *span) or in_quotes(folded, *span):
        return False
    begin, _ = clause(folded, *span)
    before = folded[begin : span[0]]
    return not re.search(
        r"\b(?:not|n't|nobody|cannot|can|could|may|might|would|should|if|whether|untrue|false"
        r"|wrong|myth|dont|didnt|isnt)\b", before
    )  # fmt: skip


def _none(page: Page, sentence: Sentence) -> Finding | None:
    """No trial of a sort: where one of that sort is on record."""
    match = _NONE.search(sentence.folded)
    if match is None or _THEN.search(sentence.folded):
        return None
    if not _own(sentence, match.span("noun")) and not _own(sentence, match.span()):
        return None
    mods, rest = match["mods"], _unconditional(page, sentence, *match.span("rest"))
    whole = f"{mods} {rest}"
    narrowed = (
        _ROUTE.search(sentence.folded)
        or not _EXISTS.match(rest)
        or _FOUND.search(whole)
        or _NARROWED.search(whole)
        or named(sentence.text[match.start() :], sentence.folded[match.start() :])
    )
    if narrowed:
        return None
    wanted = " ".join(word for word in mods.split() if word not in ("a", "an", "single", "any"))
    asked = _with_placebo(page, sentence, wanted, rest)
    return _finding(page, sentence, match.span(), asked) if asked else None


def _no_placebo(page: Page, sentence: Sentence) -> Finding | None:
    """Never against a placebo: where a trial with one is on record."""
    match = _AGAINST_PLACEBO.search(sentence.folded)
    if match is None or not _own(sentence, match.span()):
        return None
    rest = _unconditional(page, sentence, match.end(), len(sentence.folded))
    if _NARROWED.search(rest) or _ROUTE.search(sentence.folded):
        return None
    return _finding(page, sentence, match.span(), _with_placebo(page, sentence, "", "placebo"))


def _by_lot(page: Page, sentence: Sentence) -> Finding | None:
    """Lots never drawn, nobody randomised: where a randomised trial is on record."""
    match = _BY_LOT.search(sentence.folded)
    if match is None or _THEN.search(sentence.folded):
        return None
    rest = _unconditional(page, sentence, match.start(), match.end())
    if _NARROWED.search(rest.replace("ever ", " ")) and not _SICK.search(sentence.folded):
        return None
    if attributed(sentence.folded, *match.span()) or in_quotes(sentence.folded, *match.span()):
        return None
    return _finding(page, sentence, match.span(), list(trials_of(page, sentence, "randomised")))


# People with the illness are no narrower than the illness.
_SICK = re.compile(r"\b(?:patients|people|the sick|the infected|infected people)\b")


def _absent(page: Page, sentence: Sentence) -> Finding | None:
    """Trials told as missing by words that stand behind them."""
    match = _ABSENT.search(sentence.folded)
    if match is None or _THEN.search(sentence.folded) or not _own(sentence, match.span()):
        return None
    name = "mods" if match["mods"] else "mods2"
    rest = "rest" if match["mods"] else "rest2"
    if _NARROWED.search(_unconditional(page, sentence, *match.span(rest))):
        return None
    mods = " ".join(word for word in match[name].split() if word not in ("evidence", "data"))
    return _finding(page, sentence, match.span(), list(trials_of(page, sentence, mods)))


def _only_beasts(page: Page, sentence: Sentence) -> Finding | None:
    """All that is known told as being of animals, where trials in people are on record."""
    match = _ONLY_BEASTS.search(sentence.folded)
    if match is None or not _own(sentence, match.span()) or _NARROWED.search(match["rest"]):
        return None
    return _finding(page, sentence, match.span(), list(trials_of(page, sentence, "human")))


def _with_placebo(page: Page, sentence: Sentence, mods: str, rest: str) -> list[Study]:
    found = list(trials_of(page, sentence, mods))
    if re.search(r"\bplacebo\b", rest):
        found = [study for study in found if studied.placebo(study)]
    return found


def _unconditional(page: Page, sentence: Sentence, start: int, end: int) -> str:
    """A stretch without the condition that it is about, so that "after a heart attack" is"
    " none.
    """
    rest = _unnamed(sentence, start, end)
    for condition in conditions_of(page, sentence) or ():
        words = condition_words(condition).pattern
        rest = re.sub(
            rf"(?:after|in|of|for|against|with|during) (?:an? |the |acute |severe |suspected "
            rf"|chronic )*{words}",
            " ",
            rest,
        )
    return rest


def _unnamed(sentence: Sentence, start: int, end: int) -> str:
    """A stretch in which a name of the subject is one letter, so that its words count for"
    " nothing.
    """
    return re.sub("[\ue000-\ue003]+", "it", sentence.masked[start:end])


def _people(page: Page, sentence: Sentence) -> Finding | None:
    """Never in people: where studies in people are on record."""
    match = _IN_PEOPLE.search(sentence.folded)
    if match is None or not _own(sentence, match.span()):
        return None
    name = next(n for n in ("rest", "rest2", "rest3", "rest4", "rest5") if match[n] is not None)
    rest = _unnamed(sentence, *match.span(name))
    around = without(sentence.folded, *match.span())
    if _NARROWED.search(rest) or re.search(r"\b(?:until|before|had|then|when|since)\b", around):
        return None
    conditions = conditions_of(page, sentence)
    if conditions is None or _ROUTE.search(sentence.folded):
        return None
    studies = [
        study
        for study in page.dossier.studies.values()
        if study.tier in (Tier.RCT, Tier.OBSERVATIONAL)
        and (not conditions or study.population.condition in conditions)
    ]
    if " in " in rest and not conditions:
        return None
    return _finding(page, sentence, (match.start(), match.start(name)), studies)


def _of_set(page: Page, sentence: Sentence) -> Finding | None:
    """What is said of all trials, or denied of each, against each of them."""
    match = _OF_SET.search(sentence.folded)
    if match is None or not _own(sentence, match.span()):
        return None
    none = bool(match["none"] or match["none1"])
    studies = _members(page, sentence, match)
    _, stop = clause(sentence.masked, *match.span())
    rest = sentence.masked[match.end() : stop]
    if re.search(
        r"\b(?:except|but|apart from|besides|since|until|after|before|that|which|in (?:19"
        r"|20)\d\d)\b",
        rest,
    ):
        return None
    for feature in FEATURES:
        words = feature.words.search(rest)
        if words is None or _FOUND.search(rest[: words.start()]):
            continue
        turned = re.search(r"\b(?:not|n't|never|no|without|lacked|nor)\b", rest[: words.start()])
        # "None had it" is refuted by a study that has it; "all had it" by one that lacks it.
        wanted = ((feature.sign > 0) == none) != bool(turned)
        against = [study for study in studies if feature.asks(study) is wanted]
        return _finding(page, sentence, match.span(), against) if against else None
    return None


def _members(page: Page, sentence: Sentence, match: re.Match[str]) -> list[Study]:
    """The trials that are spoken of: all in the condition, or the earlier half of them."""
    conditions = conditions_of(page, sentence)
    if conditions is None:
        return []
    found = list(studied.trials(page.dossier, conditions))
    if not _EARLY.search(match.group()):
        return found
    dated = [(year, s) for s in found if (year := studied.year(page.dossier, s)) is not None]
    middle = sorted(year for year, _ in dated)[len(dated) // 2] if dated else 0
    return [study for year, study in dated if year < middle]


def _finding(
    page: Page, sentence: Sentence, span: tuple[int, int], studies: list[Study]
) -> Finding | None:
    if not studies:
        return None
    first = max(studies, key=lambda s: (s.tier is Tier.RCT, studied.size(s) or 0))
    trials = sum(study.tier is Tier.RCT for study in studies)
    several = f"{trials} randomised trials" if trials > 1 else first.name
    return page.finding(
        sentence,
        span,
        "contradicts",
        Severity.WARNING,
        f"the records hold what this denies: {first.name}, for one",
        expected=f"{several} on record",
        sources=primary(first),
        suggestion=f"{first.name}: {described(first)}.",
    )
