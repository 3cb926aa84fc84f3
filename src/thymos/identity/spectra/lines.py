"""Lines of a text file of spectra, numbered, in UTF-8, none of them without end."""

from __future__ import annotations

import math
from collections.abc import Iterator
from io import BufferedReader

from thymos.errors import DataError
from thymos.identity.spectra.arrays import MOST_VALUES

LONGEST = 10_000

__all__ = ["LONGEST", "MOST_VALUES", "lines", "number"]


def lines(stream: BufferedReader, name: str) -> Iterator[tuple[int, str]]:
    """Every line with its number, stripped. Raises DataError for bytes that are no UTF-8."""
    count = 0
    while raw := stream.readline(LONGEST + 1):
        count += 1
        if len(raw) > LONGEST:
            raise DataError(f"{name}:{count}: a line longer than {LONGEST:,} bytes is not read")
        try:
            text = raw.decode("utf-8-sig" if count == 1 else "utf-8")
        except UnicodeDecodeError as error:
            wrong = raw[error.start]
            raise DataError(
                f"{name}:{count}: expected text in UTF-8, found the byte 0x{wrong:02x}"
            ) from None
        if "\x00" in text:
            raise DataError(f"{name}:{count}: expected text in UTF-8, found a zero byte")
        yield count, text.strip()


def number(text: str) -> float | None:
    """The number that a text is; None where it is none, or not finite.

    >>> number("1e3"), number("nan"), number("777,6")
    (1000.0, None, None)
    """
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and "_" not in text else None
