"""Packages of the extra `mechanism`: imported where they are used, told in one line if missing."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from thymos.errors import MechanismError

EXTRA = "mechanism"


def need(module: str) -> ModuleType:
    """A module of the extra. Raises MechanismError, with how to install it, where it is missing.

    >>> need("no_such_simulator")
    Traceback (most recent call last):
    ...
    thymos.errors.MechanismError: no_such_simulator is not installed; it comes with the extra
    'mechanism': pip install "thymos[mechanism]"
    """
    try:
        return import_module(module)
    except ImportError as error:
        reason = f"{error.name} is not installed" if _absent(error, module) else str(error)
        raise MechanismError(
            f"{reason}; it comes with the extra '{EXTRA}': pip install \"thymos[{EXTRA}]\""
        ) from None


def _absent(error: ImportError, module: str) -> bool:
    """Whether the module, or the package it belongs to, is not there at all."""
    whole = isinstance(error, ModuleNotFoundError) and error.name is not None
    return whole and f"{module}.".startswith(f"{error.name}.")
