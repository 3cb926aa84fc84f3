"""Every page of a site: its place, its title, where it belongs, and its view."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from thymos.views.about import about_page
from thymos.views.amounts import amounts_page
from thymos.views.applies import applies_page
from thymos.views.appraisal import trust_page
from thymos.views.certificates_page import certificates_page
from thymos.views.claims import claim_index, claim_page
from thymos.views.comparison import comparison_page
from thymos.views.findings import findings_page
from thymos.views.front import front
from thymos.views.identity import identity_page
from thymos.views.links import Link
from thymos.views.mechanism import mechanism_page
from thymos.views.open_questions import anecdotes_page, gaps_page
from thymos.views.outcomes import outcome_index, outcome_page
from thymos.views.parameters import parameters_page
from thymos.views.questions import questions_page
from thymos.views.reading import Reading
from thymos.views.regulation import regulation_page
from thymos.views.safety import safety_page
from thymos.views.simulation import simulations
from thymos.views.sources import sources_page
from thymos.views.studies import study_index, study_page
from thymos.views.through_time import changes_page, cumulative_page
from thymos.views.wordings import clip, day, title

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


@dataclass(frozen=True, slots=True)
class Section:
    """A group of entries in the list of contents."""

    title: str
    entries: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One page: `template` names its layout, `body` is its view.

    `crumbs` lead from the front page to this one; `section` is the entry of the contents
    that it belongs to.
    """

    path: str
    template: str
    title: str
    description: str
    section: str
    crumbs: tuple[Link, ...]
    body: DataclassInstance

    @property
    def depth(self) -> int:
        """How many folders below the root it lies."""
        return self.path.count("/")

    def as_json(self) -> dict[str, Any]:
        """The view in plain values."""
        return {"path": self.path, "title": self.title, **asdict(self.body)}


