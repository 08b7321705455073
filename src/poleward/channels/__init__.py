"""Channels: votes, words, deeds, events, trade, arms, treaties; what each reads, finds, draws and rests on."""
