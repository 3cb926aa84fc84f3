"""From records to answers about effects: which results count, what they say together.

`selection` decides which results of an outcome may be pooled and says why the others may
not; `synthesis` pools them; `coverage` says how much of what is known was pooled.
"""
