"""How Chinese names are typed on a keyboard: pinyin without tones, whole or by initials.

The readings are those of pypinyin's tables. A character is read as it mostly is; in words of the
tables that read it otherwise (长乐, 银行), as there. A text with such a word has both spellings,
since people type either.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

_FIRST, _LAST = 0x4E00, 0x9FFF
_LONGEST_WORD = 4
_DIAERESIS = "\u0308"
_DROPPED: Final = {ord(letter): None for letter in " '’·-"} | {ord("ü"): "v"}


@dataclass(frozen=True, slots=True)
class Spelling:
    """A text as it is typed: by whole syllables, and by their first letters."""

    full: str
    initials: str


@dataclass(frozen=True)
class _Tables:
    """Readings of characters, and of the words that read one otherwise."""

    full: dict[int, str]
    initials: dict[int, str]
    words: dict[str, tuple[str, ...]]
    doubtful: re.Pattern[str]


def spellings(texts: Sequence[str]) -> list[tuple[Spelling, ...]]:
    """Return how each text is typed; nothing for one without Chinese characters.

    Parameters
    ----------
    texts
        Names; many at once take little longer than one.
    """
    tables = _tables()
    # One long text is turned letter by letter in an instant, a hundred thousand short ones are not.
    whole = typed(one_text(texts))
    lines = whole.split("\n") if texts else []
    full = whole.translate(tables.full).split("\n")
    initials = whole.translate(tables.initials).split("\n")
    doubtful = _doubtful_rows(whole, tables)
    return [
        ()
        if line.isascii()
        else (
            _spelled(line, Spelling(full[at], initials[at]), tables)
            if at in doubtful
            else (Spelling(full[at], initials[at]),)
        )
        for at, line in enumerate(lines)
    ]


def one_text(texts: Sequence[str]) -> str:
    """Return texts as lines of one, their own ends of lines as spaces."""
    whole = "\n".join(texts)
    if whole.count("\n") < len(texts):
        return whole
    return "\n".join(text.replace("\n", " ") for text in texts)


def typed(text: str) -> str:
    """Return a question as spellings are compared: small letters, no spaces, ü as v."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return plain.translate(_DROPPED)


def _doubtful_rows(whole: str, tables: _Tables) -> set[int]:
    """Return the lines with a character that some word reads otherwise."""
    ends = [match.start() for match in re.finditer("\n", whole)]
    return {bisect_left(ends, match.start()) for match in tables.doubtful.finditer(whole)}


def _spelled(text: str, plain: Spelling, tables: _Tables) -> tuple[Spelling, ...]:
    syllables: dict[int, tuple[int, tuple[str, ...]]] = {}
    for match in tables.doubtful.finditer(text):
        found = _word_at(text, match.start(), tables)
        if found is not None:
            syllables[found[0]] = found[1:]
    if not syllables:
        return (plain,)
    parts: list[str] = []
    at = 0
    while at < len(text):
        length, word = syllables.get(at, (1, (tables.full.get(ord(text[at]), text[at]),)))
        parts += word
        at += length
    return (plain, Spelling("".join(parts), "".join(one[:1] for one in parts)))


def _word_at(text: str, at: int, tables: _Tables) -> tuple[int, int, tuple[str, ...]] | None:
    """Return start, length and syllables of the longest known word around a place in a text."""
    for length in range(_LONGEST_WORD, 1, -1):
        for start in range(max(at - length + 1, 0), at + 1):
            found = tables.words.get(text[start : start + length])
            if found is not None:
                return start, length, found
    return None


@cache
def _tables() -> _Tables:
    from pypinyin.constants import PHRASES_DICT, PINYIN_DICT  # noqa: PLC0415  a third of a second

    full = {
        code: _plain(readings.split(",")[0])
        for code, readings in PINYIN_DICT.items()
        if _FIRST <= code <= _LAST
    }
    words: dict[str, tuple[str, ...]] = {}
    doubtful: set[str] = set()
    for word, readings in PHRASES_DICT.items():
        if len(word) > _LONGEST_WORD or len(word) != len(readings):
            continue
        syllables = tuple(_plain(one[0]) for one in readings)
        other = {
            letter
            for letter, syllable in zip(word, syllables, strict=True)
            if full.get(ord(letter), letter) != syllable
        }
        if other:
            words[word] = syllables
            doubtful |= other
    initials = {code: syllable[:1] for code, syllable in full.items()}
    return _Tables(full, initials, words, re.compile(f"[{''.join(sorted(doubtful))}]"))


@cache
def _plain(syllable: str) -> str:
    """Return a syllable without its tone; ü becomes v, as it is typed."""
    parts = unicodedata.normalize("NFD", syllable)
    kept = (c for c in parts if not unicodedata.combining(c) or c == _DIAERESIS)
    return "".join(kept).replace(f"u{_DIAERESIS}", "v")
