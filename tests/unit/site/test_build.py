"""Writing a site: whole or not at all, never over somebody else's folder."""

import json
import re
from datetime import date
from pathlib import Path

import pytest

from thymos.dossier.asof import as_of
from thymos.dossier.read import read
from thymos.dossier.write import scaffold
from thymos.errors import OutputError
from thymos.site import build
from thymos.site.build import MARKER, build_site
from thymos.verdict.judge import judge_all
from thymos.views.contents import SECTIONS


def snapshot(folder: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def test_it_reports_what_it_wrote(reading, tmp_path):
    report = build_site(reading.dossier, reading.judged, tmp_path / "a" / "site")
    files = snapshot(report.out)
    assert len(files) == report.files
    assert sum(name.endswith(".html") for name in files) == report.pages
    assert [p.name for p in (tmp_path / "a").iterdir()] == ["site"]


def test_the_same_dossier_gives_the_same_bytes(reading, site, tmp_path):
    build_site(reading.dossier, reading.judged, tmp_path / "again")
    assert snapshot(tmp_path / "again") == snapshot(site)


def test_an_old_site_is_replaced_whole(reading, tmp_path):
    out = tmp_path / "site"
    build_site(reading.dossier, reading.judged, out)
    (out / "stale.html").write_text("old")
    build_site(reading.dossier, reading.judged, out)
    assert not (out / "stale.html").exists()
    assert (out / MARKER).is_file()
    assert [p.name for p in tmp_path.iterdir()] == ["site"]


def test_an_empty_folder_is_filled(reading, tmp_path):
    out = tmp_path / "empty"
    out.mkdir()
    build_site(reading.dossier, reading.judged, out)
    assert (out / "index.html").is_file()


def test_a_folder_of_somebody_else_is_left_alone(reading, tmp_path):
    out = tmp_path / "photos"
    out.mkdir()
    (out / "cat.jpg").write_bytes(b"cat")
    with pytest.raises(OutputError, match="is no site of thymos"):
        build_site(reading.dossier, reading.judged, out)
    assert snapshot(out) == {"cat.jpg": b"cat"}


def test_a_file_in_the_way_is_left_alone(reading, tmp_path):
    out = tmp_path / "file"
    out.write_text("mine")
    with pytest.raises(OutputError, match="it is a file, not a folder"):
        build_site(reading.dossier, reading.judged, out)
    assert out.read_text() == "mine"


def test_a_parent_that_is_a_file_is_told_in_one_line(reading, tmp_path):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(OutputError) as told:
        build_site(reading.dossier, reading.judged, tmp_path / "file" / "site")
    assert str(told.value).startswith("cannot write the site to")
    assert "\n" not in str(told.value)


def test_a_full_disk_leaves_the_old_site(reading, tmp_path, monkeypatch):
    out = tmp_path / "site"
    build_site(reading.dossier, reading.judged, out)
    before = snapshot(out)

    def full(path: Path, text: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(build, "put", full)
    with pytest.raises(OutputError, match="No space left on device"):
        build_site(reading.dossier, reading.judged, out)
    assert snapshot(out) == before
    assert [p.name for p in tmp_path.iterdir()] == ["site"]


def test_a_swap_that_fails_brings_the_old_site_back(reading, tmp_path, monkeypatch):
    out = tmp_path / "site"
    build_site(reading.dossier, reading.judged, out)
    before = snapshot(out)
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if target == out and not self.name.endswith("-old"):
            raise OSError(13, "Permission denied")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(OutputError, match="Permission denied"):
        build_site(reading.dossier, reading.judged, out)
    assert snapshot(out) == before
    assert [p.name for p in tmp_path.iterdir()] == ["site"]


def test_a_link_to_a_folder_stays_a_link(reading, tmp_path):
    real, link = tmp_path / "real", tmp_path / "link"
    real.mkdir()
    link.symlink_to(real)
    build_site(reading.dossier, reading.judged, link)
    assert link.is_symlink()
    assert (real / "index.html").is_file()


def test_json_stands_beside_the_pages(site):
    claims = json.loads((site / "claims.json").read_text("utf-8"))
    assert {claim["id"]: claim["verdict"] for claim in claims["claims"]}["sepsis-death"] == (
        "unsettled"
    )
    pool = json.loads((site / "outcomes" / "sepsis-death-28d.json").read_text("utf-8"))
    assert (pool["k"], pool["display"]["text"]) == (2, "0.87 (0.67–1.13)")
    why = json.loads((site / "claims" / "sepsis-death.json").read_text("utf-8"))
    assert why["why"]["children"][0]["text"] == "Randomised trials: 2 studies"


def test_nothing_on_a_page_comes_from_elsewhere(site):
    """Links lead out; nothing is fetched: no script but that of one page, font, image or frame."""
    for page in site.rglob("*.html"):
        text = page.read_text("utf-8")
        if page.name == "amounts.html":
            text = text.replace('<script src="dilute.js" defer></script>', "", 1)
        assert not re.search(r"<(script|iframe|img|object|embed|video|audio)\b", text), page
        assert not re.search(r'(src|srcset|action)="', text), page
        for rel, href in re.findall(r'<link rel="([^"]+)"[^>]* href="([^"]+)"', text):
            assert not href.startswith(("http", "//")), (page, rel, href)
    style = (site / "style.css").read_text("utf-8")
    assert "url(" not in style
    assert "@import" not in style
    script = (site / "dilute.js").read_text("utf-8")
    assert not re.search(r"https?:|fetch|XMLHttp|import|eval|Storage|cookie|innerHTML", script)


def test_the_smallest_dossier_has_a_site(tmp_path):
    """No status, no edge, no safety record: every page is there and says so."""
    dossier = read(scaffold("tiny", tmp_path), cache=False)
    report = build_site(dossier, judge_all(dossier), tmp_path / "site")
    single = sum(len(section.entries) for section in SECTIONS)
    below = len(dossier.claims) + len(dossier.outcomes) + len(dossier.studies)
    assert report.pages == single + below
    front = (tmp_path / "site" / "index.html").read_text("utf-8")
    assert "No approval is on record from sources that suffice." in front
    assert "None on record." in (tmp_path / "site" / "anecdotes.html").read_text("utf-8")


def test_a_site_of_an_earlier_day_says_what_was_known_then(reading, tmp_path):
    known = as_of(reading.dossier, date(2014, 1, 1))
    out = build_site(known, judge_all(known), tmp_path / "site").out
    page = (out / "outcomes" / "sepsis-death-28d.html").read_text("utf-8")
    assert "As of 1 January 2014." in page
    assert "47/181" in page
    assert "127/542" not in page
    assert not (out / "studies" / "tests.html").exists()


def test_an_outcome_is_shown_without_the_studies_that_a_maker_is_tied_to(site):
    page = (site / "outcomes" / "sepsis-death-28d.html").read_text("utf-8")
    row = page[page.index("tied to a maker or seller</th>") :].partition("</tr>")[0]
    assert "not known of" in row or "None" in row
    assert re.search(r'data-label="Studies that remain" class="num">\d+<', row)
