"""The computed reasons and levels of certainty against published GRADE tables.

usage: python validation/grade/run.py

Every row of rows.csv is a published judgement with the numbers it rests on. The frozen rules of
thymos.evidence.certainty grade the same numbers; linearly weighted kappa (Cohen 1968, Psychol
Bull 70:213) says how far the two agree, with a 95 % interval from leaving out one table at a
time, as rows of one table are the work of the same people. Writes tests/rivals/grade.json.
"""

import csv
import json
import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from thymos.evidence.certainty import LEVELS as ORDER
from thymos.evidence.certainty import Body, Certainty, Domain, grade
from thymos.evidence.certainty.body import DOWN

ROOT = Path(__file__).parents[2]
ROWS = Path(__file__).with_name("rows.csv")
PINS = ROOT / "tests/rivals/grade.json"
RATIOS = ("RR", "OR", "HR")
STEPS: tuple[str, ...] = ("-2", "-1", "0")
LEVELS: tuple[str, ...] = tuple(level.value for level in ORDER)
NORMAL = 1.959964
# Words of the rule's reason, and what to call that part of the rule; the first that fits.
PATHS = (
    ("both an appreciable", "interval holds appreciable benefit and harm: -2"),
    ("no effect and an appreciable", "interval holds no effect and one of the two: -1"),
    ("is not known", "participants not known: -1"),
    ("excludes no effect", "too few participants, interval excludes no effect: -1"),
    ("includes no effect", "too few participants, interval includes no effect: -1"),
    ("", "enough participants: 0"),
)
COLUMNS = {
    Domain.BIAS: "bias",
    Domain.INCONSISTENCY: "inconsistency",
    Domain.INDIRECTNESS: "indirectness",
    Domain.IMPRECISION: "imprecision",
    Domain.PUBLICATION: "publication",
}


@dataclass(frozen=True)
class Row:
    """One published judgement: cells as written, ratings as steps (None where not stated)."""

    cells: dict[str, str]
    ratings: dict[Domain, int | None]

    def number(self, name: str) -> float | None:
        """A cell as a number; None where it is empty."""
        return float(self.cells[name]) if self.cells[name] else None

    @property
    def table(self) -> str:
        """The table that the row stands in."""
        return self.cells["row"].rpartition("-")[0]

    @property
    def up(self) -> int:
        """Steps that the table rates up."""
        return int(self.cells["up"])


@dataclass(frozen=True)
class Pair:
    """One comparison: what the table says, what the rules say, and which table it was."""

    published: str
    computed: str
    table: str


def read() -> tuple[Row, ...]:
    """Every row of rows.csv."""
    with ROWS.open(encoding="utf-8", newline="") as stream:
        return tuple(_row(cells) for cells in csv.DictReader(stream))


def _row(cells: dict[str, str]) -> Row:
    rated = {domain: cells[name] for domain, name in COLUMNS.items()}
    return Row(cells, {domain: int(said) if said else None for domain, said in rated.items()})


def body(row: Row) -> Body:
    """The numbers of a row as a body of evidence; what it does not give stays unknown."""
    ratio = row.cells["measure"] in RATIOS
    estimate, low, high = (
        math.log(float(row.cells[name])) if ratio else float(row.cells[name])
        for name in ("estimate", "low", "high")
    )
    n = row.number("n_treated"), row.number("n_control")
    events = row.number("events_treated"), row.number("events_control")
    people = row.number("participants") if None in n else sum(x for x in n if x)
    risk = row.number("control_risk")
    if events[1] is not None and n[1]:
        risk = events[1] / n[1]
    return Body(
        randomised=row.cells["design"] == "rct",
        log_scale=ratio,
        turn=1,
        k=int(row.cells["k"]),
        estimate=estimate,
        low=low,
        high=high,
        people=None if people is None else int(people),
        events=None if None in events else int(sum(x for x in events if x)),
        control_risk=risk,
        I2=row.number("I2"),
    )


def graded(row: Row) -> Certainty:
    """What the frozen rules say of a row."""
    return grade(body(row))


