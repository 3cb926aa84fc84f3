"""Evidence dossiers as code: what is known about a medicine, computed from sourced records.

>>> import thymos
>>> dossier = thymos.load()  # the shipped flagship, or a folder
>>> view = dossier.verdicts(as_of="2024-12-31")  # every claim as it stood that day
>>> len(view.claims) > 0
True

The names below are the whole face; everything is imported when it is first used.
`thymos.kernel` serves people who have only numbers.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from thymos.version import VERSION

if TYPE_CHECKING:
    from thymos import kernel
    from thymos.api import Opened, load, new, pool_numbers
    from thymos.errors import DataError, DossierError, Finding, ThymosError, UsageError
    from thymos.evidence.synthesis import Options

__version__ = VERSION

_HOMES = (
    ("load", "thymos.api"),
    ("new", "thymos.api"),
    ("pool_numbers", "thymos.api"),
    ("Opened", "thymos.api"),
    ("Options", "thymos.evidence.synthesis"),
    ("Finding", "thymos.errors"),
    ("ThymosError", "thymos.errors"),
    ("UsageError", "thymos.errors"),
    ("DossierError", "thymos.errors"),
    ("DataError", "thymos.errors"),
)

__all__ = [
    "DataError",
    "DossierError",
    "Finding",
    "Opened",
    "Options",
    "ThymosError",
    "UsageError",
    "kernel",
    "load",
    "new",
    "pool_numbers",
]


def __getattr__(name: str) -> Any:
    if name == "kernel":
        return import_module("thymos.kernel")
    home = dict(_HOMES).get(name)
    if home is None:
        raise AttributeError(f"module 'thymos' has no attribute '{name}'")
    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
