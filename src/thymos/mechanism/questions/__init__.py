"""The questions, run on a bench: plans over patients or biologies, merged into answers.

Every plan is a function of an index range, so that an answer is the same for any number of
workers. Answers are frozen and of plain values: they can be kept as text. Theory, not evidence.
"""
