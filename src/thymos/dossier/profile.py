"""Reading a profile: the same strict YAML as a dossier's, one file, every fault at once."""

from __future__ import annotations

from pathlib import Path

from thymos.dossier.single import read_single
from thymos.records.profile import Profile


def read_profile(path: Path) -> Profile:
    """The profile in a file. Raises DataError, or DossierError with every fault and its line."""
    return read_single(path, Profile)
