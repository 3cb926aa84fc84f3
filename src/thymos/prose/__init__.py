"""Prose against the evidence: text to blocks, sentences, names and numbers, then to findings.

`check.check_text` and `check.check_file` are the face. Each rule is a file under `rules`;
what a rule is not sure of, it leaves alone. Silence is not endorsement.
"""
