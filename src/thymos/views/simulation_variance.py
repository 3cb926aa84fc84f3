"""On which parameters the answers of a model hang, in words. Theory, not evidence.

Sentences follow from the numbers; no number is typed here.
"""

from __future__ import annotations

import math
from types import MappingProxyType

from thymos.mechanism.questions.variance import SobolAnswer
from thymos.mechanism.sobol import Variance
from thymos.records.wording import count, number
from thymos.views.simulation_words import Names, listed

# What the indices of variance are of, in words.
ASKED = MappingProxyType(
    {
        "up": "what should rise",
        "down": "what should fall",
        "both": "both ways at all",
        "reach": "coming into both states at all",
    }
)
# So many parameters are named that decide who comes into the states.
NAMED = 3


def sobol_told(answer: SobolAnswer, names: Names) -> str:
    """What a single parameter explains, and what only several together do."""
    both = next(each for each in answer.single if each.answer == "both")
    if still(both):
        return "The two-way answer does not vary in these draws."
    top = both.indices[0]
    if top.total <= top.total_half:
        return (
            f"In so few runs no total index exceeds its error (the largest is {number(top.total)} "
            f"± {number(top.total_half)}), so that nothing can be told apart."
        )
    what = names.parameters.get(top.name, top.name)
    half = math.sqrt(sum(each.first_half**2 for each in both.indices))
    surely = (
        "which cannot be told from nothing"
        if both.alone <= half
        else "the rest is what they do together"
    )
    return (
        f"Whether a draw answers both ways hangs most on this: {what} (total index "
        f"{number(top.total)} ± {number(top.total_half)}, by itself {number(top.first)} ± "
        f"{number(top.first_half)}). What all parameters explain one by one adds up to "
        f"{number(both.alone)} ± {number(half)} of the variance, {surely}."
    )


def reach_told(answer: SobolAnswer, names: Names) -> str:
    """How many runs had no answer, and what decides about that."""
    kept = answer.runs - answer.missing
    told = (
        f"{count(answer.runs)} patients were run; {count(kept)} of them come into both states. The "
        "others count as the middle one, and as not answering both ways, so that what decides who "
        "comes there stands behind every index here"
    )
    reach = next((each for each in answer.single if each.answer == "reach"), None)
    if reach is None or still(reach):
        return f"{told}."
    top = [each for each in reach.indices[:NAMED] if each.total > each.total_half]
    named = [
        f"{names.parameters.get(each.name, each.name)} ({number(each.total)} ± "
        f"{number(each.total_half)})"
        for each in top
    ]
    return f"{told}: most of all {listed(named)}." if named else f"{told}."


def still(found: Variance) -> bool:
    """Whether an answer never varied, so that nothing can be told of what it hangs on."""
    return not any(each.total for each in found.indices)
