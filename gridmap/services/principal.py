"""Who asks: roles become permissions here, and the scope says which cells and communities show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from gridmap.domain import Account, Role


class Permission(StrEnum):
    """What a signed-in person may do. A page or an API route names one of them."""

    VIEW = "view"
    EXPORT = "export"
    EDIT_POINTS = "edit_points"
    """Create, move, edit and remove points inside the scope."""
    DRAW = "draw"
    """Work on drafts: divide, redraw, lock, compare, merge."""
    PUBLISH = "publish"
    ASSIGN = "assign"
    """Keep the register of workers, and give them cells."""
    IMPORT = "import"
    ADMINISTER = "administer"
    """Accounts, tokens, levels, class tables, the audit and the backup."""


_EVERY_ROLE = frozenset(Role)
_PLANNING = frozenset({Role.PLANNER, Role.ADMIN})
_EDITING = _PLANNING | {Role.GIS}
_ROLES: Mapping[Permission, frozenset[Role]] = MappingProxyType(
    {
        Permission.VIEW: _EVERY_ROLE,
        Permission.EXPORT: _EDITING | {Role.SUPERVISOR},
        # Those in the field keep the points of their own cells: the scope narrows it.
        Permission.EDIT_POINTS: _EDITING | {Role.WORKER, Role.INSPECTOR},
        Permission.DRAW: _EDITING,
        Permission.PUBLISH: _PLANNING,
        Permission.ASSIGN: _PLANNING,
        Permission.IMPORT: _EDITING,
        Permission.ADMINISTER: frozenset({Role.ADMIN}),
    }
)


@dataclass(frozen=True, slots=True)
class Principal:
    """The one on whose behalf something is read or done.

    Parameters
    ----------
    username
        Name of the account.
    roles
        Roles of the account.
    scope
        Codes of areas or cells that the account is limited to; empty for the whole territory.
        A code stands for everything whose code begins with it.
    display_name
        What colleagues see.
    """

    username: str
    roles: frozenset[Role]
    scope: tuple[str, ...] = ()
    display_name: str = ""

    @classmethod
    def of(cls, account: Account) -> Principal:
        """Return the principal that an account stands for."""
        return cls(
            username=account.username,
            roles=frozenset(account.roles),
            scope=tuple(sorted(account.scope)),
            display_name=account.display_name or account.username,
        )

    @property
    def permissions(self) -> frozenset[Permission]:
        """Everything that the roles allow together."""
        return frozenset(one for one in Permission if self.roles & _ROLES[one])

    def may(self, permission: Permission) -> bool:
        """Return whether one of the roles gives a permission."""
        return bool(self.roles & _ROLES[permission])

    def sees_cell(self, code: str | None) -> bool:
        """Return whether a cell lies in the scope; no cell (None) needs the whole territory."""
        if not self.scope:
            return True
        return code is not None and code.startswith(self.scope)

    def sees_area(self, code: str) -> bool:
        """Return whether an area lies in the scope, or the scope in the area."""
        return not self.scope or any(
            code.startswith(one) or one.startswith(code) for one in self.scope
        )

    def sees_of(self, username: str) -> bool:
        """Return whether files and jobs of an account show: one's own, to administrators all."""
        return username == self.username or self.may(Permission.ADMINISTER)
