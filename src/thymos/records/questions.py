"""The questions of the tools of appraisal: numbers, the replies they take, when they are asked.

The wording is ours and short; the tools' own forms hold the full text and its elaboration.

RoB 2: Sterne et al. 2019, BMJ 366:l4898, with the full guidance of 22 August 2019. ROBINS-I:
Sterne et al. 2016, BMJ 355:i4919. INSPECT-SR: Wilkinson et al. 2025, medRxiv
2025.09.03.25334905.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

YES, NO, NI, NA = ("Y", "PY"), ("N", "PN"), ("NI",), ("NA",)
FIVE = (*YES, *NO, *NI)

Effect = Literal["assignment", "adherence"]


class Question(NamedTuple):
    """A question; `after` holds the (question, replies) of which one must hold for it to be asked.

    `all_of` asks that all of them hold. `may_not_apply`: NA is a reply even where it is asked.
    """

    id: str
    text: str
    replies: tuple[str, ...] = FIVE
    after: tuple[tuple[str, tuple[str, ...]], ...] = ()
    all_of: bool = False
    may_not_apply: bool = False


_AWARE = (("2.1", (*YES, *NI)), ("2.2", (*YES, *NI)))

_ROB_2 = (
    Question("1.1", "Was the allocation sequence random?"),
    Question("1.2", "Was it concealed until people were enrolled and assigned?"),
    Question("1.3", "Do differences at baseline suggest a problem with it?"),
    Question("3.1", "Were data on this outcome there for nearly all who were randomised?"),
    Question(
        "3.2",
        "Is there evidence that missing data did not bias the result?",
        (*YES, *NO),
        (("3.1", (*NO, *NI)),),
    ),
    Question("3.3", "Could missingness depend on the true value?", FIVE, (("3.2", NO),)),
    Question("3.4", "Is it likely that it did?", FIVE, (("3.3", (*YES, *NI)),)),
    Question("4.1", "Was the way of measuring the outcome inappropriate?"),
    Question("4.2", "Could measurement have differed between the groups?"),
    Question(
        "4.3",
        "Did those who assessed the outcome know what was given?",
        FIVE,
        (("4.1", (*NO, *NI)), ("4.2", (*NO, *NI))),
        all_of=True,
    ),
    Question("4.4", "Could knowing have influenced the assessment?", FIVE, (("4.3", (*YES, *NI)),)),
    Question("4.5", "Is it likely that it did?", FIVE, (("4.4", (*YES, *NI)),)),
    Question("5.1", "Was the analysis fixed before outcome data were unblinded?"),
    Question("5.2", "Was the result selected from several measurements of the outcome?"),
    Question("5.3", "Was it selected from several analyses of the data?"),
)

_ASSIGNMENT = (
    Question("2.1", "Did participants know what they were given?"),
    Question("2.2", "Did carers know what they gave?"),
    Question(
        "2.3", "Did the trial's context lead to deviations from what was meant?", FIVE, _AWARE
    ),
    Question("2.4", "Were these likely to affect the outcome?", FIVE, (("2.3", YES),)),
    Question("2.5", "Were they balanced between the groups?", FIVE, (("2.4", (*YES, *NI)),)),
    Question("2.6", "Was the analysis right for the effect of assignment?"),
    Question(
        "2.7",
        "Could leaving the groups as randomised have changed the result much?",
        FIVE,
        (("2.6", (*NO, *NI)),),
    ),
)

_ADHERENCE = (
    Question("2.1", "Did participants know what they were given?"),
    Question("2.2", "Did carers know what they gave?"),
    Question(
        "2.3",
        "Were other important treatments balanced between the groups?",
        FIVE,
        _AWARE,
        may_not_apply=True,
    ),
    Question("2.4", "Did failures of delivery affect the outcome?", FIVE, may_not_apply=True),
    Question("2.5", "Did people's own departures affect it?", FIVE, may_not_apply=True),
    Question(
        "2.6",
        "Was the analysis right for the effect of adhering?",
        FIVE,
        (("2.3", (*NO, *NI)), ("2.4", (*YES, *NI)), ("2.5", (*YES, *NI))),
    ),
)

# A check is a question whose "yes" is a problem.
_CHECKED = ("Y", "N", "NI", "NA")
_INSPECT = tuple(
    Question(number, text, _CHECKED, may_not_apply=True)
    for number, text in (
        ("1.1", "Has the study been retracted?"),
        ("1.2", "Is there an expression of concern, or another notice of that kind?"),
        ("1.3", "Do other studies of the team give cause for concern?"),
        ("2.1", "Are there concerns about ethical approval?"),
        ("2.2", "Are there concerns about late or missing registration?"),
        ("2.3", "Do publication and registration differ in something important?"),
        ("2.4", "Is the recruitment implausible?"),
        ("2.5", "Is it implausible that the study was done with these means?"),
        ("3.1", "Is text or a table duplicated, or foreign to the study?"),
        ("3.2", "Are figures manipulated or duplicated?"),
        ("4.1", "Do the data conflict with the criteria of entry?"),
        ("4.2", "Are group sizes implausible for the way of allocating?"),
        ("4.3", "Are baseline data implausible?"),
        ("4.4", "Do figures, tables and text disagree?"),
        ("4.5", "Is the number lost to follow-up implausible?"),
        ("4.6", "Do numbers of participants differ without explanation?"),
        ("4.7", "Are outcomes or effects implausible?"),
        ("4.8", "Are means and variances of whole numbers impossible?"),
        ("4.9", "Are there errors in statistical results?"),
        ("4.10", "Do the data contradict themselves in another way?"),
        ("4.11", "Do publications of the study disagree?"),
    )
)

DOMAINS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "RoB 2",
        (
            ("1", "Randomisation"),
            ("2", "Deviations in treatment"),
            ("3", "Missing outcome data"),
            ("4", "Measurement of the outcome"),
            ("5", "Selection of the reported result"),
        ),
    ),
    (
        "ROBINS-I",
        (
            ("1", "Confounding"),
            ("2", "Selection of participants"),
            ("3", "Classification of interventions"),
            ("4", "Deviations from intended interventions"),
            ("5", "Missing data"),
            ("6", "Measurement of outcomes"),
            ("7", "Selection of the reported result"),
        ),
    ),
    (
        "INSPECT-SR",
        (
            ("1", "Notices after publication"),
            ("2", "Conduct, governance, transparency"),
            ("3", "Text and figures"),
            ("4", "Results"),
        ),
    ),
)

# The judgements of each tool, best first.
SCALES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("RoB 2", ("low", "some concerns", "high")),
    ("ROBINS-I", ("low", "moderate", "serious", "critical", "no information")),
    ("INSPECT-SR", ("no concerns", "some concerns", "serious concerns")),
)


def questions(tool: str, effect: Effect = "assignment") -> tuple[Question, ...]:
    """The questions of a tool. ROBINS-I has none here: its domains are judged by people.

    >>> [q.id for q in questions("RoB 2", "adherence")][3:6]
    ['2.1', '2.2', '2.3']
    """
    if tool == "RoB 2":
        second = _ASSIGNMENT if effect == "assignment" else _ADHERENCE
        return (*_ROB_2[:3], *second, *_ROB_2[3:])
    return _INSPECT if tool == "INSPECT-SR" else ()


def asked(
    question: Question, replies: Mapping[str, str], all_of_them: Mapping[str, Question]
) -> bool | None:
    """Whether a question is asked, given the replies so far; None while that is open.

    >>> known = {q.id: q for q in questions("RoB 2")}
    >>> asked(known["2.4"], {"2.1": "N", "2.2": "PN"}, known)
    False
    >>> asked(known["2.4"], {"2.1": "N"}, known) is None
    True
    """
    if not question.after:
        return True
    found = [_holds(ident, wanted, replies, all_of_them) for ident, wanted in question.after]
    decisive = not question.all_of
    if decisive in found:
        return decisive
    return None if None in found else question.all_of


def _holds(
    ident: str,
    wanted: tuple[str, ...],
    replies: Mapping[str, str],
    all_of_them: Mapping[str, Question],
) -> bool | None:
    """Whether a question got one of the replies wanted; None while it has none."""
    if ident in replies:
        return replies[ident] in wanted
    return False if asked(all_of_them[ident], replies, all_of_them) is False else None
