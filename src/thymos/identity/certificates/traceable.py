"""A result without lot and date belongs to no vial."""

from __future__ import annotations

from collections.abc import Iterator

from thymos.errors import Finding
from thymos.identity.certificates.case import Case

RULE = "traceable"


def traceable(case: Case) -> Iterator[Finding]:
    """No lot, no date of analysis, or nobody who measured."""
    stated = case.certificate
    if stated.lot is None:
        reason = "no lot is stated: the results belong to no vial"
        yield case.of_field("lot", rule=RULE, reason=reason, found="nothing", expected="a lot")
    if stated.analysed is None:
        told = f"only a date of issue, {stated.issued}" if stated.issued else "nothing"
        yield case.of_field(
            "analysed",
            rule=RULE,
            reason="no date of analysis is stated",
            found=told,
            expected="the day on which it was measured",
        )
    if stated.issuer is None and stated.laboratory is None:
        yield case.of_field(
            "laboratory",
            rule=RULE,
            severity="note",
            reason="nobody is named who measured or issued this",
            found="nothing",
            expected="a laboratory or an issuer",
        )
