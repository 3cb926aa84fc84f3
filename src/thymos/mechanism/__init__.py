"""The mechanism as something that can be run: theory, not evidence.

A dossier's model, its scenarios and regimens, turned into arrays and simulated. It may look at
records; nothing that judges evidence may look at it (`.importlinter`, contract `theory`).
Heavy packages come with the extra `mechanism` and are imported where they are used.
"""

from __future__ import annotations

# On every output of this room, in these words.
THEORY = "theory, not evidence"
