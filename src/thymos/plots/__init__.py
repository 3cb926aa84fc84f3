"""Results drawn as accessible SVG: the numbers come from a result, never again from data.

`axis` places values and chooses ticks; `forest` draws studies and pooled answers.
"""
