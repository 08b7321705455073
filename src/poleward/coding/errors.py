"""How often the coder's signs are wrong, as measured; answers put it inside their intervals."""

SIGN_ERROR = 0.08
"""Share of wrong signs among those given, taken from the cautious end of what was measured.

On the development half of Park et al.'s directed attitudes (`evaluate_attitudes`) 4 of 116 signs with the right
direction are wrong, 0.034; 0.08 is the upper end of the 90 % interval of that share. See docs/coding.md.
"""


def sign_error() -> float:
    """Return the measured share of wrong signs among the signs that the coder gives (0 to 1)."""
    return SIGN_ERROR
