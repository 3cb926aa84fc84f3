"""List the rows of a Markdown file of facts, and hold a table of coverage against them.

usage: python tools/facts_rows.py FACTS.md
       python tools/facts_rows.py --check TABLE.csv FACTS.md

A row is a row of a table, a bullet, or a line of prose in sections 1 to 8; headings, heads of
tables and lines that are a bold label alone are none. Each has a label (section and first
words), a key (a hash of its words, so that any change shows), and its figures: the numbers in
it, without those of addresses, section signs and names such as CD4, and without the column
that names sources. Listing prints `label<TAB>key<TAB>figures`.

With --check, a line for every row of the file that the table lacks (missing), whose words
have changed (stale), or that the file no longer has (extra); exit 1 if there is one, 2 for a
usage error.
"""

import csv
import hashlib
import re
import sys
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

SECTIONS = "12345678"
KEY_LENGTH = 12
LABEL_WORDS = 40

_HEADING = re.compile(r"^#+ (\d+(?:\.\d+)?)")
_LABEL_ALONE = re.compile(r"^\*\*([^*]+)\*\*$")
_SUBJECT = re.compile(r"^\*\*([^*]+?)\.?\*\*")
_SEPARATOR = re.compile(r"^\|[-|\s:]+\|$")
# Addresses, references to sections and the numbers of pages (003, 003-9) say nothing.
_NOT_COUNTED = re.compile(
    r"(?<![\d.])(?:[\w-]+\.)+[a-z]{2,}(?:/\S*|\b)|§[\d.]+|(?<![\d.,])00\d(?:-\d+)?(?![\d.])"
)
_DOI = re.compile(r"10\.\d{4,9}/[\w.()/-]*\w")
_CODE = re.compile(r"NCT\d+|PMC\d+|(?<![\w-])\d{2,7}-\d\d-\d(?![\w-])")
# A number that is part of a name (CD4, PD-1, q12h, 503A) is none.
_NUMBER = re.compile(
    r"(?<![A-Za-zα-ωΑ-Ω.\d])(?<![A-Za-zα-ω]-)"
    r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d*\.\d+|\d+)(?![\dA-Za-z])"
)


class Row(NamedTuple):
    """One row of the facts: what it is called, the hash of its words, the numbers in it."""

    label: str
    key: str
    figures: tuple[str, ...]


def main(arguments: Sequence[str]) -> int:
    """List the rows of a file of facts, or check a table of coverage against it."""
    checking = len(arguments) == 3 and arguments[0] == "--check"
    if not checking and len(arguments) != 1:
        print("usage: facts_rows.py [--check TABLE.csv] FACTS.md", file=sys.stderr)
        return 2
    missing = [name for name in arguments if name != "--check" and not Path(name).is_file()]
    if missing:
        print(f"facts_rows: expected files, found none at {', '.join(missing)}", file=sys.stderr)
        return 2
    rows = rows_of(Path(arguments[-1]).read_text(encoding="utf-8"))
    if not checking:
        for row in rows:
            print(row.label, row.key, ";".join(row.figures), sep="\t")
        return 0
    with Path(arguments[1]).open(encoding="utf-8", newline="") as table:
        problems = differences(list(csv.DictReader(table)), rows)
    print(*problems, sep="\n", end="\n" if problems else "")
    return 1 if problems else 0


def rows_of(text: str) -> list[Row]:
    """Every row of sections 1 to 8, its label made unique by a number where needed.

    >>> [
    ...     row[::2]
    ...     for row in rows_of("## 1. Trials\\n**A** – 12 people\\n| x | y |\\n|--|--|\\n| n | 7 |")
    ... ]
    [('1/A – 12 people', ('12',)), ('1/A/n', ('7',))]
    """
    seen: dict[str, int] = {}
    rows = []
    for label, words, counted in _lines(text):
        seen[label] = seen.get(label, 0) + 1
        unique = label if seen[label] == 1 else f"{label} ({seen[label]})"
        rows.append(Row(unique, key_of(words), figures_of(counted)))
    return rows


