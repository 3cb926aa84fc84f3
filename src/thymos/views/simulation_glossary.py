"""The words of the pages about a model, told to somebody who never ran one."""

from __future__ import annotations

GLOSSARY: tuple[tuple[str, str], ...] = (
    (
        "Draw",
        "One imagined patient: a number for each thing that the model leaves open, taken by "
        "chance from its range. No person stands behind a draw.",
    ),
    (
        "Stated ranges, wide ranges",
        "Between which values each of those numbers may lie. Both are assumed; the wide ones "
        "leave more room. An answer that differs between the two hangs on the assumption.",
    ),
    (
        "State",
        "How the imagined patient is when treatment begins. An infection is run until the state "
        "is reached; draws that never reach it are left out, and counted.",
    ),
    (
        "Arm of the mechanism",
        "One of the ways in which the treatment is said to act. Each can be switched off, to see "
        "what is lost without it.",
    ),
    (
        "Area",
        "How much there was of something over the whole time: its level, added up day by day.",
    ),
    (
        "Biology",
        "What all patients of one imagined trial have in common, since nobody knows which version "
        "of the theory would be the true one.",
    ),
    (
        "Could not tell",
        "What the trial counted is about as likely if the theory were true as if the treatment "
        "did nothing. The trial says nothing for the theory, and nothing against it.",
    ),
)
