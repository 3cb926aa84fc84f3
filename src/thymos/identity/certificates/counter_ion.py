"""A salt cannot hold more peptide than its basic groups leave room for."""

from __future__ import annotations

from collections.abc import Iterator

from thymos.errors import Finding
from thymos.identity.certificates.case import Case, is_percent, shown
from thymos.identity.certificates.salt import Salt, salts
from thymos.records.certificate import Form, Ion, ItemKind
from thymos.records.wording import number

RULE = "counter-ion"

FORMS: tuple[tuple[Form, Ion], ...] = (
    ("TFA salt", "TFA"),
    ("acetate", "acetate"),
    ("hydrochloride", "chloride"),
)
# The last digits of content and acid are seldom better than this, in per cent.
ROUNDING = 0.5
_DRY = ("free of salt and water",)


def counter_ion(case: Case) -> Iterator[Finding]:
    """A content above what a full salt of this sequence can hold, or an ion that does not fit."""
    if case.peptide is None:
        return
    known = {salt.ion: salt for salt in salts(case.peptide)}
    ion = dict(FORMS).get(case.certificate.form)
    if ion is not None:
        yield from _too_much_peptide(case, known[ion])
        yield from _other_ion(case, ion)
    for n, item in case.items(ItemKind.COUNTER_ION):
        salt = known.get(item.ion or ion or "TFA")
        stated = item.value if item.value is not None else item.low
        if salt is None or stated is None or not is_percent(item) or not (item.ion or ion):
            continue
        if stated > 100 * salt.share + ROUNDING:
            yield case.about(
                n,
                rule=RULE,
                severity="note",
                reason=f"more {salt.acid} than one on each of the {salt.bases} basic groups of "
                f"{case.name}: free acid, or salt with something else",
                found=shown(item),
                expected=f"at most {number(100 * salt.share, 1)} %",
            )


def _too_much_peptide(case: Case, salt: Salt) -> Iterator[Finding]:
    most = 100 * salt.content
    for n, item in case.items(ItemKind.CONTENT):
        stated = item.value if item.value is not None else item.low
        if stated is None or not is_percent(item) or item.basis in _DRY:
            continue
        if stated > most + ROUNDING:
            yield case.about(
                n,
                rule=RULE,
                reason=f"a salt with {salt.acid} on each of the {salt.bases} basic groups of "
                f"{case.name} holds less peptide, before any water; a partial salt would have to "
                "be said",
                found=shown(item),
                expected=f"at most {number(most, 1)} %",
            )


def _other_ion(case: Case, ion: Ion) -> Iterator[Finding]:
    for n, item in case.items(ItemKind.COUNTER_ION):
        if item.ion is not None and item.ion != ion and item.figures:
            yield case.about(
                n,
                rule=RULE,
                reason=f"the form stated is {case.certificate.form}, the counter-ion another",
                found=item.ion,
                expected=ion,
            )
