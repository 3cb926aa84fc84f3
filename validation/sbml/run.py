"""Run the engine on the semantic cases of the SBML Test Suite and pin what came out.

usage: python validation/sbml/run.py [FOLDER] [--engine compiled|plain] [--level l2v4] [--every N]

FOLDER holds the cases (cases/semantic of github.com/sbmlteam/sbml-test-suite), which are not part
of this repository. Every case is passed, refused (with the reason, by name) or wrong; wrong must
be 0. A case passes when every value agrees within the case's own tolerances, |x - y| ≤ absolute
+ relative |y|. The counts are written to tests/rivals/sbml_test_suite.json unless --every or
--level is given. Without a folder nothing is compared. Exit code 1 when a case is wrong.
"""

import argparse
import csv
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from thymos.errors import MechanismError, UnknownRecord
from thymos.mechanism.ensemble import Engine, simulate
from thymos.mechanism.sbml import read
from thymos.mechanism.system import System

Floats = NDArray[np.float64]

PINS = Path(__file__).resolve().parents[2] / "tests" / "rivals" / "sbml_test_suite.json"
# A case's own tolerances are those of comparison; steps are held well below them.
RTOL, ATOL = 1e-9, 1e-15
# The newest level of which the suite has every kind of element; then older ones.
# The model and the element at the head of a reason, and the name of a symbol at its end.
NAMED = re.compile(r"^\w+: (not supported: )?|\w[\w ]* '[^']*': (not supported: )?")
LEVELS = ("l3v2", "l3v1", "l2v5", "l2v4", "l2v3", "l2v2", "l2v1")


@dataclass(frozen=True)
class Settings:
    """What a case asks for."""

    start: float
    duration: float
    steps: int
    variables: tuple[str, ...]
    absolute: float
    relative: float
    amount: frozenset[str]
    concentration: frozenset[str]

    @classmethod
    def read(cls, file: Path) -> "Settings":
        """From the `key: value` lines of a settings file."""
        lines = (line.split(":", 1) for line in file.read_text("utf-8").splitlines() if ":" in line)
        given = {key.strip(): value.strip() for key, value in lines}

        def listed(key: str) -> tuple[str, ...]:
            return tuple(x.strip() for x in given.get(key, "").split(",") if x.strip())

        return cls(
            *(float(given["start"]), float(given["duration"]), int(given["steps"])),
            *(listed("variables"), float(given["absolute"]), float(given["relative"])),
            *(frozenset(listed("amount")), frozenset(listed("concentration"))),
        )

    @property
    def times(self) -> Floats:
        """Evenly from start to the end."""
        return np.linspace(self.start, self.start + self.duration, self.steps + 1)

    def ids(self, system: System) -> list[str]:
        """What the variables are called in a system."""
        known = {*system.inputs, *system.definitions}
        names = []
        for name in self.variables:
            as_concentration = name in self.concentration and f"[{name}]" in known
            names.append(f"[{name}]" if as_concentration else name)
        return names


