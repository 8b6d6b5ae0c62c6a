"""The registry of methods: what is computed, in which version, unit and by which formula."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeVar

_Function = TypeVar("_Function", bound=Callable[..., Any])


@dataclass(frozen=True)
class Method:
    """A registered method.

    Parameters
    ----------
    key
        Its name; the texts ``method.<key>`` and ``method.<key>.formula`` say in both languages
        what it is and how it is computed.
    version
        Grows whenever the same input may give another output.
    unit
        Of what it returns, as a UCUM symbol; ``1`` where it has none.
    function
        What computes it.
    """

    key: str
    version: int
    unit: str
    function: Callable[..., Any]

    @property
    def name_code(self) -> str:
        """The catalogue's code of the name."""
        return f"method.{self.key}"

    @property
    def formula_code(self) -> str:
        """The catalogue's code of the formula."""
        return f"method.{self.key}.formula"


_METHODS: dict[str, Method] = {}
METHODS: Mapping[str, Method] = MappingProxyType(_METHODS)


def method(key: str, *, version: int, unit: str) -> Callable[[_Function], _Function]:
    """Register the function below as a method.

    Raises
    ------
    ValueError
        When the key is taken.
    """

    def registered(function: _Function) -> _Function:
        if key in _METHODS:
            raise ValueError(key)
        _METHODS[key] = Method(key, version, unit, function)
        return function

    return registered
