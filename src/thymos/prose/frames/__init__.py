"""What a sentence asserts: the class of its statement, learned from labelled sentences.

A frame says what is stated, not whether it is true: that is for the lattice, with the records.
"""
