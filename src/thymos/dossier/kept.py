"""Answers of a model that were computed before: kept beside its equations, or in the cache.

They are no record: nobody wrote them, and no verdict reads them. What is kept names the records
that it was computed from; whether they are still the same is told by who asks.
"""

from __future__ import annotations

import re
from pathlib import Path

from thymos.dossier.cache import folder
from thymos.dossier.write import write_atomic
from thymos.errors import OutputError

SUFFIX = ".answers.json"
# The flagship's are some hundred kilobytes.
MOST_BYTES = 20_000_000
_KEY = re.compile(r"[0-9a-f]{16,128}")


def beside(root: Path, source: str) -> Path:
    """Where the answers of the model whose equations are `source` lie, below a dossier."""
    return (root / source).with_suffix(SUFFIX)


def cached(key: str) -> Path | None:
    """Where answers lie in the user's cache, by a key of hexadecimal digits; None without one.

    Raises ValueError for another key.
    """
    if not _KEY.fullmatch(key):
        raise ValueError(f"expected a key of hexadecimal digits, found {key!r}")
    base = folder()
    return base / f"answers-{key}.json" if base else None


def read_kept(path: Path | None) -> str | None:
    """The text of kept answers; None where there are none that can be read."""
    try:
        if path is None or path.is_symlink() or path.stat().st_size > MOST_BYTES:
            return None
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def keep(path: Path, text: str) -> None:
    """Write answers, whole or not at all. Raises OutputError."""
    write_atomic(path, text)


def keep_quietly(path: Path | None, text: str) -> None:
    """Write answers into the cache; does nothing where that is impossible."""
    if path is None:
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(path, text)
    except (OSError, OutputError):
        return
