"""Every sentence a person reads, in Chinese and English, looked up by message code.

The sources are ``geodata/locale/<locale>/*.po`` with the message *code* as ``msgid``; the build
merges them into one ``gridmap.mo`` per locale. Text never serves as a key.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib.resources import as_file, files
from string import Formatter

LOCALES = ("zh_CN", "en")
DEFAULT_LOCALE = "zh_CN"

_active: ContextVar[str | None] = ContextVar("gridmap_locale", default=None)


def match_locale(tag: str | None) -> str | None:
    """Return the catalogue that serves a language tag such as ``zh-Hans-CN`` or ``en_GB.UTF-8``.

    Parameters
    ----------
    tag
        A POSIX locale name or a BCP 47 tag.

    Returns
    -------
    locale
        One of `LOCALES`, or None when the tag names neither language.
    """
    if not tag:
        return None
    language = tag.replace("-", "_").split(".")[0].split("_")[0].lower()
    if language in {"c", "posix"}:
        return "en"
    return {"zh": "zh_CN", "en": "en"}.get(language)


def environment_locale() -> str:
    """Return the locale that the environment asks for, Chinese where it asks for none."""
    for name in ("GRIDMAP_LOCALE", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        matched = match_locale(os.environ.get(name))
        if matched:
            return matched
    return DEFAULT_LOCALE


def current_locale() -> str:
    """Return the locale in use: the one set by `use_locale`, else the environment's."""
    return _active.get() or environment_locale()


@contextmanager
def use_locale(locale: str) -> Iterator[None]:
    """Speak one language inside a ``with`` block."""
    token = _active.set(match_locale(locale) or DEFAULT_LOCALE)
    try:
        yield
    finally:
        _active.reset(token)


@cache
def _translations(locale: str) -> gettext.NullTranslations:
    compiled = files("geodata") / "locale" / locale / "LC_MESSAGES" / "gridmap.mo"
    if not compiled.is_file():
        return gettext.NullTranslations()
    with as_file(compiled) as path, path.open("rb") as stream:
        return gettext.GNUTranslations(stream)


class _Counting(Formatter):
    """Formats as `str.format` does, and lets a number choose: ``{count:cell|cells}``."""

    def format_field(self, value: object, format_spec: str) -> str:
        one, bar, several = format_spec.partition("|")
        if not bar:
            return str(super().format_field(value, format_spec))
        return one if str(value) == "1" else several


_COUNTING = _Counting()


def text(code: str, locale: str | None = None, /, **params: object) -> str:
    """Return the sentence for a message code.

    Parameters
    ----------
    code
        The message code, which is the ``msgid`` in the catalogue.
    locale
        ``zh_CN`` or ``en``; the current one by default.
    **params
        Values for the placeholders of the sentence (`str.format`); ``{count:cell|cells}`` gives
        the first word where the value is 1, else the second.

    Returns
    -------
    sentence
        The sentence; the code itself where the catalogue lacks it, so that nothing is lost.
    """
    sentence = _translations(locale or current_locale()).gettext(code)
    return _COUNTING.format(sentence, **params) if params else sentence
