"""Writing: canonical text, a file or a new dossier that is there whole or not at all."""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

from thymos.dossier.canonical import format_text
from thymos.dossier.files import HEAD, STUDIES
from thymos.dossier.scan import NULLS
from thymos.dossier.template import FILES
from thymos.errors import OutputError, UsageError
from thymos.records.schema import file_schema, head_schema, study_schema

__all__ = ["emit_schemas", "expect_folder", "format_text", "scaffold", "write_atomic", "write_into"]

SCHEMAS = ".schema"
_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{0,79}")


def write_atomic(path: Path, text: str | bytes) -> None:
    """Write text as UTF-8 with LF line ends, or bytes as they are, whole or not at all.

    The text goes to a temporary file in the same folder, to the disk, and then takes the
    name in one step; an existing file keeps its permissions, and a link still leads to it. A
    device or a pipe, such as /dev/null, is written to and never replaced. Raises OutputError.
    """
    target = Path(os.path.realpath(path))
    temporary = target.parent / f".{target.name[:40]}.{secrets.token_hex(6)}"
    try:
        content = text if isinstance(text, bytes) else text.encode("utf-8")
        if path.exists() and not path.is_file():
            with path.open("wb") as device:
                device.write(content)
            return
        # Not `mkstemp`, whose files only their owner may read; O_EXCL follows no link either.
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        with contextlib.suppress(FileNotFoundError):
            temporary.chmod(target.stat().st_mode & 0o777)
        temporary.replace(target)
    except UnicodeEncodeError:
        raise OutputError(f"{path}: cannot be written: the text is not valid Unicode") from None
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise OutputError(f"{path}: cannot be written: {_why(error)}") from None
    except BaseException:  # an interrupt leaves nothing behind either
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def expect_folder(folder: Path) -> None:
    """Raise OutputError where files surely cannot be written into a folder, before long work.

    Makes nothing. A folder that passes may still be full, or gone, when it is written into.
    """
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"{folder}: cannot be made: File exists")
    there = next(each for each in (folder, *folder.absolute().parents) if each.exists())
    if not there.is_dir():
        raise OutputError(f"{folder}: cannot be made: {there} is no folder")
    if not os.access(there, os.W_OK | os.X_OK):
        raise OutputError(f"{folder}: cannot be written: no permission in {there}")


def write_into(folder: Path, named: Iterable[tuple[str, str]]) -> tuple[Path, ...]:
    """Write texts by file name into a folder, which is made; returns the files.

    Raises OutputError.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder}: cannot be made: {error.strerror or error}") from None
    written = []
    for name, text in named:
        write_atomic(folder / name, text)
        written.append(folder / name)
    return tuple(written)


def scaffold(name: str, parent: Path, *, today: date | None = None) -> Path:
    """Start a dossier: a folder with one example of everything, which reads without findings.

    `name` becomes the folder's name and the id of dossier and compound. With it come JSON
    Schemas, and in each file a line that tells editors which of them applies. Raises
    UsageError for a name that is no id or a folder that exists, OutputError where it cannot
    be written; then nothing is left behind.
    """
    if not _NAME.fullmatch(name) or name in NULLS:
        wanted = "lower-case letters, digits, dots and hyphens"
        raise UsageError(f"expected a name of {wanted}, found '{name}'")
    folder = parent / name
    if os.path.lexists(folder):
        raise UsageError(f"{folder}: exists already; nothing was written")
    title = name.replace("-", " ").capitalize()
    day = (today or datetime.now().astimezone().date()).isoformat()
    temporary = parent / f".{name[:40]}.{secrets.token_hex(6)}"
    try:
        (temporary / STUDIES).mkdir(parents=True)
        for file, text in FILES:
            filled = text.format(name=name, title=title, today=day)
            write_atomic(temporary / file, f"{schema_line(file)}\n{filled}")
        emit_schemas(temporary)
        temporary.rename(folder)
    except OSError as error:
        raise OutputError(f"{folder}: cannot be written: {_why(error)}") from None
    except OutputError as error:
        raise OutputError(str(error).replace(str(temporary), str(folder))) from None
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return folder


def emit_schemas(folder: Path) -> tuple[Path, ...]:
    """Write the JSON Schemas of a dossier's files to `.schema/` in its folder, for editors.

    Raises OutputError.
    """
    target = folder / SCHEMAS
    try:
        target.mkdir(exist_ok=True)
    except OSError as error:
        raise OutputError(f"{target}: cannot be written: {_why(error)}") from None
    written = []
    for name, schema in (
        ("dossier", head_schema()),
        ("study", study_schema()),
        ("theme", file_schema()),
    ):
        draft = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
        write_atomic(
            target / f"{name}.json", json.dumps(draft, indent=1, ensure_ascii=False) + "\n"
        )
        written.append(target / f"{name}.json")
    return tuple(written)


def schema_line(file: str) -> str:
    """The comment by which an editor finds the schema of a file of a dossier.

    >>> schema_line("studies/one.yaml")
    '# yaml-language-server: $schema=../.schema/study.json'
    """
    sort = "dossier" if file == HEAD else "study" if file.startswith(STUDIES) else "theme"
    return f"# yaml-language-server: $schema={'../' * file.count('/')}{SCHEMAS}/{sort}.json"


def _why(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()
