"""A page from an address of the public web, and from nowhere else.

Whoever names an address must not make the program speak to machines behind a firewall. So:
https on port 443 only; the name is resolved once, every address that it has must be public,
and the connection goes to one of these very addresses; each redirect, of three at most, is
looked at afresh; ten seconds and two megabytes for all; no cookies, no user names, no proxies
from the environment, no compressed answers.
"""

from __future__ import annotations

import codecs
import io
import ipaddress
import re
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from time import monotonic
from typing import cast
from urllib.parse import quote, urljoin, urlsplit

from thymos.errors import UsageError
from thymos.prose.forms import Form

SECONDS = 10.0
MAX_BYTES = 2_000_000
MAX_REDIRECTS = 3
PORT = 443
TYPES: tuple[tuple[str, Form], ...] = (
    ("text/html", "html"),
    ("application/xhtml+xml", "html"),
    ("text/plain", "text"),
    ("text/markdown", "markdown"),
    ("application/pdf", "pdf"),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
)
_MOVED = (301, 302, 303, 307, 308)
# IPv6 networks whose addresses hold one of IPv4: translated (RFC 6052) and compatible.
_HOLD_IPV4 = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("::/96"))

# From a host's name to its addresses, within a time; and from an address to a secure stream.
Resolver = Callable[[str, float], tuple[str, ...]]
Connector = Callable[[str, str, float], socket.socket]


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave in the end, its form, and where that was."""

    url: str
    content: bytes
    form: Form


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, also where it wraps another.

    >>> [is_public(a) for a in ("1.1.1.1", "10.0.0.1", "100.64.0.1", "::ffff:127.0.0.1")]
    [True, False, False, False]
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if ip.is_multicast or not ip.is_global:
        return False
    if isinstance(ip, ipaddress.IPv4Address):
        return True
    if ip.scope_id is not None or ip.is_site_local:
        return False
    inner = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
    inner += [ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) for net in _HOLD_IPV4 if ip in net]
    return all(held.is_global and not held.is_multicast for held in inner if held is not None)


def resolve(host: str, seconds: float) -> tuple[str, ...]:
    """The addresses of a host. Raises OSError; a name service that is slow is given up."""
    found: list[tuple[str, ...]] = []

    def look() -> None:
        try:
            told = socket.getaddrinfo(host, PORT, type=socket.SOCK_STREAM)
        except OSError:
            return
        found.append(tuple(dict.fromkeys(str(entry[4][0]) for entry in told)))

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    thread.join(seconds)
    if not found:
        raise OSError("its name cannot be resolved")
    return found[0]


def connect(address: str, host: str, seconds: float) -> socket.socket:
    """A TLS stream to an address, with the certificate of the host checked. Raises OSError."""
    plain = socket.create_connection((address, PORT), timeout=seconds)
    try:
        return ssl.create_default_context().wrap_socket(plain, server_hostname=host)
    except BaseException:
        plain.close()
        raise


def fetch(
    url: str,
    *,
    resolver: Resolver = resolve,
    connector: Connector = connect,
    seconds: float = SECONDS,
    most: int = MAX_BYTES,
) -> Fetched:
    """Get a page. Raises UsageError, one line, for anything that is refused or goes wrong."""
    until = monotonic() + seconds
    at = url
    for _ in range(MAX_REDIRECTS + 1):
        host, target = _parts(at)
        try:
            answer = _ask(at, host, target, until, resolver, connector, most)
        except TimeoutError:
            raise UsageError(f"{at}: expected an answer within {seconds:g} s") from None
        except (OSError, HTTPException) as error:
            why = getattr(error, "strerror", None) or str(error) or type(error).__name__
            raise UsageError(f"{at}: cannot be read: {_one_line(why)}") from None
        if isinstance(answer, Fetched):
            return answer
        at = urljoin(at, answer)
    raise UsageError(f"{url}: expected at most {MAX_REDIRECTS} redirects, found more")


def _parts(url: str) -> tuple[str, str]:
    """Host, and what to ask it for. Raises UsageError for an address that is not allowed."""
    if re.search(r"[\x00-\x20\x7f]", url):
        raise UsageError(f"{_one_line(url)!r}: expected an address without spaces")
    try:
        split = urlsplit(url)
        port, host = split.port, split.hostname or ""
        name = host if ":" in host else host.encode("idna").decode("ascii")
    except ValueError:
        raise UsageError(f"{url}: expected an address https://…") from None
    if split.scheme != "https":
        raise UsageError(f"{url}: expected https, found {split.scheme or 'no scheme'}")
    if not name or split.username is not None or port not in (None, PORT):
        raise UsageError(f"{url}: expected a host alone, without user name and port")
    path = quote(split.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(split.query, safe="/?%:@!$&'()*+,;=~-._")
    return name, f"{path}?{query}" if query else path


def _left(until: float) -> float:
    left = until - monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _ask(
    url: str,
    host: str,
    target: str,
    until: float,
    resolver: Resolver,
    connector: Connector,
    most: int,
) -> Fetched | str:
    """The page, or where the answer leads on. Raises UsageError, OSError, HTTPException."""
    addresses = resolver(host, _left(until))
    for address in addresses:
        if not is_public(address):
            raise UsageError(f"{url}: expected a public address, found {address}")
    if not addresses:
        raise OSError("its name cannot be resolved")
    shown = f"[{host}]" if ":" in host else host
    request = (
        f"GET {target} HTTP/1.1\r\nHost: {shown}\r\nUser-Agent: thymos\r\n"
        f"Accept: {', '.join(kind for kind, _ in TYPES)}\r\nAccept-Encoding: identity\r\n"
        "Connection: close\r\n\r\n"
    )
    with connector(addresses[0], host, _left(until)) as stream:
        stream.settimeout(_left(until))
        stream.sendall(request.encode("ascii"))
        # A response reads from whatever has `makefile`.
        with HTTPResponse(cast("socket.socket", _Timed(stream, until))) as response:
            response.begin()
            if response.status in _MOVED:
                return _location(url, response)
            return _body(url, response, most)


def _location(url: str, response: HTTPResponse) -> str:
    found = response.getheader("Location")
    if not found:
        raise UsageError(f"{url}: expected a redirect to say where it leads")
    # Header bytes arrive as Latin-1; what lies beyond ASCII is quoted by who follows it.
    return found.strip()


def _body(url: str, response: HTTPResponse, most: int) -> Fetched:
    if response.status != 200:
        raise UsageError(f"{url}: expected a page, found status {response.status}")
    kind = response.headers.get_content_type()
    form = dict(TYPES).get(kind)
    if form is None or "Content-Type" not in response.headers:
        raise UsageError(f"{url}: expected text, HTML, DOCX or PDF, found {_one_line(kind)}")
    packed = response.getheader("Content-Encoding", "identity").strip().lower()
    if packed not in ("", "identity"):
        raise UsageError(f"{url}: expected plain content, found it packed as {_one_line(packed)}")
    told = response.length or 0
    content = response.read(most + 1) if told <= most else b""
    if max(told, len(content)) > most:
        raise UsageError(f"{url}: expected at most {most // 10**6} MB, found more")
    return Fetched(url, _in_utf8(content, response.headers.get_content_charset(), form), form)


def _in_utf8(content: bytes, charset: str | None, form: Form) -> bytes:
    """Text in the encoding that the server names, which goes before what the page says."""
    if charset is None or form in ("pdf", "docx") or content.startswith(codecs.BOM_UTF8):
        return content
    try:
        return codecs.BOM_UTF8 + content.decode(charset).encode()
    except (LookupError, UnicodeError):
        return content


def _one_line(text: str) -> str:
    return " ".join(text.split())[:200]


class _Timed:
    """A stream whose every read ends by the same moment, so that no drip outlasts it."""

    def __init__(self, stream: socket.socket, until: float) -> None:
        self._stream, self._until = stream, until

    def makefile(self, _mode: str) -> io.BufferedReader:
        """What the response reads from."""
        return io.BufferedReader(_Raw(self._stream, self._until))


class _Raw(io.RawIOBase):
    def __init__(self, stream: socket.socket, until: float) -> None:
        self._stream, self._until = stream, until

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        self._stream.settimeout(_left(self._until))
        return self._stream.recv_into(buffer)
