"""The one training loop: AdamW, warm-up and linear decay of the rates, batches of rows of like length."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import torch
from torch import nn

# Choices made by hand; what they give together is in docs/training.md.
BATCH = 32
WARM_UP = 0.1
STEEPEST = 1.0
"""Length to which a gradient is cut."""
SORTED_TOGETHER = 20
"""Batches whose rows are sorted by length together: more would make the order less random, fewer pad more."""

Say = Callable[[str], None]


def train_net(
    net: nn.Module, groups: list[dict[str, Any]], rows: int, epochs: int,
    begin: Callable[[], Iterable[Sequence[int]]], loss_of: Callable[[Sequence[int]], torch.Tensor], say: Say,
) -> None:  # fmt: skip
    """Train a net in place and leave it in evaluation mode.

    Parameters
    ----------
    groups
        As `group` makes them.
    rows
        How many an epoch sees.
    begin
        Prepares an epoch and gives its batches of row numbers.
    loss_of
        Gives the loss of a batch.
    """
    optimiser = torch.optim.AdamW(groups)
    steps, step = epochs * -(-rows // BATCH), 0
    for epoch in range(epochs):
        net.train()
        total = 0.0
        for batch in begin():
            for group_ in optimiser.param_groups:
                group_["lr"] = group_["base"] * min(1.0, (step + 1) / (WARM_UP * steps)) * (steps - step) / steps
            loss = loss_of(batch)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), STEEPEST)
            optimiser.step()
            total += loss.item() * len(batch)
            step += 1
        say(f"epoch {epoch + 1} of {epochs}, loss {total / rows:.3f}")
    net.eval()


def group(parameter: nn.Parameter, rate: float, decay: float) -> dict[str, Any]:
    """Return a parameter with its highest rate and the decay of weights, which biases and norms are spared."""
    return {"params": [parameter], "base": rate, "lr": 0.0, "weight_decay": decay if parameter.ndim > 1 else 0.0}


def groups_of_upper(
    net: nn.Module, rate: float, layer_decay: float, head_factor: float, decay: float
) -> list[dict[str, Any]]:
    """Return the parameters of a net with their rates: lower for lower `layers`, higher for what is on top of them."""
    top, out = len(net.layers) - 1, []
    for name, parameter in net.named_parameters():
        inner = name.startswith("layers.")
        factor = layer_decay ** (top - int(name.split(".")[1])) if inner else head_factor
        out.append(group(parameter, rate * factor, decay))
    return out


def batches(lengths: Sequence[int], chance: random.Random) -> list[list[int]]:
    """Return batches of rows of like length, in random order."""
    order = list(range(len(lengths)))
    chance.shuffle(order)
    chunk = BATCH * SORTED_TOGETHER
    chunks = [sorted(order[k : k + chunk], key=lambda r: lengths[r]) for k in range(0, len(order), chunk)]
    out = [rows[k : k + BATCH] for rows in chunks for k in range(0, len(rows), BATCH)]
    chance.shuffle(out)
    return out
