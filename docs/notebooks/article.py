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
# # An article checked
#
# `check` finds the claims of a page that a record can decide, and decides them: supported, contradicted, mixed,
# or not decidable. The page below is ours, with one claim that is false.

# %%
import poleward as pw

project = pw.demo()
page = """Central Asia keeps its distance

ASTANA, 10 April 2022. Kazakhstan abstained on resolution A/RES/ES-11/1 on 2 March, which demanded that Russia withdraw
from Ukraine. Uzbekistan voted in favour of resolution A/RES/ES-11/3 on 7 April, which suspended Russia from the Human
Rights Council. Kyrgyzstan is a member of the Collective Security Treaty Organization.
"""
claims = project.check(page)
claims

# %% [markdown]
# What decides each of them:

# %%
claims.why().to_pandas()[["claim", "verdict", "what", "source"]]

# %% [markdown]
# ## What the page itself says
#
# `code` turns sentences into statements without keeping anything: who did or said what to whom, and which way it
# speaks.

# %%
text = (
    "Uzbekistan condemned Russia's invasion of Ukraine on Monday. "
    "Kazakhstan refused to support Moscow's exclusion from the Human Rights Council."
)
pw.code(text, published="2022-04-08").to_frame("pandas")[["exact", "actor", "target", "sign", "reason"]]

# %% [markdown]
# The roll call itself, by its symbol:

# %%
(one,) = project.roll_calls("A/RES/ES-11/3")
print(one.date, one.title)
print({outcome: len(states) for outcome, states in one.votes.items()})
{state: outcome for outcome, states in one.votes.items() for state in states if state in ("KAZ", "KGZ", "UZB", "TKM")}
