"""The frame for a regression, and files for Stata, R and Datasette."""

import poleward as pw

project = pw.demo()
panel = project.panel("central-asia", ["Moscow", "the West"], "2014/2024", measures=["agreement", "memberships"])
panel.write("panel.dta")  # Stata: variables and values with labels
panel.write("panel.parquet")  # R: arrow::read_parquet("panel.parquet")
panel.write("panel.db")  # datasette panel.db --metadata panel.metadata.json
frame = panel.to_frame("pandas")
print(frame.groupby(["pole", "year"])["agreement"].mean().unstack(0).round(2))
print(*frame.attrs["sources"], sep="\n")
