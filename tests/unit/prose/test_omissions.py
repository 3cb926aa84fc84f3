"""What a page leaves out."""


def test_a_page_on_sepsis_that_never_names_the_largest_trial(check):
    report = check("Velotide alpha-2 was studied in sepsis.\n\nALPS enrolled 361 adults.")
    assert report.findings == ()
    (omission,) = report.omissions
    assert (omission.rule, omission.severity.value) == ("omits-largest-study", "note")
    assert "GRAND" in omission.reason
    assert "127/542 (23.4 %)" in omission.expected


def test_a_page_that_describes_the_trial_does_not_omit_it(check):
    for told in (
        "A 2025 sepsis trial of it found no benefit.",
        "A double-blind trial of 1,106 sepsis patients found no benefit.",
        "In sepsis, see Wide et al. (2025).",
    ):
        rules = [o.rule for o in check(f"Velotide alpha-2 in sepsis. {told}").omissions]
        assert "omits-largest-study" not in rules


def test_a_correction_that_is_not_mentioned(check):
    (omission,) = check("GRAND tested velotide alpha-2 in sepsis.").omissions
    assert omission.rule == "omits-correction"
    assert "2025-05-30" in omission.reason
    assert check("GRAND, corrected in 2025, tested Vα2 in sepsis.").omissions == ()


def test_a_page_about_something_else_is_silent(check):
    report = check("Sepsis is an emergency. Semaglutide is FDA-approved.")
    assert (report.findings, report.omissions) == ((), ())
