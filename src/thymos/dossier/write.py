"""Writing: a file is there whole or not at all."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from thymos.errors import OutputError


def write_atomic(path: Path, text: str) -> None:
    """Write text as UTF-8 with LF line ends, whole or not at all.

    The text goes to a temporary file in the same folder, to the disk, and then takes the
    name in one step; an existing file keeps its permissions. Raises OutputError.
    """
    temporary = path.parent / f".{path.name[:40]}.{secrets.token_hex(6)}"
    try:
        content = text.encode("utf-8")
        # Not `mkstemp`, whose files only their owner may read; O_EXCL follows no link either.
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        with contextlib.suppress(FileNotFoundError):
            temporary.chmod(path.stat().st_mode & 0o777)
        temporary.replace(path)
    except UnicodeEncodeError:
        raise OutputError(f"{path}: cannot be written: the text is not valid Unicode") from None
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink()
        why = (error.strerror or type(error).__name__).lower()
        raise OutputError(f"{path}: cannot be written: {why}") from None
