"""The forms in which a page may come, and the one way from any of them to blocks."""

from __future__ import annotations

import re
from typing import Literal

from thymos.prose import html, markdown
from thymos.prose.blocks import Block

Form = Literal["auto", "text", "markdown", "html"]

# What looks like markup: a document type, or a closing tag of a common element.
_MARKUP = re.compile(
    r"<!doctype html|<html[\s>]|</(p|div|body|head|h[1-6]|ul|table|span)>", re.IGNORECASE
)


def blocks(source: str, form: Form = "auto") -> tuple[Block, ...]:
    """Split a file into blocks. `auto` tells HTML from text by its tags.

    >>> [(block.kind.value, block.text) for block in blocks("# Title\\n\\nOne *two*.\\n- item")]
    [('heading', 'Title'), ('paragraph', 'One two.'), ('list item', 'item')]
    """
    if form == "html" or (form == "auto" and _MARKUP.search(source[:20_000])):
        return html.blocks(source)
    return markdown.blocks(source)
