"""From a question to its answer: a finding per channel, with the evidence behind every number."""
