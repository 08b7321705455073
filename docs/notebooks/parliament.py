# ---
# jupyter:
#   jupytext:
#     text_representation: {extension: .py, format_name: percent}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% tags=["setup"]
import os
from pathlib import Path

Path(".cache/notebooks").mkdir(parents=True, exist_ok=True)
os.chdir(".cache/notebooks")

# %% [markdown]
# # A parliament
#
# The measures take any assembly: a frame with one row for each member and roll call. Here a chamber of our own
# making, three parties and one member who crosses the floor in the third year, so that the truth is known.

# %%
import numpy as np
import polars as pl

import poleward as pw

rng = np.random.default_rng(1)
place = {"Ahn": -1.2, "Bo": -1.0, "Cho": -0.9, "Dia": -0.1, "Eze": 0.0, "Fox": 0.2, "Gil": 0.9, "Hu": 1.0, "Ito": 1.3}
rows = []
for year in (2021, 2022, 2023, 2024):
    for k in range(60):
        cut = rng.normal()
        for member, at in place.items():
            moved = 1.0 if member == "Dia" and year >= 2023 else at
            lean = 1.6 * (moved - cut) + rng.logistic()
            outcome = "yes" if lean > 0.4 else "abstain" if lean > -0.4 else "no"
            rows.append((member, f"{year}-{k}", f"{year}-06-01", outcome))
votes = pl.DataFrame(rows, schema=["state", "roll_call", "date", "outcome"], orient="row")
votes.head(3)

# %%
found = pw.positions(votes, positive=("Ito", "Ahn"), seed=1)
found

# %% [markdown]
# Positions are joint draws, so that any difference has its own interval. Did Dia move, or did the others?

# %%
change = found.change("Dia", ["Gil", "Hu", "Ito"], "2023", before=2)
print(f"distance to Gil, Hu and Ito: {change.total.mean.item():+.2f}")
print(f"  by Dia's own move: {change.own.mean.item():+.2f}, by theirs: {change.pole.mean.item():+.2f}")
print(f"probability that the distance grew: {change.probability_away:.2f}")

# %%
found.plot()

# %% [markdown]
# ## Agreement of every pair

# %%
alike = pw.agreement(votes, replicates=100)
alike.among(["Dia"], ["Ahn", "Ito"]).to_frame("pandas")[
    ["state_a", "state_b", "period", "plain", "plain_q05", "plain_q95"]
]

# %% [markdown]
# ## For ArviZ
#
# `to_inference_data()` gives the draws as ArviZ 1.x holds them.

# %%
import arviz_base

arviz_base.extract(found.to_inference_data()).sel(state="Dia").mean("sample").squeeze().round(2).to_series()
