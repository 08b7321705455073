"""Names to states, organisations and people in dated roles; "unresolved" is a legal outcome."""

from poleward.actors.mention import ROLES, Mention
from poleward.actors.name_match import NameMatch, names_match
from poleward.actors.organisations import Membership, Organisation
from poleward.actors.registry import Registry, load_registry
from poleward.actors.states import DaysInForce

__all__ = [
    "ROLES",
    "DaysInForce",
    "Membership",
    "Mention",
    "NameMatch",
    "Organisation",
    "Registry",
    "load_registry",
    "names_match",
]
