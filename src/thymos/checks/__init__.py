"""The dossier's own rules: each a file, each `(Dossier) -> Iterator[Finding]`.

Most recompute a number that a source printed. A contradiction is a finding about the source,
not a broken dossier: the record keeps what was printed, and the finding says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from thymos.checks.hygiene import hygiene
from thymos.checks.molecule import molecule
from thymos.checks.published_pools import published_pools
from thymos.checks.reported_interval import reported_interval
from thymos.checks.reported_p import reported_p
from thymos.checks.reported_percent import reported_percent
from thymos.checks.totals import totals
from thymos.dossier.index import Dossier
from thymos.errors import Finding, Severity

Rule = Callable[[Dossier], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    reported_percent,
    reported_p,
    reported_interval,
    published_pools,
    totals,
    molecule,
    hygiene,
)

_RANK = tuple(Severity)


def run(dossier: Dossier) -> tuple[Finding, ...]:
    """Every rule over a dossier; findings in order of file and line."""
    found = [finding for rule in RULES for finding in rule(dossier)]
    return tuple(
        sorted(found, key=lambda f: (f.file or "", f.line or 0, _RANK.index(f.severity), f.rule))
    )
