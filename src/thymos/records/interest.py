"""Who gains: ties of a study's sponsor or authors to those who make or sell the compound."""

from __future__ import annotations

from thymos.records.atoms import Citations, Record, Text, Truth


class Tie(Record):
    """Whether there is a tie to a maker or seller, with the ground; left out where not known.

    A statement that nothing was declared is no ground for `tied: false`; a declaration of none is.
    """

    tied: Truth
    reason: Text
    cites: Citations
