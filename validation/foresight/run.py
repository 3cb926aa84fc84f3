"""What the verdict said before each large trial, and what the large trial then found.

usage: python validation/foresight/run.py

Every series of two-armed trials with years in tests/published/data. A large trial has 1,000
participants or more (LeLorier et al. 1997, N Engl J Med 337:536), is the largest of its series
so far, and follows at least two trials of earlier years. The verdict is that of the frozen
calculus (decision 0009) on all trials of earlier years: risk ratios, nothing assessed for bias.
It foretells a benefit when it is supported or probable; the large trial finds one when its own
95 % interval excludes no effect on that side. Writes tests/rivals/foresight.json.
"""

import csv
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np

from thymos import kernel
from thymos.evidence.synthesis import Options, pool_effects
from thymos.verdict.clinical import EFFECTS, direction, weigh
from thymos.verdict.rules import Summary, shows
from thymos.verdict.weighing import Frame, Quality, measured

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests/published/data"
PINS = ROOT / "tests/rivals/foresight.json"
LARGE = 1000
EARLIER = 2


class Series(NamedTuple):
    """One series: its file, what was tried and measured, and which rows and columns hold it."""

    file: str
    what: str
    outcome: str
    better: Literal["lower", "higher"] = "lower"
    objective: bool = False
    columns: tuple[str, str, str, str] = ("ai", "n1i", "ci", "n2i")
    where: tuple[str, str] | None = None


SERIES: tuple[Series, ...] = (
    Series("li2007.csv", "magnesium after infarction", "death", objective=True),
    Series("lau1992.csv", "streptokinase after infarction", "death", objective=True),
    Series("bcg.csv", "BCG vaccine", "tuberculosis",
           columns=("tpos", "tneg", "cpos", "cneg")),
    Series("anand1999.csv", "oral anticoagulants, high intensity", "death, infarction or stroke",
           where=("intensity", "high")),
    Series("anand1999.csv", "oral anticoagulants, moderate intensity",
           "death, infarction or stroke", where=("intensity", "moderate")),
    Series("anand1999.csv", "oral anticoagulants, low intensity", "death, infarction or stroke",
           where=("intensity", "low")),
    Series("collins1985a.csv", "diuretics in pregnancy", "pre-eclampsia",
           columns=("b.xti", "nti", "b.xci", "nci")),
    Series("laopaiboon2015.csv", "azithromycin in chest infection", "clinical failure"),
    Series("linde2005.csv", "St John's wort", "response", better="higher"),
    Series("nielweise2007.csv", "coated catheters", "bloodstream infection"),
    Series("lee2004.csv", "P6 stimulation", "nausea after operations"),
)  # fmt: skip


class Trial(NamedTuple):
    """One trial: its year and its table."""

    label: str
    year: int
    a: float
    n1: float
    c: float
    n2: float

    @property
    def size(self) -> float:
        """Participants."""
        return self.n1 + self.n2


@dataclass(frozen=True)
class Row:
    """One large trial against the verdict before it."""

    series: str
    outcome: str
    trials: int
    participants: int
    verdict: str
    reason: str
    pooled: tuple[float, float, float]
    random: str
    large: str
    year: int
    size: int
    found: tuple[float, float, float]
    says: str


def read(series: Series) -> list[Trial]:
    """The trials of a series in the order of their years; rows with a gap are left out."""
    trials = []
    with (DATA / series.file).open(encoding="utf-8") as stream:
        for row in csv.DictReader(line for line in stream if not line.startswith("#")):
            if series.where is not None and row[series.where[0]] != series.where[1]:
                continue
            cells = _table(row, series.columns)
            if cells is None:
                continue
            label = next((row[name] for name in ("study", "author", "trial") if name in row), "")
            trials.append(Trial(label, int(float(row["year"])), *cells))
    return sorted(trials, key=lambda trial: trial.year)


def _table(row: dict[str, str], names: tuple[str, str, str, str]) -> tuple[float, ...] | None:
    try:
        a, n1, c, n2 = (float(row[name]) for name in names)
    except ValueError:
        return None
    if names[1].endswith("neg"):  # events and those without
        return a, a + n1, c, c + n2
    return a, n1, c, n2


