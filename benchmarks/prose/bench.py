"""Precision, recall and minimal pairs of the prose check on labelled pages.

usage: python benchmarks/prose/bench.py [development|heldout] [--all] [--dossier NAME]

A flag is a finding of severity error or warning on the line of a sentence. `--all` prints each
missed sentence, each false flag and each pair that is not right: for the development pages only.
Opening the held-out pages writes a line into `opened.csv`: the day, the release, and the hashes
of the pages and of the rules; a second opening with other rules in one release is refused, and
they are opened whole or not at all. Exit 2 for that, and for a page whose form is broken.
"""

from __future__ import annotations

import csv
import datetime
import hashlib
import sys
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import thymos
from benchmarks.check_prose import wilson
from benchmarks.prose.corpus import HERE, HIGH_HARM, KINDS, OTHER, LabelledPage, Line, pages
from thymos.errors import Severity
from thymos.prose.check import check_text
from thymos.prose.entities import Lexicon
from thymos.prose.page import open_page
from thymos.prose.rules import asserted

LOG = HERE / "opened.csv"
ROOT = HERE.parents[1]
COLUMNS = ("day", "release", "pages", "rules", "precision", "recall", "pairs")


@dataclass
class Tally:
    """What was right and wrong, by kind; the findings of a false flag tell its group."""

    right: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    pairs: Counter[str] = field(default_factory=Counter)
    pairs_right: Counter[str] = field(default_factory=Counter)
    told: list[str] = field(default_factory=list)
    sentences: int = 0
    words: int = 0
    pages: int = 0
    sourced: int = 0
    flags: int = 0
    abstained: int = 0
    abstained_to_flag: int = 0

    def counts(self, kinds: Iterable[str] = KINDS) -> tuple[int, int, int]:
        """Right, missed and false over some kinds.

        >>> Tally(right=Counter(design=2), false=Counter(route=1)).counts(("design", "route"))
        (2, 0, 1)
        """
        wanted = tuple(kinds)
        right, missed, false = (
            sum(counts[kind] for kind in wanted) for counts in (self.right, self.missed, self.false)
        )
        return right, missed, false


def kind_of(rule: str) -> str:
    """The kind of the policy that a rule looks for.

    >>> kind_of("settled-benefit"), kind_of("swapped-arms")
    ('settled_benefit', 'misquoted_number')
    """
    same = rule.replace("-", "_")
    return same if same in KINDS else dict(_RULES).get(rule, "overclaim")


_RULES = (
    ("swapped-arms", "misquoted_number"),
    ("approval-ended", "approval"),
    ("designation-is-not-approval", "orphan_as_approval"),
    ("committee-vote", "compounding"),
    ("look-alike", "identity"),
    ("peptide-length", "identity"),
    ("misdescribed-design", "design"),
    ("contradicts-result", "settled_benefit"),
    ("outruns-evidence", "settled_benefit"),
)


class Checker:
    """Checks texts against the dossiers that the pages name, each opened once."""

    def __init__(self) -> None:
        self._opened: dict[str, thymos.Opened] = {}

    def abstained(self, page: LabelledPage) -> set[int]:
        """The lines of which the check is not sure enough, and which it would ask about."""
        opened = self._opened[page.dossier]
        read = open_page(
            page.text, opened.known, opened.judged, Lexicon(opened.known), None, page.form
        )
        if not read.about_subject:
            return set()
        asked = {question.abstained.span for question in asserted.questions(read)}
        return {
            read.lines.at(sentence.block.runs.origin(sentence.start))[0]
            for sentence in read.sentences
            if sentence.text in asked
        }

    def flags(self, page: LabelledPage, text: str) -> dict[int, list[thymos.Finding]]:
        """The flags of a text by line."""
        if page.dossier not in self._opened:
            self._opened[page.dossier] = thymos.load(page.dossier)
        opened = self._opened[page.dossier]
        report = check_text(text, opened.known, opened.judged, kind=page.form)
        found: dict[int, list[thymos.Finding]] = {}
        for finding in report.findings:
            if finding.severity is not Severity.NOTE:
                found.setdefault(finding.line or 0, []).append(finding)
        return found


def measure(part: list[LabelledPage]) -> Tally:
    """Check every page and every twin."""
    checker, tally = Checker(), Tally()
    for page in part:
        flags = checker.flags(page, page.text)
        tally.pages += 1
        tally.words += page.words
        tally.sentences += sum(bool(line.text.strip()) for line in page.lines)
        unsure = checker.abstained(page) - set(flags)
        tally.abstained += len(unsure)
        tally.abstained_to_flag += sum(line.flag and line.number in unsure for line in page.lines)
        for line in page.lines:
            _line(tally, page, line, flags.get(line.number, []))
            if line.twin is not None:
                twin = line.number in checker.flags(page, page.with_twin(line))
                _pair(tally, page, line, line.number in flags, twin)
    return tally


