"""Text folded for matching: as long as the original, so that positions stay.

What changes the length of a text (ligatures, accents set as characters of their own) is made
one before, where blocks are built; see `prose.runs`.
"""

from __future__ import annotations

import re
from unicodedata import normalize

_FOLD = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−﹣－", "-"),
        **dict.fromkeys("‘’‚‛′`´", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("·∙⋅", "."),
        **dict.fromkeys("％", "%"),
        **dict.fromkeys("≤⩽", "<"),
        **dict.fromkeys("≥⩾", ">"),
        **dict.fromkeys("₀⁰", "0"),
        **dict.fromkeys("₁¹", "1"),
        **dict.fromkeys("₂²", "2"),
        **dict.fromkeys("₃³", "3"),
        **dict.fromkeys("₄⁴", "4"),
    }
)
# Letters of other scripts that a reader takes for a Latin one: Cyrillic, Greek, Armenian.
# Greek letters that formulas and names use as such (alpha, beta, kappa, rho, chi) are not here.
_LOOKALIKES = str.maketrans(
    "АВЕЅІЈКМНОРСТУХҮԌԚԜаеѕіјкорсухүһԁԛԝӏΑΒΕΖΗΙΚΜΝΟΡΤΥΧοϲϳօսՏ",
    "ABESIJKMHOPCTYXYGQWaesijkopcyxyhdqwlABEZHIKMNOPTYXocjouS",
)
_FOREIGN = re.compile("[\u0370-\u058f]")
# A word in which a letter that may be Latin stands beside one that is.
_MIXED = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-z]")
# One character each for a letter or digit: full width, mathematical, in a circle.
_STYLED = re.compile("[\uff01-\uff5e\U0001d400-\U0001d7ff\u24b6-\u24e9\u2102-\u2134]")
# Characters that stand for several, and accents that join the letter before them: here as the
# inside of a class of a regular expression.
LIGATURE = "\ufb00-\ufb06"
COMBINING = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f"
_ACCENTS = re.compile(f"[{COMBINING}]+")


def composed(text: str) -> str:
    """A ligature in its letters; a letter with its accents as one, with none that it cannot bear.

    >>> composed("ﬁ"), composed("e\\u0301"), composed("q\\u0335")
    ('fi', 'é', 'q')
    """
    if len(text) == 1:
        return normalize("NFKC", text)
    return _ACCENTS.sub("", normalize("NFC", text)) or text[0]


def plain(text: str) -> str:
    """The Latin letters that a reader takes others for; never longer nor shorter.

    A foreign letter is changed only in a word that has a Latin letter too.

    >>> plain("Аlpha Ｂｅｔａ Альфа Tα1")
    'Alpha Beta Альфа Tα1'
    """
    if text.isascii():
        return text
    if _STYLED.search(text):
        text = _STYLED.sub(_unstyled, text)
    if _FOREIGN.search(text):
        text = _MIXED.sub(_latin, text)
    return text


def _unstyled(found: re.Match[str]) -> str:
    made = normalize("NFKC", found.group())
    return made if len(made) == 1 else found.group()


def _latin(found: re.Match[str]) -> str:
    word = found.group()
    if word.isascii() or not _LATIN.search(word):
        return word
    return word.translate(_LOOKALIKES)


def fold(text: str) -> str:
    """Lower case, one sort of dash, quote and decimal point; never longer nor shorter.

    >>> fold("26·0 % – “Xα₁”")
    '26.0 % - "xα1"'
    """
    if text.isascii():
        return text.lower().replace("`", "'")
    shown = plain(text).translate(_FOLD)
    low = shown.lower()
    if len(low) == len(shown):
        return low
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in shown)
