"""Claims that a public record can decide: votes, tallies, memberships, trade, and a headline's movement."""
