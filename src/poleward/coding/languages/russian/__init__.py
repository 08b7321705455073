"""Russian sentences brought into the same tree as English ones, so that one grammar reads both.

`words` looks words up and tells their cases, `tokens` cuts a unit into items, `clauses` splits them, `parse` builds
the tree. No model and no dependency: endings, a reviewed word list (data/russian.tsv) and closed lists
(data/russian_grammar.toml).
"""

from poleward.coding.languages.russian.parse import parse_russian

__all__ = ["parse_russian"]
