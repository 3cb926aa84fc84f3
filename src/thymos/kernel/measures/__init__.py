"""Effect sizes, a file per family of data: what a study reports becomes an effect and a variance.

`table` lists the measures and their scales; `columns` checks what was given; `zeros` says what
is done about cells without events. `thymos.kernel.effects` is the face of all of it.
"""
