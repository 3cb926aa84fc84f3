"""Bytes to text: UTF-8, marks of byte order, declarations, Windows-1252, and refusals."""

import codecs

import pytest

from thymos.errors import UsageError
from thymos.prose.decoding import declared, decode
from thymos.prose.text import composed, fold, plain

TEXT = "Tα1 – 胸腺 “naïve”\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_with_and_without_marks(encoding):
    assert decode(TEXT.encode(encoding), "p.txt") == TEXT


@pytest.mark.parametrize("mark", [codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE])
def test_both_orders_of_bytes(mark):
    order = "be" if mark == codecs.BOM_UTF16_BE else "le"
    assert decode(mark + TEXT.encode(f"utf-16-{order}"), "p.txt") == TEXT


@pytest.mark.parametrize(
    "text",
    [
        "It didn’t work – “not at all” – in 5 µg…",
        "La naïveté de l’été, déjà vu à Málaga: él está aquí.",
        "Größe über 5 °C ± 1, Übelkeit.",
    ],
)
def test_windows_1252_where_it_looks_like_text(text):
    assert decode(text.encode("cp1252"), "p.txt") == text


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"fine\nnot \xff fine", 2),
        ("mixed é ".encode() + "é".encode("cp1252"), 1),
        ("胸腺法新是什么".encode("gb18030"), 1),
        (b"one\ntwo\nthree \x81", 3),
        ("Привет, мир".encode("cp1251"), 1),
    ],
)
def test_what_fits_nothing_is_refused_with_its_line(content, line):
    with pytest.raises(UsageError, match=rf"^p.txt:{line}: expected text in UTF-8, found other"):
        decode(content, "p.txt")


def test_a_declared_encoding_is_followed_in_markup_only():
    page = '<meta charset="gb2312"><p>胸腺法新'.encode("gb18030")
    assert "胸腺法新" in decode(page, "p.html", markup=True)
    with pytest.raises(UsageError):
        decode(page, "p.txt")


def test_a_declaration_that_does_not_hold_is_told():
    with pytest.raises(UsageError, match=r"^p.html:2: expected text in EUC_JP, as it declares"):
        decode(b"<meta charset=euc-jp>\n\xff\xff", "p.html", markup=True)


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"<?xml version='1.0' encoding='ISO-8859-1'?>", "cp1252"),
        (b"<META http-equiv=x content='text/html; charset=windows-1251'>", "cp1251"),
        (b"<meta charset=rot13>", None),
        (b"<meta charset=nonsense>", None),
        (b"<p>", None),
    ],
)
def test_declared(head, name):
    assert declared(head) == name


def test_binary_and_cut_files():
    with pytest.raises(UsageError, match="binary"):
        decode(b"\x89PNG\0\0", "p.txt")
    with pytest.raises(UsageError, match="UTF-16, as its first bytes say"):
        decode(b"\xff\xfe\xfa", "p.txt")


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("Тhуmosin", "Thymosin"),  # Cyrillic Т and у
        ("Ζadaxin", "Zadaxin"),  # Greek Zeta
        ("Ｔｈｙ１", "Thy1"),
        ("𝐓𝐡𝐲", "Thy"),
        ("Tα1", "Tα1"),
        ("κB and β", "κB and β"),
        ("Привет", "Привет"),
        ("Ελλάδα", "Ελλάδα"),
    ],
)
def test_letters_that_look_like_others(text, same):
    assert plain(text) == same
    assert len(fold(text)) == len(text)


def test_ligatures_and_accents():
    assert composed("ﬀ") == "ff"
    assert composed("e\u0301") == "é"
    assert composed("p\u0336") == "p"
