"""How often the prose check flags careful text, where every flag is taken to be false.

usage: python benchmarks/prose/careful.py [FOLDER ...] [--written] [--own] [--all]

Three parts. `--written`: the pages of `careful/`, written with care for this. `--own`: our own
sites, of all shipped dossiers, built into a temporary folder, each page against its dossier.
FOLDER: third-party text that lies outside this project; each page is checked against every
shipped dossier that has studies, and counts if it names the subject of one. With nothing named,
the first two.

A flag is a sentence with a finding of severity error or warning. Words are those that a reader
sees. Prints words, flags and flags in 5,000 words by part, then flags by rule; `--all` lists
every flagged sentence. The goal is at most one flag in 5,000 words.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import thymos
from benchmarks.prose.corpus import pages
from thymos.dossier.read import shipped
from thymos.errors import Finding, Severity, UsageError
from thymos.prose.check import Checker, content_of, form_of, pages_of
from thymos.prose.entities import Lexicon
from thymos.prose.forms import Document, read

PER = 5_000
# A page of a site may be long, and the machine busy: this is no test of speed.
SECONDS = 120.0


@dataclass
class Part:
    """What was read and flagged in one part; a sentence that stands on many pages counts each time.

    >>> Part("own", words=10_000, flags=Counter({"overclaim": 1})).rate
    0.5
    """

    name: str
    pages: int = 0
    words: int = 0
    flags: Counter[str] = field(default_factory=Counter)
    told: list[str] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Flagged sentences in 5,000 words."""
        return PER * sum(self.flags.values()) / self.words if self.words else 0.0

    def add(self, place: str, words: int, found: tuple[Finding, ...]) -> None:
        """Count a page with what was found on it."""
        self.pages += 1
        self.words += words
        first: dict[tuple[int | None, str | None], Finding] = {}
        for finding in found:
            if finding.severity is not Severity.NOTE:
                first.setdefault((finding.line, finding.text), finding)
        for finding in first.values():
            self.flags[finding.rule] += 1
            self.told.append(f"{finding.rule:20} {place}:{finding.line}: {finding.text}")


class Desk:
    """A checker and a lexicon for each dossier, made when they are first asked for."""

    def __init__(self) -> None:
        self._made: dict[str, tuple[Checker, Lexicon]] = {}

    def _of(self, dossier: str) -> tuple[Checker, Lexicon]:
        if dossier not in self._made:
            opened = thymos.load(dossier)
            checker = Checker(opened.known, opened.judged, SECONDS)
            self._made[dossier] = checker, Lexicon(opened.known)
        return self._made[dossier]

    def names_subject(self, dossier: str, document: Document) -> bool:
        """Whether a page names the subject of a dossier where a reader sees it."""
        return self._of(dossier)[1].names_subject("\n".join(b.text for b in document.blocks()))

    def check(self, part: Part, dossier: str, document: Document, place: str) -> None:
        """Check a page and count it."""
        report = self._of(dossier)[0].check(document, place)
        part.add(place, words_of(document), report.findings)


def words_of(document: Document) -> int:
    """Words that a reader sees.

    >>> words_of(Document("<p>Two words<script>var x;</script></p>", "html"))
    2
    """
    return sum(len(block.text.split()) for block in document.blocks())


def written(desk: Desk) -> Part:
    """The careful pages that were written for this."""
    part = Part("written")
    for page in pages("careful"):
        desk.check(part, page.dossier, Document(page.text, page.form), page.path.name)
    return part


def own(desk: Desk) -> Iterator[Part]:
    """Our own sites, one part a dossier."""
    for dossier in shipped():
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder, "site")
            thymos.load(dossier).build(out)
            yield site(desk, dossier, out)


def site(desk: Desk, dossier: str, folder: Path) -> Part:
    """The pages of one built site."""
    part = Part(f"own: {dossier}")
    for path in sorted(folder.rglob("*.html")):
        document = Document(path.read_text("utf-8"), "html")
        desk.check(part, dossier, document, str(path.relative_to(folder)))
    return part


def third(desk: Desk, folder: Path) -> Iterator[Part]:
    """Third-party text in a folder, one part a dossier that it speaks of."""
    chosen = [name for name in shipped() if thymos.load(name).known.studies]
    parts = {name: Part(f"third-party: {name}") for name in chosen}
    for path in pages_of(folder):
        document = read(content_of(path), str(path), form_of(path))
        for name in chosen:
            if desk.names_subject(name, document):
                desk.check(parts[name], name, document, str(path.relative_to(folder)))
    yield from (part for part in parts.values() if part.pages)


def show(parts: list[Part], *, every: bool) -> None:
    """Print the figures, by part and by rule, and every flagged sentence where asked."""
    whole = Part("all")
    for part in parts:
        whole.pages += part.pages
        whole.words += part.words
        whole.flags += part.flags
    width = max(len(part.name) for part in [*parts, whole])
    print(f"{'part':{width}}{'pages':>7}{'words':>9}{'flags':>7}{'in 5,000':>10}")
    for part in [*parts, whole]:
        flags = sum(part.flags.values())
        print(f"{part.name:{width}}{part.pages:7}{part.words:9,}{flags:7}{part.rate:10.2f}")
    print(f"{'rule':22}{'flags':>6}{'in 5,000':>10}")
    for rule, flags in whole.flags.most_common():
        print(f"{rule:22}{flags:6}{PER * flags / whole.words:10.2f}")
    if every:
        print("\n".join(line for part in parts for line in sorted(part.told)))


def main(arguments: list[str]) -> int:
    """Print the figures of the parts that are named."""
    desk, start = Desk(), time.perf_counter()
    folders = [Path(a) for a in arguments if not a.startswith("--")]
    neither = not folders and "--own" not in arguments and "--written" not in arguments
    parts: list[Part] = []
    try:
        if neither or "--written" in arguments:
            parts.append(written(desk))
        if neither or "--own" in arguments:
            parts += own(desk)
        for folder in folders:
            parts += third(desk, folder)
    except (UsageError, ValueError) as error:
        print(f"careful: {error}", file=sys.stderr)
        return 2
    show(parts, every="--all" in arguments)
    print(f"took {time.perf_counter() - start:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
