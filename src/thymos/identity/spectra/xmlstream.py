"""XML in pieces, by the parser of the standard library, without what XML can be abused for.

A document type declaration is refused, and with it every entity that a file could define:
files of spectra have none. Depth and the length of a text are bounded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BufferedReader
from typing import NoReturn
from xml.parsers import expat

from thymos.errors import DataError
from thymos.identity.spectra.arrays import MOST_VALUES
from thymos.identity.spectra.spectrum import Spectrum

PIECE = 256 * 1024
MOST_DEPTH = 60
# Base64 of the most values that an array may hold, eight bytes each.
MOST_TEXT = MOST_VALUES * 8 * 4 // 3
MOST_ATTRIBUTE = 100_000

Attributes = dict[str, str]


class Reader:
    """Gives what is between tags to the methods `start`, `end`, and keeps the text asked for.

    A subclass sets `self.listening` when the text that follows matters, takes it by `taken`,
    and puts spectra into `self.ready`.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.ready: list[Spectrum] = []
        self.listening = False
        self._text: list[str] = []
        self._length = 0
        self._depth = 0
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.buffer_size = 2**16
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._said

    def start(self, tag: str, attributes: Attributes) -> None:
        """An element begins; its name without prefix."""
        raise NotImplementedError

    def end(self, tag: str) -> None:
        """An element ends."""
        raise NotImplementedError

    def spectra(self, stream: BufferedReader) -> Iterator[Spectrum]:
        """Every spectrum of a stream. Raises DataError."""
        while piece := stream.read(PIECE):
            self._feed(lambda data=piece: self._parser.Parse(data, False))  # type: ignore[misc]
            yield from self._emptied()
        self._feed(lambda: self._parser.Parse(b"", True))
        yield from self._emptied()

    def fail(self, reason: str) -> NoReturn:
        """Raise DataError at the line that is being read."""
        raise DataError(f"{self.name}:{self._parser.CurrentLineNumber}: {reason}")

    def taken(self) -> str:
        """The text since `listening` was set; listening ends."""
        text = "".join(self._text)
        self.listening, self._text, self._length = False, [], 0
        return text

    def _emptied(self) -> list[Spectrum]:
        done, self.ready = self.ready, []
        return done

    def _feed(self, parse: Callable[[], object]) -> None:
        try:
            parse()
        except expat.ExpatError as error:
            words = expat.ErrorString(error.code)
            line = f"{self.name}:{error.lineno}"
            if words in _CUT_OFF:
                raise DataError(f"{line}: ends in the middle of its XML: cut off?") from None
            if words in _ENCODED:
                raise DataError(
                    f"{line}: broken XML, or bytes its encoding has not: {words}"
                ) from None
            raise DataError(f"{line}: broken XML: {words}") from None
        except (LookupError, ValueError) as error:
            # An encoding that Python does not know, or one of several bytes a letter.
            raise DataError(f"{self.name}: {error}; expected UTF-8 or Latin-1") from None

    def _doctype(self, *_: object) -> None:
        self.fail("holds a document type declaration, which spectra have no need of; not read")

    def _start(self, tag: str, attributes: Attributes) -> None:
        self._depth += 1
        if self._depth > MOST_DEPTH:
            self.fail(f"elements nested more than {MOST_DEPTH} deep are not read")
        if any(len(value) > MOST_ATTRIBUTE for value in attributes.values()):
            self.fail("an attribute longer than any that spectra have")
        self.start(tag.rpartition(":")[2], attributes)

    def _end(self, tag: str) -> None:
        self._depth -= 1
        self.end(tag.rpartition(":")[2])

    def _said(self, text: str) -> None:
        if not self.listening:
            return
        self._length += len(text)
        if self._length > MOST_TEXT:
            self.fail(f"an array of more than {MOST_VALUES:,} values is not read")
        self._text.append(text)


_CUT_OFF = ("no element found", "unclosed token", "unclosed CDATA section", "partial character")
_ENCODED = (
    "not well-formed (invalid token)",
    "unknown encoding",
    "encoding specified in XML declaration is incorrect",
)
