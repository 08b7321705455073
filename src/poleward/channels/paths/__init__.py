"""Latent monthly paths and breaks of one channel: what screens draw and answers quote."""

from poleward.channels.paths.channel_path import Accounts, Band, ChannelPath, PathBreak, Tick

__all__ = ["Accounts", "Band", "ChannelPath", "PathBreak", "Tick"]
