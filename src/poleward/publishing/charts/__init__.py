"""Drawings: pure functions from rows to SVG whose colours are classes of `static/app.css`.

Sizes in upper case are in units of the drawing, which is scaled to the page: a matter of looks.
"""
