"""Certificates as YAML, JSON and CSV: one content, and every fault with its line."""

import json
import re

import pytest

from thymos.dossier.certificate import BYTE_LIMIT, read_certificate
from thymos.errors import DataError, DossierError

YAML = """\
compound: Testin
lot: A-1
analysed: 2026-05
items:
  - {item: mass, value: 3108.30, unit: Da, stated_as: measured}
  - item: purity
    value: 98.7
    unit: "%"
    specification: {low: 95}
"""
CSV = """\
item,value,unit,stated_as,specification_low
compound,Testin,,,
lot,A-1,,,
analysed,2026-05,,,

mass,3108.30,Da,measured,
purity,98.7,%,,95
"""


def read(tmp_path, name, text):
    file = tmp_path / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_certificate(file)


def faults(tmp_path, name, text):
    """What is told of a file, without its folder."""
    with pytest.raises((DataError, DossierError)) as told:
        read(tmp_path, name, text)
    lines = str(told.value).replace(f"{tmp_path}/", "").splitlines()
    return [re.sub(r"^(\S+?:\d+):\d+:", r"\1:", line) for line in lines]


def test_three_forms_say_the_same(tmp_path):
    one = read(tmp_path, "a.yaml", YAML)
    two = read(tmp_path, "a.csv", CSV)
    plain = one.certificate.model_dump(mode="json", exclude_none=True)
    three = read(tmp_path, "a.json", json.dumps(plain, indent=1))
    assert one.certificate == two.certificate == three.certificate
    assert one.certificate.items[0].value.written == "3108.30"


def test_every_field_has_its_line(tmp_path):
    sheet = read(tmp_path, "a.yaml", YAML)
    assert (sheet.line("lot"), sheet.line("items", 0), sheet.line("items", 1)) == (2, 5, 6)
    table = read(tmp_path, "a.csv", CSV)
    assert (table.line("lot"), table.line("items", 0), table.line("items", 1)) == (3, 6, 7)


def test_a_table_may_be_tabbed_and_begin_with_a_mark(tmp_path):
    text = b"\xef\xbb\xbf" + CSV.replace(",", "\t").encode()
    assert read(tmp_path, "a.tsv", text).certificate.lot == "A-1"


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.yaml", "", "a.yaml:1: is empty"),
        ("a.yaml", "- a\n", "a.yaml:1: expected a mapping of fields, found a list"),
        ("a.yaml", "items: []\n", "a.yaml:1: expected at least one item"),
        ("a.yaml", "lot: a\nlot: b\nitems:\n  - {item: ph, value: 7}\n",
         "a.yaml:2: lot: stands twice, first in line 1"),
        ("a.yaml", "items:\n  - {item: weight, value: 7}\n", "a.yaml:2: items[0].item: expected"),
        ("a.yaml", "items:\n  - {item: ph, value: acid}\n",
         "a.yaml:2: items[0].value: expected a number, found 'acid'"),
        ("a.yaml", "items:\n  - {item: ph, value: nan}\n",
         "a.yaml:2: items[0].value: expected a finite number, found 'nan'"),
        ("a.yaml", "items:\n  - {item: ph}\n",
         "a.yaml:2: items[0]: expected a value, a limit or a result in words"),
        ("a.yaml", "items:\n  - {item: ph, value: 7, charge: 2}\n",
         "a.yaml:2: items[0]: expected charge, weights and tolerance of a mass alone"),
        ("a.yaml", "items:\n  - {item: ph, value: 7, low: 6}\n",
         "a.yaml:2: items[0]: expected a value or its limits, not both"),
        ("a.yaml", "analysed: 2026-02-31\nitems:\n  - {item: ph, value: 7}\n",
         "a.yaml:1: analysed: expected a date that exists"),
        ("a.yaml", "lott: a\nitems:\n  - {item: ph, value: 7}\n",
         "a.yaml:1: lott: unknown field; did you mean lot"),
        ("a.yaml", "a: &b [*b]\n", "a.yaml:1: expected plain YAML, found an anchor (&b)"),
        ("a.yaml", b"lot: \xff\n", "a.yaml:1: is not text in UTF-8 (byte 6)"),
        ("a.json", "{", "a.json:1: is not JSON: Expecting property name"),
        ("a.json", '{"lot": NaN}', "a.json: is not JSON: expected a finite number, found NaN"),
        ("a.json", "[" * 100_000, "a.json: is nested too deeply"),
        ("a.json", "[]", "a.json:1: expected a mapping of fields, found an empty list"),
        ("a.csv", "", "a.csv:1: is empty"),
        ("a.csv", "value,unit\n1,2\n", "a.csv:1: expected a column 'item'"),
        ("a.csv", "item,weight\nph,7\n", "a.csv:1: unknown column 'weight'"),
        ("a.csv", "item,value,value\nph,7,7\n", "a.csv:1: expected the column 'value' once"),
        ("a.csv", "item,value\nph,7,8\n", "a.csv:2: expected 2 cells, found 3"),
        ("a.csv", "item,value\nph,seven\n", "a.csv:2: value: expected a number, found 'seven'"),
        ("a.csv", 'item,value\nph,"7\n', "a.csv:2: is not CSV: unexpected end of data"),
        ("a.csv", "item,value\nlot,a\nlot,b\nph,7\n", "a.csv:3: lot: stands twice"),
        ("a.csv", "item,value\nanalysed,soon\nph,7\n",
         "a.csv:2: analysed: expected a date written YYYY"),
        ("a.txt", "item\n", "a.txt: expected a name that ends in .yaml"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_line(tmp_path, name, text, told):
    lines = faults(tmp_path, name, text)
    assert lines[0].startswith(told), lines


def test_all_faults_are_told_at_once(tmp_path):
    text = "analysed: soon\nitems:\n  - {item: ph, value: acid}\n  - {item: mass, value: x}\n"
    assert len(faults(tmp_path, "a.yaml", text)) == 3


def test_a_file_that_is_too_large_or_not_there_is_refused(tmp_path):
    assert (
        "expected at most 1,000,000 bytes" in faults(tmp_path, "a.yaml", "#" * (BYTE_LIMIT + 1))[0]
    )
    with pytest.raises(DataError, match="cannot be read: no such file"):
        read_certificate(tmp_path / "none.yaml")
    with pytest.raises(DataError, match="cannot be read: is a directory"):
        read_certificate(tmp_path)
