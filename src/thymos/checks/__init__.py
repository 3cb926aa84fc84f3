"""The dossier's own rules: each a file, each `(Dossier) -> Iterator[Finding]`.

Most recompute a number that a source printed. A contradiction is a finding about the source,
not a broken dossier: the record keeps what was printed, and the finding says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from thymos.checks.choice_of_test import choice_of_test
from thymos.checks.hazard_information import hazard_information
from thymos.checks.hygiene import hygiene
from thymos.checks.identifiers import identifiers
from thymos.checks.interval_centre import interval_centre
from thymos.checks.linked_dossiers import linked_dossiers
from thymos.checks.misprints import misprints
from thymos.checks.molecule import molecule
from thymos.checks.p_and_interval import p_and_interval
from thymos.checks.p_of_means import p_of_means
from thymos.checks.published_pools import published_pools
from thymos.checks.regimens import regimens
from thymos.checks.registry_ids import registry_ids
from thymos.checks.reported_interval import reported_interval
from thymos.checks.reported_p import reported_p
from thymos.checks.reported_percent import reported_percent
from thymos.checks.same_arms import same_arms
from thymos.checks.same_events import same_events
from thymos.checks.shared_numbers import shared_numbers
from thymos.checks.statistic_p import statistic_p
from thymos.checks.subgroups import subgroups
from thymos.checks.totals import totals
from thymos.checks.transitions import transitions
from thymos.checks.whole_means import whole_means
from thymos.checks.whole_percent import whole_percent
from thymos.dossier.index import Dossier
from thymos.errors import Finding, Severity

Rule = Callable[[Dossier], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    reported_percent,
    whole_percent,
    whole_means,
    reported_p,
    p_of_means,
    statistic_p,
    reported_interval,
    interval_centre,
    p_and_interval,
    hazard_information,
    subgroups,
    choice_of_test,
    published_pools,
    totals,
    same_arms,
    same_events,
    molecule,
    misprints,
    transitions,
    registry_ids,
    shared_numbers,
    linked_dossiers,
    identifiers,
    regimens,
    hygiene,
)

_RANK = tuple(Severity)


def run(dossier: Dossier) -> tuple[Finding, ...]:
    """Every rule over a dossier; findings in order of file and line."""
    found = [finding for rule in RULES for finding in rule(dossier)]
    return tuple(
        sorted(found, key=lambda f: (f.file or "", f.line or 0, _RANK.index(f.severity), f.rule))
    )
