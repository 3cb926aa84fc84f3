"""What a text or a record is about: kind of outcome, time-point, condition.

The words of medicine, not of any one compound. A group of outcome words decides which
records a number may be compared with; a condition decides which records a page should name.
"""

from __future__ import annotations

import re

from thymos.prose.text import fold
from thymos.records.outcome import Outcome

_GROUPS = (
    (
        "death",
        r"mortalit\w+|deaths?|die|died|dies|dying|dead|fatalit\w+|surviv\w+|alive|lives|lived|killed"
        r"|perished|(?:lost|buried) (?=\d[\d,]*(?: of|,| on| with| in| and| against| patients"
        r"| people)(?![^.;]*\bfollow-?up))",
    ),
    ("infection", r"infect(?:ion|ions|ed)|necrosis"),
    ("progression", r"progress(?:ion|ed|ive|es)?|worsen\w*"),
    ("recurrence", r"recurren\w+|relaps\w+|disease-free"),
    ("response", r"respon(?:se|ses|ded|ders?)|remission"),
    ("virus", r"virolog\w+|svr|clear(?:ance|ed)|undetectable|hbeag|hbsag|dna|rna|shedding"),
    ("seroconversion", r"seroconver\w+|antibod\w+|titres?|titers?"),
    ("liver", r"alt|transaminase\w*|biochemical"),
    ("stay", r"stay|los"),
    ("ventilation", r"ventilat\w+|intubat\w+"),
    ("bleeding", r"bleed\w*|haemorrhag\w+|hemorrhag\w+"),
    ("fistula", r"fistul\w+"),
    ("organ", r"organ failure|organ dysfunction|kidney injury|aki|ards"),
    ("recovery", r"recover(?:y|ed)|non-recovery|discharged"),
    ("marker", r"hla-dr|cd4\w*|cd8\w*|lymphocytes?|il-\d+"),
    ("encephalopathy", r"encephalopath\w+"),
    ("adverse", r"adverse|side effects?|toxicit\w+"),
    ("pneumonitis", r"pneumonitis"),
    ("tuberculosis", r"tuberculosis|tb"),
)
_WORDS = tuple((name, re.compile(rf"\b(?:{words})\b")) for name, words in _GROUPS)

ALIVE = re.compile(r"\b(?:surviv\w+|alive|lived)\b")
DEAD = re.compile(r"\b(?:mortalit\w+|deaths?|die|died|dies|dying|dead|fatalit\w+)\b")

_SPAN = re.compile(
    r"\b(?:(?P<unit0>day|week|month|year)s?\s+(?P<n0>\d{1,3})|(?P<n1>\d{1,3}|one|two|three|four|five|six"
    r"|twelve|twenty-eight|sixty|ninety)[- ]?(?P<unit1>days?|d|weeks?|wk|months?|mo|years?|y|yr)\b)"
)
_WORD_NUMBERS = (
    ("one", 1), ("two", 2), ("three", 3), ("four", 4), ("five", 5), ("six", 6), ("twelve", 12),
    ("twenty-eight", 28), ("sixty", 60), ("ninety", 90),
)  # fmt: skip
_DAYS = (("d", 1), ("w", 7), ("m", 30), ("y", 365))
_PLACE = re.compile(r"\b(?:(?P<hospital>in-?\s?hospital|hospital)|(?P<icu>icu|intensive care))\b")

