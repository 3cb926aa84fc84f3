"""One frozen dataclass per page: what every door shows, HTML and JSON alike.

`reading` holds what pages share; `contents` lists every page of a site; each other module is
one kind of page, or a part of pages (`effects`, `provenance`, `links`, `wordings`). `answers`
and `references` are what the command line asks for.
"""
