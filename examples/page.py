"""Code a page, read it into an archive, check its claims against the record."""

from pathlib import Path

import poleward as pw

text = """Astana keeps its distance

ASTANA, 3 March 2022. Kazakhstan abstained on resolution A/RES/ES-11/1, which condemned the invasion of Ukraine.
Kazakhstan sent humanitarian aid to Ukraine on Wednesday.
"""
page = Path("page.txt")
page.write_text(text)
print(pw.code(page).to_frame("pandas")[["actor", "recipient", "target", "sign", "exact"]])
own = pw.open("own.duckdb")
print(own.read(page))
for claim in pw.demo().check(page):
    print(claim.verdict, "|", claim.exact, "|", claim.why)
