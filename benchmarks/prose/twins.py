"""True sentences about the numbers of every shipped dossier, and twins with one number changed.

usage: python benchmarks/prose/twins.py [--all]

A wording is a template over the values of a study's result, of a review or of a status. Filled
from the records it is true, and no rule on records may flag it; with two digits changed about,
a nought added, the arms swapped or another study's number in the place of one of its own it is
false, and one should. Prints both shares with Wilson intervals; `--all` lists what went wrong.
The wordings of `LATER` were written before the rules were tuned on the others, and looked at only
when these were done: 0.86 of their twins were flagged then, which is what to expect of sentences
that nobody has seen; no true one was.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import thymos
from benchmarks.prose.bench import share
from benchmarks.prose.wordings import EARLIER, LATER, Wording
from thymos.dossier.index import Dossier
from thymos.dossier.read import shipped
from thymos.errors import Finding, Severity
from thymos.prose.entities import Lexicon, What
from thymos.prose.figures import two_by_two
from thymos.prose.page import open_page
from thymos.prose.rules import RULES
from thymos.prose.topics import days, outcome_groups
from thymos.records.atoms import admissible
from thymos.records.outcome import Outcome, PublishedPool
from thymos.records.study import Control, Result, Study
from thymos.verdict.judge import Judged

# How many studies, reviews or statuses of a dossier each wording is filled from.
EACH = 4
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
# How outcomes are told: verb, verb of the past perfect, events, share.
_TOLD = (
    ("death", "died", "had died", "deaths", "mortality"),
    ("tuberculosis", "developed tuberculosis", "had developed tuberculosis",
     "cases of tuberculosis", "the rate of tuberculosis"),
    ("infection", "caught an infection", "had caught an infection", "infections",
     "the rate of infection"),
    ("response", "responded", "had responded", "responses", "the response rate"),
)  # fmt: skip
_CONTROLS = (
    (Control.PLACEBO, "placebo"), (Control.USUAL_CARE, "usual care"),
    (Control.UNTREATED, "no treatment"),
)  # fmt: skip
_RATIOS = (("OR", "odds ratio"), ("RR", "risk ratio"), ("HR", "hazard ratio"))
_SWAPPED = (("et", "ec"), ("pt", "pc"))


@dataclass(frozen=True, slots=True)
class Filled:
    """What a template is filled with: the printed values, and which of them are numbers."""

    of: str
    values: Mapping[str, str]
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """One sentence in its context; false tells how it was changed, None where it is true."""

    dossier: str
    wording: int
    of: str
    context: str
    sentence: str
    false: str | None


class Bench:
    """A dossier opened once, with everything that its templates can be filled with."""

    def __init__(self, name: str) -> None:
        opened = thymos.load(name)
        self.name = name
        self.known: Dossier = opened.known
        self.judged: tuple[Judged, ...] = opened.judged
        self.lexicon = Lexicon(opened.known)
        self.filled: Mapping[str, tuple[Filled, ...]] = {
            "study": tuple(self._studies()),
            "review": tuple(self._reviews()),
            "status": tuple(self._statuses()),
        }

    def flagged(self, case: Case) -> list[Finding]:
        """The findings, notes left out, on the sentence of a case."""
        text = f"{case.context}\n{case.sentence}\n" if case.context else f"{case.sentence}\n"
        page = open_page(text, self.known, self.judged, self.lexicon, form="markdown")
        at = text.rstrip("\n").count("\n") + 1
        return [
            finding
            for rule in RULES
            for finding in rule(page)
            if finding.severity is not Severity.NOTE and finding.line == at
        ]

    def _drug(self) -> str:
        name = self.known.compounds[self.known.head.subject].name
        return name.removesuffix(" sulfate").removesuffix(" vaccine")

    def _studies(self) -> Iterator[Filled]:
        for study in self.known.studies.values():
            name = self._called(study)
            if name is None:
                continue
            for result in study.results:
                outcome = self.known.outcomes.get(result.outcome)
                if outcome is not None and _plain(self.known, study, result):
                    yield self._of_result(name, study, result, outcome)

    def _called(self, study: Study) -> str | None:
        """A name of the study by which the check knows it, and it alone."""
        short = re.sub(r"(?<=[A-Z\d]) (?:19|20)\d\d$", "", study.name.split(",")[0])
        for name in (short, study.name.split(",")[0]):
            found = self.lexicon.mentions(name, name.lower())
            if [(m.what, m.ids) for m in found] == [(What.STUDY, (study.id,))]:
                return name
        return None

    def _of_result(self, name: str, study: Study, result: Result, outcome: Outcome) -> Filled:
        told = _told_as(outcome)
        words = dict(zip(("died", "had", "deaths", "mortality"), told[1:], strict=True))
        control = dict(_CONTROLS).get(study.control, "control")
        values = {
            **words, "study": name, "drug": self._drug(), "ctl": control,
            "cond": study.population.condition.replace("-", " "),
        }  # fmt: skip
        values |= {f"{key[0].upper()}{key[1:]}": word[0].upper() + word[1:]
                   for key, word in words.items()}  # fmt: skip
        numbers = _numbers_of(study, result)
        if when := days(result.timepoint):
            values["time"] = f"day {min(when)}"
        return Filled(f"{study.id}/{result.id}", values | numbers, tuple(numbers))

    def _reviews(self) -> Iterator[Filled]:
        for pool in self.known.pools.values():
            source = self.known.sources[pool.source]
            family = source.authors[0].family if source.authors else None
            if not pool.main or not admissible(pool.cites) or pool.keep_out or not family:
                continue
            year = (source.issued or "")[:4]
            found = self.lexicon.mentions(f"{family} {year}", f"{family} {year}".lower())
            if [m.what for m in found] != [What.REVIEW] or not year:
                continue
            numbers = _numbers_of_pool(pool) | {"year": year}
            outcome = _told_as(self.known.outcomes[pool.outcome])
            values = {
                "review": f"{family} et al. ({year})", "family": family, "drug": self._drug(),
                "measure": pool.measure, "ratio": dict(_RATIOS).get(pool.measure, ""),
                "deaths": outcome[3],
            }  # fmt: skip
            yield Filled(pool.id, values | numbers, tuple(numbers))

    def _statuses(self) -> Iterator[Filled]:
        for status in self.known.statuses.values():
            begun = status.valid_from
            if begun is None or begun.precision != "day" or not status.authority:
                continue
            year, month, day = (int(part) for part in begun.split("-"))
            numbers = {"year": str(year), "month": _MONTHS[month - 1], "day": str(day)}
            values = {"what": status.what.rstrip("."), "authority": status.authority}
            yield Filled(status.id, values | numbers, tuple(numbers))


def _plain(known: Dossier, study: Study, result: Result) -> bool:
    """Whether a result is the whole study's, stands, and has two groups."""
    return (
        result.admissible
        and result.subgroup is None
        and not known.is_superseded(study, result)
        and len(result.counts) == 2
        and _counted(two_by_two(study, result))
        and _told_as(known.outcomes[result.outcome]) is not _TOLD[-1]
        and not re.search(r"surviv|dfs|chloroquine", result.outcome)
    )


