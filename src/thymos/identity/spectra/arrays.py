"""Numbers as files of spectra pack them: base64, often deflated, of a stated width."""

from __future__ import annotations

import base64
import binascii
import zlib
from typing import Literal

import numpy as np

from thymos.identity.spectra.spectrum import Floats

# A spectrum of a million points is large; this is far beyond any.
MOST_VALUES = 20_000_000
Kind = Literal["<f4", "<f8", "<i4", "<i8", ">f4", ">f8"]


def unpacked(text: str, kind: Kind, *, deflated: bool) -> Floats:
    """The numbers of a packed array.

    Raises ValueError where the text is no base64, does not unpack, or holds more than
    any spectrum does.

    >>> unpacked("AAAAAAAA8D8=", "<f8", deflated=False).tolist()
    [1.0]
    """
    width = np.dtype(kind).itemsize
    if len(text) > MOST_VALUES * width * 4 // 3 + 4:
        raise ValueError(f"an array of more than {MOST_VALUES:,} values is not read")
    try:
        # Line breaks and spaces between the letters are legal.
        plain = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("an array is no base64: broken or cut off") from None
    if deflated and plain:
        plain = _inflated(plain, MOST_VALUES * width)
    if len(plain) % width:
        raise ValueError(f"an array ends in the middle of a number of {width} bytes")
    return np.frombuffer(plain, np.dtype(kind)).astype(np.float64)


def _inflated(packed: bytes, most: int) -> bytes:
    machine = zlib.decompressobj()
    try:
        plain = machine.decompress(packed, most)
    except zlib.error:
        raise ValueError("an array does not unpack: broken or cut off") from None
    if machine.unconsumed_tail:
        raise ValueError(f"an array of more than {MOST_VALUES:,} values is not read")
    if not machine.eof:
        raise ValueError("an array does not unpack: broken or cut off")
    return plain
