"""The text layer of a PDF (extra `pdf`); what a scan shows is not read.

A PDF has no lines of its own: a place in it is a line of the text as it was extracted here,
page after page, and the page is told beside it.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from thymos.errors import UsageError
from thymos.prose.budget import Budget

if TYPE_CHECKING:
    from pypdf import PdfReader

# A word that was broken at the end of a line; its rest moves up.
_BROKEN = re.compile(r"(?<=[^\W\d_])-[ \t]*\n[ \t]*([a-zà-ÿ]{1,40}\S{0,3})[ \t]*")
# Page numbers and the like at the top or bottom of a page.
_FOLIO = re.compile(r"\s*(?:page\s+)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?\s*", re.IGNORECASE)
_ENDED = (".", "!", "?", ":", "。", "！", "？")


def extract(content: bytes, name: str, budget: Budget | None = None) -> tuple[str, tuple[int, ...]]:
    """The text of a PDF, and where in it each page begins.

    Raises UsageError where it is no PDF, asks for a password, has no text layer, or where
    pypdf is not installed.
    """
    try:
        from pypdf import PdfReader
    except ImportError:
        raise UsageError(
            f"{name}: reading PDF needs the optional extra: pip install thymos[pdf]"
        ) from None
    with _quiet():
        # What a broken file makes pypdf raise is of many types, among them RecursionError.
        try:
            pages = list(_pages(PdfReader(io.BytesIO(content), strict=False), name, budget))
        except UsageError:
            raise
        except Exception as error:
            why = type(error).__name__
            raise UsageError(f"{name}: cannot be read as PDF ({why})") from None
    if not any(page.strip() for page in pages):
        raise UsageError(f"{name}: expected text, found no text layer (a scan?)")
    return _joined(pages)


def _pages(reader: PdfReader, name: str, budget: Budget | None) -> Iterator[str]:
    if reader.is_encrypted and not reader.decrypt(""):
        raise UsageError(f"{name}: expected a PDF that opens without a password")
    for page in reader.pages:
        if budget is not None:
            budget.spend()
        yield page.extract_text()


def _joined(pages: list[str]) -> tuple[str, tuple[int, ...]]:
    """Pages as one text; a sentence that goes on over the page is not cut."""
    parts: list[str] = []
    starts: list[int] = []
    length = 0
    for page in pages:
        starts.append(length)
        shown = _tidied(page)
        shown += "\n\n" if shown.endswith(_ENDED) or not shown else "\n"
        parts.append(shown)
        length += len(shown)
    return "".join(parts), tuple(starts)


def _tidied(page: str) -> str:
    lines = page.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    while lines and (not lines[0].strip() or _FOLIO.fullmatch(lines[0])):
        lines.pop(0)
    while lines and (not lines[-1].strip() or _FOLIO.fullmatch(lines[-1])):
        lines.pop()
    return _BROKEN.sub(r"\1\n", "\n".join(line.rstrip() for line in lines))


@contextmanager
def _quiet() -> Iterator[None]:
    """pypdf tells what it mended through its logger; the reader of a page did not ask."""
    logger = logging.getLogger("pypdf")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)
