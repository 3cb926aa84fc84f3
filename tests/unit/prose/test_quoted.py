"""Numbers quoted from a study: wrong ones are errors, right and unknown ones are silent."""

import pytest

WRONG = (
    ("In ALPS, 16.0% of patients on Vα2 had died by day 28, against 35.0% of controls.",
     "16.0%", "26.0 % (treated)"),
    ("ALPS (velotide α2 in sepsis): log-rank P for mortality (Vα2 vs control): 0.0049.",
     "P for mortality (Vα2 vs control): 0.0049", "P = 0.062 or P = 0.049"),
    ("GRAND (Vα2 vs placebo): P = 0.03, a difference in mortality.", "P = 0.03", "P = 0.82"),
    ("GRAND yielded a hazard ratio for death of 0.79 with Vα2.",
     "hazard ratio for death of 0.79", "HR 0.97 (95 % CI 0.76–1.24)"),
    ("GRAND, a velofasin trial, found HR 0.97 (95% CI 0.76 to 1.77) for death.",
     "HR 0.97 (95% CI 0.76 to 1.77", "HR 0.97 (95 % CI 0.76–1.24)"),
    ("ALPS, which enrolled 1,106 adults with sepsis, tested velotide alpha-2.", "1,106", "361"),
    ("The 361-patient trial of Zelovax in sepsis found 28-day mortality of 29.0% and 35.0%.",
     "29.0%", "26.0 % (treated) or 35.0 % (control)"),
    ("Deaths in ALPS were 49/181 with Vα2.", "49/181", "47/181"),
    ("In ALPS 16 in every hundred died on Vα2, against 35 in every hundred controls.",
     "16", "26.0 % (treated)"),
    ("GRAND of Vα2 found a hazard ratio for death of 0.97 that runs from 0.76 up to 1.04.",
     "hazard ratio for death of 0.97 that runs from 0.76 up to 1.04",
     "HR 0.97 (95 % CI 0.76–1.24)"),
)  # fmt: skip
RIGHT = (
    "In ALPS, 26.0% of patients on velotide alpha-2 had died by day 28, against 35.0% of controls.",
    "ALPS mortality: 26·0% v 35·0% (Vα2 v control)",
    "ALPS: 26% vs 35% died on Zelovax and on usual care.",
    "In ALPS, 47/181 died on Vα2 and 63/180 in the control group (P = .062).",
    "GRAND: velotide alpha-2, hazard ratio for death 0.97 (95% CI 0.76–1.24), P=0.82.",
    "GRAND: Vα2, RR 0.97 for 28-day mortality.",
    "In ALPS the share alive at day 28 on Vα2 was 74.0% against 65.0% survival in controls.",
    "GRAND randomised 1,106 adults at 22 centres to Vα2 or placebo; 1,089 were analysed.",
    "ALPS reported P<0.05 for death with Vα2 by the log-rank test.",
    "In ALPS 26 in every hundred died on Vα2, against 35 in every hundred controls.",
    "GRAND of Vα2 found a hazard ratio for death of 0.97, and limits from 0.76 to 1.24.",
    "Around the hazard ratio of GRAND for Vα2 lies an interval, a hazard ratio of 0.76 to 1.24.",
    "About a quarter, roughly 25%, died on Vα2 in ALPS, where mortality was the endpoint.",
)
UNKNOWN = (
    "In the MOON trial of velotide alpha-2, 12.0% died against 30.0% of controls.",
    "In ALPS, 40.0% of patients on Vα2 had diabetes.",
    "In ALPS, mortality fell by 26% with Vα2, a relative reduction.",
    "In ALPS, 90-day mortality on Vα2 was 41.0%.",
    "Smith et al. (2019) gave Vα2 to patients after ALPS, and 14.0% died.",
    "In ALPS, among women, mortality on Vα2 was 11.0%.",
    "ALPS and GRAND tested Vα2: 28-day mortality was 24.5% overall.",
    "Of all deaths in ALPS on Vα2, 80% of deaths fell in week one.",
    "The tests showed mortality of 12.0% on Vα2; grand hopes.",
)


@pytest.mark.parametrize(("text", "found", "expected"), WRONG)
def test_a_wrong_number_is_an_error_with_the_record(check, text, found, expected):
    (finding,) = check(text).findings
    assert (finding.rule, finding.severity.value) == ("misquoted-number", "error")
    assert finding.found == found
    assert finding.expected.startswith(expected)
    assert finding.sources


@pytest.mark.parametrize("text", RIGHT + UNKNOWN)
def test_right_and_unknown_numbers_are_silent(check, text):
    assert check(text).findings == ()


def test_a_superseded_figure_is_a_note_that_names_the_correction(check):
    text = "Velotide alpha-2 in GRAND: hazard ratio for death 0.99 (95% CI 0.77–1.27)."
    (finding,) = check(text).findings
    assert (finding.rule, finding.severity.value) == ("superseded-number", "note")
    assert "2025-05-30" in finding.reason
    assert "was not read here" in finding.reason
    assert finding.expected == "HR 0.97 (0.76–1.24)"
    assert {"notice", "wide-2025"} <= set(finding.sources)


def test_a_page_that_tells_of_the_correction_is_silent(check):
    text = "Vα2 in GRAND: hazard ratio for death 0.99, later corrected to 0.97."
    assert check(text).findings == ()


def test_swapped_arms_are_one_error(check):
    text = "In ALPS, mortality was 35.0% with velotide alpha-2 versus 26.0% in the control group."
    (finding,) = check(text).findings
    assert finding.rule == "swapped-arms"
    assert finding.expected == "26.0 % (treated), 35.0 % (control)"


def test_the_study_of_the_paragraph_is_kept_until_another_is_brought_up(check):
    text = "ALPS tested velotide alpha-2 in sepsis. Mortality was {} in the treated group. {}"
    assert check(text.format("26.0%", "")).findings == ()
    assert len(check(text.format("29.0%", "")).findings) == 1
    other = "A smaller trial of it saw mortality of 50.0%."
    assert check(text.format("26.0%", other)).findings == ()


def test_the_heading_names_the_study(check):
    assert len(check("## ALPS\n\nVelotide alpha-2 was given. 28-day mortality: 29%.").findings) == 1


def test_before_the_correction_was_known_the_first_figure_is_right(dossier):
    from datetime import date

    from thymos.dossier.asof import as_of
    from thymos.prose.check import check_text
    from thymos.verdict.judge import judge_all

    then = as_of(dossier, date(2025, 3, 1))
    text = "Velotide alpha-2 in GRAND: hazard ratio for death 0.99."
    assert check_text(text, then, judge_all(then)).findings == ()


@pytest.mark.parametrize(
    ("text", "flagged"),
    [
        ("A 2024 review of Vα2 for sepsis pooled 11 studies.", False),
        ("A 2024 review of Vα2 for sepsis pooled 41 studies.", True),
        ("Pool 2024 pooled Vα2 trials in sepsis: OR 0.63 for mortality.", True),
        ("Pool 2024 pooled Vα2 trials in sepsis: OR 0.73 (0.59–0.90) for mortality.", False),
        ("A 2019 review of Vα2 for sepsis pooled 41 studies.", False),
        ("A 2024 review of Vα2 for asthma pooled 41 studies.", False),
    ],
)
def test_reviews(check, text, flagged):
    assert bool(check(text).findings) is flagged
