"""Claims that a public record can decide: votes, tallies, vetoes, memberships, trade, and a headline's movement."""
