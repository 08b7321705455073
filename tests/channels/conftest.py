"""The small archive of tests/answers."""

from tests.answers.conftest import archive, poles

__all__ = ["archive", "poles"]
