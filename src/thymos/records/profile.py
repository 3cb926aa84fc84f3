"""A profile: the traits of a person, or of a sort of person, as a question to the evidence.

Nothing in it is stored or sent. What it leaves out counts as not stated.
"""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from thymos.records.atoms import Id, Record, Text
from thymos.records.eligibility import Age

# Pregnancies are on record from early childhood to the seventies; beyond lie typing slips.
PREGNANT_FROM, PREGNANT_TO = 5, 75


class Profile(Record):
    """Whom `thymos applies` is asked about; every field may be left out, but not all."""

    age: Age | None = Field(None, description="in whole years")
    sex: Literal["female", "male"] | None = None
    condition: Id | None = Field(None, description="as the studies of the dossier name it")
    severity: Literal["mild", "moderate", "severe", "critical"] | None = None
    comorbidities: tuple[Id, ...] = ()
    pregnancy: Literal["none", "pregnant", "breastfeeding"] | None = None
    transplant: Literal["none", "organ", "stem cell"] | None = None
    autoimmunity: Literal["none", "controlled", "uncontrolled"] | None = None
    immunosuppressants: tuple[Id, ...] | None = Field(
        None, description="an empty list says that there are none"
    )
    medicines: tuple[Id, ...] | None = Field(
        None, description="other medicines; an empty list says that there are none"
    )
    setting: Literal["intensive care", "hospital", "outpatient", "home"] | None = None
    country: Text | None = Field(None, description="in words, or by its two-letter code")

    @model_validator(mode="after")
    def _can_be(self) -> Self:
        if not any(value not in (None, ()) for value in dict(self).values()):
            raise ValueError("expected at least one thing about the person")
        if self.pregnancy in ("pregnant", "breastfeeding"):
            if self.sex == "male":
                raise ValueError(f"expected sex female beside pregnancy {self.pregnancy}")
            if self.age is not None and not PREGNANT_FROM <= self.age <= PREGNANT_TO:
                raise ValueError(
                    f"expected an age from {PREGNANT_FROM} to {PREGNANT_TO} beside pregnancy "
                    f"{self.pregnancy}, found {self.age}"
                )
        for name in ("comorbidities", "immunosuppressants", "medicines"):
            given = getattr(self, name) or ()
            twice = next((item for item in given if given.count(item) > 1), None)
            if twice is not None:
                raise ValueError(f"expected '{twice}' once under {name}")
        if self.condition in self.comorbidities:
            raise ValueError(f"expected '{self.condition}' as condition or comorbidity, not both")
        return self

    @property
    def traits(self) -> tuple[str, ...]:
        """What the profile says is there, most specific last; condition and severity apart.

        >>> Profile(transplant="organ", comorbidities=("diabetes",)).traits
        ('diabetes', 'transplant', 'organ-transplant')
        """
        found = [*self.comorbidities]
        if self.pregnancy not in (None, "none"):
            found.append("pregnancy" if self.pregnancy == "pregnant" else "breastfeeding")
        if self.transplant not in (None, "none"):
            kind = str(self.transplant).replace(" ", "-")
            found += ["transplant", f"{kind}-transplant"]
        if self.autoimmunity not in (None, "none"):
            found += ["autoimmune-disease", f"{self.autoimmunity}-autoimmune-disease"]
        if self.immunosuppressants:
            found += ["immunosuppressants", *self.immunosuppressants]
        return tuple(dict.fromkeys((*found, *(self.medicines or ()))))

    @property
    def absent(self) -> tuple[str, ...]:
        """What the profile says is not there; silence says nothing.

        >>> Profile(pregnancy="none", medicines=()).absent
        ('pregnancy', 'breastfeeding')
        """
        found: list[str] = []
        if self.pregnancy == "none" or self.sex == "male":
            found += ["pregnancy", "breastfeeding"]
        if self.transplant == "none":
            found += ["transplant", "organ-transplant", "stem-cell-transplant"]
        if self.autoimmunity == "none":
            found.append("autoimmune-disease")
        if self.immunosuppressants == ():
            found.append("immunosuppressants")
        return tuple(found)
