"""A raster is a file that readers of PNG read, cell by cell."""

import re
import struct
import xml.etree.ElementTree as ET
import zlib
from base64 import b64decode

import pytest

from thymos.plots.raster import Raster, png, stencil

CELLS = Raster(3, bytes([0, 80, 255, 7, 0, 200]))


def parts(file):
    assert file[:8] == b"\x89PNG\r\n\x1a\n"
    at = 8
    while at < len(file):
        (size,) = struct.unpack(">I", file[at : at + 4])
        name, body = file[at + 4 : at + 8], file[at + 8 : at + 8 + size]
        assert struct.unpack(">I", file[at + 8 + size : at + 12 + size])[0] == zlib.crc32(
            name + body
        )
        yield name, body
        at += 12 + size


def test_the_file_holds_every_cell():
    found = dict(parts(png(CELLS)))
    assert list(found) == [b"IHDR", b"IDAT", b"IEND"]
    assert struct.unpack(">IIBBBBB", found[b"IHDR"]) == (3, 2, 8, 0, 0, 0, 0)
    assert zlib.decompress(found[b"IDAT"]) == bytes([0, 0, 80, 255, 0, 7, 0, 200])


def test_ink_is_laid_on_through_it():
    svg = f'<svg xmlns="s">{stencil(CELLS, "m", "var(--plot-mark)", (1, 2, 31, 22))}</svg>'
    mask, rect = ET.fromstring(svg)
    assert (mask.get("id"), rect.get("mask")) == ("m", "url(#m)")
    assert rect.get("fill") == "var(--plot-mark)"
    for one in (mask, mask[0], rect):
        assert [one.get(side) for side in ("x", "y", "width", "height")] == [
            "1.00", "2.00", "30.00", "20.00",
        ]  # fmt: skip
    file = re.search(r'base64,([^"]+)"', svg)
    assert file is not None
    assert b64decode(file[1]) == png(CELLS)


@pytest.mark.parametrize(("columns", "cells"), [(0, b"a"), (2, b""), (2, b"abc")])
def test_cells_that_fill_no_rows_are_refused(columns, cells):
    with pytest.raises(ValueError, match="do not fill rows"):
        Raster(columns, cells)
