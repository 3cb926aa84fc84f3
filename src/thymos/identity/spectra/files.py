"""Opening a file of spectra: what it is, whether it is packed, and what must not happen.

A file is read in pieces and given one spectrum at a time, so that its size does not matter.
What a header claims is never believed: nothing is allocated by it, and what unpacks to
hundreds of times its size is refused.
"""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from thymos.errors import DataError
from thymos.identity.spectra import mgf, mzml, mzxml, table
from thymos.identity.spectra.spectrum import Spectrum

# Spectra pack to a third or a tenth of their size; text of zeros packs a thousandfold.
MOST_TIMES = 250
# Small files may pack well by chance.
FREE_BYTES = 4 * 2**20
_HEAD = 4096
_PIECE = 2**20


class Packed(io.RawIOBase):
    """A packed stream that refuses to grow without measure; OSError when it does."""

    def __init__(self, inner: BinaryIO, outer: BinaryIO | None, size: int) -> None:
        super().__init__()
        self._inner, self._outer, self._size = inner, outer, size
        self._given = 0

    def readable(self) -> bool:
        """It is only read."""
        return True

    # The stub asks for any writable buffer; BufferedReader, the only caller, gives a memoryview.
    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Some bytes, unpacked."""
        data = self._inner.read(min(len(buffer), _PIECE))
        buffer[: len(data)] = data
        self._given += len(data)
        taken = self._outer.tell() if self._outer is not None else self._size
        _refuse_bomb(self._given, taken)
        return len(data)


class _Bomb(OSError):
    """What unpacks to far more than it is."""


def _refuse_bomb(unpacked: int, packed: int) -> None:
    """Raise _Bomb for content that unpacks, or says that it unpacks, beyond measure."""
    if unpacked > FREE_BYTES + MOST_TIMES * max(packed, 1):
        raise _Bomb(f"unpacks to more than {MOST_TIMES} times its size")


def read(path: str | Path) -> Iterator[Spectrum]:
    """The spectra of a file, one after another: mzML, mzXML, MGF, or a table of peaks.

    The kind is known by what the file begins with, for a table also by its ending. It may be
    packed by gzip, or be the one file in a zip archive.
    Raises DataError, in one line with file and line, as soon as something cannot be read.
    """
    file = Path(path)
    name = str(path)
    try:
        with _opened(file, name) as (stream, inner):
            yield from _spectra(stream, name, inner)
    except (DataError, GeneratorExit):
        raise
    except _Bomb as error:
        raise DataError(f"{name}: {error}; it is not read") from None
    except (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile) as error:
        raise DataError(f"{name}: broken or cut off where it is packed: {_words(error)}") from None
    # What zipfile raises for methods that it lacks, and for passwords.
    except (NotImplementedError, RuntimeError) as error:
        raise DataError(f"{name}: packed in a way that is not read: {_words(error)}") from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise DataError(f"{name}: cannot be read: {reason}") from None


def _spectra(stream: io.BufferedReader, name: str, inner: str) -> Iterator[Spectrum]:
    head = stream.peek(_HEAD)[:_HEAD]
    if not head:
        raise DataError(f"{name}: the file is empty")
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith((b"<", b"\xff\xfe<", b"\xfe\xff\x00<")):
        if b"mzXML" in head or b"m\x00z\x00X\x00M\x00L" in head:
            return mzxml.read(stream, name)
        return mzml.read(stream, name)
    if start[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in head:
        raise DataError(f"{name}: expected text in UTF-8, mzML or mzXML, found other bytes")
    upper = head.upper()
    if inner.lower().endswith(".mgf") or b"BEGIN IONS" in upper:
        return mgf.read(stream, name)
    return table.read(stream, name)


@contextmanager
def _opened(file: Path, name: str) -> Iterator[tuple[io.BufferedReader, str]]:
    """The stream of a file's content, unpacked, and the name of what is in it."""
    # Packed reads and nothing more, which its parameter's type says too narrowly.
    with file.open("rb") as raw:
        magic = raw.read(4)
        raw.seek(0)
        if magic[:2] == b"\x1f\x8b":
            size = file.stat().st_size
            with gzip.GzipFile(fileobj=raw) as packed:
                guarded = Packed(packed, raw, size)  # type: ignore[arg-type]
                yield io.BufferedReader(guarded, _PIECE), file.stem
        elif magic == b"PK\x03\x04":
            with zipfile.ZipFile(raw) as archive:
                entry = _only(archive, name)
                _refuse_bomb(entry.file_size, entry.compress_size)
                with archive.open(entry) as unpacked:
                    guarded = Packed(unpacked, None, entry.compress_size)  # type: ignore[arg-type]
                    yield io.BufferedReader(guarded, _PIECE), entry.filename
        else:
            yield raw, file.name


def _only(archive: zipfile.ZipFile, name: str) -> zipfile.ZipInfo:
    """The one file of an archive, whatever its folder; what desktops add is passed over."""
    files = [
        entry
        for entry in archive.infolist()
        if not entry.is_dir() and not entry.filename.startswith("__MACOSX/")
    ]
    if len(files) != 1:
        raise DataError(f"{name}: expected one file in the archive, found {len(files)}")
    if files[0].flag_bits & 1:
        raise DataError(f"{name}: expected an archive that opens without a password")
    return files[0]


def _words(error: Exception) -> str:
    return str(error).strip().splitlines()[0].lower() if str(error).strip() else "no reason given"
