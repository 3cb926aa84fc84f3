"""Every rule that the checker may print is told in the rulebook."""

import ast
from collections.abc import Iterator
from pathlib import Path

import thymos.prose
from thymos.prose.rulebook import RULEBOOK, rule_text

ROOMS = Path(thymos.prose.__file__).parent / "rules"
# A rule is the third argument of `page.finding(sentence, span, rule, severity, reason)`.
THIRD = 2


def named() -> Iterator[str]:
    for file in ROOMS.rglob("*.py"):
        for call in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not isinstance(call, ast.Call) or len(call.args) <= THIRD:
                continue
            what = call.func
            if isinstance(what, ast.Attribute) and what.attr == "finding":
                options = ast.walk(call.args[THIRD])
                yield from (
                    one.value
                    for one in options
                    if isinstance(one, ast.Constant) and isinstance(one.value, str)
                )


def test_every_rule_has_its_words():
    rules = set(named())
    assert len(rules) > 5
    assert rules <= {text.id for text in RULEBOOK}


def test_no_rule_stands_there_twice():
    assert len({text.id for text in RULEBOOK}) == len(RULEBOOK)
    assert all(text.short and text.help.endswith(".") for text in RULEBOOK)


def test_a_rule_that_the_book_lacks_goes_by_its_name():
    assert rule_text("made-up").short == "Made up"
