"""The cache changes how fast a dossier is read, and nothing else."""

import json
from pathlib import Path

import pytest

from thymos.dossier import cache as kept
from thymos.dossier import read as reading
from thymos.dossier.read import read
from thymos.dossier.scan import scan


@pytest.fixture
def scanned(monkeypatch):
    """The files that had to be parsed."""
    files: list[bytes] = []

    def counted(content: bytes):
        files.append(content)
        return scan(content)

    monkeypatch.setattr(reading, "scan", counted)
    return files


def cache_file() -> Path:
    folder = kept.folder()
    assert folder is not None
    [file] = folder.iterdir()
    return file


def test_a_second_reading_parses_nothing_and_is_equal(folder, scanned):
    first = read(folder())
    assert len(scanned) == 3
    assert read(folder()) == first
    assert len(scanned) == 3


def test_only_a_changed_file_is_parsed_anew(folder, scanned, study):
    first = read(folder())
    second = read(folder(study("events: 10", "events: 11")))
    assert len(scanned) == 4
    assert second.digest != first.digest
    assert second.result("one/death-28d")[1].counts[0].events == 11


def test_a_place_is_found_after_a_reading_from_the_cache(folder):
    read(folder())
    assert read(folder()).place("study", "one", ("name",)).line == 2


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"",
        lambda content: content[: len(content) // 2],
        lambda content: content.replace(b"Testin", b"Tastin"),
        lambda content: content.replace(b"thymos-cache 1", b"thymos-cache 0"),
        lambda content: b"\xff\xfe" + content,
        lambda content: b"[" * 100_000,
    ],
    ids=["empty", "half", "tampered", "another version", "not text", "deep"],
)
def test_a_damaged_cache_counts_as_none(folder, scanned, damage):
    first = read(folder())
    file = cache_file()
    file.write_bytes(damage(file.read_bytes()))
    assert read(folder()) == first
    assert len(scanned) == 6
    assert read(folder()) == first  # and it was written anew
    assert len(scanned) == 6


def test_what_is_kept_is_plain_values(folder):
    read(folder())
    _, _, body = cache_file().read_bytes().partition(b"\n")
    assert {"schema_version": "1"}.items() <= max(json.loads(body).values(), key=_is_head).items()


def _is_head(values: dict[str, object]) -> bool:
    return "schema_version" in values


def test_a_broken_file_is_not_kept(folder, told, scanned):
    bad = {"more.yaml": "sources: []\nsources: []\n"}
    assert told(bad) == told(bad) == ["more.yaml:2:1: 'sources' stands twice, first in line 1"]


def test_caching_can_be_turned_off(folder, scanned, monkeypatch):
    monkeypatch.setenv("THYMOS_NO_CACHE", "1")
    read(folder())
    assert kept.folder() is None
    monkeypatch.delenv("THYMOS_NO_CACHE")
    read(folder(), cache=False)
    assert len(scanned) == 6
    where = kept.folder()
    assert where is not None
    assert not any(where.iterdir())


def test_where_the_cache_lies(monkeypatch, tmp_path):
    monkeypatch.delenv("THYMOS_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert kept.folder() == tmp_path / "thymos"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert kept.folder() == tmp_path / ".cache" / "thymos"


def test_a_cache_that_cannot_be_written_is_done_without(folder, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("THYMOS_CACHE", str(tmp_path / "file"))
    assert read(folder()).head.id == "testin"
