"""Questions and answers, each answer computed from the records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from thymos.records.claim import ClaimKind
from thymos.records.wording import plural
from thymos.verdict.words import Clinical
from thymos.views.claims import Line, line
from thymos.views.links import Link, path_of
from thymos.views.reading import Reading
from thymos.views.regulation import Place, regulation_page
from thymos.views.wordings import sentence, title


@dataclass(frozen=True, slots=True)
class Question:
    """A question, its answer in sentences, the claims behind it, and where to read on.

    `items` are a list that belongs to the answer.
    """

    anchor: str
    question: str
    answer: tuple[str, ...]
    lines: tuple[Line, ...]
    more: tuple[Link, ...]
    items: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionsPage:
    """All questions in the order in which people ask them."""

    questions: tuple[Question, ...]


def questions_page(reading: Reading) -> QuestionsPage:
    """The questions that this dossier can answer."""
    return QuestionsPage(tuple(_questions(reading)))


def _questions(reading: Reading) -> Iterator[Question]:
    yield _what_is_it(reading)
    yield from _by_condition(reading)
    yield _approved(reading)
    yield _harms(reading)
    yield _doses(reading)
    yield _how(reading)
    yield _money(reading)
    yield _unknown(reading)


def _what_is_it(reading: Reading) -> Question:
    subject = reading.dossier.compounds[reading.dossier.head.subject]
    alike = tuple(
        Link(c.name, path_of(reading.dossier, f"compounds:{c.id}"))
        for c in reading.dossier.compounds.values()
        if c.role == "look-alike"
    )
    answer = [sentence(subject.described)]
    if alike:
        answer.append(f"It is easily mistaken for {plural(len(alike), 'other thing')}:")
    more = (Link("Identity card", "identity.html"),)
    return Question("what", "What is it?", tuple(answer), (), more, alike)


def _by_condition(reading: Reading) -> Iterator[Question]:
    """One question for each condition for which an effect is claimed."""
    grouped: dict[str, list[Line]] = {}
    for judged in reading.judged:
        if judged.claim.kind not in (ClaimKind.EFFICACY, ClaimKind.COMPARATIVE):
            continue
        pico = judged.claim.pico
        known = pico is not None and pico.outcome is not None
        outcome = (
            reading.dossier.outcomes[pico.outcome] if known and pico and pico.outcome else None
        )
        condition = outcome.condition if outcome else ""
        grouped.setdefault(condition, []).append(line(reading, judged))
    for condition, lines in sorted(grouped.items(), key=lambda item: (not item[0], -len(item[1]))):
        name = reading.condition(condition)
        asked = f"{name}: what is known?" if condition else "What else is claimed?"
        anchor = f"about-{condition or 'other'}"
        yield Question(anchor, asked, (_shown(lines),), tuple(lines), ())


def _shown(lines: list[Line]) -> str:
    """How many of some claims the evidence bears out."""
    good = sum(x.badge.word in (Clinical.SUPPORTED, Clinical.PROBABLE) for x in lines)
    verb = "is" if good in (0, 1) else "are"
    return f"{plural(len(lines), 'claim')} examined; {good or 'none'} {verb} supported or probable."


def _approved(reading: Reading) -> Question:
    page = regulation_page(reading)
    told = "No approval is on record from sources that suffice."
    if page.approved:
        count = plural(len(page.approved), "place")
        told = f"An approval is on record, from sources that suffice, in {count}: "
        told += "; ".join(_with_standing(place) for place in page.approved) + "."
    answer = [told]
    reported = [place.name for place in page.places if place.reported]
    if reported:
        answer.append(f"Reported, but not verified: {', '.join(reported)}.")
    answer.append("A designation is not an approval, and a missing record is not a refusal.")
    more = (Link("Regulation by place and date", "regulation.html"),)
    shown = tuple(x for x in page.claims if reading.by_claim[x.claim].claim.front)
    return Question("approved", "Is it approved?", tuple(answer), shown, more)


def _with_standing(place: Place) -> str:
    rests = f" ({place.standing[:1].lower()}{place.standing[1:]})" if place.standing else ""
    return f"{place.name}{rests.replace('; ', ', ')}"


def _harms(reading: Reading) -> Question:
    events = reading.dossier.adverse_events.values()
    counted = sum(event.events is not None and bool(event.n) for event in events)
    strong = [c for c in reading.dossier.cautions.values() if c.strength == "contraindicated"]
    answer = [
        f"{plural(len(events), 'adverse event')} on record, {counted} with a number of people "
        "observed.",
        f"{plural(len(reading.dossier.cautions), 'caution')} on record"
        + (", among them against its use in:" if strong else "."),
    ]
    against = tuple(
        Link(title(c.population), path_of(reading.dossier, f"cautions:{c.id}")) for c in strong
    )
    lines = tuple(line(reading, j) for j in reading.judged if j.claim.kind is ClaimKind.SAFETY)
    return Question(
        "harm",
        "What harm was seen?",
        tuple(answer),
        lines,
        (Link("Safety", "safety.html"),),
        against,
    )


def _doses(reading: Reading) -> Question:
    found = plural(len(reading.dossier.parameters), "regimen")
    answer = (
        f"{found} given by named studies or labels {'is' if found.startswith('1 ') else 'are'} "
        "on record. They report what was done; they recommend nothing.",
    )
    more = (Link("Study parameters", "parameters.html"),)
    return Question("given", "What did studies give?", answer, (), more)


def _how(reading: Reading) -> Question:
    edges = reading.dossier.edges.values()
    answer = (
        f"{plural(len(edges), 'causal statement')} on record, with "
        f"{plural(len(reading.dossier.conflicts), 'question')} on which sources disagree. "
        "All of it is theory: how something might work is no proof that it works.",
    )
    more = (Link("Mechanism", "mechanism.html"),)
    return Question("how", "How might it work?", answer, (), more)


def _money(reading: Reading) -> Question:
    sources = reading.dossier.sources.values()
    paid = sum(bool(s.funding or s.interests) for s in sources)
    studies = reading.dossier.studies.values()
    paid_studies = sum(bool(s.funding or s.interests) for s in studies)
    answer = (
        f"A funder or an interest is on record for {paid} of {plural(len(sources), 'source')} and "
        f"{paid_studies} of {plural(len(studies), 'study', 'studies')}. For the others none was "
        "found, which does not mean that there is none.",
    )
    more = (Link("Sources and interests", "sources.html"),)
    return Question("money", "Who paid, and who gains?", answer, (), more)


def _unknown(reading: Reading) -> Question:
    untested = [j for j in reading.judged if j.verdict == Clinical.UNTESTED]
    answer = [
        f"{plural(len(reading.dossier.gaps), 'gap')} on record, and "
        f"{plural(len(untested), 'claim')} that no study was found to have tested"
        + (":" if untested else ".")
    ]
    items = tuple(
        Link(j.claim.plain or j.claim.text, f"claims/{j.claim.id}.html") for j in untested
    )
    more = (Link("Gaps and searches", "gaps.html"),)
    return Question("unknown", "What is not known?", tuple(answer), (), more, items)