SIMULATION = "simulation.html"
COMPARISON = "comparison.html"
CERTIFICATES = "certificates.html"
SECTIONS: tuple[Section, ...] = (
    Section(
        "The answers",
        (
            Link("Overview", "index.html"),
            Link("Questions", "questions.html"),
            Link("Claims", "claims/index.html"),
        ),
    ),
    Section(
        "The evidence",
        (
            Link("Summary of findings", "findings.html"),
            Link("Outcomes", "outcomes/index.html"),
            Link("Studies", "studies/index.html"),
            Link("Trust and bias", "trust.html"),
            Link("Whom it is about", "applies.html"),
            Link("Safety", "safety.html"),
            Link("Study parameters", "parameters.html"),
        ),
    ),
    Section(
        "The substance",
        (
            Link("Identity", "identity.html"),
            Link("Mechanism", "mechanism.html"),
            Link("Regulation", "regulation.html"),
        ),
    ),
    Section(
        "The record",
        (
            Link("What changed, and when", "changes.html"),
            Link("Sources", "sources.html"),
            Link("Gaps and searches", "gaps.html"),
            Link("Anecdotes", "anecdotes.html"),
            Link("How verdicts are made", "about.html"),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Shell:
    """What every page says around its own view."""

    title: str
    language: str
    as_of: str
    as_of_iso: str
    compiled: str
    digest: str
    sections: tuple[Section, ...]


def shell(reading: Reading) -> Shell:
    """The frame of all pages."""
    head = reading.dossier.head
    return Shell(
        title=head.title,
        language=head.language,
        as_of=day(reading.day),
        as_of_iso=reading.day.isoformat(),
        compiled=day(head.compiled),
        digest=reading.dossier.digest[:12],
        sections=tuple(
            _with_substance(_with_simulation(section, reading), reading) for section in SECTIONS
        ),
    )


def _with_substance(section: Section, reading: Reading) -> Section:
    """The section with entries after the identity card, for pages that not every dossier has."""
    places = [i for i, entry in enumerate(section.entries) if entry.href == "identity.html"]
    if not places:
        return section
    after = places[0] + 1
    more = (Link(entry, path) for path, _, entry, _, _ in _substance(reading))
    return Section(section.title, (*section.entries[:after], *more, *section.entries[after:]))


def _substance(reading: Reading) -> Iterator[tuple[str, str, str, str, DataclassInstance]]:
    """Path, template, entry of the contents, title and view of pages that not every one has."""
    made: tuple[tuple[str, str, str, str, Callable[[Reading], DataclassInstance | None]], ...] = (
        (COMPARISON, "comparison", "Comparison", "Look-alikes side by side", comparison_page),
        (
            CERTIFICATES,
            "certificates",
            "Certificates",
            "Certificates of analysis",
            certificates_page,
        ),
        ("amounts.html", "amounts", "Amounts", "Amounts: what is in a solution", amounts_page),
    )
    for path, template, entry, words, view in made:
        if (body := view(reading)) is not None:
            yield path, template, entry, words, body


def _with_simulation(section: Section, reading: Reading) -> Section:
    """The section with an entry after the mechanism, where a model is asked something."""
    entries = list(section.entries)
    places = [i for i, entry in enumerate(entries) if entry.href == "mechanism.html"]
    if not places or not reading.dossier.inquiries:
        return section
    entries.insert(places[0] + 1, Link("Simulation", SIMULATION))
    return Section(section.title, tuple(entries))


def pages(reading: Reading) -> tuple[Page, ...]:
    """Every page of the site of a dossier, the front page first."""
    return (
        *_single(reading),
        *_of_substance(reading),
        *_simulation(reading),
        *_claims(reading),
        *_outcomes(reading),
        *_cumulative(reading),
        *_studies(reading),
    )


def _single(reading: Reading) -> Iterator[Page]:
    name = reading.dossier.head.title
    made = (
        ("index.html", "front", f"{name}: what is known", front(reading)),
        ("questions.html", "questions", "Questions and answers", questions_page(reading)),
        ("claims/index.html", "claims", "Claims and verdicts", claim_index(reading)),
        ("findings.html", "findings", "Summary of findings", findings_page(reading)),
        ("outcomes/index.html", "outcomes", "Outcomes", outcome_index(reading)),
        ("studies/index.html", "studies", "Studies", study_index(reading)),
        ("trust.html", "trust", "Trust, risk of bias, interests", trust_page(reading)),
        ("applies.html", "applies", "Whom the studies were about", applies_page(reading)),
        ("safety.html", "safety", "Safety", safety_page(reading)),
        ("parameters.html", "parameters", "Study parameters", parameters_page(reading)),
        ("identity.html", "identity", "Identity card", identity_page(reading)),
        ("mechanism.html", "mechanism", "Mechanism: theory", mechanism_page(reading)),
        ("regulation.html", "regulation", "Regulation", regulation_page(reading)),
        ("changes.html", "changes", "What changed, and when", changes_page(reading)),
        ("sources.html", "sources", "Sources", sources_page(reading)),
        ("gaps.html", "gaps", "Gaps and searches", gaps_page(reading)),
        ("anecdotes.html", "anecdotes", "Anecdotes", anecdotes_page(reading)),
        ("about.html", "about", "How verdicts are made", about_page(reading)),
    )
    for path, template, words, body in made:
        home = path == "index.html"
        crumbs = () if home else (Link("Overview", "index.html"), Link(words))
        told = reading.dossier.head.summary if home else f"{words}: {name}, with every source."
        yield Page(path, template, words, clip(told), path, crumbs, body)


def _of_substance(reading: Reading) -> Iterator[Page]:
    """What stands beside the identity card where the subject has a sequence."""
    name = reading.dossier.head.title
    for path, template, entry, words, body in _substance(reading):
        crumbs = (Link("Overview", "index.html"), Link(entry))
        yield Page(path, template, words, clip(f"{words}: {name}."), path, crumbs, body)


def _simulation(reading: Reading) -> Iterator[Page]:
    """What a model answers: a page of questions, one for each state and regimen, one of trust."""
    found = simulations(reading)
    if found is None:
        return
    name = reading.dossier.head.title
    home = Link("Overview", "index.html")
    main = Link("Simulation", SIMULATION)
    words = "If the mechanism were true: simulations"
    told = f"What would follow if the mechanism of {name} were true: theory, not evidence."
    here = (home, Link("Simulation"))
    yield Page(SIMULATION, "simulation", words, clip(told), SIMULATION, here, found.main)
    for path, body in found.scenarios:
        told = f"{body.title}, simulated: theory, not evidence. {body.text}"
        crumbs = (home, main, Link(body.title))
        yield Page(path, "simulated", body.title, clip(told), SIMULATION, crumbs, body)
    words = "How far the model can be trusted, and for what"
    told = f"The credibility of the model of {name}: theory, not evidence."
    crumbs = (home, main, Link("Credibility"))
    path = found.main.credibility.href or ""
    yield Page(path, "credibility", words, clip(told), SIMULATION, crumbs, found.credibility)


def _claims(reading: Reading) -> Iterator[Page]:
    for judged in reading.judged:
        body = claim_page(reading, judged)
        words = body.line.plain
        told = f"{words} Verdict: {judged.verdict}. {body.line.reason}"
        yield _below("claims", "Claims", "claim", judged.claim.id, words, told, body)


def _outcomes(reading: Reading) -> Iterator[Page]:
    for outcome in reading.dossier.outcomes.values():
        body = outcome_page(reading, outcome)
        told = f"{outcome.name}. {body.trials.coverage}"
        yield _below("outcomes", "Outcomes", "outcome", outcome.id, outcome.name, told, body)


def _cumulative(reading: Reading) -> Iterator[Page]:
    for outcome in reading.dossier.outcomes.values():
        body = cumulative_page(reading, outcome)
        if body is None:
            continue
        words = f"{outcome.name}: trials added one by one"
        told = f"{outcome.name}: the pooled answer after each further trial."
        made = _below("cumulative", "Outcomes", "cumulative", outcome.id, words, told, body)
        crumbs = (*made.crumbs[:1], Link("Outcomes", "outcomes/index.html"), body.outcome)
        here = Link("Trials added one by one")
        yield replace(made, section="outcomes/index.html", crumbs=(*crumbs, here))


def _studies(reading: Reading) -> Iterator[Page]:
    for study in reading.dossier.studies.values():
        body = study_page(reading, study)
        told = f"{study.name}, {study.design.value}: {study.population.text}"
        yield _below("studies", "Studies", "study", study.id, study.name, told, body)


def _below(
    folder: str,
    above: str,
    template: str,
    ident: str,
    words: str,
    told: str,
    body: DataclassInstance,
) -> Page:
    section = f"{folder}/index.html"
    crumbs = (Link("Overview", "index.html"), Link(above, section), Link(clip(words, 60)))
    path = f"{folder}/{ident}.html"
    return Page(path, template, title(words), clip(told), section, crumbs, body)
