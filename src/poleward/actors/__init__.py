"""Names to states, organisations and people in dated roles; "unresolved" is a legal outcome."""

from poleward.actors.model import MENTION_KINDS, ROLES, Mention
from poleward.actors.names import NameMatch, names_match
from poleward.actors.registry import Registry, load_registry

__all__ = [
    "MENTION_KINDS",
    "ROLES",
    "Mention",
    "NameMatch",
    "Registry",
    "load_registry",
    "names_match",
]
