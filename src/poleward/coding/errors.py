"""How often the coder's signs are wrong, as measured; answers put it inside their intervals."""

SIGN_ERROR = 0.1
"""Share of wrong signs among those given."""


def sign_error() -> float:
    """Return the measured share of wrong signs among the signs that the coder gives (0 to 1)."""
    return SIGN_ERROR
