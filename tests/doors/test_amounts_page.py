"""The page on amounts in a real browser: the calculator, alone, from a file, and without script."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.doors.test_dilute_command import BAD, CASES, GOOD, near
from tests.doors.test_site_browser import violations
from thymos import api
from thymos.views.amounts import said, units

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = api.load("thymopentin").build(tmp_path_factory.mktemp("amounts") / "site").out
    return site / "amounts.html"


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


def open_page(browser, file, **options):
    context = browser.new_context(offline=True, **options)
    page = context.new_page()
    page.goto(file.as_uri())
    return page


@pytest.fixture
def page(browser, file):
    opened = open_page(browser, file, viewport={"width": 360, "height": 800})
    yield opened
    opened.context.close()


def fill(page, asked):
    for name, text in asked.items():
        if name == "basis":
            page.select_option("#ask-basis", text)
        else:
            page.fill(f"#ask-{name}", text)
    page.click("form.dilute button")


def answer(page):
    pairs = page.locator("form.dilute .answer > div")
    return [(one.locator("dt").inner_text(), one.locator("dd").inner_text()) for one in pairs.all()]


def test_the_script_answers_every_case_as_the_program_does(page):
    found = page.evaluate(
        """(given) => given.cases.map((asked) => {
             try { return thymosDilute.answer(asked, given.units, given.said); }
             catch (error) { return {field: error.field, message: error.message}; }
           })""",
        {"cases": [case["asked"] for case in CASES], "units": units(), "said": said()},
    )
    by_name = dict(zip((case["name"] for case in CASES), found, strict=True))
    for case in GOOD:
        told, view = by_name[case["name"]], api.dilute(**case["asked"])
        assert [tuple(row) for row in told["rows"]] == list(view.rows()), case["name"]
        for name, (low, high) in case["numbers"].items():
            assert told["numbers"][name] == [near(low), near(high)], case["name"]
    for case in BAD:
        told = by_name[case["name"]]
        assert told.get("field") == case["field"], (case["name"], told)
        assert case["says"] in told["message"]


@pytest.mark.parametrize("case", GOOD[:4], ids=lambda case: case["name"])
def test_a_reader_types_and_reads_the_same_rows(page, case):
    fill(page, case["asked"])
    assert answer(page) == list(api.dilute(**case["asked"]).rows())


def test_what_is_wrong_is_told_beside_its_field(page):
    fill(page, {"mass": "10 mg", "diluent": "2 mg"})
    assert answer(page) == []
    assert "found '2 mg', a mass" in page.inner_text("form.dilute .told")
    assert page.get_attribute("#ask-diluent", "aria-invalid") == "true"
    fill(page, {"diluent": "2 mL"})
    assert page.get_attribute("#ask-diluent", "aria-invalid") is None
    assert answer(page)


def test_nothing_is_asked_for_typed_or_proposed_beforehand(page):
    fields = page.locator("form.dilute input").all()
    assert {field.input_value() for field in fields} == {""}
    assert {field.get_attribute("placeholder") for field in fields} == {None}
    assert answer(page) == []


def test_what_is_typed_is_text_and_never_markup(page):
    fill(page, {"mass": "<img src=x onerror=alert(1)> mg", "diluent": "2 mL"})
    assert page.locator("form.dilute img").count() == 0
    assert "<img" in page.inner_text("form.dilute .told")


def test_it_asks_for_two_files_of_its_own_and_keeps_nothing(browser, file):
    context = browser.new_context(offline=True)
    opened = context.new_page()
    asked: list[str] = []
    opened.on("request", lambda request: asked.append(request.url))
    opened.goto(file.as_uri())
    fill(opened, GOOD[0]["asked"])
    names = [url.rpartition("/")[2] for url in asked if not url.startswith("data:")]
    assert sorted(names) == ["amounts.html", "dilute.js", "style.css"]
    assert opened.evaluate("document.cookie") == ""
    assert "localStorage" not in (file.parent / "dilute.js").read_text("utf-8")
    assert opened.url == file.as_uri()
    context.close()


@pytest.mark.parametrize("width", [360, 768, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_a_form_that_is_filled_or_wrong(browser, file, width, scheme):
    opened = open_page(browser, file, viewport={"width": width, "height": 800}, color_scheme=scheme)
    for asked in (GOOD[2]["asked"], {"mass": "10 mL"}):
        fill(opened, asked)
        assert violations(opened) == []
        assert opened.evaluate("document.scrollingElement.scrollWidth") <= width
    opened.context.close()


def test_without_script_the_page_reads_and_names_the_command(browser, file):
    opened = open_page(browser, file, java_script_enabled=False)
    assert not opened.locator("form.dilute").is_visible()
    text = opened.inner_text("main")
    assert "thymos dilute gives the same answers" in text
    assert "0.400–0.510 mL" in text
    opened.context.close()


def test_the_keyboard_alone_is_enough(page):
    page.focus("#ask-mass")
    page.keyboard.type("10 mg")
    page.focus("#ask-diluent")
    page.keyboard.type("2 mL")
    page.keyboard.press("Enter")
    assert dict(answer(page))["Concentration"] == "5.00 mg/mL or less"


def test_the_data_of_the_page_is_that_of_the_program(page):
    assert json.loads(page.get_attribute("form.dilute", "data-units")) == units()
    assert json.loads(page.get_attribute("form.dilute", "data-said")) == said()
