"""Who gains from a study's result: ties to those who make or sell what it tests."""

from __future__ import annotations

from thymos.records.study import Study


def tied(study: Study) -> bool | None:
    """Whether its sponsor or an author is tied to a maker or seller; None where not known.

    Only a study of which both are known to be free is free: silence is no declaration.
    """
    said = [None if tie is None else tie.tied for tie in (study.sponsor_tied, study.authors_tied)]
    if True in said:
        return True
    return None if None in said else False
