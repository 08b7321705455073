"""Names to states, organisations and people in dated roles; "unresolved" is a legal outcome."""

from poleward.actors.mention import ROLES, Mention
from poleward.actors.name_match import NameMatch, names_match
from poleward.actors.organisations import Membership, Organisation
from poleward.actors.registry import Registry, load_registry
from poleward.actors.states import Span

__all__ = [
    "ROLES",
    "Membership",
    "Mention",
    "NameMatch",
    "Organisation",
    "Registry",
    "Span",
    "load_registry",
    "names_match",
]
