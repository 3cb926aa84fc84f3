"""Numbers quoted from a study, against the records of that study.

A number is compared only when its part is certain (a share, a P value, a ratio, the number
of people), the study is certain, and the records hold a figure of the same part for the
same kind of outcome at a compatible time-point. A number that any record of the study bears
out is right; a superseded one is a note until the correction itself has been read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from thymos.dossier.index import absolute
from thymos.errors import Finding, Severity
from thymos.prose.anchors import segment, study_of
from thymos.prose.figures import Figure, Figures, agrees, close
from thymos.prose.numbers import Part, Quantity, quantities
from thymos.prose.page import STUDY, Page, Sentence
from thymos.prose.stance import in_quotes
from thymos.prose.topics import ALIVE, DEAD, days, groups, places
from thymos.prose.wordings import claim_on, listed, sentence_of
from thymos.records.atoms import admissible
from thymos.records.source import NoticeKind
from thymos.records.study import Result, Study
from thymos.records.wording import estimate

_COMPARED = (Part.PERCENT, Part.P, Part.RATIO, Part.FRACTION, Part.EVENTS)
_CORRECTED = re.compile(
    r"\b(?:correct(?:ed|ion|s)?|errat\w+|revis\w+|supersed\w+|original(?:ly)?|updated)\b"
)
# A share of something else than the people of an arm.
_SHARE_OF = re.compile(r"\s*of (?:all |the )?(?:deaths|events|cases|variance|weight|episodes)\b")
# Words that make a share one of a part of the patients, which the records may not hold.
_PART_OF = re.compile(
    r"\b(?:subgroups?|among (?:those|patients|women|men)|in (?:women|men|older|younger)|aged"
    r"|diabet\w+|per.protocol|adjusted|interaction|sensitivity)\b"
)
_CONTROL = re.compile(
    r"\b(?:placebo|controls?|comparator|untreated|without|usual care|not given|off it|not on it"
    r"|those not|dummy|standard (?:care|treatment|therapy))\b"
)
_TREATED = re.compile(
    r"\ue000|\b(?:treated|treatment (?:arm|group)|active (?:arm|group)|drug|peptide|tablets?"
    r"|vaccinated|(?:on|with|given|got|had|taking) it)\b"
)
# "Treated (with what): 47 of 181 (" stands before the number that it labels.
_LABEL = re.compile(
    r"(?:(?P<treated>\btreated|\ue000+)|\b(?:control|placebo))[^:;.\d]{0,80}:\s*"
    r"(?:\d[\d,.]*\s*of\s*\d[\d,]*\s*\()?$"
)
# Columns of tables that hold shares of something else than people.
_OTHER_COLUMN = re.compile(r"\b(?:weights?|share|heterogeneity|i2|level|confidence|cited|source)\b")
_WHOLE_STUDY = re.compile(
    rf"{STUDY}\W{{0,3}}(?:which |that |trial |study |had |has |it )*"
    rf"(?:\(|enrol|randomi|recruit|includ|involv|studied|stud(?:y|ies) of"
    rf"|trial of|of)\W?[^.;]{{0,40}}$"
)


_COUNTED = ((Part.CENTRES, "centres"), (Part.COUNTRIES, "countries"))
_SOME_OF = re.compile(r"\b(?:of (?:the|its|these|those)|only|another|other|each|every|first)\s*$")
# "With 2,316 people enrolled", "from 1,301 patients": the whole of a study, if many.
_MANY = 40
_WITH = re.compile(r"(?:^|[\s(])(?:with|from|in|on|of|its|about|some|nearly|over|all)\s*$")
_IN_ALL = re.compile(
    r"[- ](?:[a-z-]+ ){0,2}?"
    r"(?:patients?|people|participants?|adults?|subjects?|men|women|children)\b"
    r"\s*(?:$|[.,;:)]|(?:were |was )?(?:enrol\w+|randomi\w+|recruited|taking part|in all|in total"
    r"|from \d|in \d|at \d|across)\b)"
)


def check(page: Page) -> Iterator[Finding]:
    """Findings on the quoted numbers of a page."""
    figures = Figures(page.dossier)
    for sentence in page.prose:
        found = quantities(sentence.text, sentence.masked)
        told: set[str] = set()
        for quantity in found:
            if in_quotes(sentence.folded, quantity.start, quantity.end):
                continue
            study = study_of(page, sentence, quantity, found, figures)
            finding = _judge(page, sentence, quantity, study, figures) if study else None
            if finding is None or (finding.rule == "superseded-number" and finding.reason in told):
                continue
            told.add(finding.reason)
            yield finding
        yield from _swapped(page, sentence, found, figures)


def _judge(
    page: Page, sentence: Sentence, quantity: Quantity, study: Study, figures: Figures
) -> Finding | None:
    every = [f for f in figures.of(study.id) if _same_part(quantity, f)]
    if quantity.part in (Part.TOTAL, Part.CENTRES, Part.COUNTRIES):
        return _judge_total(page, sentence, quantity, study, every)
    if quantity.part not in _COMPARED or not every or _group_sizes(quantity, study, figures):
        return None
    alive = _counts_the_living(sentence)
    hits = [f for f in every if _right(quantity, f, alive)]
    current = [f for f in hits if not f.of.superseded]
    if current:
        return _judge_interval(page, sentence, quantity, current, every)
    if hits:
        return _superseded(page, sentence, quantity, hits[0])
    near = _comparable(sentence, quantity, every)
    if not near or _PART_OF.search(sentence.folded) or _share_of_else(sentence, quantity):
        return None
    wanted = _of_arm(sentence, quantity, near)
    return _misquoted(page, sentence, quantity, study, wanted)


def _group_sizes(quantity: Quantity, study: Study, figures: Figures) -> bool:
    """Whether `36/40` tells the sizes of two groups, as tables do, and no share."""
    sizes = {f.value for f in figures.of(study.id) if f.part is Part.TOTAL}
    return quantity.part is Part.FRACTION and {quantity.value, float(quantity.whole or 0)} <= sizes


def _same_part(quantity: Quantity, figure: Figure) -> bool:
    if figure.part is not quantity.part:
        return False
    return quantity.measure is None or figure.measure == quantity.measure


def _right(quantity: Quantity, figure: Figure, alive: bool | None) -> bool:
    """Whether the record bears the number out; the share alive is 100 % less the share dead."""
    if agrees(quantity, figure):
        return True
    if figure.part is not Part.PERCENT or alive is False or "death" not in figure.of.groups:
        return False
    kept = figure.digits
    return close(quantity.value, quantity.digits, 100 - figure.value, kept, quantity.about)


def _counts_the_living(sentence: Sentence) -> bool | None:
    """True where only survival is spoken of, False where only death, None for both or none."""
    alive, dead = bool(ALIVE.search(sentence.folded)), bool(DEAD.search(sentence.folded))
    return None if alive == dead else alive


def _comparable(sentence: Sentence, quantity: Quantity, every: list[Figure]) -> list[Figure]:
    """The current figures of the same outcome, by what the sentence says it is about."""
    start, end = segment(sentence, quantity)
    text = sentence.folded[start:end]
    about, when, where = groups(text), days(text), places(text)
    cell = sentence.block.cell_at(sentence.start + quantity.start)
    if cell is not None:
        # What a cell is about stands at the head of its column, or nowhere.
        about, when = groups(cell.column.casefold()), when or days(cell.column)
        if not about or _OTHER_COLUMN.search(cell.column.casefold()):
            return []
    if not about:
        # "That is 7 % against 13 %": of what the sentence before spoke of, if of one thing.
        about = groups(sentence.before[-1].folded) if sentence.before else about
    if not about:
        return _only_outcome(every)
    near = []
    for figure in every:
        same = bool(about & figure.of.groups) and not figure.of.superseded and not figure.computed
        timely = not when or not figure.of.days or bool(when & figure.of.days)
        if same and timely and where <= figure.of.places and _whole(figure):
            near.append(figure)
    return near or _reckoned(quantity, about, every)


# A ratio this far from the one that the counts give is not the same one by another model.
_APART = 1.2


def _reckoned(quantity: Quantity, about: frozenset[str], every: list[Figure]) -> list[Figure]:
    """Ratios that counts give, where no ratio was printed and the one told is far from them."""
    if quantity.part is not Part.RATIO or quantity.value <= 0:
        return []
    near = [
        f for f in every
        if f.computed and f.of.result is not None and about & f.of.groups
        and not f.of.superseded and _whole(f)
    ]  # fmt: skip
    apart = (max(quantity.value / f.value, f.value / quantity.value) for f in near)
    return near if near and min(apart) > _APART else []


def _only_outcome(every: list[Figure]) -> list[Figure]:
    """All figures, where the records hold this sort of figure for one kind of outcome only."""
    printed = [f for f in every if not f.computed and not f.of.superseded and _whole(f)]
    kinds = {f.of.groups for f in printed}
    return printed if len(kinds) == 1 else []


def _whole(figure: Figure) -> bool:
    """Whether a figure may say that a page is wrong: of all patients, and well sourced."""
    result = figure.of.result
    if result is None or result.subgroup is not None:
        return False
    unique = result.derivation is None or result.derivation.unique
    return admissible(result.cites) and unique


def _share_of_else(sentence: Sentence, quantity: Quantity) -> bool:
    return bool(_SHARE_OF.match(sentence.folded, quantity.end))


def _of_arm(sentence: Sentence, quantity: Quantity, near: list[Figure]) -> list[Figure]:
    """The figures of the arm that the words beside a number name, or all of them."""
    arm = arm_of(sentence, quantity)
    return [f for f in near if f.arm == arm] or near if arm else near


def arm_of(sentence: Sentence, quantity: Quantity) -> str | None:
    """`treated` or `control`, from the words right after a number, or else right before it."""
    label = _LABEL.search(sentence.masked[: quantity.start])
    if label is not None:
        return "treated" if label["treated"] else "control"
    after = re.split(
        r"\d|\b(?:versus|vs|against|compared|and)\b|;", sentence.masked[quantity.end :]
    )[0]
    before = re.split(r"\d|;|,", sentence.masked[: quantity.start])[-1]
    for text in (after, before):
        treated, control = bool(_TREATED.search(text)), bool(_CONTROL.search(text))
        if treated != control:
            return "treated" if treated else "control"
    return None


def _misquoted(
    page: Page, sentence: Sentence, quantity: Quantity, study: Study, wanted: list[Figure]
) -> Finding:
    of = wanted[0].of
    result, outcome = of.result, of.outcome
    assert result is not None
    name = outcome.name if outcome else result.outcome
    claim = claim_on(page.judged, result.outcome)
    return page.finding(
        sentence,
        (quantity.start, quantity.end),
        "misquoted-number",
        Severity.ERROR,
        f"the records of {study.name} give another figure for {name}",
        expected=listed(wanted),
        claim=claim.claim.id if claim else None,
        sources=tuple(c.source for f in wanted if f.of.result for c in f.of.result.cites),
        suggestion=sentence_of(study, result, name),
    )


def _judge_interval(
    page: Page, sentence: Sentence, quantity: Quantity, hits: list[Figure], every: list[Figure]
) -> Finding | None:
    """A right estimate with an interval that no record of it bears."""
    if quantity.interval is None:
        return None
    known = [f for f in every if f.interval is not None and agrees(quantity, f)]
    if not known or any(_same_interval(quantity, f) for f in known):
        return None
    best = next((f for f in hits if f.interval is not None), None)
    return _misquoted(page, sentence, quantity, best.of.study, [best]) if best else None


def _same_interval(quantity: Quantity, figure: Figure) -> bool:
    if quantity.interval is None or figure.interval is None:
        return False
    limits = (
        (quantity.interval[0], figure.interval.low),
        (quantity.interval[1], figure.interval.high),
    )
    return all(close(printed, quantity.interval_digits, record, 2) for printed, record in limits)


def _superseded(
    page: Page, sentence: Sentence, quantity: Quantity, figure: Figure
) -> Finding | None:
    """A figure that was right until it was corrected."""
    around = " ".join((sentence.folded, *(s.folded for s in sentence.before)))
    result, study = figure.of.result, figure.of.study
    if result is None or result.superseded_by is None or _CORRECTED.search(around):
        return None
    _, newer = page.dossier.result(absolute(study.id, result.superseded_by))
    notices = [
        (notice, report.source)
        for report in study.reports
        if report.source in page.dossier.sources
        for notice in page.dossier.sources[report.source].notices
        if notice.kind is NoticeKind.CORRECTION
    ]
    notice, where = notices[-1] if notices else (None, None)
    day = str(notice.date) if notice else str(newer.valid_from or "a later date")
    read = notice is not None and notice.read
    known = "" if read else "; the correction notice itself was not read here"
    sources = [c.source for c in (*newer.cites, *result.cites)]
    sources += [s for s in (notice.source if notice else None, where) if s]
    claim = claim_on(page.judged, result.outcome)
    name = figure.of.outcome.name if figure.of.outcome else result.outcome
    return page.finding(
        sentence,
        (quantity.start, quantity.end),
        "superseded-number",
        Severity.WARNING if read else Severity.NOTE,
        f"this figure of {study.name} was corrected on {day}{known}",
        expected=_newer_figure(newer, quantity),
        claim=claim.claim.id if claim else None,
        sources=tuple(sources),
        suggestion=sentence_of(study, newer, f"{name} (as corrected)"),
    )


def _newer_figure(newer: Result, quantity: Quantity) -> str | None:
    if quantity.part is Part.RATIO and newer.effect is not None:
        limits = newer.effect.interval
        low, high = (limits.low, limits.high) if limits else (None, None)
        return f"{newer.effect.measure} {estimate(newer.effect.estimate, low, high)}"
    if quantity.part is Part.P:
        values = [r.value for r in newer.reported if r.statistic == "p" and r.value is not None]
        return f"P = {values[0]:g}" if values else None
    return None


def _judge_total(
    page: Page, sentence: Sentence, quantity: Quantity, study: Study, every: list[Figure]
) -> Finding | None:
    """The number of people, or of centres, of a study as a whole."""
    whole = [f for f in every if f.of.result is None and not f.computed]
    if not whole or any(agrees(quantity, f) for f in every):
        return None
    if quantity.part is Part.TOTAL and not _says_whole(sentence, quantity):
        return None
    if quantity.part is not Part.TOTAL and _SOME_OF.search(sentence.masked[: quantity.start]):
        return None
    totals = [f for f in whole if f.value in (study.randomised, study.analysed)] or whole[:1]
    what = dict(_COUNTED).get(quantity.part, "people")
    return page.finding(
        sentence,
        (quantity.start, quantity.end),
        "misquoted-number",
        Severity.ERROR,
        f"the records of {study.name} give another number of {what}",
        expected=listed(totals),
        sources=tuple(report.source for report in study.reports if report.role == "primary"),
        suggestion=f"{study.name}: {study.design.value}, {listed(totals)} {what}.",
    )


def _says_whole(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether a count of people is that of the study named, not of a part of it."""
    before = sentence.masked[: quantity.start]
    after = sentence.masked[quantity.end :]
    if _WHOLE_STUDY.search(before):
        return True
    if quantity.value >= _MANY and _WITH.search(before) and _IN_ALL.match(after):
        return True
    own = re.match(rf"-?\s?(?:patient|person|adult|subject|participant)s? {STUDY}", after)
    return bool(own) or bool(
        re.search(r"\b(?:drew on|enrol(?:l)?ed|recruited|randomi[sz]ed|included)\s*$", before)
    )