_CONDITIONS = (
    ("sepsis", r"sepsis|septic"),
    ("septic", r"sepsis|septic"),
    ("covid", r"covid(?:-?\s?19)?|sars-cov-2|coronavirus"),
    ("pancreatitis", r"pancreatitis|pancreatic necrosis"),
    ("hepatitis-b", r"hepatitis b\b|hep b\b|hbv|chb"),
    ("hbv", r"hepatitis b\b|hep b\b|hbv|chb"),
    ("hepatitis-c", r"hepatitis c\b|hep c\b|hcv"),
    ("hcv", r"hepatitis c\b|hep c\b|hcv"),
    ("hepatocellular", r"hepatocellular|liver cancer|hcc"),
    ("hcc", r"hepatocellular|liver cancer|hcc"),
    ("melanoma", r"melanoma"),
    ("lung", r"lung cancer|nsclc"),
    ("nsclc", r"lung cancer|nsclc"),
    ("cancer", r"cancers?|tumou?rs?|oncolog\w+|malignan\w+"),
    ("healthy", r"(?:healthy|well|ordinary) (?:people|adults|persons|individuals|men|women)"),
    ("infarction", r"myocardial infarction|heart attacks?"),
    ("tuberculosis", r"tuberculosis|tb"),
    ("influenza", r"influenza|flu"),
)  # fmt: skip

# Conditions by name, as far as pages on medicines speak of them: to tell that a sentence is
# about one, whether or not the dossier holds any study of it.
DISEASES = re.compile(
    r"\b(?:malaria|lupus|arthriti\w+|rheumat\w+|lyme|fatigue syndrome|chronic fatigue|fibromyalgia"
    r"|autis\w+|autoimmun\w+|asthma|allerg\w+|eczema|psoria\w+|diabet\w+|alzheimer\w*|dementia"
    r"|parkinson\w*|multiple sclerosis|crohn\w*|colitis|ibs|leaky gut|long covid|hiv|aids|herpes"
    r"|shingles|epstein|mono|candida|mould|mold|depress\w+|anxiety|insomnia|migraine\w*"
    r"|pre-?eclampsia|eclampsia|bladder cancer|leprosy|buruli|type 1 diabetes|torsades"
    r"|arrhythmia\w*"
    r"|stroke\w*|pulmonary embol\w+|thrombos[ie]s|deep vein|pneumonia|bronchitis|sinusitis|colds?"
    r"|flu|influenza|hair loss|acne|hashimoto\w*|thyroid\w*|endometriosis|infertility|obesity"
    r"|heart failure|hypertension|blood pressure|hepatitis [ade]|rabies|measles|ebola|zika|dengue"
    r"|meningitis|gout|osteoporosis|pots|mcas|cfs|cancers?|tumou?rs?|leuk[ae]+mia|lymphoma)\b"
)


def groups(text: str) -> frozenset[str]:
    """The kinds of outcome that a text speaks of.

    >>> sorted(groups("28-day mortality and in-hospital infections"))
    ['death', 'infection']
    """
    low = fold(text)
    return frozenset(name for name, pattern in _WORDS if pattern.search(low))


def outcome_groups(outcome: Outcome) -> frozenset[str]:
    """The kinds of outcome that a record is."""
    named = groups(f"{outcome.name}. {outcome.id.replace('-', ' ')}")
    return named or groups(outcome.plain)


def days(text: str) -> frozenset[int]:
    """The time-points in a text, in days; a month counts 30, a year 365.

    >>> sorted(days("28-day mortality, and deaths by day 90 or at 18 months"))
    [28, 90, 540]
    """
    found = set()
    for span in _SPAN.finditer(fold(text)):
        printed, unit = span["n0"] or span["n1"], (span["unit0"] or span["unit1"])[0]
        n = dict(_WORD_NUMBERS).get(printed) or int(printed)
        found.add(n * dict(_DAYS)[unit])
    return frozenset(found)


def places(text: str) -> frozenset[str]:
    """Whether a text counts deaths in hospital or in intensive care only."""
    return frozenset(m.lastgroup or "" for m in _PLACE.finditer(fold(text)))


def condition_words(condition: str) -> re.Pattern[str]:
    """A pattern for a condition, from its id.

    >>> bool(condition_words("severe-sepsis").search("septic shock"))
    True
    """
    known = [words for stem, words in _CONDITIONS if stem in condition]
    words = known[0] if known else r"[\s-]".join(map(re.escape, re.split(r"[-.]", condition)))
    return re.compile(rf"\b(?:{words})\b")
