"""What a dossier may say: frozen, typed records with their invariants, and nothing else.

Plain nouns, one room a theme: `atoms` (ids, dates, citations), `source`, `study`, `outcome`,
`claim`, `regulation`, `safety`, `edge`, `compound`; `schema` is the table of them all.
"""
