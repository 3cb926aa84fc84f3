"""The methods page: its example runs, and every drawing that it shows is there."""

import doctest
import re
from pathlib import Path

PAGE = Path(__file__).parents[3] / "docs" / "methods" / "plots.md"


def test_the_example_runs():
    found = doctest.testfile(str(PAGE), module_relative=False)
    assert found.attempted >= 7
    assert found.failed == 0


def test_every_link_leads_somewhere():
    links = re.findall(r"\]\(([^)#]+)\)", PAGE.read_text("utf-8"))
    assert len(links) >= 8
    assert [link for link in links if not (PAGE.parent / link).exists()] == []