def _swapped(
    page: Page, sentence: Sentence, found: Iterable[Quantity], figures: Figures
) -> Iterator[Finding]:
    """Two numbers of one sort that are both right and stand at the wrong arms."""
    found = tuple(found)
    for part in (Part.PERCENT, Part.EVENTS, Part.FRACTION):
        pair = [q for q in found if q.part is part]
        if len(pair) == 2:
            yield from _crossed(page, sentence, pair, figures)


def _crossed(
    page: Page, sentence: Sentence, pair: list[Quantity], figures: Figures
) -> Iterator[Finding]:
    arms = arms_of(sentence, pair)
    study = study_of(page, sentence, pair[0], pair, figures)
    if (
        arms is None
        or study is None
        or study is not study_of(page, sentence, pair[1], pair, figures)
    ):
        return
    by_result: dict[str, list[Figure]] = {}
    for figure in figures.of(study.id):
        if figure.part is pair[0].part and figure.of.result is not None and _whole(figure):
            by_result.setdefault(figure.of.result.id, []).append(figure)
    swapped = []
    for rows in by_result.values():
        fits = [{f.arm for f in rows if agrees(q, f)} for q in pair]
        straight = all(arm in fit for arm, fit in zip(arms, fits, strict=True))
        crossed = all(fit and arm not in fit for arm, fit in zip(arms, fits, strict=True))
        if straight:
            return
        if crossed:
            swapped = rows
    if swapped:
        yield _misplaced(page, sentence, pair, study, swapped)


