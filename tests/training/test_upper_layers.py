"""Upper layers taken out of an event model's file and put back: the rest of the file stays; a step of training."""

from __future__ import annotations

import hashlib
import importlib.util

import numpy as np
import pytest

from poleward.coding.event_model import load_classifier
from poleward.coding.event_model.pruning import pruned
from poleward.coding.event_model.sentence_states import LOWER_STATES

LOWER_DIGEST = "4b57b672628932227d7c1b4d95e4902d42f0fcca47b28d6e87f440eaf03b1d89"
"""Of the lower layers on which the shipped pair reader was trained: they stay, or it is trained anew."""

needs_torch = pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="torch is not installed")


def test_the_lower_layers_are_those_that_the_pair_reader_knows() -> None:
    lower = pruned(load_classifier().content("model.onnx"), LOWER_STATES)
    assert hashlib.sha256(lower).hexdigest() == LOWER_DIGEST


@needs_torch
def test_layers_that_are_put_back_as_they_were_give_the_same_file() -> None:
    import onnx
    from onnx import numpy_helper
    from torch import nn

    from poleward.training.upper_layers import UpperNet, load_types, load_upper, with_upper

    model = load_classifier()
    data = model.content("model.onnx")
    net, modes = UpperNet(len(model.types)), nn.Linear(1152, len(model.modes))
    load_upper(net.layers, data)
    load_types(net.types, data)
    made = with_upper(data, net, modes)
    assert pruned(made, LOWER_STATES) == pruned(data, LOWER_STATES)
    old, new = (
        {i.name: numpy_helper.to_array(i) for i in onnx.load_model_from_string(d).graph.initializer}
        for d in (data, made)
    )
    assert list(old) == list(new)
    for name, values in old.items():
        if not name.startswith("modes."):
            assert np.allclose(values.astype(np.float64), new[name].astype(np.float64), rtol=1e-6, atol=1e-9), name


@needs_torch
def test_the_average_of_nets_is_that_of_their_weights() -> None:
    import torch

    from poleward.training.refit import averaged
    from poleward.training.upper_layers import UpperNet

    torch.manual_seed(1)
    nets = [UpperNet(3), UpperNet(3)]
    first, second = ([p.detach().clone() for p in net.parameters()] for net in nets)
    for found, a, b in zip(averaged(nets).parameters(), first, second, strict=True):
        assert torch.allclose(found, (a + b) / 2)
