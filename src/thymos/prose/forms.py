"""The forms in which a page may come, and the one way from any of them to blocks."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Literal

from thymos.prose import html, markdown
from thymos.prose.blocks import Block
from thymos.prose.budget import Budget
from thymos.prose.decoding import decode

Form = Literal["auto", "text", "markdown", "html", "docx", "pdf"]

# What looks like markup: a document type, or a closing tag of a common element.
_MARKUP = re.compile(
    r"<!doctype html|<html[\s>]|</(p|div|body|head|h[1-6]|ul|table|span)>", re.IGNORECASE
)
# How far into a file its form is looked for.
_LOOKED_AT = 20_000
_PDF, _ZIP = b"%PDF-", b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Document:
    """A page that was read: the text that offsets point into, its blocks, its form.

    `pages` are the offsets at which the pages of a PDF begin; empty in any other form.
    """

    text: str
    form: Form
    given: tuple[Block, ...] | None = None
    pages: tuple[int, ...] = ()

    def blocks(self, budget: Budget | None = None) -> tuple[Block, ...]:
        """The blocks, made when they are first asked for: many pages name nothing of interest."""
        if self.given is None:
            object.__setattr__(self, "given", blocks(self.text, self.form, budget))
        return self.given or ()

    def page_at(self, offset: int) -> int | None:
        """The page of a PDF that holds an offset; None in any other form."""
        return bisect_right(self.pages, offset) if self.pages else None


def read(content: bytes, name: str, form: Form = "auto", budget: Budget | None = None) -> Document:
    """Read the bytes of a file in any form. Raises UsageError naming the file.

    >>> read("# Naïve".encode("cp1252"), "page.md").text
    '# Naïve'
    """
    # Readers of PDF allow some bytes before the mark.
    if form == "pdf" or _PDF in content[:1024]:
        from thymos.prose.pdf import extract

        text, pages = extract(content, name, budget)
        return Document(text, "text", None, pages)
    if form == "docx" or content.startswith(_ZIP):
        from thymos.prose.docx import read as read_docx

        text, found = read_docx(content, name)
        return Document(text, "docx", found)
    markup = form == "html" or (form == "auto" and b"<" in content[:_LOOKED_AT])
    return Document(decode(content, name, markup=markup), form)


def blocks(source: str, form: Form = "auto", budget: Budget | None = None) -> tuple[Block, ...]:
    """Split a text into blocks. `auto` tells HTML from text by its tags.

    Raises UsageError once the time of a budget is spent.

    >>> [(block.kind.value, block.text) for block in blocks("# Title\\n\\nOne *two*.\\n- item")]
    [('heading', 'Title'), ('paragraph', 'One two.'), ('list item', 'item')]
    """
    if marked_up(source, form):
        return html.blocks(source, budget)
    return markdown.blocks(source, budget)


def marked_up(source: str, form: Form) -> bool:
    """Whether a text is HTML, by its form or, where that is not told, by its tags."""
    return form == "html" or (form == "auto" and bool(_MARKUP.search(source[:_LOOKED_AT])))
