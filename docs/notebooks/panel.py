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
# # A panel for a regression
#
# `panel` gives one row for each state, pole and year: agreement with its standard deviation, ideal points,
# distances, stance, shares of trade and arms, memberships, ISO3 and Correlates of War codes. Rows are complete: what is
# missing says why.

# %%
import numpy as np
import pandas as pd

import poleward as pw

project = pw.demo()
panel = project.panel(poles=["Moscow", "the West"], years="2014/2024", measures=["agreement", "memberships"])
frame = panel.to_frame("pandas")
panel

# %%
frame["agreement_status"].value_counts()

# %% [markdown]
# ## A regression
#
# Do members of the CSTO or the EAEU vote less like the West since 2022? State and year effects, by hand with
# numpy, each row weighted by its precision; any package for panels takes the same frame.

# %%
west = frame[(frame["pole"] == "west") & (frame["agreement_status"] == "observed")].copy()
moscow = frame[frame["pole"] == "moscow"].set_index(["state", "year"])["memberships"]
west["ally"] = [float(moscow.get((s, 2021), 0) > 0) for s in west["state"]]
west["since"] = (west["year"] >= 2022).astype(float)

effects = [pd.get_dummies(west["state"], dtype=float), pd.get_dummies(west["year"], dtype=float).iloc[:, 1:]]
design = np.column_stack([west["ally"] * west["since"], *effects])
weight = 1 / west["agreement_sd"].to_numpy()
beta, *_ = np.linalg.lstsq(design * weight[:, None], west["agreement"].to_numpy() * weight, rcond=None)
print(f"allies of Moscow since 2022: {beta[0]:+.3f} agreement with the West, against others")

# %% [markdown]
# Agreement by year moves with what is voted on: `drift` and `ask` compare the same questions.
#
# ## Dyads, and files
#
# Dyads instead of poles; Stata with labels, Parquet for R, SQLite for Datasette. The sources go with the frame.

# %%
dyads = project.panel("central-asia", years="2020/2024", dyads=True, measures=["agreement", "memberships"])
dyads.write("dyads.dta"), dyads.write("dyads.parquet"), dyads.write("dyads.db")

# %%
labels = pd.io.stata.StataReader("dyads.dta").variable_labels()
{name: labels[name] for name in ("cow_a", "agreement", "agreement_status")}

# %%
print(*frame.attrs["sources"][:2], sep="\n")
