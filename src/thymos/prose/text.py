"""Text folded for matching: as long as the original, so that positions stay."""

from __future__ import annotations

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


def fold(text: str) -> str:
    """Lower case, one sort of dash, quote and decimal point; never longer nor shorter.

    >>> fold("26·0 % – “Xα₁”")
    '26.0 % - "xα1"'
    """
    plain = text.translate(_FOLD)
    low = plain.lower()
    if len(low) == len(plain):
        return low
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in plain)
