"""Names to states, organisations and people in dated roles; "unresolved" is a legal outcome."""

from poleward.actors.model import MENTION_KINDS, ROLES, Mention
from poleward.actors.registry import Registry, load_registry

__all__ = ["MENTION_KINDS", "ROLES", "Mention", "Registry", "load_registry"]
