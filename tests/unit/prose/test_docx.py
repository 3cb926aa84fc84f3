"""Documents for word processors: what is read, in which context, at which paragraph."""

import io
import sys
import zipfile

import pytest

from thymos.errors import UsageError
from thymos.prose.check import check_bytes, check_file
from thymos.prose.docx import read
from thymos.prose.runs import Lines

docx = pytest.importorskip("docx")


def saved(document):
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


@pytest.fixture
def content():
    document = docx.Document()
    document.add_heading("Trials", 1)
    document.add_paragraph("It does not:")
    document.add_paragraph("cure", style="List Bullet")
    document.add_paragraph("They said so.", style="Quote")
    paragraph = document.add_paragraph("Kept ")
    paragraph.add_run("gone").font.strike = True
    paragraph.add_run("hidden").font.hidden = True
    paragraph.add_run("too.").bold = True
    table = document.add_table(rows=3, cols=3)
    rows = (("Trial", "Outcome", "Drug"), ("ETASS", "28-day", "26.0%"), ("", "90-day", "30%"))
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    return saved(document)


def test_blocks(content):
    _, blocks = read(content, "p.docx")
    assert [(b.kind.value, b.text) for b in blocks] == [
        ("heading", "Trials"),
        ("paragraph", "It does not:"),
        ("list item", "cure"),
        ("quote", "They said so."),
        ("paragraph", "Kept too."),
        ("table row", "Trial | Outcome | Drug"),
        ("table row", "ETASS | 28-day | 26.0%"),
        ("table row", "90-day | 30%"),
    ]
    assert blocks[2].lead == "It does not:"
    assert blocks[4].headings == ("Trials",)
    assert [(c.row, c.column) for c in blocks[7].cells] == [("ETASS", "Outcome"), ("ETASS", "Drug")]


def test_the_line_of_a_place_is_the_number_of_its_paragraph(content):
    text, blocks = read(content, "p.docx")
    lines = Lines(text)
    assert [lines.at(b.runs.origin(0))[0] for b in blocks] == [1, 2, 3, 4, 5, 6, 7, 8]
    row = blocks[6]
    at = row.text.index("26.0")
    assert text[row.runs.origin(at) : row.runs.end(at + 3)] == "26.0"


def test_what_was_deleted_is_gone_and_what_was_added_is_read():
    document = docx.Document()
    paragraph = document.add_paragraph("one ")._p
    for tag, inner, text in (("del", "delText", "gone "), ("ins", "t", "added")):
        mark = docx.oxml.OxmlElement(f"w:{tag}")
        run = docx.oxml.OxmlElement("w:r")
        shown = docx.oxml.OxmlElement(f"w:{inner}")
        shown.text = text
        run.append(shown)
        mark.append(run)
        paragraph.append(mark)
    _, (block,) = read(saved(document), "p.docx")
    assert block.text == "one added"


def test_a_finding_in_a_document(tmp_path, dossier, judged):
    document = docx.Document()
    document.add_paragraph("First.")
    document.add_paragraph("Zelovax is approved by the FDA.")
    (tmp_path / "p.docx").write_bytes(saved(document))
    finding = check_file(tmp_path / "p.docx", dossier, judged).findings[0]
    assert (finding.line, finding.column) == (2, 1)
    assert check_bytes(saved(document), dossier, judged).findings[0].line == 2


def zipped(parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, part in parts.items():
            packed.writestr(name, part)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"no zip", "expected a DOCX file, found another"),
        (zipped({"a": "b"}), r"cannot be read as DOCX \(KeyError\)"),
        (zipped({"a": b"0" * 101_000_000}), "expected at most 100 MB once unpacked"),
        (zipped({f"{i}": "" for i in range(5001)}), "expected at most 100 MB once unpacked"),
    ],
    ids=["no zip", "no document", "bomb", "many parts"],
)
def test_other_files_are_refused_in_one_line(content, told):
    with pytest.raises(UsageError, match=f"^p.docx: {told}") as error:
        read(content, "p.docx")
    assert "\n" not in str(error.value)


def test_the_missing_extra_is_named(monkeypatch, content):
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(UsageError, match=r"pip install thymos\[docx\]$"):
        read(content, "p.docx")
