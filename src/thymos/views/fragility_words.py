"""How far an answer hangs on choices, in sentences that every door says alike."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from thymos.evidence.fragility import Fragility
from thymos.evidence.multiverse import Calibration
from thymos.records.wording import count, number, p_value, plural

# What is less likely than this is called significant by custom.
SELDOM = 0.05
CHOSEN = ", chosen for it, were left out"


class Seen(Protocol):
    """What sentences look at: a `FragilityView`."""

    @property
    def found(self) -> Fragility:
        """All that the answer hangs on."""
        ...

    @property
    def k(self) -> int:
        """How many studies were pooled."""
        ...

    @property
    def side(self) -> int | None:
        """The side of the answer: -1, 0, 1; None where it has none."""
        ...

    @property
    def agree(self) -> int | None:
        """How many analyses lie on that side."""
        ...

    def words(self, side: int) -> str:
        """A side in words."""
        ...


def sentence(view: Seen) -> str:
    """One plain sentence on the whole."""
    if view.side is None:
        return "Whether the answer would be another one cannot be told of these numbers."
    said = f"answer, {view.words(view.side)},"
    if view.k > 1:
        return f"The pooled {said} {_stays(view)}{_among(view)}."
    events = view.found.events
    if events is None or events.count is None:
        return f"The {said} rests on one study."
    return f"The {said} rests on one study, and {_stays(view)}."


def _stays(view: Seen) -> str:
    found, ways = view.found, []
    if found.events is not None and found.events.count is not None:
        people = plural(found.events.count, "person", "people")
        ways.append(f"if {people} had fared otherwise")
    studies = found.studies
    if studies is not None and studies.count is not None:
        ways.append(f"if {count(studies.count)} of the {view.k} studies{CHOSEN}")
    elif studies is not None and studies.stepwise is not None:
        steps = int(studies.stepwise.sum())
        # Who must leave out most of the studies has not moved the answer, but asked another one.
        if 2 * steps <= view.k:
            ways.append(f"if at most {count(steps)} of the {view.k} studies{CHOSEN}")
    if ways:
        return f"would be another one {' or '.join(ways)}"
    if studies is not None and studies.searched:
        return f"stays the same whichever {_so_many(view)} left out"
    return "stays as it is"


def _so_many(view: Seen) -> str:
    """The studies of which every choice was left out, with the verb."""
    studies = view.found.studies
    if studies is None or studies.exhausted:
        return "studies are"
    many = studies.searched
    return "one study is" if many == 1 else f"{count(many)} studies are"


def _among(view: Seen) -> str:
    if view.agree is None:
        return ""
    every = plural(view.found.crossed.analyses, "defensible analysis", "defensible analyses")
    says = "says" if view.agree == 1 else "say"
    return f"; {count(view.agree)} of {every} {says} the same, which is no probability"


def without_studies(view: Seen) -> Iterator[str]:
    """Which studies would have to be left out for another answer, the first ways by name."""
    studies = view.found.studies
    if studies is None or not studies.searched:
        return
    labels = [row.label for row in view.found.pooling.rows]
    if studies.count is not None:
        out = [name for name, left in zip(labels, studies.without[0], strict=True) if left]
        ways = plural(len(studies.without), "way", "ways")
        yield (
            f"The fewest studies that must be left out for another answer are {studies.count} "
            f"({ways}): without {', '.join(out)} it would be {view.words(int(studies.moved[0]))}."
        )
        return
    yield f"Whichever {_so_many(view)} left out, the answer stays the same."
    if studies.stepwise is not None and studies.stepwise_side is not None:
        out = [name for name, left in zip(labels, studies.stepwise, strict=True) if left]
        yield (
            f"Left out one by one, {plural(len(out), 'study', 'studies')} would make it "
            f"{view.words(studies.stepwise_side)}: {', '.join(out)}. Fewer may do."
        )


def moves_most(view: Seen) -> str:
    """Which choice moves the verdict most; empty where nothing can be told."""
    if view.side is None or view.found.crossed.analyses < 2 or not view.found.carried:
        return ""
    first = view.found.carried[0]
    if not first.verdict:
        return "No choice moves the verdict." if _all_agree(view) else ""
    shares = [
        (_on_side(one.below, one.above, view.side), one.choice.name)
        for one in first.choices
        if one.analyses
    ]
    (most, more), (least, less) = max(shares), min(shares)
    if most == least:
        return f"The choice that moves the verdict most is {first.dimension.name}."
    return (
        f"The choice that moves the verdict most is {first.dimension.name}: "
        f"{view.words(view.side)} in {percent_of(most)} of analyses with “{more}”, in "
        f"{percent_of(least)} with “{less}”."
    )


def _all_agree(view: Seen) -> bool:
    return view.agree == view.found.crossed.analyses


def _on_side(below: float | None, above: float | None, side: int) -> float:
    low, high = below or 0.0, above or 0.0
    return low if side < 0 else high if side > 0 else max(0.0, 1.0 - low - high)


def turned_signs(view: Seen) -> str:
    """The P value by turned signs, and below what so few studies cannot come; empty if none."""
    found = view.found.flipped
    if found is None:
        return ""
    kind = "all" if found.exact else "drawn"
    said = f"{p_value(found.p)} ({count(found.analyses)} turns, {kind}"
    # Both turns of all signs together always lie as far.
    least = 2 / found.analyses
    if found.exact and least > SELDOM:
        said += f"; {view.k} studies never give less than {number(least)}"
    return f"{said})"


def wald(view: Seen) -> str:
    """The interval of choices of studies, which is Wald's whatever test was asked for."""
    return "interval" if view.found.pooling.main.test == "z" else "Wald interval"


def calibration_sentence(found: Calibration) -> str:
    """What the shares would be without an effect, in two sentences."""
    every = found.sets + 1
    said = (
        f"In {count(found.sets)} simulated sets of such studies without any effect, the same "
        f"choices find one in {percent_of(found.usual)} of analyses on average, and in one set of "
        f"twenty in {percent_of(found.high)} or more. "
    )
    if not found.decided:
        return f"{said}Here none does."
    return (
        f"{said}As many as here, {percent_of(found.decided)}, find one in "
        f"{count(round(found.p_decided * every))} of {count(every)} sets, the data among them."
    )


def percent_of(share: float | None) -> str:
    """A share in whole percent; one that is not quite none, or not quite all, is told so.

    >>> percent_of(0.0), percent_of(0.001), percent_of(0.55), percent_of(0.999), percent_of(None)
    ('0 %', '< 1 %', '55 %', '> 99 %', '')
    """
    if share is None:
        return ""
    if 0 < share < 0.005:
        return "< 1 %"
    return "> 99 %" if 0.995 < share < 1 else f"{number(100 * share, 0)} %"
