"""Finished pieces as files of arrays: a run that was stopped goes on where it was."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any, Generic, TypeVar
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from thymos.dossier.write import write_atomic
from thymos.errors import OutputError, UsageError
from thymos.jobs.plan import Piece

Arrays = Mapping[str, NDArray[Any]]
R = TypeVar("R")

# In the folder of a run: what it hangs on, in words, key by key.
ABOUT = "run.json"


@dataclass(frozen=True, slots=True)
class Stored:
    """A folder that keeps the pieces of one plan, each a named set of arrays.

    key: everything that the results depend on, in words; pieces under another key are not seen.
    """

    folder: Path
    key: str

    def get(self, piece: Piece) -> Arrays | None:
        """The arrays of a piece; None where there are none, or they cannot be read."""
        try:
            whole = BytesIO(self._file(piece).read_bytes())
            with np.load(whole, allow_pickle=False) as found:
                return {name: found[name] for name in found.files}
        except (OSError, ValueError, EOFError, KeyError, BadZipFile):
            return None

    def put(self, piece: Piece, result: Arrays) -> None:
        """Keep the arrays of a piece, whole or not at all. Raises OutputError."""
        buffer = BytesIO()
        save: Any = np.savez  # whose stubs take every name for an option
        save(buffer, **result)
        _make(self.folder)
        write_atomic(self._file(piece), buffer.getvalue())

    def _file(self, piece: Piece) -> Path:
        name = f"{self.key}\n{piece.first}\n{piece.stop}"
        return self.folder / f"{sha256(name.encode()).hexdigest()[:24]}.npz"


@dataclass(frozen=True, slots=True)
class OneArray:
    """The same for plans whose pieces are one array each."""

    stored: Stored

    def get(self, piece: Piece) -> NDArray[Any] | None:
        """The array of a piece, None where there is none."""
        found = self.stored.get(piece)
        return None if found is None else found.get("values")

    def put(self, piece: Piece, result: NDArray[Any]) -> None:
        """Keep the array of a piece. Raises OutputError."""
        self.stored.put(piece, {"values": result})


@dataclass(frozen=True, slots=True)
class Turned(Generic[R]):
    """The same for plans whose pieces can be turned into arrays and back."""

    stored: Stored
    to: Callable[[R], Arrays]
    of: Callable[[Arrays], R]

    def get(self, piece: Piece) -> R | None:
        """The result of a piece, None where there is none."""
        found = self.stored.get(piece)
        return None if found is None else self.of(found)

    def put(self, piece: Piece, result: R) -> None:
        """Keep the result of a piece. Raises OutputError."""
        self.stored.put(piece, self.to(result))


@dataclass(slots=True)
class Keeping:
    """A folder that keeps one run, which may do several plans, one after the other.

    about: everything that its numbers hang on, in words; the folder goes on with nothing else.
    """

    folder: Path
    about: Mapping[str, str]
    _plans: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        """Raises UsageError for the folder of another run or of none, OutputError."""
        file = self.folder / ABOUT
        known = _about(file)
        if known is None:
            if self.folder.is_dir() and any(self.folder.iterdir()):
                raise UsageError(f"{self.folder}: expected a new folder or one of a kept run")
            _make(self.folder)
            text = json.dumps(dict(self.about), indent=1, ensure_ascii=False)
            write_atomic(file, f"{text}\n")
            return
        for key in sorted({*known, *self.about}):
            here, there = self.about.get(key, "none"), known.get(key, "none")
            if here != there:
                raise UsageError(
                    f"{self.folder}: keeps another run, with {key} {there}, not {here}; "
                    "name another folder"
                )

    def store(self, name: str) -> OneArray:
        """The store of the next plan, which may bear the name of an earlier one."""
        return OneArray(self._next(name))

    def turned(self, name: str, to: Callable[[R], Arrays], of: Callable[[Arrays], R]) -> Turned[R]:
        """The same for results that can be turned into arrays and back."""
        return Turned(self._next(name), to, of)

    def _next(self, name: str) -> Stored:
        self._plans += 1
        return Stored(self.folder, f"{self._plans}\n{name}")


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder}: cannot be made: {error.strerror or error}") from None


def _about(file: Path) -> dict[str, str] | None:
    """What a folder says that it keeps; None where it says nothing. Raises UsageError."""
    try:
        known = json.loads(file.read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError):
        known = None
    if not isinstance(known, dict):
        raise UsageError(f"{file}: cannot be read as what a kept run hangs on")
    return {str(key): str(value) for key, value in known.items()}
