"""Whom the evidence speaks about: a profile held against what studies and labels say.

It describes studies. It neither selects a person for anything nor says what to do. What was not
read stays "not stated": silence of a record is neither inclusion nor exclusion.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from thymos.dossier.index import Dossier
from thymos.records.atoms import Citation, Verification, best_level
from thymos.records.eligibility import AgeRange, Criterion, Whom
from thymos.records.profile import Profile
from thymos.records.safety import Caution, Interaction, Monitoring
from thymos.records.study import Study, Tier
from thymos.tables import rows


class Answer(StrEnum):
    """What a study did about a person like this."""

    INCLUDED = "included"
    EXCLUDED = "excluded"
    NOT_STUDIED = "not studied"
    NOT_STATED = "not stated"


# The first of these that any deciding point gives is the answer for the whole study. A study of
# another condition comes first: its criteria say nothing about people without that condition.
_WORST_FIRST = (Answer.NOT_STUDIED, Answer.EXCLUDED, Answer.NOT_STATED)
# The grounds of a caution or interaction, strongest first; a page under examination comes last.
BASES = ("label", "trial", "observational", "in vitro", "theory", "page")
STRENGTHS = ("contraindicated", "warning", "precaution", "theoretical", "no data")
SEVERITIES = ("mild", "moderate", "severe", "critical")
SEXES = ("female", "male")
_SETTINGS = ("intensive care", "hospital", "outpatient", "home")


@dataclass(frozen=True, slots=True)
class Point:
    """One thing about the person, and what the study did about it.

    `decides` is false for place and setting, in which a study was done without thereby
    excluding anyone.
    """

    about: str
    answer: Answer
    reason: str
    sources: tuple[str, ...] = ()
    decides: bool = True


@dataclass(frozen=True, slots=True)
class StudyMatch:
    """A study held against a profile; `asked` are its demands on which the profile is silent."""

    study: Study
    answer: Answer
    points: tuple[Point, ...]
    asked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Warned:
    """A caution or interaction; `binds` is None where the profile or the record is silent."""

    record: Caution | Interaction
    binds: bool | None

    @property
    def rank(self) -> tuple[int, int]:
        """Its place in the order of strength: label above trial above observational above theory.

        Not to be confused with how likely a harm is.
        """
        strength = getattr(self.record, "strength", "no data")
        return BASES.index(self.record.basis), STRENGTHS.index(strength)


@dataclass(frozen=True, slots=True)
class Applied:
    """Everything that the dossier says about people like the profile."""

    dossier: Dossier
    profile: Profile
    studies: tuple[StudyMatch, ...]
    warned: tuple[Warned, ...]
    monitored: tuple[Monitoring, ...]
    unmatched: tuple[str, ...]

    def answered(self, answer: Answer) -> tuple[StudyMatch, ...]:
        """The studies with one answer."""
        return tuple(match for match in self.studies if match.answer is answer)


def applies(dossier: Dossier, profile: Profile) -> Applied:
    """Hold a profile against every study in people, every caution and every interaction."""
    matches = [
        match_study(study, profile)
        for study in dossier.studies.values()
        if study.tier is not Tier.PRECLINICAL
    ]
    order = (Answer.INCLUDED, Answer.NOT_STATED, Answer.EXCLUDED, Answer.NOT_STUDIED)
    matches.sort(key=lambda match: order.index(match.answer))
    near = {m.study.id for m in matches if m.answer is not Answer.NOT_STUDIED}
    warned = [Warned(c, fits(c.whom, profile)) for c in dossier.cautions.values()]
    warned += [Warned(i, _together(i, profile)) for i in dossier.interactions.values()]
    warned = [one for one in warned if one.binds is not False]
    warned.sort(key=lambda one: one.rank)
    monitored = (m for m in dossier.monitoring.values() if m.study is None or m.study in near)
    return Applied(
        dossier,
        profile,
        tuple(matches),
        tuple(warned),
        tuple(monitored),
        tuple(_unmatched(dossier, profile)),
    )


def match_study(study: Study, profile: Profile) -> StudyMatch:
    """What one study did about a person like the profile, point by point."""
    points = tuple(_points(study, profile))
    if any(point.about == "condition" and point.answer is Answer.NOT_STUDIED for point in points):
        return StudyMatch(study, Answer.NOT_STUDIED, points)
    criteria = study.population.eligibility.criteria if study.population.eligibility else ()
    said = _said(profile)
    asked = tuple(
        c.trait
        for c in criteria
        if c.stance == "required" and c.trait not in (*said, *profile.absent)
        and not _same_axis(c.trait, profile)
    )  # fmt: skip
    answers = {point.answer for point in points if point.decides}
    if asked:
        answers.add(Answer.NOT_STATED)
    answer = next((a for a in _WORST_FIRST if a in answers), Answer.INCLUDED)
    if answer is Answer.INCLUDED and not answers:
        answer = Answer.NOT_STATED
    return StudyMatch(study, answer, points, asked)


def fits(whom: Whom | None, profile: Profile) -> bool | None:
    """Whether a record is about the profile; None where one of them does not say.

    >>> fits(Whom(age_to=59), Profile(age=60)), fits(Whom(age_to=59), Profile(condition="x"))
    (False, None)
    >>> fits(Whom(), Profile(age=60))
    True
    """
    if whom is None:
        return None
    parts: list[bool | None] = []
    if whom.conditions:
        known = profile.condition is not None
        parts.append(_has(whom.conditions, profile) if known else None)
    if whom.age_from is not None or whom.age_to is not None:
        parts.append(_aged(whom.age_from, whom.age_to, profile.age))
    if whom.traits:
        gone = all(trait in profile.absent for trait in whom.traits)
        parts.append(True if _has(whom.traits, profile) else False if gone else None)
    said = _said(profile)
    parts += [False if t in said else t in profile.absent or None for t in whom.without]
    if False in parts:
        return False
    return None if None in parts else True


def _points(study: Study, profile: Profile) -> Iterator[Point]:
    population = study.population
    reports = tuple(report.source for report in study.reports if report.role == "primary")
    eligibility = population.eligibility
    criteria = {c.trait: c for c in eligibility.criteria} if eligibility else {}
    if profile.condition is not None:
        same = population.condition == profile.condition
        answer = Answer.INCLUDED if same else Answer.NOT_STUDIED
        yield Point("condition", answer, population.text, reports)
        if not same:
            return
    if profile.age is not None:
        yield _age(eligibility.age if eligibility else None, profile.age)
    if profile.severity is not None:
        yield _one_of("severity", profile.severity, SEVERITIES, criteria)
    if profile.sex is not None and any(sex in criteria for sex in SEXES):
        yield _one_of("sex", profile.sex, SEXES, criteria)
    for trait in profile.traits:
        yield _trait(trait, criteria.get(trait))
    for trait in profile.absent:
        if trait in criteria and criteria[trait].stance == "required":
            cites = _sources(criteria[trait].cites)
            yield Point(trait, Answer.EXCLUDED, "required; the profile is without it", cites)
    if profile.setting is not None:
        yield _setting(population.setting, profile.setting, reports)
    if profile.country is not None:
        yield _country(population.countries, profile.country, reports)


def _age(known: AgeRange | None, age: int) -> Point:
    if known is None:
        return Point("age", Answer.NOT_STATED, "the ages let in were not read")
    sources = _sources(known.cites)
    low = "" if known.low is None else f"from {known.low}"
    told = " ".join(p for p in (low, "" if known.high is None else f"to {known.high}") if p)
    inside = _aged(known.low, known.high, age)
    if not inside:
        return Point("age", Answer.EXCLUDED, f"ages {told}", sources)
    whole = known.low is not None and known.high is not None
    said = f"ages {told}" if whole else f"ages {told}; the other bound was not read"
    return Point("age", Answer.INCLUDED if whole else Answer.NOT_STATED, said, sources)


def _one_of(
    about: str, value: str, among: tuple[str, ...], criteria: dict[str, Criterion]
) -> Point:
    """An axis of which a person has one value and a study may let in several."""
    said = {name: criteria[name] for name in among if name in criteria}
    if value in said:
        return _trait(value, said[value], about)
    admitted = {name: c for name, c in said.items() if c.stance != "excluded"}
    if not admitted:
        return Point(about, Answer.NOT_STATED, f"{value}: no criterion was read")
    sources = tuple(dict.fromkeys(s for c in admitted.values() for s in _sources(c.cites)))
    only = any(c.stance == "required" for c in admitted.values())
    answer = Answer.EXCLUDED if only else Answer.NOT_STATED
    told = "was of" if only else "let in people who were"
    return Point(about, answer, f"{value}: the study {told} {', '.join(admitted)}", sources)


def _trait(trait: str, criterion: Criterion | None, about: str | None = None) -> Point:
    if criterion is None:
        return Point(about or trait, Answer.NOT_STATED, "no criterion about it was read")
    answer = Answer.EXCLUDED if criterion.stance == "excluded" else Answer.INCLUDED
    said = criterion.text or f"{trait} {criterion.stance}"
    return Point(about or trait, answer, said, _sources(criterion.cites))


def _setting(known: str | None, wanted: str, sources: tuple[str, ...]) -> Point:
    words = [name for name in _SETTINGS if known and name in known.casefold()]
    if not words or known is None:
        return Point("setting", Answer.NOT_STATED, "not stated as one", decides=False)
    inside = wanted in words or (wanted == "hospital" and "intensive care" in words)
    answer = Answer.INCLUDED if inside else Answer.NOT_STUDIED
    return Point("setting", answer, known, sources, decides=False)


def _country(known: tuple[str, ...], wanted: str, sources: tuple[str, ...]) -> Point:
    if not known:
        return Point("country", Answer.NOT_STATED, "not stated", decides=False)
    code = (r["name"] for r in rows("jurisdictions") if r["code"] == wanted.upper())
    name = next(code, wanted).casefold()
    inside = name in (country.casefold() for country in known)
    answer = Answer.INCLUDED if inside else Answer.NOT_STUDIED
    return Point("country", answer, ", ".join(known), sources, decides=False)


def _together(interaction: Interaction, profile: Profile) -> bool | None:
    taken = (profile.immunosuppressants, profile.medicines)
    names = [name for given in taken for name in given or ()]
    names += ["immunosuppressants"] if profile.immunosuppressants else []
    if not interaction.medicines:
        return None
    if any(name in interaction.medicines for name in names):
        return True
    return None if None in taken else False


def _unmatched(dossier: Dossier, profile: Profile) -> Iterator[str]:
    """What the profile names and no record of the dossier does: it went unanswered."""
    known = {study.population.condition for study in dossier.studies.values()}
    if profile.condition is not None and profile.condition not in known:
        yield profile.condition
    if profile.country is not None and _unheard_of(dossier, profile.country):
        yield profile.country
    named = {trait for whom in _whoms(dossier) for trait in (*whom.traits, *whom.without)}
    named |= {name for i in dossier.interactions.values() for name in i.medicines}
    for study in dossier.studies.values():
        if study.population.eligibility is not None:
            named |= {criterion.trait for criterion in study.population.eligibility.criteria}
    for trait in profile.traits:  # `organ-transplant` is answered by what is said of `transplant`
        if not any(trait == name or trait.endswith(f"-{name}") for name in named):
            yield trait


def _unheard_of(dossier: Dossier, country: str) -> bool:
    """Whether a country is neither in the table of jurisdictions nor in any study."""
    known = {told for r in rows("jurisdictions") for told in (r["code"], r["name"])}
    for study in dossier.studies.values():
        known |= set(study.population.countries)
    return country.casefold() not in {name.casefold() for name in known}


def _whoms(dossier: Dossier) -> Iterator[Whom]:
    yield from (c.whom for c in dossier.cautions.values() if c.whom is not None)
    for _, result in dossier.results():
        if result.subgroup is not None and result.subgroup.whom is not None:
            yield result.subgroup.whom


def _said(profile: Profile) -> tuple[str, ...]:
    """Every trait that the profile has, sex, severity and condition among them."""
    more = (profile.sex, profile.severity, profile.condition)
    return (*profile.traits, *(word for word in more if word is not None))


def _same_axis(trait: str, profile: Profile) -> bool:
    """Whether a demand is answered already, by sex or severity."""
    return (trait in SEXES and profile.sex is not None) or (
        trait in SEVERITIES and profile.severity is not None
    )


def _has(wanted: Iterable[str], profile: Profile) -> bool:
    said = _said(profile)
    return any(trait in said for trait in wanted)


def _aged(low: int | None, high: int | None, age: int | None) -> bool | None:
    if age is None:
        return None
    return (low is None or age >= low) and (high is None or age <= high)


def _sources(cites: Iterable[Citation]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(cite.source for cite in cites))


def recalled(cites: tuple[Citation, ...]) -> bool:
    """Whether figures rest on memory alone, and are kept out of every answer."""
    return best_level(cites) is Verification.RECALLED
