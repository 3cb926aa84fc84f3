"""What the parser made of each file, kept by content: plain values as JSON, never code.

One cache file a dossier folder. A file of the dossier is looked up by the hash of its bytes,
so that a changed file is simply not found. A cache that is damaged in any way counts as
empty, and one that cannot be written is not written.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path

from thymos.dossier.scan import Plain
from thymos.dossier.write import write_atomic
from thymos.errors import OutputError

# Raised whenever `scan` would make other plain values of the same bytes.
CACHE_VERSION = 1


def folder() -> Path | None:
    """The user's cache folder; None where caching is off.

    `THYMOS_NO_CACHE=1` turns it off; `THYMOS_CACHE` names the folder; else it lies below
    `XDG_CACHE_HOME` or `~/.cache`.
    """
    if os.environ.get("THYMOS_NO_CACHE", "") not in ("", "0"):
        return None
    if named := os.environ.get("THYMOS_CACHE"):
        return Path(named)
    if base := os.environ.get("XDG_CACHE_HOME"):
        return Path(base) / "thymos"
    try:
        return Path.home() / ".cache" / "thymos"
    except RuntimeError:  # no home
        return None


def load(root: Path) -> dict[str, Plain]:
    """The plain values of files of a dossier, by the hash of their bytes."""
    if (file := _file(root)) is None:
        return {}
    try:
        seal, _, body = file.read_bytes().partition(b"\n")
        if seal.decode("ascii") != _seal(body):
            return {}
        known = json.loads(body)
    except (OSError, ValueError, RecursionError):
        return {}
    return known if isinstance(known, dict) else {}


def save(root: Path, plain: Mapping[str, Plain]) -> None:
    """Keep the plain values of a dossier's files; does nothing where that is impossible."""
    if (file := _file(root)) is None:
        return
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        body = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
        write_atomic(file, f"{_seal(body.encode())}\n{body}")
    except (OSError, OutputError, UnicodeEncodeError):
        return


def _file(root: Path) -> Path | None:
    base = folder()
    if base is None:
        return None
    name = blake2b(os.fsencode(root.resolve()), digest_size=12).hexdigest()
    return base / f"dossier-{name}.json"


def _seal(body: bytes) -> str:
    return f"thymos-cache {CACHE_VERSION} {blake2b(body, digest_size=16).hexdigest()}"
