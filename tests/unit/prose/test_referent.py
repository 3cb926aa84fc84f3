"""Which report a page speaks of, followed down the page."""

import pytest

import thymos
from thymos.prose.entities import Lexicon
from thymos.prose.figures import Figures
from thymos.prose.page import open_page
from thymos.prose.referent import spoken


@pytest.fixture(scope="module")
def opened():
    return {
        name: thymos.load(name)
        for name in (
            "thymosin-alpha-1",
            "magnesium-myocardial-infarction",
            "hydroxychloroquine-covid-19",
            "streptokinase-myocardial-infarction",
        )
    }


def told(one, text):
    """For every sentence but the title, the id of the report that it speaks of."""
    page = open_page(text, one.known, one.judged, Lexicon(one.known))
    found = spoken(page, Figures(one.known))
    return [s.study.id if s.study else s.review for s in found][1:]


CASES = (
    ("thymosin-alpha-1", "In TESTS, 127 died. That is a quarter.", ["tests", "tests"]),
    ("thymosin-alpha-1", "In TESTS, 127 died. Another trial was smaller.", ["tests", None]),
    ("thymosin-alpha-1", "In TESTS, 127 died. In ETASS, 47 did. That is fewer.",
     ["tests", "etass", "etass"]),
    ("thymosin-alpha-1", "TESTS and ETASS disagree. That is odd.", [None, None]),
    ("thymosin-alpha-1", "In TESTS, 127 died.\n\n## Elsewhere\n\nThat was said.",
     ["tests", None, None]),
    ("thymosin-alpha-1", "Of 542 patients 127 of 542 died. It was double-blind.",
     ["tests", "tests"]),
    ("magnesium-myocardial-infarction",
     "One hospital tried it, and 90 patients on magnesium died against 118 on placebo. "
     "With 2,316 people enrolled, it was hard to wave away.", ["woods-1992", "woods-1992"]),
    ("magnesium-myocardial-infarction", "MAGIC came in 2002. All the trials were then pooled.",
     ["magic-2000", None]),
    ("hydroxychloroquine-covid-19", "Axfors pooled it all. The trials agreed with each other.",
     ["axfors-2021", "axfors-2021"]),
    ("hydroxychloroquine-covid-19", "The RECOVERY trial ended. Later trials followed.",
     ["recovery", None]),
    ("streptokinase-myocardial-infarction",
     "A second trial ran in Italy. It had 5,860 patients with and 5,852 without the drug, and "
     "628 of 5,860 against 758 of 5,852 died.", ["gissi-1-1986", "gissi-1-1986"]),
)  # fmt: skip


@pytest.mark.parametrize(("dossier", "text", "ids"), CASES)
def test_a_report_is_taken_up_kept_and_let_go(opened, dossier, text, ids):
    assert told(opened[dossier], f"# A page\n\n{text}") == ids


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
def test_numbers_alone_do_not_take_a_named_study_away(dossier, judged, text, expected):
    page = open_page(text, dossier, judged, Lexicon(dossier), form="markdown")
    found = spoken(page, Figures(dossier))
    assert [s.study.id if s.study else s.review for s in found] == expected


def test_what_several_trials_had_together_is_not_laid_to_the_one_told_of_next(check):
    text = "{}Vα2 was then tested again: 47 deaths with it and 63 without, out of 181 and 180."
    several = "Seven early ones together came to 25 deaths with Vα2 against 53. "
    assert not check(text.format(several)).findings
