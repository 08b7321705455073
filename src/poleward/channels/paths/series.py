"""One latent series of a question, read: its path, the accounts of the months asked about, and its breaks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from poleward.channels.likelihood import LIKELY
from poleward.channels.paths.channel_path import Accounts
from poleward.measures.paths import (
    Break,
    Grid,
    Observed,
    PathSettings,
    Smoothed,
    contributions,
    find_breaks,
    quiet,
    smooth,
    weigh,
)
from poleward.measures.paths import mean_path as means
from poleward.measures.paths.filtering import Ints
from poleward.measures.paths.grid import Floats, Singles


@dataclass(frozen=True)
class Series:
    """The observations of one latent path, each with its own likelihood.

    Attributes
    ----------
    observed
        One series.
    column
        (observations) the column of `observed` that each belongs to.
    terms
        (observations, points) log likelihoods, as summed up in `observed`.
    """

    observed: Observed
    grid: Grid
    settings: PathSettings
    column: Ints
    terms: Singles

    @classmethod
    def of(cls, months: int, when: Ints, terms: Singles, grid: Grid, settings: PathSettings) -> Series:
        """Return the series of observations (month indices, and log likelihoods on the grid)."""
        seen, column = np.unique(when, return_inverse=True)
        total = np.zeros((1, len(seen), grid.points), dtype=np.float32)
        np.add.at(total[0], column, terms)
        return cls(Observed(months, seen.astype(np.int64), total), grid, settings, column.astype(np.int64), terms)

    @property
    def when(self) -> Ints:
        """(observations) month index of each."""
        return self.observed.when[self.column]

    @cached_property
    def smoothed(self) -> Smoothed:
        """The posterior of every month."""
        return smooth(self.observed, self.grid, self.settings)

    @cached_property
    def mean(self) -> Floats:
        """(months) posterior mean of the level."""
        return np.asarray(means(self.smoothed, self.grid)[0])

    @property
    def weights(self) -> Singles:
        """(months, points) posterior weights of the level."""
        return np.asarray(self.smoothed.level[0])

    @property
    def rise(self) -> Floats:
        """(months) probability that a break to a higher level falls between the month before and this one."""
        return np.asarray(self.smoothed.up[0])

    @property
    def fall(self) -> Floats:
        """(months) the same of a lower level."""
        return np.asarray(self.smoothed.down[0])

    @property
    def span_seen(self) -> tuple[int, int]:
        """The first and the last month with an observation."""
        return int(self.when.min()), int(self.when.max())

    @cached_property
    def breaks(self) -> tuple[Break, ...]:
        """The breaks that are at least likely."""
        seen = np.zeros((1, self.observed.months), dtype=np.bool_)
        seen[0, self.when] = True
        return tuple(find_breaks(self.smoothed, self.mean[None, :], seen, LIKELY))

    def accounts(self, first: int, last: int) -> Accounts:
        """Return how likely no change, a gradual one and a break are in the months `first` to `last`."""
        if (first, last) not in self._accounts:
            self._accounts[first, last] = self._account(first, last)
        return self._accounts[first, last]

    @cached_property
    def _accounts(self) -> dict[tuple[int, int], Accounts]:
        return {}

    def _account(self, first: int, last: int) -> Accounts:
        found = weigh(self.observed, self.grid, self.settings, first, last)
        months = last - max(first, 1) + 1
        stay = float((1 - self.settings.rate) ** months)
        gradual = 0.5 * (1 - stay)
        return Accounts(
            round(float(found.no_change[0]), 5), round(float(found.gradual[0]), 5), round(float(found.broke[0]), 5),
            (round(stay * (1 - gradual), 5), round(gradual, 5), round((1 - stay) * (1 - gradual), 5)),
        )  # fmt: skip

    def support(self, first: int, last: int) -> Floats:
        """Return (observations) by how much each supports a break in these months, in nats, rounded."""
        return self._weighed(first, last)[0]

    def log_bayes_factor(self, first: int, last: int) -> float:
        """Return the log Bayes factor of "a break in these months" against "none", in nats."""
        return self._weighed(first, last)[1]

    def _weighed(self, first: int, last: int) -> tuple[Floats, float]:
        """Return both, weighed once: a pole's breaks are told again beside every state."""
        if (first, last) not in self._spans:
            rates = quiet(self.observed.months, self.settings, first, last)
            still = smooth(self.observed, self.grid, self.settings, rates)
            found = contributions(
                self.observed, self.grid, self.settings, first, last, self.column, self.terms,
                free=self.smoothed, still=still,
            )  # fmt: skip
            support = np.asarray(np.round(found, 5) + 0.0)
            self._spans[first, last] = support, self._bayes_factor(first, last, float(still.log_evidence[0]))
        return self._spans[first, last]

    @cached_property
    def _spans(self) -> dict[tuple[int, int], tuple[Floats, float]]:
        return {}

    def _bayes_factor(self, first: int, last: int, still: float) -> float:
        months = np.arange(self.observed.months)
        inside = (months >= first) & (months <= last)
        free = float(self.smoothed.log_evidence[0])
        stay = int(inside[1:].sum()) * float(np.log1p(-self.settings.rate))
        broken = free + np.log(max(-np.expm1(min(still + stay - free, 0.0)), 1e-12)) - np.log(-np.expm1(stay))
        return round(float(broken - still), 4)
