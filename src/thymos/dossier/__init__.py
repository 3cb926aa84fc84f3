"""The only reader and writer of dossier folders.

`read` brings a folder to an immutable `Dossier` or raises one error with every finding;
`asof` gives the dossier as it was knowable on a day; `write` formats and saves; `scaffold`
starts a new folder. From bytes to records: `files` (what lies in the folder), `scan` (safe
plain values), `migrate`, `build` (typed records), `references` (what names what), `index`.
"""
