"""poleward answers: is a state moving towards or away from a pole, in what, by how much, since when, how sure?

The rooms and what each offers are described in docs/architecture.md; the verbs of the command line are also here
as functions of the rooms `intake`, `answers` and `demo`.
"""

__version__ = "0.1.0"