def steps(row: Row, domain: Domain) -> int:
    """The computed steps of one reason."""
    return next(r.steps for r in graded(row).reasons if r.suggested.domain is domain)


def informed(row: Row, domain: Domain) -> bool:
    """Whether a row holds the numbers that the rule of a domain reads.

    A table never says what the rules on bias, indirectness and publication read: the weight of
    each study and its quality, its people, and what is known but was not pooled.
    """
    if domain is Domain.INCONSISTENCY:
        return row.cells["k"] == "1" or bool(row.cells["I2"])
    if domain is Domain.IMPRECISION:
        return body(row).people is not None or body(row).events is not None
    return False


def told(row: Row, computed: Sequence[Domain]) -> str:
    """The level from the table's own steps, but for the computed domains."""
    start = 3 if row.cells["start"] == "high" else 1
    said = sum(step or 0 for domain, step in row.ratings.items() if domain not in computed)
    place = start + said + sum(steps(row, domain) for domain in computed) + row.up
    return LEVELS[min(max(place, 0), len(LEVELS) - 1)]


def of_domain(rows: Sequence[Row], domain: Domain) -> list[Pair]:
    """Published and computed steps of the rows that state a rating."""
    return [
        Pair(str(row.ratings[domain]), str(steps(row, domain)), row.table)
        for row in rows
        if row.ratings[domain] is not None
    ]


def of_level(rows: Sequence[Row], level: Callable[[Row], str]) -> list[Pair]:
    """Published and computed levels."""
    return [Pair(row.cells["level"], level(row), row.table) for row in rows]


def kappa(pairs: Sequence[tuple[str, str]], order: Sequence[str]) -> float | None:
    """Linearly weighted kappa; None where chance alone leaves nothing to disagree about."""
    n = len(pairs)
    if not n:
        return None
    place = {name: i for i, name in enumerate(order)}
    seen = sum(abs(place[a] - place[b]) for a, b in pairs) / n
    ours, theirs = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    chance = sum(
        count * other * abs(place[a] - place[b])
        for a, count in ours.items()
        for b, other in theirs.items()
    ) / (n * n)
    return 1 - seen / chance if chance else None


def interval(pairs: Sequence[Pair], order: Sequence[str]) -> tuple[float, float] | None:
    """95 % limits of kappa by the jackknife over tables; None for fewer than five tables."""
    tables = sorted({pair.table for pair in pairs})
    whole = kappa(_bare(pairs), order)
    left = [kappa(_bare([p for p in pairs if p.table != table]), order) for table in tables]
    found = [x for x in left if x is not None]
    m = len(found)
    if whole is None or m < 5 or m < len(left):
        return None
    mean = sum(found) / m
    se = math.sqrt((m - 1) / m * sum((x - mean) ** 2 for x in found))
    return max(whole - NORMAL * se, -1.0), min(whole + NORMAL * se, 1.0)


def _bare(pairs: Sequence[Pair]) -> list[tuple[str, str]]:
    return [(pair.published, pair.computed) for pair in pairs]


def summary(what: str, pairs: Sequence[Pair], order: Sequence[str]) -> dict[str, Any]:
    """Agreement of one list of pairs, with the counts behind it (published, then computed)."""
    found = kappa(_bare(pairs), order)
    limits = interval(pairs, order)
    place = {name: i for i, name in enumerate(order)}
    apart = [place[pair.computed] - place[pair.published] for pair in pairs]
    counts = Counter(_bare(pairs))
    return {
        "what": what,
        "rows": len(pairs),
        "tables": len({pair.table for pair in pairs}),
        "kappa": None if found is None else round(found, 2),
        "interval": None if limits is None else [round(x, 2) for x in limits],
        "same": sum(x == 0 for x in apart),
        "stricter": sum(x < 0 for x in apart),
        "milder": sum(x > 0 for x in apart),
        "order": list(order),
        "counts": [[counts[a, b] for b in order] for a in order],
    }


