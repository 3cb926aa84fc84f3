"""How far the model can be trusted and for what: the headings of ASME V&V 40 (2018).

Every entry is a record of the dossier, a pinned figure of a validation run, or computed from
answers. Theory, not evidence.
"""

from __future__ import annotations

from dataclasses import dataclass

from thymos.dossier.index import Dossier
from thymos.mechanism import THEORY
from thymos.mechanism.answers import Answers
from thymos.mechanism.blood import check
from thymos.records.inquiry import Inquiry
from thymos.records.model import Model
from thymos.records.wording import count
from thymos.tables import rows
from thymos.views.model import STATISTICS
from thymos.views.simulation_words import middle_margin, percent, share_text

STANDARD = (
    "The headings are those of ASME V&V 40 (2018), a standard for the credibility of computational "
    "models of medical devices. They are used here to say what this model is not."
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One heading: what is said under it, and from where."""

    heading: str
    text: str
    origin: str


@dataclass(frozen=True, slots=True)
class Credible:
    """The table of one model, under the words that stand on everything about it."""

    label: str
    model: str
    title: str
    entries: tuple[Entry, ...]


def credibility(dossier: Dossier, inquiry: Inquiry, answers: Answers | None) -> Credible:
    """The table of an inquiry's model; what was not computed is said to be missing."""
    model = dossier.models[inquiry.model]
    told = inquiry.credibility
    stated = []
    if told is not None:
        stated = [
            Entry("Question of interest", told.question, "the dossier"),
            Entry("Context of use", told.use, "the dossier"),
            Entry("Model influence", _rated(told.influence.rating, told.influence.reason), _OURS),
            Entry(
                "Decision consequence",
                _rated(told.consequence.rating, told.consequence.reason),
                _OURS,
            ),
        ]
    validation = told.validation if told is not None else "Nothing was compared with patients."
    return Credible(
        THEORY,
        model.id,
        model.title,
        (
            *stated,
            *_verification(),
            Entry("Validation: clinical outcome", f"None. {validation}", "the dossier"),
            _levels(dossier, model),
            _inputs(model),
            *_uncertainty(answers),
        ),
    )


_OURS = "the dossier"


def _rated(rating: str, reason: str) -> str:
    return f"{rating.capitalize()}. {reason}"


def _verification() -> tuple[Entry, ...]:
    """What validation runs measured, as pinned in a table of the program."""
    return tuple(
        Entry(f"Verification: {row['what']}", row["found"], f"{row['made_by']}, {row['on']}")
        for row in rows("verification")
    )


def _levels(dossier: Dossier, model: Model) -> Entry:
    heading = "Validation: levels in blood"
    found = check(dossier, model)
    if found is None:
        return Entry(heading, "The model says nothing of levels in blood.", "computed")
    inside = sum(each.inside for each in found.met)
    parts = []
    for each in found.met:
        low, high = each.range.low, each.range.high
        asked = f"below {high:g}" if low is None else f"{low:g} to {high:g}"
        where = "inside" if each.inside else "outside"
        words, unit = next((w, u) for name, w, u in STATISTICS if name == each.range.statistic)
        parts.append(f"{words} {each.value:.3g} {unit}, {where} {asked}")
    study = dossier.studies[found.study].name
    return Entry(
        heading,
        f"{inside} of {len(found.met)} ranges of {study} are met at once: {'; '.join(parts)}. The "
        "kinetics were fitted to these ranges, so that this is a check of the fit and no test.",
        "computed",
    )


def _inputs(model: Model) -> Entry:
    free = [each for each in model.parameters if each.law != "fixed"]
    kinds = {kind: sum(p.kind == kind for p in free) for kind in ("published", "fitted", "assumed")}
    told = ", ".join(f"{number} {kind}" for kind, number in kinds.items())
    return Entry(
        "Uncertainty: inputs",
        f"Of {len(free)} parameters with a range: {told}. The ranges themselves are assumed.",
        "counted in the records",
    )


def _uncertainty(answers: Answers | None) -> tuple[Entry, ...]:
    heading = "Uncertainty: answers"
    if answers is None or not answers.two_way:
        return (Entry(heading, "Not computed.", "computed"),)
    found = []
    for each in answers.two_way:
        shown = middle_margin(each.whole)
        found.append(
            Entry(
                f"{heading}, {each.prior} ranges",
                f"{share_text(shown.both)} of the draws that come into both states answer both "
                f"ways by {shown.margin:g} % or more; {percent(each.whole.reached)} of "
                f"{count(each.draws)} draws come into both.",
                "computed",
            )
        )
    return tuple(found)
