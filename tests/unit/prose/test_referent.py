"""Which study or review a sentence speaks of, going down a page."""

import pytest

from thymos.prose.entities import Lexicon
from thymos.prose.figures import figures_of
from thymos.prose.page import open_page
from thymos.prose.referent import spoken


@pytest.fixture
def told(dossier, judged):
    lexicon = Lexicon(dossier)

    def of(text):
        page = open_page(text, dossier, judged, lexicon, form="markdown")
        return [one.study.id if one.study else one.review for one in spoken(page, figures_of(page))]

    return of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ALPS tested Vα2. It had two groups.", ["alps", "alps"]),
        ("ALPS tested Vα2. Another trial followed. It was larger.", ["alps", None, None]),
        ("ALPS tested Vα2. GRAND was larger. It ended in 2024.", ["alps", "grand", "grand"]),
        ("Pool pooled the trials of Vα2. The odds ratio was 0.73.", ["pooled-2024"] * 2),
        ("One trial of Vα2 had 127 deaths of 542 and 132 deaths of 547.", ["grand"]),
        # Numbers of another study, told of the one that was named, do not bring that other up.
        ("ALPS tested Vα2. It had 1,106 patients.", ["alps", "alps"]),
        ("ALPS tested Vα2.\n\n## Something else\n\nIt had two groups.", ["alps", None, None]),
        ("ALPS and GRAND tested Vα2. It had two groups.", [None, None]),
    ],
)
def test_a_report_is_kept_until_another_is_brought_up(told, text, expected):
    assert told(text) == expected
