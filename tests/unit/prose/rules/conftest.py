"""The shipped dossiers, opened once, and one rule at a time on one text."""

from collections.abc import Callable, Iterator
from functools import cache

import pytest

import thymos
from thymos.errors import Finding, Severity
from thymos.prose.entities import Lexicon
from thymos.prose.page import Page, open_page

DOSSIERS = (
    ("thymosin", "thymosin-alpha-1"),
    ("hcq", "hydroxychloroquine-covid-19"),
    ("magnesium", "magnesium-myocardial-infarction"),
    ("streptokinase", "streptokinase-myocardial-infarction"),
    ("bcg", "bcg-tuberculosis"),
)
Rule = Callable[[Page], Iterator[Finding]]
Flags = Callable[..., tuple[Finding, ...]]


@cache
def _opened(name: str) -> tuple[thymos.Opened, Lexicon]:
    opened = thymos.load(dict(DOSSIERS)[name])
    return opened, Lexicon(opened.known)


@pytest.fixture(scope="session")
def flags() -> Flags:
    """The errors and warnings of some rules on a text about the subject of a shipped dossier."""

    def found(name: str, text: str, *rules: Rule) -> tuple[Finding, ...]:
        opened, lexicon = _opened(name)
        page = open_page(text, opened.known, opened.judged, lexicon)
        told = (finding for rule in rules for finding in rule(page))
        kept = tuple(f for f in told if f.severity is not Severity.NOTE)
        for finding in kept:
            assert finding.reason
            assert finding.sources
            assert set(finding.sources) <= set(opened.known.sources)
            assert finding.suggestion or finding.expected
        return kept

    return found
