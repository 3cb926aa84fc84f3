"""Small-study effects: tests of a funnel, trim and fill, excess significance, selection models.

An association of effects with their precision has many causes, selective publication among
them: none of these methods can tell which.
"""
