"""Does the prose check know the compounds on which it was made? Two tests that it does not.

usage: python benchmarks/prose/overfit.py [--rename] [--by-dossier] [--all]

`--rename`: in each dossier, in memory, and on the development pages about it, the subject, its
look-alikes and its relatives get made-up names; the same lines must be flagged by the same
rules. Exit 1 where they are not; `--all` lists every difference.

`--by-dossier`: precision, recall and pairs of each dossier on the development pages. The
learned part saw sentences with signs in the place of names; how many of them name a compound
of a dossier all the same is counted, and they are what training without a dossier would leave
out. With nothing named, both.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import thymos
from benchmarks.prose.bench import measure, share
from benchmarks.prose.corpus import HERE, LabelledPage, pages
from thymos.dossier.index import Dossier
from thymos.dossier.read import shipped
from thymos.errors import Severity
from thymos.prose.check import Checker
from thymos.prose.entities import Lexicon, What
from thymos.prose.forms import Document, Form
from thymos.prose.text import fold
from thymos.records.compound import Compound
from thymos.verdict.judge import Judged

SECONDS = 120.0
COMPOUNDS = (What.SUBJECT, What.LOOKALIKE, What.COMPOUND)
# Letters that no name needs to keep. Vowels stay, so that a name stays a word, and so do a and b,
# which stand for Greek letters; a name keeps its length, so that columns stay where they are.
_MOVED = "cdfghjklmnpqrstvwxz"
_BY = 7
# Words of a name that say what sort of thing it is, and are spoken of without the name.
KEPT = (
    "alpha", "beta", "gamma", "vaccine", "sulfate", "sulphate", "phosphate", "acetate",
    "intravenous", "synthetic", "acetyl", "acetylated", "peptide", "hormone", "fraction",
)  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")

# A flag: line, column, rule, severity.
Flag = tuple[int, int, str, Severity]


def made_up(name: str) -> str:
    """A name that nothing bears, as long as the real one and written alike.

    >>> made_up("Velotide alpha-2"), made_up("VELOTIDE-alpha 2"), made_up("BCG vaccine")
    ('Getofime alpha-2', 'GETOFIME-alpha 2', 'BLP vaccine')
    """
    return _WORD.sub(lambda word: _moved(word.group()), name)


def _moved(word: str) -> str:
    if word.lower() in KEPT:
        return word
    return "".join(map(_letter, word))


def _letter(letter: str) -> str:
    at = _MOVED.find(letter.lower())
    if at < 0:
        return letter
    new = _MOVED[(at + _BY) % len(_MOVED)]
    return new.upper() if letter.isupper() else new


def renamed_text(text: str, lexicon: Lexicon) -> str:
    """A text in which every compound of the dossier bears its made-up name, in all spellings."""
    found = [m for m in lexicon.mentions(text, fold(text)) if m.what in COMPOUNDS]
    for mention in reversed(found):
        name = text[mention.start : mention.end]
        text = text[: mention.start] + made_up(name) + text[mention.end :]
    return text


def renamed(dossier: Dossier) -> Dossier:
    """The dossier with made-up names for its compounds, in their records and in its head."""
    lexicon = Lexicon(dossier)
    new = {ident: _renamed(one, lexicon) for ident, one in dossier.compounds.items()}
    head = dossier.head.model_copy(
        update={
            "title": renamed_text(dossier.head.title, lexicon),
            "summary": renamed_text(dossier.head.summary, lexicon),
        }
    )
    return replace(dossier, compounds=new, head=head)


def _renamed(compound: Compound, lexicon: Lexicon) -> Compound:
    names = tuple(
        name if name.kind == "systematic" else name.model_copy(update={"text": made_up(name.text)})
        for name in compound.names
    )
    told = {
        field: renamed_text(text, lexicon)
        for field in ("described", "told_apart")
        if (text := getattr(compound, field, None))
    }
    return compound.model_copy(update={"name": made_up(compound.name), "names": names, **told})


@dataclass(frozen=True, slots=True)
class Difference:
    """A flag that only one of the two pages bears."""

    place: str
    flag: Flag
    only: str
    text: str

    def __str__(self) -> str:
        line, _, rule, severity = self.flag
        return f"only {self.only:8} {severity:8} {rule:20} {self.place}:{line}: {self.text}"


def flags(checker: Checker, text: str, form: Form) -> frozenset[Flag]:
    """The findings of a page, notes too, by place and rule."""
    report = checker.check(Document(text, form), None)
    return frozenset((f.line or 0, f.column or 0, f.rule, f.severity) for f in report.findings)


def differences(
    texts: Iterable[tuple[str, str, Form]],
    dossier: Dossier,
    judged: tuple[Judged, ...],
    *,
    make: Callable[..., Checker] = Checker,
) -> Iterator[Difference]:
    """What is flagged under one name and not under the other, page by page.

    `texts` are pairs of a page's name and its text, with its form. `make` builds a checker.
    """
    lexicon = Lexicon(dossier)
    check = partial(flags, make(dossier, judged, SECONDS))
    check_renamed = partial(flags, make(renamed(dossier), judged, SECONDS))
    for place, text, form in texts:
        other = renamed_text(text, lexicon)
        real, made = check(text, form), check_renamed(other, form)
        for flag in sorted(real ^ made):
            only = "real" if flag in real else "made-up"
            yield Difference(place, flag, only, text.splitlines()[flag[0] - 1])


def show_rename(by_dossier: dict[str, list[LabelledPage]], *, every: bool) -> int:
    """Print how many findings changed with the names; 1 where any did."""
    changed = 0
    for name, chosen in by_dossier.items():
        opened = thymos.load(name)
        texts = [(page.path.name, page.text, page.form) for page in chosen]
        found = list(differences(texts, opened.known, opened.judged))
        subject = opened.known.compounds[opened.known.head.subject].name
        print(f"{subject} as {made_up(subject)}: {len(texts)} pages, {len(found)} differences")
        if every:
            print("\n".join(map(str, found)))
        changed += len(found)
    return int(changed > 0)


def show_by_dossier(by_dossier: dict[str, list[LabelledPage]], *, every: bool) -> None:
    """Print the figures of the benchmark for each dossier by itself."""
    print(f"{'dossier':36}{'pages':>6}  precision, recall, pairs")
    for name, chosen in by_dossier.items():
        tally = measure(chosen)
        right, missed, false = tally.counts()
        print(f"{name:36}{len(chosen):6}  {share(right, right + false)}  "
              f"{share(right, right + missed)}  "
              f"{share(sum(tally.pairs_right.values()), sum(tally.pairs.values()))}")  # fmt: skip
    lines = training()
    named = list(naming(lines))
    print(f"sentences to learn from: {len(lines)}; that name a compound of a dossier: {len(named)}")
    for name, count in Counter(name for name, _ in named).most_common():
        print(f"{name:36}{count:6}")
    if every:
        print("\n".join(f"{name}: {line}" for name, line in named))


def training() -> tuple[str, ...]:
    """The sentences that the learned part saw, without their labels."""
    read = (path.read_text("utf-8") for path in sorted((HERE / "training").glob("*.tsv")))
    lines = (line for text in read for line in text.splitlines() if line[:1] not in ("", "#"))
    return tuple(line.partition("\t")[2] for line in lines)


def naming(lines: Iterable[str], dossiers: Iterable[str] = ()) -> Iterator[tuple[str, str]]:
    """Sentences that name a compound of a dossier, with the dossier's id."""
    lexicons = [(name, Lexicon(thymos.load(name).known)) for name in dossiers or shipped()]
    for line in lines:
        for name, lexicon in lexicons:
            if any(m.what in COMPOUNDS for m in lexicon.mentions(line, fold(line))):
                yield name, line
                break


def main(arguments: list[str]) -> int:
    """Print both tests, or the one that is named."""
    by_dossier: dict[str, list[LabelledPage]] = {}
    for page in pages("development"):
        by_dossier.setdefault(page.dossier, []).append(page)
    one = "--rename" in arguments or "--by-dossier" in arguments
    code = 0
    if not one or "--rename" in arguments:
        print("== renamed")
        code = show_rename(by_dossier, every="--all" in arguments)
    if not one or "--by-dossier" in arguments:
        print("== by dossier")
        show_by_dossier(by_dossier, every="--all" in arguments)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
