"""What lies in a dossier folder: its files in order, read within limits, links refused."""

from __future__ import annotations

import os
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from thymos.errors import Finding

HEAD = "dossier.yaml"
STUDIES = "studies/"
TABLES = "results/"
# The equations of models: texts that no one reads but the mechanism.
EQUATIONS = ".ant"
# What the dossier said: kept with it, and no part of what it says.
SAID = "said.csv"

# The flagship is below 1 MB in all; ten thousand studies are 13 MB.
FILE_BYTES = 5_000_000
TOTAL_BYTES = 500_000_000
FILE_COUNT = 100_000
FOLDER_DEPTH = 12


class Text(NamedTuple):
    """A file of the dossier: its name below the root, its bytes, and a hash of them."""

    name: str
    content: bytes
    digest: str


def gather(root: Path) -> tuple[tuple[Text, ...], tuple[Finding, ...]]:
    """Read every file that belongs to the dossier, by name, with a finding for each that fails.

    YAML anywhere, CSV below `results/`, equations and `said.csv` belong to it; names that begin
    with a dot and other files do not.
    """
    if problem := _no_dossier(root):
        return (), (problem,)
    texts: list[Text] = []
    findings: list[Finding] = []
    total = 0
    for name, entry in _walk(root, findings):
        found = _read(root, name, entry)
        if isinstance(found, Finding):
            findings.append(found)
            continue
        texts.append(found)
        total += len(found.content)
        if total > TOTAL_BYTES or len(texts) > FILE_COUNT:
            reason = f"expected at most {TOTAL_BYTES // 10**6} MB in {FILE_COUNT:,} files"
            return (), (*findings, fault(".", f"{reason}, found more"))
    return tuple(sorted(texts, key=lambda text: text.name)), tuple(findings)


def fault(file: str, reason: str, line: int | None = None, column: int | None = None) -> Finding:
    """A finding about a file as a whole."""
    return Finding(file, line, column, rule="schema", reason=reason)


def digest_of(texts: tuple[Text, ...]) -> str:
    """One hash of all files with their names, without the ledger of what was said from them."""
    total = blake2b(digest_size=16)
    for text in texts:
        if text.name == SAID:
            continue
        total.update(f"{text.name}\0{text.digest}\n".encode())
    return total.hexdigest()


def _no_dossier(root: Path) -> Finding | None:
    if not os.path.exists(root):  # noqa: PTH110 - False for a name that no system allows
        return fault(str(root), "expected a dossier folder, found nothing")
    if not os.path.isdir(root):  # noqa: PTH112
        return fault(str(root), f"expected a dossier folder with {HEAD} in it, found a file")
    if not os.path.lexists(root / HEAD):
        return fault(str(root), f"expected a dossier folder, found no {HEAD} in it")
    return None


def _walk(root: Path, findings: list[Finding]) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Every file below the root that belongs; what should not be there goes to `findings`."""
    folders = [""]
    while folders:
        folder = folders.pop()
        try:
            entries = sorted(os.scandir(root / folder), key=lambda entry: entry.name)
        except OSError as error:
            findings.append(fault(folder or ".", f"cannot be listed: {_why(error)}"))
            continue
        for entry in entries:
            name = f"{folder}{entry.name}"
            if entry.name.startswith("."):
                continue
            if reason := _objection(name, entry):
                findings.append(fault(name if name.isprintable() else ascii(name), reason))
            elif entry.is_dir(follow_symlinks=False):
                folders.append(f"{name}/")
            elif _belongs(name):
                yield name, entry


def _objection(name: str, entry: os.DirEntry[str]) -> str | None:
    """Why an entry must not be there, or None; what does not concern us may lie anywhere."""
    folder = entry.is_dir(follow_symlinks=False)
    if entry.is_symlink():
        if _belongs(name) or not Path(name).suffix:
            return "expected a file or folder, found a symbolic link"
    elif not entry.name.isprintable():
        if folder or _belongs(name):
            return "expected a name of printable characters in UTF-8; not read"
    elif folder:
        if name.count("/") >= FOLDER_DEPTH:
            return f"expected at most {FOLDER_DEPTH} folders inside each other, found more"
    elif not _belongs(name) and Path(name).suffix.lower() in (".yml", ".yaml"):
        return "expected a name that ends in .yaml; not read"
    return None


def _belongs(name: str) -> bool:
    table = name.startswith(TABLES) and name.endswith(".csv")
    return name.endswith((".yaml", EQUATIONS)) or table or name == SAID


def _read(root: Path, name: str, entry: os.DirEntry[str]) -> Text | Finding:
    if not entry.is_file(follow_symlinks=False):
        return fault(name, "expected a file, found a device or a pipe")
    try:
        with open(root / name, "rb") as stream:  # noqa: PTH123 - a third slower through Path
            content = stream.read(FILE_BYTES + 1)
    except OSError as error:
        return fault(name, f"cannot be read: {_why(error)}")
    if len(content) > FILE_BYTES:
        return fault(name, f"expected at most {FILE_BYTES // 10**6} MB, found more")
    return Text(name, content, blake2b(content, digest_size=16).hexdigest())


def _why(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()
