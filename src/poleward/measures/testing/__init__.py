"""Simulators and plain references: what tests and benchmarks hold the measures to; nothing that runs imports them."""
