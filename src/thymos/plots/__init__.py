"""Results drawn as accessible SVG: the numbers come from a result, never again from data.

One module a plot: `forest`, `cumulative`, `funnel`, `radial`, `labbe`, `baujat`, `bubble`,
`profile`, `isotopes`, `alignment`, `spectrum`. `axis` places values, `ink` holds the strokes,
`rows` and `panel` the two grounds.
"""