def _lines(text: str) -> Iterator[tuple[str, str, str]]:
    """Label, words and counted part of each row: the context is read off as it passes."""
    section = subject = ""
    sources: int | None = None
    lines = [line.strip() for line in text.splitlines()]
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if heading := _HEADING.match(line):
            section, subject = heading[1], ""
        elif not section or section[0] not in SECTIONS or not line or line == "---":
            continue
        elif _SEPARATOR.match(line):
            continue  # rules off the head of a table
        elif _SEPARATOR.match(following):
            sources = _source_column(line)
        elif label := _LABEL_ALONE.match(line):
            subject = label[1].split(" ")[0]
        elif line.startswith("|"):
            cells = [cell.strip() for cell in line.strip("|").split(" | ")]
            counted = [cell for number, cell in enumerate(cells) if number != sources]
            yield _label(section, subject, cells[0]), line, " | ".join(counted)
        else:
            named = _SUBJECT.match(line)
            subject = named[1].split(" ")[0] if named else ""
            yield _label(section, "", line.removeprefix("- ")), line, line


def _source_column(head: str) -> int | None:
    """The number of the column that names sources, where a head of a table has one."""
    cells = head.strip("|").split("|")
    return next((n for n, cell in enumerate(cells) if "source" in cell and n > 0), None)


def _label(section: str, subject: str, words: str) -> str:
    plain = _plain(words)[:LABEL_WORDS].strip(" .,;:|")
    return "/".join(part for part in (section, subject, plain) if part)


def _plain(words: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"[*`]", "", words)).strip()


def key_of(words: str) -> str:
    """The hash of a row's words, blind to emphasis and spacing.

    >>> key_of("| **a**  b |") == key_of("| a b |")
    True
    """
    return hashlib.sha256(_plain(words).encode()).hexdigest()[:KEY_LENGTH]


def figures_of(words: str) -> tuple[str, ...]:
    """The numbers, DOIs and codes in a text, each once; numbers without sign and trailing zeros.

    >>> figures_of("CD4 rose, P=.040, in 1,089 of 1106 (§8.3, pubmed.gov/123, 10.1136/bmj.r1098)")
    ('10.1136/bmj.r1098', '0.04', '1089', '1106')
    """
    found = []
    for pattern in (_DOI, _CODE):
        found += pattern.findall(words)
        words = pattern.sub(" ", words)
    numbers = _NUMBER.findall(_NOT_COUNTED.sub(" ", words))
    return tuple(dict.fromkeys(found + [canonical(number) for number in numbers]))


def canonical(number: str) -> str:
    """One way to write a number.

    >>> canonical("26.0"), canonical(".049"), canonical("1,089"), canonical("05"), canonical("100")
    ('26', '0.049', '1089', '5', '100')
    """
    value = Decimal(number.replace(",", "")).normalize()
    return f"{value:f}"


def differences(table: Sequence[dict[str, str]], rows: Sequence[Row]) -> list[str]:
    """A line for every row that is missing from the table, stale or extra in it.

    >>> row = Row("1/n", "aa", ())
    >>> differences([{"row": "1/n", "key": "bb"}], [row])
    ['stale: 1/n is now aa']
    >>> differences([], [row]), differences([{"row": "1/m", "key": "cc"}], [])
    (['missing: 1/n aa'], ['extra: 1/m cc'])
    """
    held = {line["key"] for line in table}
    known = {row.key for row in rows}
    old = {line["row"]: line["key"] for line in table if line["key"] not in known}
    new = {row.label: row.key for row in rows if row.key not in held}
    stale = [label for label in new if label in old]
    return [
        *(f"missing: {label} {key}" for label, key in new.items() if label not in old),
        *(f"stale: {label} is now {new[label]}" for label in stale),
        *(f"extra: {label} {key}" for label, key in old.items() if label not in new),
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
