"""ROBINS-I: the whole from its domains.

Source: Sterne et al. 2016, BMJ 355:i4919, Table 3. That version has no algorithm from signalling
questions to a domain: people judge the seven domains, and only the whole follows.
"""

from __future__ import annotations

LOW, MODERATE, SERIOUS, CRITICAL = "low", "moderate", "serious", "critical"
NO_INFORMATION = "no information"


def overall(domains: tuple[str | None, ...]) -> str | None:
    """The result's judgement from those of its domains.

    No information in a domain counts as information missing in a key domain: which domains are
    key is left to people. None where a domain is not judged and none is serious or critical.

    >>> overall(("serious", None, "low", "low", "low", "low", "no information"))
    'serious'
    >>> overall(("moderate", "low", "low", "low", "low", "low", "low"))
    'moderate'
    """
    for judgement in (CRITICAL, SERIOUS):
        if judgement in domains:
            return judgement
    if None in domains:
        return None
    for judgement in (NO_INFORMATION, MODERATE):
        if judgement in domains:
            return judgement
    return LOW
