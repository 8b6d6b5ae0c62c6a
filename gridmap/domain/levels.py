"""The administrative levels above the cell: two to five, configured per installation."""

from __future__ import annotations

from dataclasses import dataclass

from gridmap.errors import InputError

MIN_LEVELS = 2
MAX_LEVELS = 5


@dataclass(frozen=True, slots=True)
class Level:
    """One administrative level.

    Parameters
    ----------
    key
        Short name in code and layers, such as ``subdistrict``.
    name_zh, name_en
        What a person reads.
    digits
        How many digits this level adds to a code.
    """

    key: str
    name_zh: str
    name_en: str
    digits: int


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """The levels of a territory from the top down to the community.

    Raises
    ------
    InputError
        When there are fewer than two or more than five levels, when a key occurs twice, or when
        the lowest level is not the community.
    """

    levels: tuple[Level, ...]

    def __post_init__(self) -> None:
        """Refuse a hierarchy that no code could follow.

        Raises
        ------
        InputError
            See the class.
        """
        if not MIN_LEVELS <= len(self.levels) <= MAX_LEVELS:
            raise InputError("hierarchy.count", count=len(self.levels))
        keys = [level.key for level in self.levels]
        if len(set(keys)) != len(keys):
            raise InputError("hierarchy.repeated", keys=", ".join(keys))
        if keys[-1] != "community":
            raise InputError("hierarchy.lowest", key=keys[-1])

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of the levels, top first."""
        return tuple(level.key for level in self.levels)

    def digits_of(self, key: str) -> int:
        """Return how many digits the code of an area on this level has in all."""
        return sum(level.digits for level in self.levels[: self.keys.index(key) + 1])

    def level_of(self, code: str) -> Level | None:
        """Return the level whose codes have the length of this code."""
        total = 0
        for level in self.levels:
            total += level.digits
            if total == len(code):
                return level
        return None


DEFAULT_HIERARCHY = Hierarchy(
    (
        Level("district", "区县", "district", 6),
        Level("subdistrict", "街道", "subdistrict", 3),
        Level("community", "社区", "community", 3),
    )
)
