"""The summary of findings as a document for word processors (DOCX), whole and printable.

Needs the package python-docx, an optional extra (``pip install thymos[docx]``).
"""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING

from thymos.errors import UsageError
from thymos.records.wording import count
from thymos.views.findings import FindingsGroup, FindingsPage, FindingsRow, reason_words
from thymos.views.wordings import title

if TYPE_CHECKING:
    from datetime import date

    from docx.document import Document
    from docx.table import Table

HEADINGS = (
    "Outcome", "People (studies)", "Relative effect", "Without it, of 1,000",
    "With it, of 1,000", "Difference, of 1,000", "Certainty, and what moved it", "In words",
)  # fmt: skip
# Shares of the width of a page, in the order of the headings.
_WIDTHS = (20, 8, 12, 8, 10, 11, 19, 12)
# An archive keeps no time before this one; the same dossier gives the same bytes.
_EPOCH = (1980, 1, 1, 0, 0, 0)


def to_docx(page: FindingsPage, name: str, day: date) -> bytes:
    """The summary of findings as the bytes of a DOCX file.

    name: the dossier's title. day: as of which it is told. Raises UsageError in one line where
    python-docx is not installed.
    """
    try:
        import docx
    except ImportError:
        raise UsageError("docx needs the package python-docx: pip install 'thymos[docx]'") from None
    made = docx.Document()
    _frame(made, f"Summary of findings: {name}", day)
    made.add_paragraph(f"As of {day.isoformat()}. Intervals are {page.level} intervals.")
    for group in page.groups:
        made.add_heading(clean(group.condition), level=1)
        _table(made, group)
    if not page.groups:
        made.add_paragraph("Nothing could be pooled.")
    made.add_heading("How to read it", level=1)
    for note in page.notes:
        made.add_paragraph(note)
    if page.unpooled:
        made.add_heading("Outcomes for which nothing could be pooled", level=1)
        for link in page.unpooled:
            made.add_paragraph(clean(link.text), style="List Bullet")
    out = io.BytesIO()
    made.save(out)
    return _timeless(out.getvalue())


def _frame(made: Document, heading: str, day: date) -> None:
    """A page on its side, small type, and whose document it is."""
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm, Pt

    section = made.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(15)
    section.top_margin = section.bottom_margin = Mm(15)
    made.styles["Normal"].font.size = Pt(9)
    about = made.core_properties
    about.title, about.author, about.comments = clean(heading), "thymos", ""
    about.created = about.modified = datetime(day.year, day.month, day.day)  # noqa: DTZ001
    made.add_heading(clean(heading), level=0)


def _table(made: Document, group: FindingsGroup) -> None:
    from docx.shared import Mm

    table = made.add_table(rows=1, cols=len(HEADINGS), style="Table Grid")
    table.autofit = False
    for cell, words in zip(table.rows[0].cells, HEADINGS, strict=True):
        cell.paragraphs[0].add_run(words).bold = True
    _repeated(table)
    for row in group.rows:
        cells = table.add_row().cells
        for cell, text in zip(cells, _texts(row), strict=True):
            cell.text = clean(text)
        first = cells[0].paragraphs[0]
        first.clear()
        first.add_run(clean(row.outcome.text)).bold = True
        first.add_run(clean(f"\n{row.plain}\n{title(row.evidence)}"))
    for column, share in zip(table.columns, _WIDTHS, strict=True):
        for cell in column.cells:
            cell.width = Mm(267 * share / sum(_WIDTHS))


def _repeated(table: Table) -> None:
    """The headings again at the top of every page."""
    from docx.oxml import OxmlElement

    mark = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(mark)


def _texts(row: FindingsRow) -> tuple[str, ...]:
    """One row as the columns show it."""
    reasons = [reason_words(reason) for reason in row.moved]
    level = f"{title(row.certainty.level)}, starting from {row.certainty.start}"
    said = [row.statement]
    if row.verdicts:
        said.append(f"Verdict on claims that rest on it: {', '.join(row.verdicts)}.")
    return (
        row.outcome.text,
        f"{row.people_words} ({count(row.studies)})",
        row.relative.text,
        row.without or "not counted",
        row.treated or "not counted",
        row.change.text if row.change else "not counted",
        "\n".join((level, *reasons, title(row.certainty.mark))),
        "\n".join(said),
    )


def clean(text: str) -> str:
    """A text without the control characters that XML cannot hold.

    >>> clean("a\\x0bb\\x00c\\nd")
    'abc\\nd'
    """
    kept = (c for c in text if c in "\n\t" or (ord(c) >= 32 and c not in "\ufffe\uffff"))
    return "".join(c for c in kept if not "\ud800" <= c <= "\udfff")


def _timeless(document: bytes) -> bytes:
    """The same archive without the hour at which it was packed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as old, zipfile.ZipFile(out, "w") as new:
        for item in old.infolist():
            entry = zipfile.ZipInfo(item.filename, _EPOCH)
            new.writestr(entry, old.read(item), compress_type=zipfile.ZIP_DEFLATED)
    return out.getvalue()
