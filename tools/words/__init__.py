"""The catalogs of the other languages: which texts there are, and which of them a language lacks.

`python -m tools.words` (or `make words`) brings the catalogs up to date with the code; `docs/languages.md` tells how texts are
written and translated.
"""
