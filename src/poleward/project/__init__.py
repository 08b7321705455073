"""A project: an archive with its configuration, registry and coder, and every verb as a method.

`import poleward as pw` gives the verbs of the project of the working folder (`pw.ask`) and `pw.open(path)` any other.
"""

from poleward.project.opening import demo, here, open_project
from poleward.project.project import Project

__all__ = ["Project", "demo", "here", "open_project"]