def arms_of(sentence: Sentence, pair: list[Quantity]) -> tuple[str, str] | None:
    """The arms that two numbers of a sentence are told of, if they are two."""
    told = [arm_of(sentence, q) for q in pair]
    if None not in told:
        return (told[0] or "", told[1] or "") if told[0] != told[1] else None
    between = sentence.masked[pair[0].end : pair[1].start]
    before, after = sentence.masked[: pair[0].start], sentence.masked[pair[1].end :]
    if told[0] is not None and _arms_in(between):
        first = told[0]
    elif (order := _arms_in(after)) and len(order) > 1:
        # "26 % vs 35 % on the drug and on placebo": in the order of the arms.
        first = order[0]
    elif (order := _arms_in(before)) and len(order) == 1 and _RANKED.search(before):
        # "Fewer on the drug, 84 against 104": the first is of the arm that was named before.
        first = order[0]
    else:
        return None
    return first, "control" if first == "treated" else "treated"


def _arms_in(text: str) -> list[str]:
    """The arms that a stretch names, each once, in order."""
    found = [(m.start(), "treated") for m in _TREATED.finditer(text)]
    found += [(m.start(), "control") for m in _CONTROL.finditer(text)]
    return list(dict.fromkeys(arm for _, arm in sorted(found)))


_RANKED = re.compile(r"\b(?:fewer|more|less|higher|lower|rarer|commoner)\b")


def _misplaced(
    page: Page, sentence: Sentence, shares: list[Quantity], study: Study, rows: list[Figure]
) -> Finding:
    of = rows[0].of
    assert of.result is not None
    name = of.outcome.name if of.outcome else of.result.outcome
    claim = claim_on(page.judged, of.result.outcome)
    return page.finding(
        sentence,
        (shares[0].start, shares[1].end),
        "swapped-arms",
        Severity.ERROR,
        f"the two groups of {study.name} have changed places",
        expected=", ".join(dict.fromkeys(listed([f]) for f in rows if f.arm)),
        claim=claim.claim.id if claim else None,
        sources=tuple(c.source for c in of.result.cites),
        suggestion=sentence_of(study, of.result, name),
    )
