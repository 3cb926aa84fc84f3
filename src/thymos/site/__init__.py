"""The published site: static pages from views. `render` fills templates, `build` writes files."""
