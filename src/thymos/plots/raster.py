"""Pictures of single cells, for what is too many marks to draw one by one."""

from __future__ import annotations

import struct
import zlib
from base64 import b64encode
from dataclasses import dataclass

SIGNATURE = b"\x89PNG\r\n\x1a\n"
# Eight bits of grey, not interlaced (ISO/IEC 15948, 11.2.2).
GREY = struct.pack(">BBBBB", 8, 0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Raster:
    """Cells from none, 0, to full, 255, row by row from the top; `columns` in each row.

    Raises ValueError where the cells do not fill their rows.
    """

    columns: int
    cells: bytes

    def __post_init__(self) -> None:
        if self.columns < 1 or not self.cells or len(self.cells) % self.columns:
            raise ValueError(f"{len(self.cells)} cells do not fill rows of {self.columns}")

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.cells) // self.columns


def png(raster: Raster) -> bytes:
    """The cells as a PNG file in shades of grey, 255 being white.

    >>> png(Raster(2, bytes([0, 255])))[1:4]
    b'PNG'
    """
    head = struct.pack(">II", raster.columns, raster.rows) + GREY
    # Every row tells its filter first: none.
    rows = (
        b"\x00" + raster.cells[first : first + raster.columns]
        for first in range(0, len(raster.cells), raster.columns)
    )
    body = zlib.compress(b"".join(rows), 9)
    return SIGNATURE + _part(b"IHDR", head) + _part(b"IDAT", body) + _part(b"IEND", b"")


def _part(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def stencil(raster: Raster, ident: str, ink: str, box: tuple[float, float, float, float]) -> str:
    """Ink laid on through the cells, so that a page decides on its colour.

    ident must be unique on the page; box: left, top, right, bottom.
    """
    left, top, right, bottom = box
    place = f'x="{left:.2f}" y="{top:.2f}" width="{right - left:.2f}" height="{bottom - top:.2f}"'
    file = b64encode(png(raster)).decode("ascii")
    return (
        f'<mask id="{ident}" maskUnits="userSpaceOnUse" {place}><image {place} '
        f'preserveAspectRatio="none" style="image-rendering:pixelated" '
        f'href="data:image/png;base64,{file}"/></mask>'
        f'<rect {place} fill="{ink}" mask="url(#{ident})"/>'
    )
