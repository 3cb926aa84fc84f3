"""What a long run hangs on, in words, so that one that was stopped goes on only as itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from thymos.dossier.index import Dossier
from thymos.errors import UsageError
from thymos.jobs import Keeping
from thymos.mechanism.questions.how import CHUNK, How
from thymos.version import VERSION

# Questions that are answered from what is kept beside the dossier, and not in pieces.
AT_ONCE = (None, "credibility")


def kept(how: How, folder: str | Path | None, dossier: Dossier, asked: Mapping[str, object]) -> How:
    """The same way, with a folder in which the run keeps its pieces, where one is named.

    asked: the words of the request. Raises UsageError where nothing is run in pieces, or where
    the folder keeps another run; OutputError.
    """
    if folder is None:
        return how
    alone = asked.get("scenario") is None and asked.get("question") in AT_ONCE
    if asked.get("pk_only") or (alone and not asked.get("record")):
        raise UsageError("--keep needs a scenario or a question that is simulated")
    told = {name: _word(value) for name, value in asked.items() if value not in (None, (), False)}
    about = {
        **told,
        "dossier": f"{dossier.head.id} as of {dossier.day}",
        "model digest": digest(dossier),
        "prior": how.prior,
        "seed": str(how.seed),
        "thymos": VERSION,
        "pieces of": str(CHUNK),
    }
    return replace(how, keep=Keeping(Path(folder), about))


def digest(dossier: Dossier) -> str:
    """A hash of the models of a dossier with all that is said of how they are run."""
    parts = [
        dict(dossier.equations),
        *(
            [each.model_dump(mode="json") for each in records.values()]
            for records in (dossier.models, dossier.regimens, dossier.inquiries)
        ),
    ]
    return sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]


def _word(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
