"""Tokens, the audit and answered requests, in every store."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import DatabaseError

from gridmap.domain import AccessToken, Account, AnsweredRequest, Role
from gridmap.domain.access import first_broken
from gridmap.errors import ConflictError, InputError

NOW = datetime(2026, 11, 22, 6, 0, 0, 123000, tzinfo=UTC)
PLANNER = Account("planner", "$hash", (Role.PLANNER,), session_key="k")
TOKEN = AccessToken("t1", "planner", "QGIS", "d" * 64, NOW, expires_at=NOW + timedelta(days=30))
ANSWER = AnsweredRequest("planner", "key-1", "f" * 64, 201, b'{"id":1}', NOW, {"ETag": '"1"'})


def note(store, *subjects):
    with store.writing() as work:
        return [work.append_audit(at=NOW, by="planner", action="lock.add", subject=one)
                for one in subjects]  # fmt: skip


def entries(store, **asked):
    with store.reading() as reader:
        return reader.audit(**asked)


@pytest.fixture
def peopled(blank):
    with blank.writing() as work:
        work.put_account(PLANNER)
    return blank


def test_account_is_found_by_its_very_name_or_key(peopled):
    with peopled.reading() as reader:
        assert reader.accounts(username="planner") == [PLANNER]
        assert reader.accounts(session_key="k") == [PLANNER]
        assert reader.accounts(username="Planner") == reader.accounts(session_key="") == []
        assert reader.accounts(username="planner", session_key="other") == []


def test_token_comes_back_by_its_digest(peopled):
    with peopled.writing() as work:
        work.put_token(TOKEN)
    with peopled.reading() as reader:
        assert (reader.tokens(), reader.token_of("d" * 64)) == ([TOKEN], TOKEN)
        assert reader.token_of("e" * 64) is None


def test_token_can_be_taken_back(peopled):
    revoked = replace(TOKEN, revoked_at=NOW)
    for one in (TOKEN, revoked):
        with peopled.writing() as work:
            work.put_token(one)
    with peopled.reading() as reader:
        assert reader.tokens() == [revoked]


def test_token_needs_an_account(blank):
    with pytest.raises(InputError), blank.writing() as work:
        work.put_token(TOKEN)


def test_using_a_token_is_no_change_of_the_territory(peopled):
    with peopled.reading() as reader:
        before = reader.revision()
    with peopled.working() as work:
        work.put_token(TOKEN)
    with peopled.reading() as reader:
        assert (reader.revision(), len(reader.tokens())) == (before, 1)


def test_audit_is_a_chain(blank):
    made = [*note(blank, "a", "b"), *note(blank, "c")]
    assert entries(blank) == made
    assert [one.number for one in made] == [1, 2, 3]
    assert first_broken(entries(blank)) is None


def test_audit_is_read_from_either_end(blank):
    note(blank, *"abcde")
    assert [one.subject for one in entries(blank, after=2, limit=2)] == ["c", "d"]
    assert [one.subject for one in entries(blank, limit=2, newest_first=True)] == ["e", "d"]
    assert [one.subject for one in entries(blank, after=3, newest_first=True)] == ["b", "a"]


@pytest.mark.parametrize("name", ["by", "action", "subject", "summary", "previous", "hash"])
def test_broken_link_is_named(blank, name):
    made = note(blank, *"abc")
    made[1] = replace(made[1], **{name: "another"})
    assert first_broken(made) == 2


def test_missing_entry_is_named(blank):
    made = note(blank, *"abc")
    assert first_broken([made[0], made[2]]) == 2
    assert first_broken(made[1:], made[0]) is None


@pytest.mark.parametrize("statement", ["UPDATE audit SET subject = 'x'", "DELETE FROM audit"])
def test_the_file_itself_refuses_to_change_the_audit(file_store, statement):
    note(file_store, "a")
    with pytest.raises(DatabaseError, match="only ever added"), file_store.engine.begin() as work:
        work.exec_driver_sql(statement)


@pytest.mark.parametrize("changed", [{"by": ""}, {"action": ""}, {"at": NOW.replace(tzinfo=None)}])
def test_audit_says_who_did_what_and_when(blank, changed):
    said = {"at": NOW, "by": "planner", "action": "lock.add", "subject": "a"} | changed
    with pytest.raises(InputError), blank.writing() as work:
        work.append_audit(**said)


def test_undone_work_leaves_no_entry(blank):
    def fail(work):
        work.append_audit(at=NOW, by="planner", action="lock.add", subject="a")
        work.append_audit(at=NOW, by="", action="lock.add", subject="b")

    with pytest.raises(InputError), blank.writing() as work:
        fail(work)
    assert entries(blank) == []


def test_answer_comes_back_by_its_key(blank):
    with blank.writing() as work:
        work.keep_answer(ANSWER)
    with blank.reading() as reader:
        assert reader.answered_request("planner", "key-1") == ANSWER
        assert reader.answered_request("other", "key-1") is None


def test_key_gets_one_answer(blank):
    with blank.writing() as work:
        work.keep_answer(ANSWER)
    with pytest.raises(ConflictError), blank.writing() as work:
        work.keep_answer(ANSWER)


def test_old_answers_are_forgotten(blank):
    with blank.writing() as work:
        work.keep_answer(ANSWER)
        work.keep_answer(replace(ANSWER, request_key="old", answered_at=NOW - timedelta(days=40)))
        work.forget_answers(NOW - timedelta(days=30))
    with blank.reading() as reader:
        assert reader.answered_request("planner", "old") is None
        assert reader.answered_request("planner", "key-1") == ANSWER
