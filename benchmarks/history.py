"""How long time takes: every verdict of every shipped dossier on every day, and a large dossier.

    python benchmarks/history.py            # both goals
    python benchmarks/history.py --studies 500 --claims 250

Two goals: all verdicts of all shipped dossiers, for every day on which anything changed, in
2 s; and a dossier of 2,000 studies and 1,000 claims read, linted and judged in 10 s. The large
one is made up by a seeded generator: its numbers are about nothing.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any, TypeVar

from thymos.checks import run as lint
from thymos.dossier.index import Dossier
from thymos.dossier.read import SHIPPED, read, shipped
from thymos.verdict.history import Chronicle
from thymos.verdict.judge import judge_all

T = TypeVar("T")

HISTORIES_GOAL = 2.0
LARGE_GOAL = 10.0
# Each made-up study reports so many of the outcomes.
OUTCOMES_EACH = 3


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Seconds that some work took, and what it gave."""
    start = perf_counter()
    result = work()
    return perf_counter() - start, result


def histories() -> float:
    """Print the time of all histories of each shipped dossier; returns the sum."""
    total = 0.0
    print("all verdicts of a shipped dossier, for every day on which anything changed")
    for name in shipped():
        dossier = read(SHIPPED / name)
        seconds, chronicle = timed(lambda d=dossier: told(Chronicle(d)))  # type: ignore[misc]
        total += seconds
        steps = sum(len(history.steps) for history in chronicle.histories)
        print(f"  {name:34} {len(dossier.claims):4} claims {steps:5} steps  {seconds:6.2f} s")
    print(f"  {'in all':34} {total:25.2f} s; goal {HISTORIES_GOAL:g} s")
    return total


def told(chronicle: Chronicle) -> Chronicle:
    """A chronicle whose histories are all computed."""
    _ = chronicle.histories
    return chronicle


def large(studies: int, claims: int) -> float:
    """Print the time that reading, linting and judging a made-up dossier takes; returns the sum."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        make(root, studies, claims)
        reading, dossier = timed(lambda: read(root, cache=False))
    linting, findings = timed(lambda: lint(dossier))
    judging, judged = timed(lambda: judge_all(dossier, beside=True, posterior=False))
    total = reading + linting + judging
    print(f"a made-up dossier of {studies:,} studies and {claims:,} claims")
    print(f"  read, with no cache     {reading:6.2f} s")
    print(f"  lint, {len(findings):5} findings   {linting:6.2f} s")
    print(f"  judge, {len(judged):5} verdicts  {judging:6.2f} s, with certainty")
    print(f"  in all                  {total:6.2f} s; goal {LARGE_GOAL:g} s")
    if not studies > 500:
        past(dossier)
    return total


def past(dossier: Dossier) -> float:
    """Print the time that all histories of a large dossier take."""
    seconds, chronicle = timed(lambda: told(Chronicle(dossier)))
    days = {step.day for history in chronicle.histories for step in history.steps}
    print(f"  all histories, {len(days)} days  {seconds:6.2f} s, no goal")
    return seconds


def make(root: Path, studies: int, claims: int, seed: int = 1) -> None:
    """Write a made-up dossier; JSON is YAML."""
    draw = random.Random(seed)
    (root / "studies").mkdir()
    head = {
        "schema_version": 1,
        "id": "large",
        "title": "Large",
        "subject": "drug",
        "compiled": "2026-01-31",
        "summary": "A compound that exists in a benchmark only.",
    }
    cites = [{"source": "paper-0", "level": "primary"}]
    drug = {"id": "drug", "name": "Drug", "kind": "peptide", "role": "subject"}
    theme = {
        "sources": [
            {"id": f"paper-{i}", "kind": "article", "issued": str(1980 + i % 45)}
            for i in range(studies)
        ],
        "compounds": [{**drug, "described": "Made up.", "cites": cites}],
        "outcomes": [_outcome(i) for i in range(claims)],
        "claims": [_claim(i) for i in range(claims)],
    }
    _write(root / "dossier.yaml", head)
    _write(root / "base.yaml", theme)
    for i in range(studies):
        _write(root / "studies" / f"study-{i}.yaml", _study(i, claims, draw))


def _write(path: Path, value: dict[str, Any]) -> None:
    path.write_text(json.dumps(value, indent=1), encoding="utf-8")


def _outcome(i: int) -> dict[str, Any]:
    return {
        "id": f"outcome-{i}",
        "name": f"Outcome {i}",
        "plain": f"having outcome {i}",
        "condition": "illness",
        "timepoint": "28 days",
        "better": "lower",
        "importance": "patient-important",
    }


def _claim(i: int) -> dict[str, Any]:
    return {
        "id": f"claim-{i}",
        "text": f"The drug lowers outcome {i}",
        "kind": "efficacy",
        "expects": "benefit",
        "pico": {
            "population": "adults",
            "intervention": "drug",
            "comparator": "placebo",
            "outcome": f"outcome-{i}",
        },
    }


def _study(i: int, outcomes: int, draw: random.Random) -> dict[str, Any]:
    cites = [{"source": f"paper-{i}", "level": "primary", "locator": "Table 2"}]
    n = draw.randint(30, 400)
    results = []
    for place in range(OUTCOMES_EACH):
        control = draw.randint(3, n // 2)
        treated = min(n, max(0, round(control * draw.uniform(0.4, 1.3))))
        arms = (("drug", treated), ("placebo", control))
        results.append(
            {
                "id": f"r{place}",
                "outcome": f"outcome-{(OUTCOMES_EACH * i + place) % outcomes}",
                "timepoint": "28 days",
                "analysis_set": "intention to treat",
                "counts": [{"arm": arm, "events": events, "n": n} for arm, events in arms],
                "cites": cites,
            }
        )
    return {
        "id": f"study-{i}",
        "name": f"Study {i}",
        "design": "randomised trial",
        "blinding": "double-blind",
        "control": "placebo",
        "population": {"text": "Adults", "condition": "illness"},
        "arms": [
            {"id": "drug", "role": "treated", "text": "drug"},
            {"id": "placebo", "role": "control", "text": "saline"},
        ],
        "isolates": True,
        "reports": [{"source": f"paper-{i}", "role": "primary"}],
        "risk_of_bias": {"tool": "RoB 2", "overall": "low", "reason": "Made up."},
        "results": results,
    }


def main() -> int:
    """Print both; 1 where a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--studies", type=int, default=2000)
    parser.add_argument("--claims", type=int, default=1000)
    asked = parser.parse_args()
    warm = read(SHIPPED / shipped()[-1])
    judge_all(warm)  # compiled code is loaded once; it belongs to no goal
    missed = histories() > HISTORIES_GOAL
    missed |= large(asked.studies, asked.claims) > LARGE_GOAL
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
