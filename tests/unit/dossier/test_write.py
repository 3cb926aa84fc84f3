"""Files that are there whole or not at all, and a new dossier that reads."""

import json
import os
from datetime import date
from pathlib import Path

import pytest
import yaml

from thymos.dossier import write
from thymos.dossier.read import read
from thymos.dossier.write import emit_schemas, expect_folder, scaffold, write_atomic
from thymos.errors import OutputError, UsageError

DAY = date(2026, 6, 1)


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def test_a_file_is_replaced_and_keeps_its_permissions(tmp_path):
    file = tmp_path / "a.yaml"
    file.write_text("old")
    file.chmod(0o640)
    write_atomic(file, "né\n")
    assert file.read_bytes() == "né\n".encode()
    assert file.stat().st_mode & 0o777 == 0o640
    assert names(tmp_path) == ["a.yaml"]


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    file = tmp_path / "a.yaml"
    file.write_text("old")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OutputError, match=r"a\.yaml: cannot be written: no space left on device$"):
        write_atomic(file, "new")
    assert (file.read_text("utf-8"), names(tmp_path)) == ("old", ["a.yaml"])


def test_what_a_link_leads_to_is_written(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link.yaml").symlink_to(tmp_path / "real" / "a.yaml")
    write_atomic(tmp_path / "link.yaml", "new")
    assert (tmp_path / "link.yaml").is_symlink()
    assert (tmp_path / "real" / "a.yaml").read_text("utf-8") == "new"
    assert names(tmp_path / "real") == ["a.yaml"]


def test_a_device_is_written_to_and_never_replaced(tmp_path):
    # A user's own pipe stands for /dev/null, which a test that fails must not destroy.
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    handle = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_atomic(pipe, "through")
    assert os.read(handle, 99) == b"through"
    os.close(handle)
    assert pipe.is_fifo()


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(OutputError, match="no such file or directory"):
        write_atomic(tmp_path / "no" / "a.yaml", "")
    with pytest.raises(OutputError, match="not valid Unicode"):
        write_atomic(tmp_path / "a.yaml", "\ud800")


def test_a_new_dossier_reads_without_findings(tmp_path):
    folder = scaffold("new-thing", tmp_path, today=DAY)
    d = read(folder, today=DAY)
    assert (d.head.id, d.head.title, d.head.compiled) == ("new-thing", "New thing", "2026-06-01")
    assert [len(c) for c in (d.compounds, d.sources, d.outcomes, d.claims, d.studies)] == [1] * 5
    assert not next(d.results())[1].admissible
    assert names(tmp_path) == ["new-thing"]


def test_a_new_dossier_is_in_canonical_form(tmp_path):
    for file in scaffold("new-thing", tmp_path, today=DAY).rglob("*.yaml"):
        assert write.format_text(file.read_text("utf-8")) == file.read_text("utf-8"), file.name


def test_each_new_file_names_a_schema_that_is_there_and_fits_it(tmp_path):
    folder = scaffold("new-thing", tmp_path, today=DAY)
    for file in folder.rglob("*.yaml"):
        first = file.read_text("utf-8").splitlines()[0]
        schema = json.loads((file.parent / first.partition("$schema=")[2]).read_text("utf-8"))
        fields = yaml.load(file.read_text("utf-8"), yaml.CBaseLoader)
        assert fields.keys() <= schema["properties"].keys()
        assert schema["additionalProperties"] is False


def test_schemas_can_be_written_anew(folder):
    written = emit_schemas(folder())
    assert [path.name for path in written] == ["dossier.json", "study.json", "theme.json"]
    study = json.loads(written[1].read_text("utf-8"))
    assert study["properties"]["isolates"]["type"] == "boolean"
    read(folder(), today=DAY)  # the schemas are no part of the dossier


@pytest.mark.parametrize("name", ["", "New", "a/b", "../a", "a b", ".a", "a" * 81, "null"])
def test_a_name_that_is_no_id(tmp_path, name):
    with pytest.raises(UsageError, match="expected a name of lower-case letters"):
        scaffold(name, tmp_path)
    assert names(tmp_path) == []


def test_what_exists_is_left_alone(tmp_path):
    (tmp_path / "thing").mkdir()
    with pytest.raises(UsageError, match="thing: exists already; nothing was written"):
        scaffold("thing", tmp_path)
    assert names(tmp_path / "thing") == []


def test_a_scaffold_that_fails_leaves_nothing(tmp_path, monkeypatch):
    def full(folder: Path) -> None:
        raise OutputError(f"{folder}/.schema: cannot be written: no space left on device")

    monkeypatch.setattr(write, "emit_schemas", full)
    with pytest.raises(OutputError, match=r"/thing/\.schema: cannot be written"):
        scaffold("thing", tmp_path)
    assert names(tmp_path) == []


def test_a_scaffold_under_a_file(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="file/thing: cannot be written: not a directory"):
        scaffold("thing", tmp_path / "file")


def test_a_folder_that_can_be_made_passes_and_is_not_made(tmp_path):
    expect_folder(tmp_path)
    expect_folder(tmp_path / "a" / "b")
    assert names(tmp_path) == []


def test_a_folder_that_cannot_be_made_is_told_before_anything_is(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(OutputError, match="file: cannot be made: File exists"):
        expect_folder(tmp_path / "file")
    with pytest.raises(OutputError, match=r"file/a: cannot be made: .*file is no folder"):
        expect_folder(tmp_path / "file" / "a")
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(OutputError, match=r"a: cannot be written: no permission in "):
        expect_folder(tmp_path / "a")
