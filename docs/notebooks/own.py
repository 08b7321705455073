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
# # Your own pole and your own pages
#
# A pole is a few lines of TOML: states, organisations whose ties count as its own, and rivals. Any single state
# needs no file at all.

# %%
import poleward as pw

Path("poles.toml").write_text(
    """
[poles.ankara]
label = "Ankara"
states = ["TUR"]
organisations = ["OTS"]

[groups.turkic]
label = "Turkic states"
states = ["AZE", "KAZ", "KGZ", "TKM", "UZB"]
"""
)
demo = pw.demo()
project = pw.open(demo.path, config="poles.toml", box=True)
project.ask("turkic", "Ankara", since="2020-11", baseline="2014").to_frame("pandas").query("channel == 'votes'")[
    ["state_name", "direction", "probability", "number", "q05", "q95"]
]

# %%
project.ask("Kazakhstan", "Kyrgyzstan", since="2022", baseline="2014")

# %% [markdown]
# ## Pages of your own
#
# `read` takes HTML, text, JSON Lines and feeds. What is left out is counted, with the reason. The text stays in
# your archive; copies and translations of one story count once.

# %%
Path("pages").mkdir(exist_ok=True)
Path("pages/a.txt").write_text(
    "BAKU, 12 May 2024. Azerbaijan thanked Turkey on Sunday for its support. Azerbaijan and Turkey signed an agreement "
    "on gas.\n"
)
Path("pages/b.txt").write_text(
    "ASTANA, 3 June 2024. Kazakhstan criticised Turkey on Monday over a delayed shipment.\n\nRead more: ten recipes\n"
)
own = pw.open("own.duckdb", config="poles.toml", box=False)
print(own.read("pages"))

# %%
own.why("Azerbaijan", "Ankara", "2024-05")

# %% [markdown]
# Published files of roll calls, trade, arms, alliances and events go in with `own.load(kind, files)`, recognised
# by their columns; `own.export("all", "own.db")` writes everything but the full texts for Datasette.

# %%
own.export("all", "own.db")
