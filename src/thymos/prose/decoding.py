"""Bytes to text: UTF-8 first, then what the file declares, then Windows-1252 where it fits.

A file in none of these is refused in one line. Nothing is guessed from letter statistics: a
wrong guess would put accents where the author wrote none, and misread names.
"""

from __future__ import annotations

import codecs
import re

from thymos.errors import UsageError

# Longer marks first: that of UTF-32 begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# How many bytes of a page a browser looks through for the encoding that it declares.
_DECLARED_WITHIN = 4096
_DECLARED = re.compile(
    rb"<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}[\"']\s{0,9}([\w.:-]{1,40})"
    rb"|<meta[^>]{0,400}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:-]{1,40})",
    re.IGNORECASE,
)
# Encodings that pages are written in; others that Python knows (rot13, idna) are none.
_KNOWN = (
    *("utf-8", "ascii", "iso8859-1", "cp1252", "gb18030", "gbk", "gb2312", "big5", "big5hkscs"),
    *("shift_jis", "cp932", "euc_jp", "iso2022_jp", "euc_kr", "cp949", "koi8-r", "koi8-u", "cp866"),
    *(f"iso8859-{part}" for part in (2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16)),
    *(f"cp125{page}" for page in (0, 1, 3, 4, 5, 6, 7, 8)),
    *("utf-16", "utf-16-le", "utf-16-be", "cp874", "tis-620", "mac-roman"),
)
# Encodings whose label a browser reads as a wider one that has the same letters.
_WIDER = (("iso8859-1", "cp1252"), ("ascii", "cp1252"), ("gb2312", "gb18030"), ("gbk", "gb18030"))
# Control characters that no text has.
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
# What text in Windows-1252 does not look like: three letters with accents in a row, UTF-8 read
# as Windows-1252, and letters that stand alone or that few languages have.
_ODD = re.compile(
    "[\xc0-\xff]{3}|[\xc2-\xf4][\x80-\xbf\u0152-\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
    "|[ÝÞðþÿ×÷]|(?<![A-Za-z'’\xc0-\xff])[\xc0-\xff](?![A-Za-z'’\xc0-\xff\\s])"
)
_HIGH = re.compile("[^\x00-\x7f]")
# Prose in a western language has fewer characters beyond ASCII than this share.
_MOST_HIGH = 0.3


def decode(content: bytes, name: str, *, markup: bool = False) -> str:
    """The text of a file; with `markup`, in the encoding that it declares.

    Raises UsageError naming the file, and the line where the first bytes do not fit.

    >>> decode("naïve".encode("cp1252"), "page.txt"), decode("α".encode("utf-16"), "page.txt")
    ('naïve', 'α')
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            skipped = len(mark) if encoding == "utf-8" else 0
            return _strict(content[skipped:], encoding, name, "as its first bytes say")
    if b"\0" in content:
        raise UsageError(f"{name}: expected text, found a binary file")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        wrong = error
    if markup and (said := declared(content)) and said != "utf-8":
        return _strict(content, said, name, "as it declares")
    western = _western(content)
    if western is not None:
        return western
    line = _line(content, wrong.start)
    raise UsageError(f"{name}:{line}: expected text in UTF-8, found other bytes")


def declared(content: bytes) -> str | None:
    """The encoding that an HTML or XML page declares, by Python's name; None without one.

    >>> declared(b"<meta charset=gb2312>")
    'gb18030'
    """
    found = _DECLARED.search(content[:_DECLARED_WITHIN])
    if found is None:
        return None
    label = (found[1] or found[2]).decode("ascii", "replace")
    try:
        name = codecs.lookup(label).name
    except LookupError:
        return None
    if name.startswith("utf-16"):  # its own declaration could not be read if it were
        return "utf-8"
    return dict(_WIDER).get(name, name) if name in _KNOWN else None


def _strict(content: bytes, encoding: str, name: str, why: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = _line(content, error.start)
        told = encoding.upper().replace("CP", "Windows-")
        raise UsageError(
            f"{name}:{line}: expected text in {told}, {why}, found other bytes"
        ) from None


def _western(content: bytes) -> str | None:
    """The text in Windows-1252, or None where it decodes to what no one writes."""
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        return None
    if _CONTROL.search(text) or _ODD.search(text):
        return None
    high = sum(1 for _ in _HIGH.finditer(text))
    return text if high <= _MOST_HIGH * len(text) else None


def _line(content: bytes, at: int) -> int:
    return content.count(b"\n", 0, at) + 1
