"""Drawings: pure functions from rows to SVG whose colours are classes of `static/app.css`."""
