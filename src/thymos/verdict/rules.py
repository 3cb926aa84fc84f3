"""The rule for claims about effects: two ordered tables, first match decides.

They see a summary of the evidence, never a record, so that they can be read, tested and
disputed on their own: `docs/methods/verdicts.md` tells the reasons, decision 0009 the way to
them. Mechanism, animal work and anecdote have no field here: they cannot enter. Posterior
probabilities and shares of analyses have none either.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from thymos.verdict.words import Clinical

# A claim is no more than probable while fewer trials than this point its way: below five, the
# between-trial variance is barely estimable (Bender et al. 2018, Res Synth Methods 9:382).
ENOUGH_TRIALS = 5

# The size of effect that the trials must have been able to find, and how surely: GRADE's
# optimal information size (Guyatt et al. 2011, J Clin Epidemiol 64:1283).
PLAUSIBLE_REDUCTION = 0.25
PLAUSIBLE_STANDARDISED = 0.2
POWER = 0.80
# The same source's rule of thumb where no size of effect can be named: participants in all.
ENOUGH_PARTICIPANTS = 400

# "Most information": the share of the weight above which trials speak for the whole (Cochrane
# Handbook 5.1, table 8.7.a). Where an outcome cannot be misjudged, such as death from any cause,
# trials with and without concealment and blinding agree (Wood et al. 2008, BMJ 336:601): bias
# that could not be assessed then takes nothing away, bias that is known to be high does.
MOST = 0.5

Says = Literal["benefit", "harm", "nothing shown"]
Effect = Literal["benefit", "harm"]
Bias = Literal["low", "cannot matter much", "not assessed", "high"]


@dataclass(frozen=True, slots=True)
class Shown:
    """How firmly the pooled trials show an effect in one direction.

    carriers: trials whose own estimate lies that way. common: whether the common-effect
    interval excludes no effect. everywhere: whether it is excluded at every amount of
    heterogeneity from none to the most that the trials give (`kernel.steady`). guarded: the
    same by the t distribution on the carriers. rests_on: a trial without which it is no longer
    shown everywhere. outweighed_by: a trial that does not show it by itself and holds as much
    information as all others that point to it. information: what the carriers hold, as a share
    of what is needed; None where that cannot be said. bias: the risk of it in most of the weight
    that carries the effect; it cannot matter much where an outcome cannot be misjudged and most of
    the weight is not known to be at high risk. indirect: whether most of it
    is of other people than the outcome's.
    """

    carriers: int = 0
    common: bool = False
    everywhere: bool = False
    guarded: bool = False
    rests_on: str | None = None
    outweighed_by: str | None = None
    information: float | None = None
    bias: Bias = "not assessed"
    indirect: bool = False


@dataclass(frozen=True, slots=True)
class Summary:
    """What the evidence on one outcome amounts to.

    k: randomised trials pooled. random: what the random-effects interval shows. benefit, harm:
    how firmly each is shown. review: what the broadest admissible published review shows, when
    it covers more trials than were pooled here. observational: whether cohorts have usable
    results. unpoolable: whether a verified study reports on the outcome without numbers that
    can be pooled. unverified: whether studies report on it with unverified figures; it changes
    the reason only. worthwhile_excluded: whether the interval rules out a benefit worth having
    (None: no sourced threshold). benefit_excluded, harm_excluded: the same for an effect of
    PLAUSIBLE_REDUCTION either way (None: no ratio); told, and deciding nothing.
    """

    k: int
    random: Says = "nothing shown"
    benefit: Shown = Shown()
    harm: Shown = Shown()
    review: Says | None = None
    observational: bool = False
    unpoolable: bool = False
    unverified: bool = False
    worthwhile_excluded: bool | None = None
    benefit_excluded: bool | None = None
    harm_excluded: bool | None = None


class Line(NamedTuple):
    """A verdict with the reason that a reader is given, and one without terms of art."""

    verdict: Clinical
    reason: str
    plain: str = ""


class Case(NamedTuple):
    """A summary looked at from the side of one effect."""

    s: Summary
    effect: Effect

    @property
    def opposite(self) -> Effect:
        """The other direction."""
        return "harm" if self.effect == "benefit" else "benefit"

    @property
    def this(self) -> Shown:
        """How firmly the effect is shown."""
        return self.s.benefit if self.effect == "benefit" else self.s.harm

    @property
    def other(self) -> Shown:
        """How firmly the opposite is shown."""
        return self.s.harm if self.effect == "benefit" else self.s.benefit


class Rule(NamedTuple):
    """One line of a table; the reason may name fields of `_words`."""

    holds: Callable[[Case], bool]
    verdict: Clinical
    reason: str


WITHOUT_TRIALS: tuple[Rule, ...] = (
    Rule(lambda c: c.s.review == c.effect, Clinical.UNSETTLED,
         "a published review reports a {effect}, but none of its trials could be examined here"),
    Rule(lambda c: c.s.review is not None, Clinical.NOT_SUPPORTED,
         "a published review of randomised trials shows no {effect}"),
    Rule(lambda c: c.s.observational, Clinical.UNSETTLED,
         "only observational studies have usable results, and they cannot tell treatment from "
         "selection"),
    Rule(lambda c: c.s.unpoolable, Clinical.UNSETTLED,
         "a study reports on it, but gives no numbers that can be pooled"),
    Rule(lambda c: c.s.unverified, Clinical.UNTESTED,
         "studies of it are known, but no figure of theirs could be verified"),
    Rule(lambda c: True, Clinical.UNTESTED, "no study with usable results was found"),
)  # fmt: skip

FRAILTIES: tuple[tuple[Callable[[Case], bool], str, str], ...] = (
    (lambda c: c.this.carriers < ENOUGH_TRIALS,
     "only {carriers} trials carry it", "there are only {carriers} of them"),
    (lambda c: not c.this.guarded,
     "an interval guarded for so few trials includes no effect",
     "a more cautious calculation leaves room for no effect"),
    (lambda c: c.this.rests_on is not None,
     "it is no longer shown without {rests_on}", "it hangs on one of them, {rests_on}"),
    (lambda c: c.this.information is None or c.this.information < 1,
     "they hold {information} of the information that is needed",
     "they are too small together to rule out the play of chance"),
    (lambda c: c.this.bias == "high",
     "most of their weight is at high risk of bias",
     "most of them were done in a way that misleads"),
    (lambda c: c.this.bias == "not assessed",
     "their risk of bias could not be ruled out from what was read",
     "how well they were done could not be judged"),
    (lambda c: c.this.indirect,
     "most of them were of people with another condition",
     "most of them were about other people"),
)  # fmt: skip

WITH_TRIALS: tuple[Rule, ...] = (
    Rule(lambda c: _firm(c.other), Clinical.CONTRADICTED,
         "the pooled trials show {opposite}, not {effect}"),
    Rule(lambda c: c.this.everywhere and c.this.carriers == 1, Clinical.UNSETTLED,
         "one trial shows a {effect}, and no other has repeated it"),
    Rule(lambda c: c.this.everywhere and c.this.outweighed_by is not None, Clinical.UNSETTLED,
         "the other trials show a {effect}, and {outweighed_by}, with as much information as all "
         "of them, does not by itself"),
    Rule(lambda c: c.this.everywhere and c.s.review not in (None, c.effect), Clinical.UNSETTLED,
         "the pooled trials show a {effect}, and a published review of more trials does not"),
    Rule(lambda c: c.this.everywhere and bool(frailties(c)), Clinical.PROBABLE,
         "the pooled trials show a {effect}, but {frailties}"),
    Rule(lambda c: c.this.everywhere, Clinical.SUPPORTED,
         "the trials show a {effect} at every amount of heterogeneity that they allow"),
    Rule(lambda c: c.s.review == c.effect, Clinical.UNSETTLED,
         "the trials that could be examined show no {effect}, but a published review of more "
         "trials reports one"),
    Rule(lambda c: c.this.common, Clinical.UNSETTLED,
         "a {effect} appears under the common-effect model and disappears once the trials may "
         "differ"),
    Rule(lambda c: c.s.random == c.effect and c.this.outweighed_by is not None,
         Clinical.NOT_SUPPORTED,
         "the {effect} rests on the weight that the random-effects model gives to small trials; "
         "{outweighed_by}, with more information than all that point to it, shows none"),
    Rule(lambda c: c.s.random == c.effect, Clinical.NOT_SUPPORTED,
         "the {effect} rests on the weight that the random-effects model gives to small trials, "
         "and the larger ones show none"),
    Rule(lambda c: c.other.everywhere, Clinical.NOT_SUPPORTED,
         "no {effect} was shown; what there is points to {opposite}"),
    Rule(lambda c: True, Clinical.NOT_SUPPORTED, "no {effect} was shown; {worthwhile}"),
)  # fmt: skip


def shows(s: Summary, effect: Effect) -> Line:
    """The verdict on the claim that there is a benefit (or a harm).

    >>> shows(Summary(k=0), "benefit").verdict.value
    'untested'
    >>> shows(Summary(k=1), "benefit").verdict.value
    'not supported'
    >>> two = Shown(carriers=2, common=True, everywhere=True)
    >>> shows(Summary(k=2, random="benefit", benefit=two), "benefit").verdict.value
    'probable'
    """
    case = Case(s, effect)
    table = WITH_TRIALS if s.k else WITHOUT_TRIALS
    rule = next(rule for rule in table if rule.holds(case))
    plain = ""
    if rule.verdict is Clinical.PROBABLE:
        plain = f"the trials together show a {effect}, but {_join(frailties(case, plain=True))}"
    return Line(rule.verdict, rule.reason.format_map(_words(case)), plain)


def frailties(case: Case, *, plain: bool = False) -> list[str]:
    """What keeps a shown effect from being firm, in words.

    >>> frailties(Case(Summary(k=9), "benefit"))[0]
    'only 0 trials carry it'
    """
    words = {
        "carriers": case.this.carriers,
        "rests_on": case.this.rests_on,
        "information": _share(case.this.information),
    }
    return [(easy if plain else exact).format_map(words)
            for holds, exact, easy in FRAILTIES if holds(case)]  # fmt: skip


def no_difference(s: Summary) -> Line:
    """The verdict on the claim that it makes no difference.

    Not having found one is no proof: only an interval that excludes a difference worth having
    supports the claim.

    >>> no_difference(Summary(k=2, worthwhile_excluded=True)).verdict.value
    'supported'
    """
    if s.k == 0:
        line = shows(s, "benefit")
        untested = line.verdict is Clinical.UNTESTED
        return line if untested else Line(Clinical.UNSETTLED, line.reason)
    for effect in ("benefit", "harm"):
        case = Case(s, effect)
        if _firm(case.this):
            return Line(Clinical.CONTRADICTED, f"the pooled trials show a {effect}")
        if s.review == effect:
            return Line(
                Clinical.UNSETTLED,
                "no difference was shown here, but a published review of more trials reports a "
                f"{effect}",
            )
        if case.this.common or s.random == effect:
            return Line(Clinical.UNSETTLED, f"some models show a {effect} and others none")
    if s.worthwhile_excluded:
        return Line(Clinical.SUPPORTED, f"no difference was shown; {_worthwhile(s)}")
    return Line(Clinical.UNSETTLED, f"no difference was shown; {_worthwhile(s)}")


def _firm(shown: Shown) -> bool:
    """Shown at every heterogeneity, by more than one trial, and by none outweighed."""
    return shown.everywhere and shown.carriers > 1 and shown.outweighed_by is None


def _words(case: Case) -> dict[str, object]:
    return {
        "effect": case.effect,
        "opposite": case.opposite,
        "outweighed_by": case.this.outweighed_by,
        "frailties": _join(frailties(case)),
        "worthwhile": _worthwhile(case.s, case.effect),
    }


def _share(share: float | None) -> str:
    if share is None:
        return "an unknown part"
    return "nearly all" if 0.995 <= share < 1 else f"{100 * share:.0f} %"


def _worthwhile(s: Summary, effect: Effect = "benefit") -> str:
    """Whether an effect that would matter is excluded, in words."""
    if effect == "harm":
        return _plausible(s.harm_excluded, "harm", 1 / (1 - PLAUSIBLE_REDUCTION) - 1)
    if s.worthwhile_excluded is None:
        said = (
            "whether a difference worth having is excluded cannot be said, as no source for the "
            "smallest such difference was found"
        )
        if s.benefit_excluded is None:
            return said
        return f"{said}; {_plausible(s.benefit_excluded, 'benefit', PLAUSIBLE_REDUCTION)}"
    if s.worthwhile_excluded:
        return "a difference worth having is excluded"
    return "a difference worth having is not excluded"


def _plausible(excluded: bool | None, effect: Effect, size: float) -> str:
    if excluded is None:
        return f"how large a {effect} is excluded cannot be said"
    return f"a relative {effect} of {100 * size:.0f} % {'is' if excluded else 'is not'} excluded"


def _join(parts: list[str]) -> str:
    return ", ".join(parts[:-1]) + " and " + parts[-1] if len(parts) > 1 else "".join(parts)
