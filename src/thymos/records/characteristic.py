"""Numbers that describe a whole study, and which of them may explain why studies differ."""

from __future__ import annotations

from pydantic import Field

from thymos.records.atoms import Citations, Id, Number, Record, Text, Truth


class Characteristic(Record):
    """One number about a study: where it was done, how long, in whom.

    It belongs to the study, never to a person in it: what explains differences between studies
    need not hold between people.
    """

    name: Id = Field(description="shared between studies: `latitude`, `mean-age`")
    value: Number
    unit: Text | None = None
    cites: Citations


class Moderator(Record):
    """A characteristic that may explain why the studies of an outcome differ, and who said so."""

    characteristic: Id
    text: Text = Field(description="what it is called in running text")
    reason: Text = Field(description="why it might matter, in our words")
    amount: Truth = Field(
        False, description="whether it is an amount of the compound: a slope is a dose-response"
    )
    planned: Truth | None = Field(
        None, description="whether it was named before results were seen; null is not known"
    )
    cites: Citations