def _counted(cells: tuple[tuple[int, int], tuple[int, int]] | None) -> bool:
    """Whether both groups saw events: of noughts nobody writes in words."""
    return cells is not None and all(events > 0 for events, _ in cells)


def _told_as(outcome: Outcome) -> tuple[str, ...]:
    kinds = outcome_groups(outcome) | {outcome.id}
    return next((row for row in _TOLD if row[0] in kinds), _TOLD[-1])


def _numbers_of(study: Study, result: Result) -> dict[str, str]:
    cells = two_by_two(study, result)
    assert cells is not None
    (a, n1), (c, n2) = cells
    found = {
        "et": f"{a:,}", "nt": f"{n1:,}", "ec": f"{c:,}", "nc": f"{n2:,}",
        "pt": f"{100 * a / n1:.1f}", "pc": f"{100 * c / n2:.1f}",
        "n": f"{study.randomised or study.analysed or n1 + n2:,}",
    }  # fmt: skip
    if a and c:
        found["rr"] = f"{(a / n1) / (c / n2):.2f}"
    if study.population.centres and study.population.centres > 1:
        found["centres"] = str(study.population.centres)
    if study.available:
        found["year"] = study.available[:4]
    if (effect := result.effect) is not None and effect.interval is not None:
        limits = effect.interval
        found |= {"est": f"{effect.estimate:.2f}", "low": f"{limits.low:.2f}",
                  "high": f"{limits.high:.2f}"}  # fmt: skip
    return found


def _numbers_of_pool(pool: PublishedPool) -> dict[str, str]:
    found = {}
    if pool.k:
        found["k"] = str(pool.k)
    if pool.patients:
        found["patients"] = f"{pool.patients:,}"
    if pool.estimate is not None and pool.measure in dict(_RATIOS):
        found["est"] = f"{pool.estimate:.2f}"
    if pool.interval is not None and pool.measure in dict(_RATIOS):
        found |= {"low": f"{pool.interval.low:.2f}", "high": f"{pool.interval.high:.2f}"}
    if pool.i2 is not None:
        found["i2"] = f"{pool.i2:g}"
    return found


