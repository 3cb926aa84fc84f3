"""From an older schema to the present one: steps on plain data, one a version."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from thymos.dossier.scan import Plain
from thymos.records.schema import SCHEMA_VERSION

Part = Literal["head", "study", "theme"]
Step = Callable[[Part, Plain], Plain]

# (version that a step leaves, the step). A step gets the plain values of one file, is told
# which sort of file it is, and returns those of the next version. There is one version yet.
MIGRATIONS: tuple[tuple[int, Step], ...] = ()


def steps(
    version: int, to: int = SCHEMA_VERSION, table: tuple[tuple[int, Step], ...] = MIGRATIONS
) -> tuple[Step, ...]:
    """The steps from one version to another. Raises ValueError where there is no way.

    >>> steps(1, to=1)
    ()
    >>> steps(2, to=1)
    Traceback (most recent call last):
    ValueError: expected a schema_version up to 1, found 2: this dossier needs a newer thymos
    """
    if version > to:
        raise ValueError(
            f"expected a schema_version up to {to}, found {version}: "
            "this dossier needs a newer thymos"
        )
    known = dict(table)
    missing = [v for v in range(version, to) if v not in known]
    if missing:
        raise ValueError(f"expected schema_version {to}, found {version}: no way leads from there")
    return tuple(known[v] for v in range(version, to))


def migrate(part: Part, plain: Plain, way: tuple[Step, ...]) -> Plain:
    """The plain values of one file after each step of the way."""
    for step in way:
        plain = step(part, plain)
    return plain
