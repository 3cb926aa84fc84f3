"""Files, folders and bad input; the shape of what comes back; hostile text."""

import random
from pathlib import Path
from time import process_time

import pytest

from thymos.errors import UsageError
from thymos.prose.check import MAX_BYTES, check_file

WRONG = "Zelovax is approved by the FDA.\n"


def test_a_file_and_a_folder(tmp_path, dossier, judged):
    (tmp_path / "a.md").write_text(WRONG)
    (tmp_path / "b.html").write_text(f"<p>{WRONG}</p>")
    (tmp_path / "c.csv").write_text(WRONG)
    one = check_file(tmp_path / "a.md", dossier, judged)
    assert [f.file for f in one.findings] == [str(tmp_path / "a.md")]
    both = check_file(tmp_path, dossier, judged)
    assert [Path(f.file or "").name for f in both.findings] == ["a.md", "b.html"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\x89PNG\0\0", "expected text, found a binary file"),
        (b"fine\nnot \xff fine", "page.txt:2: expected text in UTF-8"),
        (b"a" * (MAX_BYTES + 1), "expected at most 5 MB"),
        (None, "cannot be read: no such file"),
    ],
)
def test_bad_files_are_told_in_one_line(tmp_path, dossier, judged, content, told):
    file = tmp_path / "page.txt"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(UsageError, match=told) as error:
        check_file(file, dossier, judged)
    assert "\n" not in str(error.value)


def test_an_empty_folder(tmp_path, dossier, judged):
    with pytest.raises(UsageError, match="found none"):
        check_file(tmp_path, dossier, judged)


def test_an_address_is_told_from_a_file(dossier, judged):
    with pytest.raises(UsageError, match=r"^https://example\.org/a: expected a file; save"):
        check_file(Path("https://example.org/a"), dossier, judged)


def test_an_empty_page_is_silent(check):
    assert check("").findings == ()


def test_a_byte_order_mark_moves_nothing(check):
    (finding,) = check("\ufeff" + WRONG).findings
    assert finding.line == 1


def test_every_finding_has_a_place_a_reason_and_a_source(check):
    text = f"{WRONG}\nALPS mortality was 12.0% on Vα2.\n\nVα2 (VB-700) is FDA-approved."
    for finding in check(text).findings:
        assert finding.line
        assert finding.reason
        assert finding.sources
        assert finding.suggestion
        assert set(finding.as_dict()) >= {"file", "line", "column", "text", "rule", "severity"}


HOSTILE = (
    "Vα2 " + "velotide-" * 5000,
    "Vα2 " + "[(<*_`" * 5000,
    "Vα2 " + '"' * 20000,
    "Vα2 " + "approved by the " * 3000,
    "Vα2 " + "HR p OR RR P value of " * 2000,
    "Vα2 is the drug that was the one and " * 1000,
    "<p>Vα2 <b><i><td>" * 3000,
    " " * 50000 + "Vα2" + "\u202e\u200b" * 5000,
)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:20].strip())
def test_hostile_text_neither_hangs_nor_crashes(check, text):
    start = process_time()
    check(text)
    assert process_time() - start < 10


def test_random_text_never_crashes(check):
    words = [
        *(
            "Vα2",
            "VB-700",
            "ALPS",
            "GRAND",
            "26.0%",
            "35%",
            "HR",
            "0.99",
            "(95% CI",
            "p=",
            ".",
            ",",
        ),
        *(
            ";",
            "(",
            ")",
            "\n",
            "|",
            "#",
            ">",
            "-",
            "*",
            "_",
            "[",
            "]",
            "<",
            "/",
            "α",
            "“",
            "”",
            "?",
        ),
        *("!", "10/20", "FDA", "approved", "not", "voted", "committee", "2014", "is", "(aka)", "="),
        *("\u200b", "\t", "mortality", "sepsis"),
    ]
    chance = random.Random(7)
    for _ in range(30):
        check("Vα2 " + " ".join(chance.choice(words) for _ in range(60)))
