"""How fast pages are read and checked, and how much memory a folder of them takes.

usage: python benchmarks/prose_speed.py

Prints MB/s of text that never names the subject (all forms), sentences/s of text that names it
in every paragraph, sentences/s of labelled pages with and without the reader, MB/s of reading
alone, and the peak of Python's memory while 10 and 1,000
pages of a folder are checked: it should be the same.
"""

from __future__ import annotations

import sys
import tempfile
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import thymos
from benchmarks.prose.corpus import pages
from thymos.prose.check import Checker, check_files
from thymos.prose.entities import Lexicon
from thymos.prose.forms import Document, Form, blocks
from thymos.prose.frames.reader import reader
from thymos.prose.page import open_page
from thymos.prose.rules import RULES, asserted
from thymos.prose.sentences import sentences

OTHER = (
    "Most of what is written is about *other* things, and **none** of it needs a [look](x.html): "
    "in 2019, 35.0% of 1,106 readers – “all of them” – said so &amp; went home. "
)
ABOUT = (
    "Thymosin alpha-1 was studied in {n} adults with sepsis. Deaths by day 28 were 26.0% against "
    "35.0%. It is not approved by the FDA. Side effects were few.\n\n"
)
SIZE = 2_000_000
PAGES = (10, 1_000)
FORMS: tuple[Form, ...] = ("text", "markdown", "html")


def main() -> int:
    """Print the figures."""
    opened = thymos.load()
    checker = Checker(opened.known, opened.judged)
    for form in FORMS:
        page = Document(_page(OTHER, form), form)
        took = _time(checker.check, page, "p")
        read = _time(blocks, page.text, form)
        size = len(page.text) / 1e6
        print(
            f"{form:9} never names the subject: {size / took:6.1f} MB/s; "
            f"reading all of it into blocks: {size / read:5.2f} MB/s"
        )
    about = "".join(ABOUT.format(n=n) for n in range(100, 600))
    checker.check(Document(about[:1000], "text"), "p")
    count = sum(len(sentences(block.text)) for block in blocks(about, "text"))
    took = _time(checker.check, Document(about, "text"), "p")
    print(f"names it in every paragraph: {count / took:,.0f} sentences/s ({count} in {took:.2f} s)")
    told, alone, spent = _development()
    print(
        f"development and careful pages: {told / spent:,.0f} sentences/s of computing, "
        f"{told / alone:,.0f} by the rules alone, without the reader ({told} sentences)"
    )
    for number in PAGES:
        print(f"{number:5} pages of a folder: peak {_peak(opened, number) / 1e6:.2f} MB")
    return 0


def _development() -> tuple[int, float, float]:
    """Sentences of labelled and careful pages; seconds of the rules alone, and of the whole."""
    known: dict[str, tuple[Any, Lexicon]] = {}
    chosen = [*pages("development"), *pages("careful")]
    for page in chosen:
        if page.dossier not in known:
            opened = thymos.load(page.dossier)
            known[page.dossier] = (opened, Lexicon(opened.known))
            _ = opened.judged
    told, alone, spent = 0, 0.0, 0.0
    for turn in (False, True):  # once to compile and to fill what is kept
        for page in chosen:
            opened, lexicon = known[page.dossier]
            start = process_time()
            read = Document(page.text, page.form).blocks()
            sheet = open_page(page.text, opened.known, opened.judged, lexicon, read=read)
            for rule in RULES:
                list(rule(sheet))
            by_rules = process_time() - start
            if turn:
                told += len(sheet.sentences)
                alone += by_rules
            start = process_time()
            reader().kept.clear()
            list(asserted.check(sheet))
            spent += (by_rules + process_time() - start) * turn
    return told, alone, spent


def _page(text: str, form: Form) -> str:
    paragraph = text * 4
    if form == "html":
        paragraph = f"<p class=x>{paragraph}<b>So</b> it is.</p>"
    return f"{paragraph}\n\n" * (SIZE // len(paragraph))


def _time(call: Callable[..., object], *arguments: object) -> float:
    start = perf_counter()
    call(*arguments)
    return perf_counter() - start


def _peak(opened: Any, number: int) -> int:
    """The peak of memory beyond what there was, while the pages of a folder are checked."""
    with tempfile.TemporaryDirectory() as folder:
        for i in range(number):
            page = ABOUT.format(n=i) + OTHER * 20
            Path(folder, f"{i:04}.md").write_text(page, encoding="utf-8")
        tracemalloc.start()
        for _ in check_files(Path(folder), opened.known, opened.judged):
            pass
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    return peak


if __name__ == "__main__":
    sys.exit(main())
