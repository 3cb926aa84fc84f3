"""Finished pieces as files of arrays: a run that was stopped goes on where it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from thymos.errors import OutputError
from thymos.jobs.plan import Piece

Arrays = Mapping[str, NDArray[Any]]


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
        file = self._file(piece)
        part = file.with_suffix(".part")
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(buffer.getvalue())
            part.replace(file)
        except OSError as error:
            raise OutputError(f"{file}: cannot be written: {error.strerror}") from None

    def _file(self, piece: Piece) -> Path:
        name = f"{self.key}\n{piece.first}\n{piece.stop}"
        return self.folder / f"{sha256(name.encode()).hexdigest()[:24]}.npz"
