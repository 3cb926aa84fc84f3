"""The site of all dossiers in a real browser: readable by all, on a phone, alone, in the dark.

One page of each kind is visited, the largest, at three widths and in both colour schemes.
"""

import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from thymos import api
from thymos.site.render import TEMPLATES

pytestmark = pytest.mark.slow

WIDTHS = (360, 768, 1280)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return api.library().build(tmp_path_factory.mktemp("published") / "site").out


@pytest.fixture(scope="module")
def kinds(site: Path) -> dict[str, Path]:
    """The largest page of each kind, by the template that its body names."""
    found: dict[str, Path] = {}
    for page in sorted(site.rglob("*.html")):
        kind = page.read_text("utf-8").partition('<body class="page-')[2].partition('"')[0]
        if kind not in found or page.stat().st_size > found[kind].stat().st_size:
            found[kind] = page
    templates = {file.stem for file in TEMPLATES.glob("*.html")}
    assert set(found) == {name for name in templates if "base" not in name and "parts" not in name}
    return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.fail("no browser: install chromium, for example `apt-get install chromium`")
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=path)
        yield opened
        opened.close()


@pytest.fixture
def visit(browser: Any, kinds: dict[str, Path]) -> Any:
    """Open every kind of page in one window; yields (kind, page, addresses asked for)."""

    def pages(width: int, scheme: str = "light", *, script: bool = True) -> Iterator[Any]:
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme=scheme,
            java_script_enabled=script,
        )
        for kind, file in kinds.items():
            page = context.new_page()
            asked: list[str] = []
            page.on("request", lambda request, asked=asked: asked.append(request.url))
            page.goto(file.as_uri())
            yield kind, page, asked
            page.close()
        context.close()

    return pages


def violations(page: Any, **options: Any) -> list[Any]:
    """What axe finds wrong on a page: rule, and the first elements that break it."""
    from axe_playwright_python.sync_playwright import Axe

    # Without this axe describes every element that passes, which takes longer than the check.
    options["resultTypes"] = ["violations"]
    found = Axe().run(page, options=options).response["violations"]
    return [(v["id"], [node["html"][:160] for node in v["nodes"][:3]]) for v in found]


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_no_violation_in_the_light(visit, width):
    found = {kind: violations(page) for kind, page, _ in visit(width, "light")}
    assert {kind: told for kind, told in found.items() if told} == {}


def test_the_dark_has_contrast_too(visit):
    """Dark changes colours and nothing else: only the rules about colour run again.

    They hang on no width, and the narrow page shows all that the wide ones do.
    """
    rules = {"runOnly": {"type": "tag", "values": ["cat.color"]}}
    found = {kind: violations(page, **rules) for kind, page, _ in visit(360, "dark")}
    assert {kind: told for kind, told in found.items() if told} == {}


def test_axe_would_see_a_bad_page(browser):
    page = browser.new_page(color_scheme="dark")
    page.set_content("<p style='color:#777;background:#666'>grey on grey</p><img src='data:,'>")
    assert {rule for rule, _ in violations(page)} >= {"color-contrast", "image-alt"}
    page.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_scrolls_sideways(visit, width):
    wide = {
        kind: size
        for kind, page, _ in visit(width)
        if (size := page.evaluate("document.scrollingElement.scrollWidth")) > width
    }
    assert wide == {}


def test_no_request_leaves_the_folder(visit, site):
    root = site.resolve().as_uri()
    for kind, page, asked in visit(1280):
        page.wait_for_load_state("networkidle")
        assert len(asked) >= 2, f"{kind}: the style sheet was not asked for"
        strangers = [url for url in asked if not url.startswith((root, "data:"))]
        assert strangers == [], kind


# The one page that has a script (decision 17), which adds a form and takes nothing away.
SCRIPTED = "amounts"


def test_everything_reads_without_javascript(visit):
    with_script = {kind: words_of(kind, page) for kind, page, _ in visit(1280)}
    without = {kind: words_of(kind, page) for kind, page, _ in visit(1280, script=False)}
    assert with_script == without
    assert all(len(text) > 400 for text in without.values())


def words_of(kind: str, page: Any) -> str:
    if kind == SCRIPTED:
        page.evaluate("document.querySelectorAll('form, noscript').forEach((e) => e.remove())")
    return str(page.inner_text("body"))


def test_the_verdicts_are_seen_on_the_first_screen(visit):
    for kind, page, _ in visit(1280):
        if kind == "front":
            tally = page.locator(".tallies").bounding_box()
            first = page.locator(".verdict .badge").first.bounding_box()
            assert tally["y"] + tally["height"] < 800
            assert first["y"] + first["height"] < 800


def test_a_keyboard_reaches_the_content_first(visit):
    for kind, page, _ in visit(768):
        page.keyboard.press("Tab")
        focused = page.evaluate("document.activeElement.getAttribute('href')")
        assert focused == "#main", kind
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main", kind


class Links(HTMLParser):
    """The ids of a page, and where it links to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.hrefs: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids |= {given["id"] or ""} if "id" in given else set()
        self.hrefs |= {given["href"] or ""} if "href" in given and tag != "use" else set()


def test_every_internal_link_of_every_page_resolves(site):
    pages = {page.resolve(): Links(page.read_text("utf-8")) for page in site.rglob("*.html")}
    broken = []
    for page, links in pages.items():
        for href in links.hrefs:
            if href.startswith(("http", "data:")):
                continue
            path, _, fragment = href.partition("#")
            target = (page.parent / path).resolve() if path else page
            if not target.is_file() or (fragment and fragment not in pages[target].ids):
                broken.append(f"{page.name}: {href}")
    assert broken == []
