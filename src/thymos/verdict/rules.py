"""The rule for claims about effects: a short ordered table, first match decides.

It sees a summary of the evidence, never a record, so that it can be read, tested and
disputed on its own. The reasons for each line: `docs/decisions/0004-first-verdicts.md`.
Mechanism, animal work and anecdote have no field here: they cannot enter.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from thymos.verdict.words import Clinical

# A claim is no more than probable while fewer trials than this carry it: below five, the
# between-trial variance is barely estimable (Bender et al. 2018, Res Synth Methods 9:382).
ENOUGH_TRIALS = 5

# A trial that holds half of the common-effect weight outvotes the small ones around it
# (the magnesium and ISIS-4 case: Egger & Davey Smith 1995, BMJ 310:752).
DOMINANT_SHARE = 50.0

Says = Literal["benefit", "harm", "nothing shown"]
Effect = Literal["benefit", "harm"]


@dataclass(frozen=True, slots=True)
class Summary:
    """What the evidence on one outcome amounts to.

    k: randomised trials pooled. random, common, guarded: what the random-effects (Wald),
    common-effect and Knapp–Hartung intervals show. dominant: what the largest trial shows by
    itself, when it holds at least DOMINANT_SHARE of the common-effect weight.
    review: what the broadest admissible published review shows, when it covers more trials
    than were pooled here. observational: whether cohorts have usable results. unpoolable:
    whether a verified study reports on the outcome without numbers that can be pooled.
    unverified: whether studies report on it with unverified figures; it changes the reason only.
    assessed: whether risk of bias could be judged for every pooled trial, and none is high.
    worthwhile_excluded: whether the interval rules out a benefit worth having (None: no
    sourced threshold).
    """

    k: int
    random: Says = "nothing shown"
    common: Says = "nothing shown"
    guarded: Says = "nothing shown"
    dominant: Says | None = None
    review: Says | None = None
    observational: bool = False
    unpoolable: bool = False
    unverified: bool = False
    assessed: bool = False
    worthwhile_excluded: bool | None = None


class Line(NamedTuple):
    """A verdict with the reason that a reader is given, and one without terms of art."""

    verdict: Clinical
    reason: str
    plain: str = ""


def shows(s: Summary, effect: Effect) -> Line:
    """The verdict on the claim that there is a benefit (or a harm).

    >>> shows(Summary(k=0), "benefit").verdict.value
    'untested'
    >>> shows(Summary(k=1), "benefit").verdict.value
    'not supported'
    >>> shows(Summary(k=2, random="benefit", common="benefit"), "benefit").verdict.value
    'probable'
    """
    opposite: Effect = "harm" if effect == "benefit" else "benefit"
    if s.k == 0:
        return _without_trials(s, effect)
    if s.random == opposite:
        return Line(Clinical.CONTRADICTED, f"the pooled trials show {opposite}, not {effect}")
    if s.random == effect:
        return _shown(s, effect)
    if s.review == effect:
        return Line(
            Clinical.UNSETTLED,
            f"the trials that could be examined show no {effect}, but a published review of more "
            "trials reports one",
        )
    if s.common == effect:
        return Line(
            Clinical.UNSETTLED,
            f"a {effect} appears under the common-effect model and disappears once the trials may "
            "differ",
        )
    return Line(Clinical.NOT_SUPPORTED, f"no {effect} was shown; {_worthwhile(s)}")


def no_difference(s: Summary) -> Line:
    """The verdict on the claim that it makes no difference.

    >>> no_difference(Summary(k=2, worthwhile_excluded=True)).verdict.value
    'supported'
    """
    if s.k == 0:
        line = _without_trials(s, "benefit")
        untested = line.verdict is Clinical.UNTESTED
        return line if untested else Line(Clinical.UNSETTLED, line.reason)
    if s.random != "nothing shown":
        return Line(Clinical.CONTRADICTED, f"the pooled trials show a {s.random}")
    if s.review in ("benefit", "harm"):
        return Line(
            Clinical.UNSETTLED,
            "no difference was shown here, but a published review of more trials reports a "
            f"{s.review}",
        )
    verdict = Clinical.SUPPORTED if s.worthwhile_excluded else Clinical.PROBABLE
    return Line(verdict, f"no difference was shown; {_worthwhile(s)}")


def _without_trials(s: Summary, effect: Effect) -> Line:
    if s.review == effect:
        return Line(
            Clinical.UNSETTLED,
            f"a published review reports a {effect}, but none of its trials could be examined here",
        )
    if s.review is not None:
        return Line(
            Clinical.NOT_SUPPORTED,
            f"a published review of randomised trials shows no {effect}",
        )
    if s.observational:
        return Line(
            Clinical.UNSETTLED,
            "only observational studies have usable results, and they cannot tell treatment from "
            "selection",
        )
    if s.unpoolable:
        return Line(
            Clinical.UNSETTLED, "a study reports on it, but gives no numbers that can be pooled"
        )
    if s.unverified:
        return Line(
            Clinical.UNTESTED, "studies of it are known, but no figure of theirs could be verified"
        )
    return Line(Clinical.UNTESTED, "no study with usable results was found")


def _shown(s: Summary, effect: Effect) -> Line:
    if s.k == 1:
        return Line(Clinical.UNSETTLED, f"one trial shows a {effect}, and no other has repeated it")
    if s.dominant is not None and s.dominant != effect:
        return Line(
            Clinical.UNSETTLED, f"the small trials show a {effect} and the largest does not"
        )
    if s.common != effect:
        return Line(
            Clinical.UNSETTLED,
            f"the {effect} rests on the weight that the random-effects model gives to small trials",
        )
    if s.review is not None and s.review != effect:
        return Line(
            Clinical.UNSETTLED,
            f"the pooled trials show a {effect}, and a published review of more trials does not",
        )
    frail = (
        (s.k < ENOUGH_TRIALS, f"only {s.k} trials carry it", f"there are only {s.k} of them"),
        (
            s.guarded != effect,
            "the guarded Knapp–Hartung interval includes no effect",
            "a more cautious calculation leaves room for no effect",
        ),
        (
            not s.assessed,
            "their risk of bias could not be ruled out from what was read",
            "how well they were done could not be judged",
        ),
    )
    reasons = [text for holds, text, _ in frail if holds]
    if reasons:
        said = f"the pooled trials show a {effect}, but "
        plain = _join([text for holds, _, text in frail if holds])
        return Line(
            Clinical.PROBABLE,
            said + _join(reasons),
            f"the trials together show a {effect}, but {plain}",
        )
    return Line(Clinical.SUPPORTED, f"the trials show a {effect} in every model")


def _worthwhile(s: Summary) -> str:
    if s.worthwhile_excluded is None:
        return (
            "whether a difference worth having is excluded cannot be said, as no source for the "
            "smallest such difference was found"
        )
    if s.worthwhile_excluded:
        return "a difference worth having is excluded"
    return "a difference worth having is not excluded"


def _join(parts: list[str]) -> str:
    return ", ".join(parts[:-1]) + " and " + parts[-1] if len(parts) > 1 else "".join(parts)
