"""The pair reader's net: taken back from its file it hears what the file hears, and training goes on from there."""

from __future__ import annotations

import importlib.util
import random
from pathlib import Path

import numpy as np
import pytest

from poleward.coding.event_model.pair_reader import kinds_of, load_pair_reader
from poleward.errors import UnusableInputError

pytestmark = pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="torch is not installed")


def test_a_net_filled_from_a_file_hears_the_same() -> None:
    import torch

    from poleward.coding.event_model.runtime import SHIPPED
    from poleward.training.pair_net import PairNet, load_earlier
    from poleward.training.pair_reader import questions
    from poleward.training.pair_run import starting_from
    from poleward.training.pair_text import fill

    net = PairNet()
    load_earlier(net, starting_from(SHIPPED))
    net.eval()
    shipped = load_pair_reader()
    lines = [("A>B ACCUSE - d", "{A!} condemned {B!} in {C^} .", ""), ("-", "{A!} beat {B!} on penalties .", "")]
    chance = random.Random(1)
    for sample in fill(lines, 3, chance):
        asked = [question for question, _ in questions(sample, chance)]
        states, tokens = shipped.encoder.states(sample.text)
        for question, reading in zip(asked, shipped.read(sample.text, asked), strict=True):
            kinds = torch.from_numpy(kinds_of(tokens, question))[None]
            with torch.no_grad():
                out = net(torch.from_numpy(states)[None], kinds, torch.ones(kinds.shape))
            leans = torch.softmax(out["leans"], 1)[0].numpy()
            assert np.allclose(leans, reading.leans, atol=0.05), sample.text  # the file's sums are int8


def test_training_goes_on_from_an_earlier_one() -> None:
    from poleward.coding.event_model.runtime import SHIPPED
    from poleward.training.pair_reader import encode, train_pairs
    from poleward.training.pair_run import starting_from
    from poleward.training.pair_text import fill

    said: list[str] = []
    chance = random.Random(1)
    text = encode(list(fill([("A>B SUPPORT + d", "{A!} thanked {B!} .", "")], 4, chance)), chance, said.append)
    train_pairs(text, 1, 1, said.append, starting_from(SHIPPED))
    assert float(said[-1].split("loss ")[1]) < 1.5  # from nothing it is about 6


def test_a_folder_without_a_pair_reader_is_named(tmp_path: Path) -> None:
    from poleward.training.pair_run import starting_from

    with pytest.raises(UnusableInputError, match="pair_reader"):
        starting_from(tmp_path)