def cases(bench: Bench, wordings: Iterable[tuple[int, Wording]]) -> Iterator[Case]:
    """Every wording filled from some records of a dossier, each followed by its false twins."""
    for index, wording in wordings:
        pool = [f for f in bench.filled[wording.of] if set(wording.fields) <= set(f.values)]
        # Not the same records for every wording, and the same ones on every day.
        step = max(1, len(pool) // EACH)
        for turn, filled in enumerate(pool[index % step :: step][:EACH]):
            yield _case(bench, index, wording, filled, filled.values, None)
            yield from _twins(bench, index, wording, filled, pool, turn)


def _twins(
    bench: Bench, index: int, wording: Wording, filled: Filled, pool: list[Filled], turn: int
) -> Iterator[Case]:
    used = [f for f in wording.changed or wording.fields if f in filled.numbers]
    for pair in _SWAPPED:
        if wording.arms and set(pair) <= set(used):
            one, two = filled.values[pair[0]], filled.values[pair[1]]
            if _apart(one, two):
                swapped = {**filled.values, pair[0]: two, pair[1]: one}
                yield _case(bench, index, wording, filled, swapped, "swapped")
    for at, field in enumerate(used):
        value = filled.values[field]
        ways = tuple(_changes(field, value, filled, pool))
        if ways:
            how, changed = ways[(index + turn + at) % len(ways)]
            values = {**filled.values, field: changed}
            yield _case(bench, index, wording, filled, values, f"{field} {how}")


def _changes(
    field: str, value: str, filled: Filled, pool: list[Filled]
) -> Iterator[tuple[str, str]]:
    """The ways in which a number can be wrong, far enough from what is right."""
    right = {v for key, v in filled.values.items() if key in filled.numbers}
    others = [f.values[field] for f in pool if field in f.values]
    for how, changed in (
        ("turned", _turned(value)),
        ("of another", next((v for v in others if v not in right and _apart(v, value)), value)),
        ("tenfold", _tenfold(field, value)),
    ):
        if changed not in right and _apart(changed, value) and _can_be(field, changed, filled):
            yield how, changed


def _can_be(field: str, changed: str, filled: Filled) -> bool:
    """No more events than people: what cannot be needs no records to be wrong."""
    values = {**filled.values, field: changed}
    return all(
        int(values[events].replace(",", "")) <= int(values[people].replace(",", ""))
        for events, people in (("et", "nt"), ("ec", "nc"))
        if events in values
    )


def _turned(value: str) -> str:
    """Two neighbouring digits changed about: 26.0 becomes 62.0."""
    if value in _MONTHS:
        return _MONTHS[(_MONTHS.index(value) + 5) % 12]
    digits = [i for i, c in enumerate(value) if c.isdigit()]
    # In a year or a long number the last two, so that it stays what it looks like.
    pairs = list(pairwise(digits))
    for one, two in reversed(pairs) if len(digits) > 3 else pairs:
        if value[one] != value[two] and not (one == 0 and value[two] == "0"):
            return value[:one] + value[two] + value[one + 1 : two] + value[one] + value[two + 1 :]
    return value


def _tenfold(field: str, value: str) -> str:
    if field in ("year", "month", "day", "i2") or value in _MONTHS:
        return value
    if field in ("pt", "pc"):
        return f"{float(value) / 10:.1f}"
    if "." in value:
        return f"{10 * float(value):.1f}"
    return f"{10 * int(value.replace(',', '')):,}"


def _apart(one: str, two: str) -> bool:
    """Whether two printed values differ by more than rounding."""
    if one in _MONTHS or two in _MONTHS:
        return one != two
    a, b = (float(v.replace(",", "")) for v in (one, two))
    if a == int(a) and 1900 <= a <= 2100 and 1900 <= b <= 2100:
        return abs(a - b) > 1
    return abs(a - b) > 0.08 * max(abs(a), abs(b))


def _case(
    bench: Bench, index: int, wording: Wording, filled: Filled, values: Mapping[str, str],
    false: str | None,
) -> Case:  # fmt: skip
    context, sentence = wording.context.format_map(values), wording.text.format_map(values)
    lead = f"# On {filled.values.get('drug') or bench._drug()}\n"
    return Case(bench.name, index, filled.of, lead + context, sentence, false)


@dataclass(frozen=True, slots=True)
class Score:
    """How many true sentences were left alone, and how many false ones were flagged."""

    silent: int
    true: int
    caught: int
    false: int
    wrong: tuple[str, ...]


def score(wordings: Iterable[tuple[int, Wording]], names: Iterable[str] | None = None) -> Score:
    """Check every case of some wordings over the shipped dossiers."""
    silent = true = caught = false = 0
    wrong: list[str] = []
    listed = tuple(wordings)
    for name in names or shipped():
        bench = Bench(name)
        for case in cases(bench, listed):
            found = bench.flagged(case)
            right = bool(found) is (case.false is not None)
            if case.false is None:
                true, silent = true + 1, silent + right
            else:
                false, caught = false + 1, caught + right
            if not right:
                why = f"{found[0].rule}: {found[0].reason}" if found else "missed"
                what = case.false or "true"
                wrong.append(f"{case.wording:3} {case.of} [{what}] {case.sentence} <- {why}")
    return Score(silent, true, caught, false, tuple(wrong))


def main() -> int:
    """Print the shares."""
    numbered = tuple(enumerate(EARLIER + LATER))
    for title, wordings in (
        ("wordings tuned on", numbered[: len(EARLIER)]),
        ("wordings looked at last", numbered[len(EARLIER) :]),
    ):
        got = score(wordings)
        print(
            f"{title}: {len(wordings)}; true and left alone {share(got.silent, got.true)}; "
            f"one number changed and flagged {share(got.caught, got.false)}"
        )
        if "--all" in sys.argv:
            print("\n".join(got.wrong))
    return 0


if __name__ == "__main__":
    sys.exit(main())
