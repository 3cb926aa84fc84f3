"""Fetching a page: what is refused, on a loopback server with a certificate of its own."""

import socket
import ssl
import threading
import time

import pytest

from thymos.errors import UsageError
from thymos.prose.fetch import fetch, is_public

trustme = pytest.importorskip("trustme")

PUBLIC = "93.184.216.34"
PAGE = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: 9\r\n\r\n"
    b"<p>so</p>"
)


class Web:
    """A TLS server on loopback that the connector leads to, whatever address it is told."""

    def __init__(self):
        authority = trustme.CA()
        certificate = authority.issue_cert("good.example", "other.example")
        self.server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(self.server)
        self.client = ssl.create_default_context()
        authority.configure_trust(self.client)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.answers: dict[str, bytes] = {}
        self.requests: list[bytes] = []
        self.connected: list[str] = []
        self.names: dict[str, tuple[str, ...] | list[tuple[str, ...]]] = {
            "good.example": (PUBLIC,),
            "other.example": (PUBLIC,),
        }
        self.drip = 0.0
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                plain, _ = self.listener.accept()
            except OSError:
                return
            try:
                with self.server.wrap_socket(plain, server_side=True) as stream:
                    request = stream.recv(65536)
                    self.requests.append(request)
                    answer = self.answers.get(request.split()[1].decode(), PAGE)
                    if self.drip:
                        for byte in answer:
                            stream.sendall(bytes([byte]))
                            time.sleep(self.drip)
                    stream.sendall(answer)
            except OSError:
                continue

    def resolve(self, host, _seconds):
        found = self.names.get(host, ())
        return found.pop(0) if isinstance(found, list) else found

    def connect(self, address, host, seconds):
        self.connected.append(address)
        plain = socket.create_connection(self.listener.getsockname(), timeout=seconds)
        return self.client.wrap_socket(plain, server_hostname=host)

    def get(self, url="https://good.example/", **more):
        return fetch(url, resolver=self.resolve, connector=self.connect, **more)


@pytest.fixture
def web():
    web = Web()
    yield web
    web.listener.close()


def answer(status, *headers, body=b""):
    lines = [f"HTTP/1.1 {status} X", *headers, f"Content-Length: {len(body)}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def refused(web, url="https://good.example/", **more):
    with pytest.raises(UsageError) as caught:
        web.get(url, **more)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_public_page_is_read_from_the_address_that_was_looked_at(web, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    page = web.get("https://good.example/a b?q=ü#part".replace(" ", "%20"))
    assert (page.content, page.form) == (b"\xef\xbb\xbf<p>so</p>", "html")
    assert web.connected == [PUBLIC]
    (request,) = web.requests
    assert request.startswith(b"GET /a%20b?q=%C3%BC HTTP/1.1\r\nHost: good.example\r\n")
    assert b"ookie" not in request


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0"),
        *("100.64.0.1", "198.18.0.1", "224.0.0.1", "255.255.255.255", "240.0.0.1"),
        *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fec0::1", "ff02::1", "2001:db8::1"),
        *("::ffff:127.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "64:ff9b::10.0.0.1"),
        *("2002:7f00:1::", "2001:0:7f00:1::", "no address"),
    ],
)
def test_no_address_but_a_public_one(web, address):
    assert not is_public(address)
    web.names["good.example"] = (PUBLIC, address)
    assert "expected a public address" in refused(web)
    assert web.connected == []


@pytest.mark.parametrize("address", [PUBLIC, "2606:2800:220:1::1", "::ffff:93.184.216.34"])
def test_public_addresses(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        *("http://good.example/", "file:///etc/passwd", "ftp://good.example/", "https:///x"),
        *("https://good.example:8443/", "https://user:word@good.example/", "https://a b/"),
        *("https://good.example/\r\nX: y", "https://[::1", "https://good.example:x/", "https://"),
        "https://" + "a" * 70 + ".example/",
    ],
)
def test_no_other_kind_of_address(web, url):
    refused(web, url)
    assert web.connected == []


def test_a_host_that_is_an_address_is_looked_at_too(web):
    web.names["[::1]"] = web.names["::1"] = ("::1",)
    assert "public" in refused(web, "https://[::1]/")
    web.names["2130706433"] = ("127.0.0.1",)
    assert "public" in refused(web, "https://2130706433/")


def test_redirects_are_followed_and_looked_at_afresh(web):
    web.answers["/"] = answer(302, "Location: https://other.example/there")
    assert web.get().url == "https://other.example/there"
    web.answers["/"] = answer(301, "Location: /here")
    assert web.get().url == "https://good.example/here"
    web.names["other.example"] = ("10.0.0.1",)
    web.answers["/"] = answer(307, "Location: https://other.example/there")
    assert "found 10.0.0.1" in refused(web)
    web.answers["/"] = answer(308, "Location: http://good.example/")
    assert "expected https" in refused(web)
    web.answers["/"] = answer(302)
    assert "redirect" in refused(web)


def test_three_redirects_and_no_more(web):
    for step in range(5):
        web.answers[f"/{step}"] = answer(302, f"Location: /{step + 1}")
    assert web.get("https://good.example/2").url.endswith("/5")
    assert "at most 3 redirects" in refused(web, "https://good.example/1")


def test_a_name_that_changes_its_address_gains_nothing(web):
    """Rebinding: the second look-up would lead inside, and is never made for one request."""
    web.names["good.example"] = [(PUBLIC,), ("127.0.0.1",)]
    web.answers["/"] = answer(302, "Location: /again")
    assert "found 127.0.0.1" in refused(web)
    assert web.connected == [PUBLIC]


def test_a_slow_drip_ends_in_time(web):
    web.drip = 0.05
    began = time.monotonic()
    assert "within 0.6 s" in refused(web, seconds=0.6)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "head", ["Content-Length: 3000000", "X: y"], ids=["announced", "not announced"]
)
def test_a_huge_body(web, head):
    start = f"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n{head}\r\n\r\n".encode()
    web.answers["/"] = start + b"x" * 3_000_000
    assert "at most 2 MB" in refused(web)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (answer(200, "Content-Type: image/png"), "image/png"),
        (answer(200), "expected text"),
        (answer(200, "Content-Type: text/html", "Content-Encoding: gzip"), "gzip"),
        (answer(404, "Content-Type: text/html"), "status 404"),
        (b"nonsense\r\n\r\n", "cannot be read"),
        (b"", "cannot be read"),
    ],
)
def test_another_kind_of_answer(web, given, told):
    web.answers["/"] = given
    assert told in refused(web)


def test_a_certificate_of_another_host(web):
    web.names["third.example"] = (PUBLIC,)
    assert "cannot be read" in refused(web, "https://third.example/")


def test_a_name_that_nobody_bears(web):
    assert "cannot be resolved" in refused(web, "https://nobody.example/")


def test_chunks_and_another_charset(web):
    web.answers["/"] = (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=latin-1\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n3\r\nd\xe9j\r\n2\r\n\xe0!\r\n0\r\n\r\n"
    )
    assert web.get().content.decode("utf-8-sig") == "déjà!"
