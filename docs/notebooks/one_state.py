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
# # Ask about one state
#
# Is Kazakhstan moving away from Moscow since February 2022? The bundled case is built offline;
# `pw.open("my.duckdb")` opens an archive of your own instead.

# %%
import poleward as pw

project = pw.demo()
answer = project.ask("Kazakhstan", "Moscow", since="2022-02-24")
answer

# %% [markdown]
# One row a channel. *Stance* (votes, words, deeds, events) is what a state does; *exposure* (trade, arms,
# treaties) is what ties it, and the two are never mixed. "Not enough evidence" is an answer. In words:

# %%
print(answer)

# %% [markdown]
# Each number with its interval, one panel for each unit:

# %%
answer.plot()

# %% [markdown]
# ## What is it made of?
#
# Every number is a sum over roll calls, sentences or published figures. `without` says what it would be without
# the item.

# %%
answer.why("votes")

# %% [markdown]
# The sentences behind the words, with the page and the characters:

# %%
answer.why("words").to_frame("pandas")[["date", "what", "detail", "source", "contribution"]].head()

# %% [markdown]
# ## The same for others
#
# States and poles go by name, demonym or any usual code, days by year, month or day. A name that is nearly right
# is asked about:

# %%
try:
    project.ask("Kazachstan", "Moscow", since="2022")
except pw.PolewardError as error:
    print(error)

# %%
several = project.ask(["Uzbekistan", "Tajikistan"], "Moscow", since="2022-02-24")
several.to_frame("pandas").pivot_table(index="state_name", columns="channel", values="number", sort=False).round(2)