def main(argv: list[str]) -> int:
    """Every case of a folder; prints counts."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--engine", choices=("compiled", "plain"), default="compiled")
    parser.add_argument("--level", choices=LEVELS, help="take this level where a case has it")
    parser.add_argument("--every", type=int, default=1, help="only every Nth case")
    parser.add_argument("--show", action="store_true", help="print every case")
    asked = parser.parse_args(argv)
    if asked.folder is None:
        print("sbml: NOT COMPARED, no folder of cases was named; the pins stay as they are")
        return 0
    found = dict(outcomes(asked))
    if not found:
        print(f"sbml: {asked.folder} holds no cases", file=sys.stderr)
        return 2
    counts = Counter(kind for kind, _ in found.values())
    told = ", ".join(f"{counts[kind]} {kind}" for kind in ("passed", "refused", "wrong"))
    print(f"SBML Test Suite, {len(found)} semantic cases, engine {asked.engine}: {told}")
    reasons = Counter(general(why) for kind, why in found.values() if kind == "refused")
    for reason, count in reasons.most_common():
        print(f"  refused {count:4d}  {reason}")
    for case, (kind, why) in found.items():
        if kind == "wrong":
            print(f"  wrong {case}: {why}")
    if asked.every == 1 and asked.level is None:
        pin(asked.folder, found, counts, reasons)
    return 1 if counts["wrong"] else 0


def outcomes(asked: argparse.Namespace) -> Iterator[tuple[str, tuple[str, str]]]:
    """Case by case: passed, refused or wrong, and why."""
    levels = ((asked.level,) if asked.level else ()) + LEVELS
    for place in sorted(asked.folder.iterdir())[:: asked.every]:
        if not (place / f"{place.name}-settings.txt").is_file():
            continue
        result = outcome(place, asked.engine, levels)
        if asked.show:
            print(place.name, *result, flush=True)
        yield place.name, result


def outcome(place: Path, engine: Engine, levels: tuple[str, ...] = LEVELS) -> tuple[str, str]:
    """One case."""
    name = place.name
    head = (place / f"{name}-model.m").read_text("utf-8", errors="replace")
    if "FluxBalanceSteadyState" in head:
        return "refused", "not a time course: flux balance"
    told = re.search(r"^levels:(.*)$", head, re.MULTILINE)
    meant = [v for v in levels if told is None or f"{v[1]}.{v[3]}" in told.group(1)]
    model = next((f for v in meant if (f := place / f"{name}-sbml-{v}.xml").is_file()), None)
    if model is None:
        return "refused", "no SBML of Level 2 or 3"
    settings = Settings.read(place / f"{name}-settings.txt")
    try:
        found = simulated(read(model.read_text("utf-8")), settings, engine)
    except (MechanismError, UnknownRecord) as error:
        return "refused", str(error)
    expected = table(place / f"{name}-results.csv", settings.variables)
    if found is None:
        return "refused", "given up: stiff, or a rate that is not finite"
    with np.errstate(invalid="ignore"):
        off = np.abs(found - expected) > settings.absolute + settings.relative * np.abs(expected)
    off &= ~((found == expected) | (np.isnan(found) & np.isnan(expected)))
    off |= np.isnan(found) != np.isnan(expected)
    if not off.any():
        return "passed", ""
    row, column = np.argwhere(off)[0]
    return "wrong", (
        f"{settings.variables[column]} at {settings.times[row]:g}: expected "
        f"{expected[row, column]:.9g}, found {found[row, column]:.9g}"
    )


def simulated(system: System, settings: Settings, engine: Engine) -> Floats | None:
    """The asked variables over time, (time, variable); None where the engine gives up."""
    runs = simulate(
        system, settings.times, rtol=RTOL, atol=ATOL, most_steps=2_000_000, engine=engine
    )
    if runs.given_up.any():
        return None
    names = settings.ids(system)
    found = system.observe(names, system.parameters(1), runs.times, runs.states)
    return np.asarray(found[0])


def table(file: Path, variables: tuple[str, ...]) -> Floats:
    """The expected values, (time, variable)."""
    with file.open(encoding="utf-8", newline="") as text:
        head, *rows = list(csv.reader(text))
    # The first column is the time, whatever variables are called.
    places = [1 + [name.strip() for name in head[1:]].index(variable) for variable in variables]
    return np.array([[float(row[i]) for i in places] for row in rows if row])


def general(reason: str) -> str:
    """A reason without the ids of one model."""
    return re.sub(r"(algebraic rule) .*$", r"\1 …", re.sub(r"'[^']*'", "…", NAMED.sub("", reason)))


def ranges(cases: list[str]) -> str:
    """Numbers with those that follow one another joined.

    >>> ranges(["00001", "00002", "00003", "00007"])
    '1-3 7'
    """
    found: list[list[int]] = []
    for number in map(int, cases):
        if found and found[-1][-1] == number - 1:
            found[-1][1:] = [number]
        else:
            found.append([number])
    return " ".join("-".join(map(str, each)) for each in found)


def pin(
    folder: Path, found: dict[str, tuple[str, str]], counts: Counter[str], reasons: Counter[str]
) -> None:
    """Write the counts, the reasons and which cases passed."""
    from importlib.metadata import version

    release = folder.resolve().parents[1] / "VERSION.txt"
    passed = [case for case, (kind, _) in found.items() if kind == "passed"]
    pins = {
        "suite": "SBML Test Suite, semantic cases",
        "version": release.read_text("utf-8").strip() if release.is_file() else "unknown",
        "cases": len(found),
        "libsbml": version("python-libsbml"),
        "passed": counts["passed"],
        "refused": counts["refused"],
        "wrong": counts["wrong"],
        "reasons": dict(reasons.most_common()),
        "passed_cases": ranges(passed),
    }
    PINS.write_text(json.dumps(pins, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
