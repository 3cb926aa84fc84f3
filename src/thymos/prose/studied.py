"""What the record of a study answers on how it was done: yes, no, or nothing.

A field that its own note calls unread, presumed or taken from elsewhere answers nothing: what
was not read contradicts nobody.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from thymos.dossier.index import Dossier
from thymos.prose.text import fold
from thymos.prose.topics import condition_words
from thymos.records.study import Blinding, Control, Design, Study, Tier

Answer = Callable[[Study], bool | None]

OBSERVED = (Design.COHORT, Design.CASE_CONTROL, Design.CASE_SERIES, Design.SINGLE_ARM)
# A trial as large as this is a large one in any field; the size of the great simple trials.
LARGE = 1000
# A trial below this is a small one in any field.
SMALL = 100

_UNREAD = re.compile(
    r"not (?:recorded|read|described|stated|known|clear)|presumed|taken from|from memory"
    r"|recalled|entered as|the field says|is given at its weakest|no random|not random|stated by"
)
_ALLOCATION = re.compile(r"allocat|random|design")
_COMPARATOR = re.compile(r"control|comparator|received|others")
_CHILDREN = re.compile(r"child|paediatric|pediatric|infant|newborn|neonat|school|bab(?:y|ies)")
_ADULTS = re.compile(
    r"\badults?\b|elder|\bolder\b|1[68] years|over 1[68]|≥ ?18|\b1[68] to"
    r"|veteran"
)
_INPATIENT = re.compile(
    r"\bhospital(?!s' records)|in-?patient|admitted|\bward|intensive|critical|coronary care"
    r"|severe|sepsis|necroti|heart attack"
)
_OUTPATIENT = re.compile(r"out-?patient|communit|at home|primary care|general practice|ambulat")
_INTENSIVE = re.compile(r"intensive|critical")


def size(study: Study) -> int | None:
    """How many people: as randomised, as analysed, or as the largest result counts them."""
    told = study.randomised or study.analysed
    if told is not None:
        return told
    counted = [sum(row.n for row in result.counts) for result in study.results]
    return max(counted, default=0) or None


def year(dossier: Dossier, study: Study) -> int | None:
    """The year in which a study came out: as recorded, or that of its main report."""
    if study.available is not None:
        return study.available.last.year
    issued = [
        source.issued
        for report in study.reports
        if report.role == "primary" and (source := dossier.sources.get(report.source))
    ]
    years = [int(day[:4]) for day in issued if day and day[:4].isdigit()]
    named = re.findall(r"\b((?:19|20)\d\d)\b", study.name)
    return min(years, default=int(named[0]) if named else None)


def peers(dossier: Dossier, study: Study) -> tuple[Study, ...]:
    """The other studies of the same tier in the same condition."""
    return tuple(
        other
        for other in dossier.studies.values()
        if other.id != study.id
        and other.tier is study.tier
        and other.population.condition == study.population.condition
    )


def trials(dossier: Dossier, conditions: tuple[str, ...] = ()) -> tuple[Study, ...]:
    """The randomised trials of the subject, in some conditions or in all, the largest first."""
    found = (
        study
        for study in dossier.studies.values()
        if study.tier is Tier.RCT
        and not doubtful(study, _ALLOCATION)
        and (not conditions or study.population.condition in conditions)
    )
    return tuple(sorted(found, key=lambda s: -(size(s) or 0)))


def doubtful(study: Study, field: re.Pattern[str]) -> bool:
    """Whether a note calls what a field says unread or presumed."""
    told = f"{study.randomisation or ''}. {study.note or ''}" if field is _ALLOCATION else (
        study.note or "")  # fmt: skip
    if field is _ALLOCATION and _UNREAD.search(fold(study.randomisation or "")):
        return True
    return any(
        field.search(sentence) and _UNREAD.search(sentence)
        for sentence in re.split(r"[.;] ", fold(told))
    )


def double_blind(study: Study) -> bool | None:
    """Whether neither side knew."""
    if study.design in OBSERVED:
        return False
    return None if study.blinding is Blinding.NOT_REPORTED else study.blinding is Blinding.DOUBLE


def single_blind(study: Study) -> bool | None:
    """Whether one side knew, and the other did not."""
    if study.design in OBSERVED:
        return False
    return None if study.blinding is Blinding.NOT_REPORTED else study.blinding is Blinding.SINGLE


def blinded(study: Study) -> bool | None:
    """Whether anyone was kept from knowing."""
    return None if study.blinding is Blinding.NOT_REPORTED else study.blinding is not Blinding.OPEN


def staff_blinded(study: Study) -> bool | None:
    """Whether those who treated did not know; "single-blind" does not tell which side."""
    return None if study.blinding is Blinding.SINGLE else double_blind(study)


def placebo(study: Study) -> bool | None:
    """Whether there was a placebo; a record can name one comparator only."""
    if study.control is Control.PLACEBO:
        return None if doubtful(study, _COMPARATOR) else True
    if study.control is Control.ACTIVE or doubtful(study, _COMPARATOR):
        return None
    if study.design in OBSERVED:
        return False
    return None if study.blinding is Blinding.NOT_REPORTED else False


def bare_control(study: Study) -> bool | None:
    """Whether those in the control group got nothing in place of it; beside usual care or not."""
    has = placebo(study)
    return None if has is None else not has


def randomised(study: Study) -> bool | None:
    """Whether chance decided who got what."""
    if doubtful(study, _ALLOCATION):
        return None
    if study.design in OBSERVED:
        return False
    return True if study.design is Design.RCT else None


def observational(study: Study) -> bool | None:
    """Whether it only watched what others had decided."""
    chance = randomised(study)
    return None if chance is None else not chance


def controlled(study: Study) -> bool | None:
    """Whether there was anyone to compare with."""
    if study.design is Design.SINGLE_ARM or study.control is Control.NONE:
        return False
    return True if any(arm.role == "control" for arm in study.arms) else None


def in_people(study: Study) -> bool | None:
    """Whether its subjects were people."""
    return study.tier is not Tier.PRECLINICAL


def in_patients(study: Study) -> bool | None:
    """Whether its people were ill."""
    if study.tier is Tier.PRECLINICAL or study.design is Design.VOLUNTEER:
        return None
    condition = study.population.condition
    return None if condition == "healthy" or "vaccin" in condition else True


def in_children(study: Study) -> bool | None:
    """Whether there were children; a record that is silent on age does not tell."""
    people = fold(f"{study.population.text} {study.population.ages or ''}")
    if _CHILDREN.search(people):
        return True
    return False if _ADULTS.search(people) else None


def _place(study: Study) -> str:
    return fold(f"{study.population.text}; {study.population.setting or ''}")


def in_hospital(study: Study) -> bool | None:
    """Whether its people were treated in hospital."""
    told = _place(study)
    if _OUTPATIENT.search(told):
        return None if _INPATIENT.search(told) else False
    return True if _INPATIENT.search(told) else None


def outside_hospital(study: Study) -> bool | None:
    """Whether its people were treated at home or as outpatients."""
    inside = in_hospital(study)
    return None if inside is None else not inside


def in_intensive_care(study: Study) -> bool | None:
    """Whether its people were in intensive care."""
    if _INTENSIVE.search(_place(study)):
        return True
    return False if in_hospital(study) is False else None


def one_centre(study: Study) -> bool | None:
    """Whether it ran at a single place."""
    if study.population.centres is not None:
        return study.population.centres == 1
    return False if len(study.population.countries) > 1 else None


def many_centres(study: Study) -> bool | None:
    """Whether it ran at several places."""
    one = one_centre(study)
    return None if one is None else not one


def many_countries(study: Study) -> bool | None:
    """Whether it ran in several countries."""
    told = _place(study)
    if len(study.population.countries) > 1 or re.search(r"\bcountries\b|\bcontinents\b", told):
        return True
    return False if len(study.population.countries) == 1 else None


def one_country(study: Study) -> bool | None:
    """Whether it ran in a single country."""
    many = many_countries(study)
    return None if many is None else not many


def small(study: Study) -> bool | None:
    """Whether it was small by any measure; between small and large nothing is said."""
    people = size(study)
    if people is None or SMALL <= people < LARGE:
        return None
    return people < SMALL


def large(study: Study) -> bool | None:
    """Whether it was large by any measure; between small and large nothing is said."""
    little = small(study)
    return None if little is None else not little


def treats(study: Study, folded: str) -> bool:
    """Whether a folded text names the condition of a study, or a word of its people."""
    if condition_words(study.population.condition).search(folded):
        return True
    own = set(re.findall(r"[a-z]{5,}", _place(study)))
    return bool(own & set(re.findall(r"[a-z]{5,}", folded)))