def _line(tally: Tally, page: LabelledPage, line: Line, found: list[thymos.Finding]) -> None:
    place = f"{page.path.name}:{line.number}"
    tally.flags += len(found)
    tally.sourced += sum(bool(f.reason and (f.sources or f.claim)) for f in found)
    if line.flag and found:
        tally.right[line.kind or ""] += 1
    elif line.flag:
        tally.missed[line.kind or ""] += 1
        tally.told.append(f"missed  {line.kind:20} {place}: {line.text}")
    elif found:
        tally.false[kind_of(found[0].rule)] += 1
        tally.told.append(f"false   {found[0].rule:20} {place}: {line.text}")


def _pair(tally: Tally, page: LabelledPage, line: Line, first: bool, twin: bool) -> None:
    kind = (line.kind if line.flag else line.twin_kind) or ""
    tally.pairs[kind] += 1
    if first == line.flag and twin != line.flag:
        tally.pairs_right[kind] += 1
    elif twin == line.flag:
        word = "silent" if line.flag is False else "flagged"
        tally.told.append(f"twin {word} {kind:18} {page.path.name}:{line.number}: {line.twin}")


def show(tally: Tally) -> None:
    """Print the figures: groups, kinds, pairs, sources."""
    print(f"{tally.pages} pages, {tally.sentences} lines, {tally.words} words, "
          f"{sum(tally.right.values()) + sum(tally.missed.values())} to flag, "
          f"{sum(tally.pairs.values())} pairs")  # fmt: skip
    for name, kinds in (("high harm", HIGH_HARM), ("other", OTHER), ("all", KINDS)):
        right, missed, false = tally.counts(kinds)
        precision, recall = share(right, right + false), share(right, right + missed)
        print(f"{name:10} precision {precision}  recall {recall}")
    done, every = sum(tally.pairs_right.values()), sum(tally.pairs.values())
    print(f"{'pairs':10} both right {share(done, every)}")
    print(
        f"{'abstained':10} on {tally.abstained} lines, of which {tally.abstained_to_flag} to flag"
    )
    print(f"{'flags':10} with reason and source or claim {tally.sourced} of {tally.flags}")
    print(f"{'kind':22}{'right':>6}{'missed':>7}{'false':>6}{'pairs':>8}")
    for kind in KINDS:
        print(f"{kind:22}{tally.right[kind]:6}{tally.missed[kind]:7}{tally.false[kind]:6}"
              f"{tally.pairs_right[kind]:5}/{tally.pairs[kind]}")  # fmt: skip


def share(hits: int, total: int) -> str:
    """A share with Wilson's interval and its counts."""
    low, high = wilson(hits, total)
    value = hits / total if total else 1.0
    return f"{value:.2f} ({low:.2f} to {high:.2f}; {hits}/{total})"


def hashes() -> tuple[str, str]:
    """SHA-256 of the held-out pages, and of all that decides a flag."""
    rules = sorted((ROOT / "src" / "thymos" / "prose").rglob("*"))
    return _hash((HERE / "heldout").glob("*.page")), _hash(
        p for p in rules if p.is_file() and "__pycache__" not in p.parts
    )


def _hash(paths: Iterable[Path]) -> str:
    found = hashlib.sha256()
    for path in sorted(paths):
        found.update(path.name.encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:16]


def opened_before() -> list[list[str]]:
    """What was written down of earlier openings, without the names of the columns."""
    if not LOG.exists():
        return []
    with LOG.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))[1:]


def refusal() -> str | None:
    """Why the held-out pages may not be opened: this release saw them with other rules."""
    rules = hashes()[1]
    for row in opened_before():
        if row[1] == thymos.__version__ and row[3] != rules:
            return (
                f"{LOG.name}: release {row[1]} opened the held-out pages with rules {row[3]}; "
                f"expected the same rules, found {rules}"
            )
    return None


def log_opening(tally: Tally) -> None:
    """Write down that the held-out pages were opened, with which rules, and what came out."""
    held, rules = hashes()
    right, missed, false = (sum(c.values()) for c in (tally.right, tally.missed, tally.false))
    day = datetime.datetime.now(datetime.UTC).date().isoformat()
    row = [day, thymos.__version__, held, rules, f"{right}/{right + false}",
           f"{right}/{right + missed}",
           f"{sum(tally.pairs_right.values())}/{sum(tally.pairs.values())}"]  # fmt: skip
    rows = opened_before()
    if row not in rows:
        with LOG.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, lineterminator="\n").writerows([COLUMNS, *rows, row])


def main(arguments: list[str]) -> int:
    """Print the figures of one part."""
    part = "heldout" if "heldout" in arguments else "development"
    why, chosen = None, list[LabelledPage]()
    if part == "heldout":
        why = "the held-out pages are opened whole" if "--dossier" in arguments else refusal()
    try:
        chosen = chosen if why else list(pages(part))
    except ValueError as error:
        why = str(error)
    if why:
        print(f"bench: {why}", file=sys.stderr)
        return 2
    if "--dossier" in arguments:
        name = arguments[arguments.index("--dossier") + 1]
        chosen = [page for page in chosen if page.dossier == name]
    start = time.perf_counter()
    tally = measure(chosen)
    print(f"== {part}")
    show(tally)
    print(f"took {time.perf_counter() - start:.1f} s")
    if part == "heldout":
        log_opening(tally)
    elif "--all" in arguments:
        print("\n".join(sorted(tally.told)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
