"""How often the coder's signs are wrong; answers put it inside their intervals."""

SIGN_ERROR = 0.1
"""Share of signs taken to be wrong.

Measured on labelled news sentences, 4 of 114 signs given in the right direction were turned round
(`poleward evaluate attitudes dse_valid.tsv`, coder grammar-1). Those sentences are well-formed and about American
politics; on garbled and translated pages the coder does worse, and nobody has labelled such pages yet. So the share
assumed is higher than the one measured.
"""


def sign_error() -> float:
    """Return the share of wrong signs (0 to 1) that answers assume; see `SIGN_ERROR` for what was measured."""
    return SIGN_ERROR
