"""One question, its table, and the roll calls behind it."""

import poleward as pw

project = pw.demo()  # the bundled case; pw.open("my.duckdb") for an archive of your own
answer = project.ask("Kazakhstan", "Moscow", since="2022-02-24")
print(answer)
print(answer.to_frame("pandas")[["channel", "direction", "probability", "number", "q05", "q95"]])
print(answer.why("votes").to_frame("pandas")[["date", "what", "contribution"]].head())
