"""The generated pages say what the code says, and the check notices when they do not."""

from tools import docs


def test_every_command_and_every_kind_of_record_is_on_its_page():
    from thymos.cli import main
    from thymos.records.schema import KINDS

    page = docs.commands()
    assert all(f"## thymos {name}\n" in page for name in main.commands)
    page = docs.records()
    assert all(f"\n## {kind.collection}\n" in page for kind in KINDS)
    assert "**locator**" not in page
    assert "| locator | text |" in page


def test_a_stale_page_is_found(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(docs, "ROOT", tmp_path)
    monkeypatch.setattr(docs, "REFERENCE", tmp_path / "reference")
    assert docs.main([]) == 0
    assert docs.main(["--check"]) == 0
    (tmp_path / "reference" / "rules.md").write_text("old")
    assert docs.main(["--check"]) == 1
    assert "rules.md" in capsys.readouterr().err
