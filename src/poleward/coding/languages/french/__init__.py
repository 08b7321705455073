"""French sentences brought into English words in English order, so that one parser and one grammar read both.

`words` looks words up and inflects them, `tokens` cuts a sentence, `groups` reads verbs with what stands around them,
`english` puts the words into English order, `text` makes one text of them, `names` tells what actors are called. No
model: a reviewed word list (data/french.tsv) and closed lists (data/french_grammar.toml).
"""

from poleward.coding.languages.french.english import Name
from poleward.coding.languages.french.names import name_of
from poleward.coding.languages.french.text import English, english_of

__all__ = ["English", "Name", "english_of", "name_of"]
