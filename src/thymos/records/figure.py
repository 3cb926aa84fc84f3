"""A printed number: its value, and the digits it was written with.

`0.30` and `0.3` are one value and two statements: the first stands for 0.295 to 0.305, the
second for 0.25 to 0.35. Whoever recomputes a printed figure needs to know which was printed.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, WrapValidator


class Figure(float):
    """A finite number that remembers how the dossier writes it.

    `written` is None for a number that never stood in a file. Compares as its value.

    >>> Figure("0.30"), Figure("0.30").written, Figure(0.3).written
    (0.3, '0.30', None)
    """

    __slots__ = ("written",)

    written: str | None

    def __new__(cls, value: str | float) -> Figure:
        """Read a number; ValueError where there is none."""
        made = super().__new__(cls, value)
        made.written = value.strip() if isinstance(value, str) else getattr(value, "written", None)
        return made


def _read(value: Any, handler: Any) -> Figure:
    number = handler(value)
    return Figure(value if isinstance(value, (str, Figure)) else number)


# What a field of a record says: to a type checker a float, in memory always a Figure.
Printed = Annotated[float, Field(allow_inf_nan=False), WrapValidator(_read)]
