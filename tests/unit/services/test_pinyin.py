from __future__ import annotations

import pytest
from pypinyin import lazy_pinyin

from gridmap.services.pinyin import spellings, typed


def full(name):
    return {one.full for one in spellings([name])[0]}


def initials(name):
    return {one.initials for one in spellings([name])[0]}


@pytest.mark.parametrize("name", ["银行", "厦门", "便利店", "重庆小面", "长乐坊", "人民路"])
def test_spelling_is_among_those_of_pypinyin(name):
    assert "".join(lazy_pinyin(name)) in full(name)


def test_word_that_reads_a_character_otherwise_gives_both_spellings():
    assert full("长乐坊") == {"zhanglefang", "changlefang"}
    assert initials("重庆小面") == {"zqxm", "cqxm"}


def test_letters_and_digits_stay():
    assert full("小店 59 Café") == {"xiaodian59café"}


def test_text_without_chinese_has_no_spelling():
    assert spellings(["Tesco Express", ""]) == [(), ()]


def test_many_texts_are_spelled_as_each_alone():
    names = ["长乐坊", "A", "绿地\n银行", "", "人民路"]
    assert spellings(names) == [spellings([name])[0] for name in names]


def test_question_is_compared_without_spaces_and_size():
    assert typed(" Lü Di-’") == "lvdi"
