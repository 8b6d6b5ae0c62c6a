"""Counts of what was accepted and what was refused."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from math import sqrt


@dataclass
class Tally:
    """How many of each operation were accepted, and how many refused for which reason."""

    accepted: Counter[str] = field(default_factory=Counter)
    refused: Counter[tuple[str, str]] = field(default_factory=Counter)

    def accept(self, op: str) -> None:
        self.accepted[op] += 1

    def refuse(self, op: str, reason: str) -> None:
        self.refused[op, reason] += 1

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.accepted + other.accepted, self.refused + other.refused)

    def share(self, op: str) -> float:
        """Return the accepted share of an operation."""
        return self.accepted[op] / max(1, self.tried(op))

    def tried(self, op: str) -> int:
        """Return how often an operation was tried."""
        refused = sum(count for (kind, _), count in self.refused.items() if kind == op)
        return self.accepted[op] + refused

    def is_below(self, op: str, least: float) -> bool:
        """Tell whether less than a share is accepted, and chance does not explain it."""
        deviation = sqrt(least * (1.0 - least) / max(1, self.tried(op)))
        return self.share(op) < least - 2.0 * deviation

    def ops(self) -> list[str]:
        """Return the operations that were tried."""
        return sorted({*self.accepted, *(kind for kind, _ in self.refused)})

    def lines(self) -> list[str]:
        """Return a table: operation, accepted, refused by reason."""
        found = []
        for op in self.ops():
            reasons = [(count, why) for (kind, why), count in self.refused.items() if kind == op]
            told = ", ".join(f"{count} {why}" for count, why in sorted(reasons, reverse=True))
            share = f"{100 * self.share(op):4.0f} %"
            found.append(f"{op:<22}{self.accepted[op]:7,} accepted {share}   refused: {told or 0}")
        return found
