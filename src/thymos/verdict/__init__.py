"""From records to a verdict on every claim, with the whole derivation.

`words` are the verdicts; `rules` is the table for claims about effects; `factual` answers the
other kinds; `judge` puts them together; `trace` is the tree that `why` prints.
"""
