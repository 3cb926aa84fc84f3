"""Precision and recall of the prose check on labelled sentences, and its speed.

usage: python benchmarks/check_prose.py [EXAMPLES.jsonl] [--all]

Each line of the file is a sentence with `flag` (whether a checker should flag it), `kind`
and `why`. A flag is a finding of severity error or warning; notes and omissions are none.
Prints the figures over all kinds, then a table by kind; `--all` prints each miss and each
false flag. Sentences set aside, with the reason, are in `SET_ASIDE`.
"""

from __future__ import annotations

import json
import math
import sys
import time
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import thymos
from thymos.errors import Severity
from thymos.prose.check import check_text

EXAMPLES = Path(__file__).parents[1] / "tests" / "prose" / "examples.jsonl"

# The kinds of wrong sentence that the first check means to find; of the others it is silent.
COVERED = ("us_status", "misquoted_number", "identity_conflation", "sepsis_settled", "covid")


class Score(NamedTuple):
    """Counts of flags against labels."""

    right: int
    false: int
    missed: int

    @property
    def precision(self) -> float:
        """Share of the flags that are deserved; 1 where there is none."""
        return self.right / (self.right + self.false) if self.right + self.false else 1.0

    @property
    def recall(self) -> float:
        """Share of the sentences to flag that were flagged; 1 where there is none."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


class Outcome(NamedTuple):
    """One sentence with its label and what the check said of it."""

    item: dict[str, Any]
    rules: tuple[str, ...]

    @property
    def flagged(self) -> bool:
        """Whether anything was flagged."""
        return bool(self.rules)


def load(path: Path = EXAMPLES) -> list[dict[str, Any]]:
    """The labelled sentences of a file."""
    lines = path.read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def run(items: Iterable[dict[str, Any]], opened: Any) -> list[Outcome]:
    """Check every sentence as a page of its own."""
    found = []
    for item in items:
        report = check_text(item["text"], opened.known, opened.judged)
        flags = [f.rule for f in report.findings if f.severity is not Severity.NOTE]
        found.append(Outcome(item, tuple(flags)))
    return found


def score(outcomes: Iterable[Outcome]) -> Score:
    """Right, false and missed flags."""
    right = false = missed = 0
    for outcome in outcomes:
        right += outcome.flagged and outcome.item["flag"]
        false += outcome.flagged and not outcome.item["flag"]
        missed += not outcome.flagged and outcome.item["flag"]
    return Score(right, false, missed)


def by_kind(outcomes: Iterable[Outcome]) -> dict[str, Score]:
    """A score for every kind."""
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        groups[outcome.item["kind"]].append(outcome)
    return {kind: score(group) for kind, group in sorted(groups.items())}


def wilson(hits: int, total: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share (Wilson 1927).

    >>> tuple(round(x, 3) for x in wilson(8, 10))
    (0.49, 0.943)
    """
    if total == 0:
        return 0.0, 1.0
    z, p = 1.959964, hits / total
    middle = p + z * z / (2 * total)
    half = z * math.sqrt(p * (1 - p) / total + z * z / (4 * total * total))
    scale = 1 + z * z / total
    return (middle - half) / scale, (middle + half) / scale


def main(arguments: list[str]) -> int:
    """Print the figures."""
    paths = [Path(a) for a in arguments if not a.startswith("--")]
    items = load(paths[0] if paths else EXAMPLES)
    opened = thymos.load()
    assert opened.judged
    outcomes = run(items, opened)
    covered = [o for o in outcomes if not o.item["flag"] or o.item["kind"] in COVERED]
    for name, group in (("all kinds", outcomes), ("covered kinds and true twins", covered)):
        s = score(group)
        low, high = wilson(s.right, s.right + s.false)
        print(
            f"{name}: precision {s.precision:.2f} (Wilson {low:.2f}-{high:.2f}), "
            f"recall {s.recall:.2f} ({s.right} right, {s.false} false, {s.missed} missed)"
        )
    for kind, s in by_kind(outcomes).items():
        print(f"  {kind:24} right {s.right:3}  false {s.false:3}  missed {s.missed:3}")
    if "--all" in arguments:
        for o in outcomes:
            if o.flagged != o.item["flag"]:
                word = "false flag" if o.flagged else "missed"
                print(f"{word}: {o.item['kind']} {o.item['id']} {o.rules} {o.item['text']}")
    _speed(items, opened)
    return 0


def _speed(items: list[dict[str, Any]], opened: Any) -> None:
    page = "\n\n".join(item["text"] for item in items)
    start = time.perf_counter()
    check_text(page, opened.known, opened.judged)
    took = time.perf_counter() - start
    print(f"one page of {len(page.split()):,} words: {took:.2f} s")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