def agreement(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Every comparison: domains on rows that hold the numbers, then on all, then the level."""
    found = []
    for domain in DOWN:
        held = [row for row in rows if informed(row, domain)]
        found.append(summary(f"{domain.value}: numbers at hand", of_domain(held, domain), STEPS))
        found.append(summary(f"{domain.value}: all rows", of_domain(rows, domain), STEPS))
    said = [row for row in rows if row.cells["I2_told"] == "every row"]
    unlike = Domain.INCONSISTENCY
    found.append(summary(f"{unlike.value}: I² told of every row", of_domain(said, unlike), STEPS))
    for name, chosen in (("ratios", True), ("differences", False)):
        part = [row for row in rows if (row.cells["measure"] in RATIOS) is chosen]
        pairs = of_domain(part, Domain.IMPRECISION)
        found.append(summary(f"{Domain.IMPRECISION.value}: {name}", pairs, STEPS))
    return found + levels(rows)


def levels(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """The level by the rules alone, and with the table's own words for what it alone knows."""
    same = [row for row in rows if (row.cells["start"] == "high") is (row.cells["design"] == "rct")]
    held = [row for row in same if informed(row, Domain.INCONSISTENCY)]
    both = (Domain.INCONSISTENCY, Domain.IMPRECISION)
    return [
        summary("level: rules alone", of_level(same, lambda r: graded(r).level.value), LEVELS),
        summary(
            "level: both computed, the rest as published",
            of_level(held, lambda row: told(row, both)),
            LEVELS,
        ),
        summary(
            "level: imprecision computed, the rest as published",
            of_level(same, lambda row: told(row, (Domain.IMPRECISION,))),
            LEVELS,
        ),
        summary(
            "level: imprecision left out, the rest as published",
            of_level(same, lambda row: told(_without(row, Domain.IMPRECISION), ())),
            LEVELS,
        ),
    ]


def _without(row: Row, domain: Domain) -> Row:
    return Row(row.cells, {**row.ratings, domain: 0})


def paths(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Which part of the rule on imprecision spoke, and what the tables said of the same rows."""
    found: dict[str, Counter[str]] = {name: Counter() for _, name in PATHS}
    for row in rows:
        rating = next(r for r in graded(row).reasons if r.suggested.domain is Domain.IMPRECISION)
        name = next(name for part, name in PATHS if part in rating.suggested.reason)
        found[name][str(row.ratings[Domain.IMPRECISION])] += 1
    return [
        {"path": name, "order": list(STEPS), "published": [counts[step] for step in STEPS]}
        for name, counts in found.items()
    ]


def pins(rows: Sequence[Row]) -> dict[str, Any]:
    """What is pinned: the comparisons, and for every row what the rules say."""
    return {
        "agreement": agreement(rows),
        "imprecision": paths(rows),
        "rows": [
            {
                "row": row.cells["row"],
                "steps": {domain.value: steps(row, domain) for domain in DOWN},
                "level": graded(row).level.value,
            }
            for row in rows
        ],
    }


def show(found: dict[str, Any]) -> str:
    """One comparison as text: kappa, then the counts with what was published down the side."""
    kappa_, limits = found["kappa"], found["interval"]
    said = "undefined" if kappa_ is None else f"{kappa_:.2f}"
    if limits:
        said += f" ({limits[0]:.2f} to {limits[1]:.2f})"
    lines = [
        f"{found['what']}: {found['rows']} rows of {found['tables']} tables, kappa {said}; "
        f"same {found['same']}, rules stricter {found['stricter']}, milder {found['milder']}"
    ]
    if found["rows"]:
        lines.append("".join(f"{name:>10}" for name in ("", *found["order"])))
        for name, counts in zip(found["order"], found["counts"], strict=True):
            lines.append(f"{name:>10}" + "".join(f"{count:>10}" for count in counts))
    return "\n".join(lines)


def main() -> None:
    """Print every comparison and pin it."""
    found = pins(read())
    for one in found["agreement"]:
        print(show(one), end="\n\n")
    for part in found["imprecision"]:
        print(f"{part['path']}; published {dict(zip(STEPS, part['published'], strict=True))}")
    parts = [
        f' "{key}": [\n' + ",\n".join("  " + json.dumps(one) for one in value) + "\n ]"
        for key, value in found.items()
    ]
    PINS.write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
