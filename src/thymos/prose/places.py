"""Jurisdictions in prose: how a country and its medicines agency are called."""

from __future__ import annotations

# code, the agency as a pattern, the place as a pattern; matched in folded text. The codes
# are those of `records.regulation.Status`: ISO 3166, and EU for the Union as a whole.
PLACES: tuple[tuple[str, str, str], ...] = (
    (
        "US",
        r"(?:(?:u\.?s\.? )?(?:fda|food and drug administration)"
        r"|american regulators?|us regulators?)",
        r"(?:u\.s\.a?\.?|usa?|united states(?: of america)?|america|(?:the )?states|stateside)",
    ),
    (
        "EU",
        r"(?:ema|european medicines agency|european commission|european regulators?|brussels)",
        r"(?:eu|european union|(?:all of|throughout|over in|across) europe)",
    ),
    ("GB", r"(?:mhra)", r"(?:uk|u\.k\.|united kingdom|great britain|britain|england)"),
    ("CA", r"(?:health canada)", r"(?:canada)"),
    ("AU", r"(?:tga|therapeutic goods administration)", r"(?:australia)"),
    ("JP", r"(?:pmda)", r"(?:japan)"),
    ("CN", r"(?:nmpa|cfda|sfda)", r"(?:china)"),
    ("IT", r"(?:aifa)", r"(?:italy)"),
    ("DE", r"(?:bfarm)", r"(?:germany)"),
    ("FR", r"(?:ansm)", r"(?:france)"),
    ("IN", r"(?:cdsco)", r"(?:india)"),
    ("CH", r"(?:swissmedic)", r"(?:switzerland)"),
)


def known(code: str) -> tuple[str, str] | None:
    """The agency and the place of a jurisdiction, as patterns; None where it has no names here.

    >>> known("CA")
    ('(?:health canada)', '(?:canada)')
    """
    return next(((agency, place) for c, agency, place in PLACES if c == code), None)
