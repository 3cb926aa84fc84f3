"""The text layer of a PDF; the files are written here, byte by byte."""

import io
import logging
import sys
from contextlib import suppress

import pytest

from thymos.errors import UsageError
from thymos.prose.budget import Budget
from thymos.prose.check import check_file
from thymos.prose.forms import read
from thymos.prose.pdf import extract

pypdf = pytest.importorskip("pypdf")


def pdf(*pages):
    """A PDF of pages, each a list of lines."""
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for i, lines in enumerate(pages):
        shown = " ".join(f"({line}) Tj 0 -14 Td" for line in lines)
        stream = f"BT /F1 12 Tf 50 750 Td {shown} ET"
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {5 + 2 * i} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>",
            f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        ]
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, io.SEEK_END)
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n{body}\nendobj\n".encode())
    table = out.tell()
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    out.writelines(f"{place:010} 00000 n \n".encode() for place in places)
    out.write(f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\n".encode())
    out.write(f"startxref\n{table}\n%%EOF\n".encode())
    return out.getvalue()


def test_text_pages_and_words_broken_at_the_end_of_a_line():
    text, pages = extract(pdf(["One thera-", "py ended.", "1"], ["Page 2 of 2", "Two."]), "p.pdf")
    assert text == "One therapy\nended.\n\nTwo.\n\n"
    assert pages == (0, text.index("Two"))


def test_a_sentence_goes_on_over_the_page():
    document = read(pdf(["It was not approved by the agency of", "any state"], ["or land."]), "p")
    (block,) = document.blocks()
    assert block.text.endswith("any state or land.")
    assert document.page_at(document.text.index("or land")) == 2


def test_a_finding_names_its_page(tmp_path, dossier, judged):
    file = tmp_path / "p.pdf"
    file.write_bytes(pdf(["First page."], ["Zelovax is approved by the FDA."]))
    finding = check_file(file, dossier, judged).findings[0]
    assert (finding.line, finding.column, finding.field) == (3, 1, "page 2")


def test_a_scan_says_so():
    with pytest.raises(UsageError, match=r"^p.pdf: .*found no text layer"):
        extract(pdf([]), "p.pdf")


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"%PDF-1.7\n" + b"1 0 obj" * 1000, b"x"])
def test_broken_files_are_refused_in_one_line(content, capfd):
    with pytest.raises(UsageError, match=r"^p.pdf: cannot be read as PDF \(\w+\)$"):
        extract(content, "p.pdf")
    assert capfd.readouterr() == ("", "")
    assert logging.getLogger("pypdf").level == logging.NOTSET


def test_a_cut_file_never_crashes():
    whole = pdf(["One."], ["Two."])
    for end in range(0, len(whole), 37):
        with suppress(UsageError):
            extract(whole[:end], "p.pdf")


def test_a_password_is_asked_for():
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf(["One."])))
    writer.encrypt("secret", algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)
    with pytest.raises(UsageError, match="opens without a password"):
        extract(stream.getvalue(), "p.pdf")


def test_the_time_is_kept():
    with pytest.raises(UsageError, match="checked within 0 s"):
        extract(pdf(["One."]), "p.pdf", Budget("p.pdf", 0))


def test_the_missing_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "pypdf", None)
    with pytest.raises(UsageError, match=r"pip install thymos\[pdf\]$"):
        extract(b"", "p.pdf")
