"""The library page: its examples run, and every function of the kernel's face has its place."""

import doctest
import re
import types
from pathlib import Path

from thymos import kernel

PAGE = Path(__file__).parents[3] / "docs" / "methods" / "README.md"


def test_the_examples_run():
    flags = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
    found = doctest.testfile(str(PAGE), module_relative=False, optionflags=flags)
    assert found.attempted >= 11
    assert found.failed == 0


def test_every_public_function_and_table_is_named_once_and_nothing_else():
    text = PAGE.read_text("utf-8")
    table = text.partition("## Where each function")[2]
    named = [name for name in re.findall(r"`(\w+)`", table) if name != "pool"]
    public = {
        name
        for name in kernel.__all__
        if isinstance(getattr(kernel, name), types.FunctionType | tuple) and name != "pool"
    }
    assert sorted(named) == sorted(public)


def test_every_link_leads_somewhere():
    links = re.findall(r"\]\(([^)#]+)", PAGE.read_text("utf-8"))
    assert len(links) >= 12
    assert [link for link in links if not (PAGE.parent / link).exists()] == []
