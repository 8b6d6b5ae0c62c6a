from __future__ import annotations

import pytest

from gridmap.domain import Role
from gridmap.errors import ConflictError, InputError
from gridmap.store import MemoryStore
from tests.unit.web.territory import PASSWORD
from web.accounts import add_account, change_password, end_sessions
from web.passwords import hash_password, one_time_password, verify_password


@pytest.fixture
def store():
    return MemoryStore()


def test_password_is_kept_as_argon2id_alone(store):
    account = add_account(store, "name", [Role.VIEWER], PASSWORD)
    assert account.password_hash.startswith("$argon2id$")
    assert PASSWORD not in repr(account)


def test_password_is_the_same_however_it_is_composed():
    composed, decomposed = "caf\u00e9 caf\u00e9 caf\u00e9", "cafe\u0301 cafe\u0301 cafe\u0301"
    assert verify_password(decomposed, hash_password(composed))


def test_nobody_has_a_password():
    assert not verify_password("", None)


def test_broken_hash_lets_nobody_in():
    assert not verify_password(PASSWORD, "not a hash")


def test_one_time_passwords_differ_and_are_long():
    made = {one_time_password() for _ in range(50)}
    assert len(made) == 50
    assert all(len(one) == 23 for one in made)


@pytest.mark.parametrize("name", ["", "x", "a b", "a\nb", "a/b", "n" * 65, "<b>"])
def test_name_that_does_not_fit_is_refused(store, name):
    with pytest.raises(InputError):
        add_account(store, name, [Role.VIEWER], PASSWORD)


@pytest.mark.parametrize("name", ["小李", "li.wei", "li@gis", "ab"])
def test_names_of_any_script_fit(store, name):
    assert add_account(store, name, [Role.VIEWER], PASSWORD).username == name


def test_name_is_taken_whatever_its_case(store):
    add_account(store, "name", [Role.VIEWER], PASSWORD)
    with pytest.raises(ConflictError):
        add_account(store, "NAME", [Role.VIEWER], PASSWORD)


def test_scope_is_made_of_digits(store):
    with pytest.raises(InputError):
        add_account(store, "name", [Role.VIEWER], PASSWORD, scope=["4201%"])


def test_new_password_is_no_longer_one_time_and_ends_sessions(store):
    before = add_account(store, "name", [Role.VIEWER], PASSWORD, one_time=True)
    after = change_password(store, "name", "another few words")
    assert not after.one_time
    assert after.session_key != before.session_key


def test_unknown_account_cannot_be_signed_out(store):
    with pytest.raises(InputError):
        end_sessions(store, "nobody")
