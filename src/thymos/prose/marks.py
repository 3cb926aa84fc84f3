"""What an element of HTML does to the text inside it: who reads it, and as what."""

from __future__ import annotations

import re

from thymos.prose.tags import Tag

_UNREAD = frozenset(
    (
        *("script", "style", "noscript", "template", "nav", "button", "select", "datalist"),
        *("label", "textarea", "svg", "math", "head", "iframe", "object", "canvas", "audio"),
        *("video", "xmp", "del", "s", "strike", "noembed", "noframes", "title", "menu"),
        *("progress", "meter", "rp"),
    )
)
_SIDES = ("header", "footer", "aside")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_HIDDEN_ROLES = frozenset(
    ("navigation", "menu", "menubar", "search", "toolbar", "tablist", "doc-toc", "doc-index")
)
_NOTES = re.compile(r"\bfoot-?notes?\b|\bend-?notes?\b|\bdoc-(?:foot|end)notes?\b", re.IGNORECASE)
_LISTED = re.compile(
    r"\breferences?(?:-?list)?\b|\breflist\b|\bbibliograph(?:y|ies)\b|\bdoc-biblio\w+\b",
    re.IGNORECASE,
)


def marks(tag: Tag) -> list[str]:
    """What an element does to the text inside it.

    `hidden`: nobody reads it; `side`: of a header, a footer or an aside; `noted`: footnotes;
    `listed`: a list of references; `h1` to `h6`: a heading by its role.

    >>> from thymos.prose.tags import tokens
    >>> [marks(tag) for tag in tokens("<p><div style='display: none'><footer>")]
    [[], ['hidden'], ['side']]
    """
    name, found = tag.name, []
    if not tag.values:
        hides = name in _UNREAD or name == "dialog"
        return ["hidden"] * hides + ["side"] * (name in _SIDES)
    role = (tag.get("role") or "").strip().lower()
    if (
        name in _UNREAD
        or "hidden" in tag.values
        or (tag.get("aria-hidden") or "").strip().lower() == "true"
        or role in _HIDDEN_ROLES
        or bool(_HIDDEN.search(tag.get("style") or ""))
        or (name == "dialog" and "open" not in tag.values)
    ):
        found.append("hidden")
    if name in _SIDES or role in ("banner", "contentinfo", "complementary"):
        found.append("side")
    if name in ("li", "ol", "ul", "section", "div", "aside", "p", "dl"):
        told = f"{role} {tag.get('class') or ''} {tag.get('id') or ''}"[:300]
        found += ["noted"] * bool(_NOTES.search(told))
        found += ["listed"] * bool(name in ("li", "ol", "ul") and _LISTED.search(told))
    if role == "heading":
        level = tag.get("aria-level") or "2"
        found.append(f"h{level}" if re.fullmatch("[1-6]", level) else "h2")
    return found