def effects(trials: list[Trial]) -> kernel.Effects:
    """Log risk ratios, with a half added to tables that have an empty cell."""
    a, n1, c, n2 = (np.array([trial[i] for trial in trials]) for i in (2, 3, 4, 5))
    columns = {"ai": a, "n1i": n1, "ci": c, "n2i": n2}
    return kernel.effects_from_columns("RR", columns, add=0.5, to="only0", drop00=False, vtype=None)


def before(series: Series, trials: list[Trial]) -> tuple[Summary, Any]:
    """What the trials amount to by the frozen rule, and their pooling."""
    pooling = pool_effects([t.label for t in trials], effects(trials), Options(measure="RR"))
    if pooling is None:
        return Summary(k=0), None
    unknown: Quality = "unknown"
    frame = Frame(series.better, (unknown,) * pooling.k, series.objective)
    found = tuple(measured(pooling, frame, effect) for effect in EFFECTS)
    return weigh(pooling, series.better, found), pooling


def rows(series: Series) -> Iterator[Row]:
    """Every large trial of a series that follows others, with the verdict before it."""
    trials = read(series)
    for place, trial in enumerate(trials):
        earlier = [other for other in trials if other.year < trial.year]
        largest = all(trial.size > other.size for other in trials[:place])
        if trial.size < LARGE or len(earlier) < EARLIER or not largest:
            continue
        summary, pooling = before(series, earlier)
        line = shows(summary, "benefit")
        _, own = before(series, [trial])
        if pooling is None or own is None:
            continue
        estimate = own.rows[0]
        says = direction(estimate.low, estimate.high, 1.0, series.better)
        yield Row(
            series=series.what,
            outcome=series.outcome,
            trials=pooling.k,
            participants=int(sum(other.size for other in earlier)),
            verdict=line.verdict.value,
            reason=line.reason,
            pooled=tuple(round(x, 3) for x in pooling.main.shown),
            random=summary.random,
            large=trial.label,
            year=trial.year,
            size=int(trial.size),
            found=tuple(round(x, 3) for x in (estimate.estimate, estimate.low, estimate.high)),
            says=says,
        )


def agreement(pairs: list[tuple[bool, bool]]) -> dict[str, float | int | None]:
    """Predictive values and Cohen's kappa of pairs (foretold, found)."""
    n = len(pairs)
    both = sum(told and found for told, found in pairs)
    told = sum(told for told, _ in pairs)
    found = sum(found for _, found in pairs)
    neither = n - told - found + both
    observed = (both + neither) / n
    chance = (told * found + (n - told) * (n - found)) / n**2
    return {
        "n": n,
        "both": both,
        "foretold only": told - both,
        "found only": found - both,
        "neither": neither,
        "ppv": round(both / told, 3) if told else None,
        "npv": round(neither / (n - told), 3) if n > told else None,
        "kappa": round((observed - chance) / (1 - chance), 3) if chance < 1 else None,
    }


def _interval(found: tuple[float, float, float]) -> str:
    return "{:.2f} ({:.2f} to {:.2f})".format(*found)


def main() -> None:
    """Print the table and pin it."""
    table = [row for series in SERIES for row in rows(series)]
    for row in table:
        print(f"{row.series}, {row.outcome}: {row.trials} trials, {row.participants:,} people, "
              f"RR {_interval(row.pooled)}: {row.verdict}")  # fmt: skip
        print(f"    {row.large} {row.year}, {row.size:,} people, RR {_interval(row.found)}: "
              f"{row.says}")  # fmt: skip
    ours = agreement([(r.verdict in ("supported", "probable"), r.says == "benefit") for r in table])
    firm = agreement([(r.verdict == "supported", r.says == "benefit") for r in table])
    plain = agreement([(r.random == "benefit", r.says == "benefit") for r in table])
    print(f"the calculus       {ours}")
    print(f"supported alone    {firm}")
    print(f"random effects     {plain}")
    print("LeLorier 1997      {'n': 12 large trials, 40 outcomes, 'ppv': 0.68, 'npv': 0.67, "
          "'kappa': 0.35}")  # fmt: skip
    pins = {
        "rows": [asdict(row) for row in table],
        "calculus": ours,
        "supported": firm,
        "random effects": plain,
    }
    PINS.write_text(json.dumps(pins, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
