"""``/api/v1/accounts`` and ``/api/v1/tokens``: who may come in, and what they may do.

A one-time password and a token are told once, to the one who asked. They are added to the answer
after the change, so that the answer that is kept for the request's key does not hold them.
"""

from __future__ import annotations

from collections.abc import Callable

import orjson
from apiflask import APIBlueprint
from flask import Response
from pydantic import Field

from gridmap.domain import AccessToken, Account, Role
from gridmap.services.principal import Permission, Principal
from gridmap.store.port import Reader, Store
from web.account_keeping import add_with_one_time_password, change_account, reset_password
from web.accounts import end_sessions
from web.answers import opened_store
from web.api.models import Answer, Name, Strict
from web.changing import Changed, change, current_moment
from web.permissions import requires
from web.tokens import MOST_DAYS, create_token, revoke_token

accounts = APIBlueprint("accounts", __name__, url_prefix="/api/v1/accounts")
tokens = APIBlueprint("tokens", __name__, url_prefix="/api/v1/tokens")

_Roles = Field(min_length=1, max_length=len(Role))
_MOST_CODES = 200


class AccountFields(Strict):
    """What an administrator decides about an account."""

    display_name: Name = ""
    roles: list[Role] = _Roles
    scope: list[str] = Field(default_factory=list, max_length=_MOST_CODES)
    active: bool = True


class NewAccount(Strict):
    """An account that gets a one-time password."""

    username: str = Field(min_length=2, max_length=64)
    display_name: Name = ""
    roles: list[Role] = _Roles
    scope: list[str] = Field(default_factory=list, max_length=_MOST_CODES)


class AccountAnswer(Answer):
    """An account; ``one_time_password`` only in the answer that makes one."""

    username: str
    display_name: str
    roles: list[str]
    scope: list[str]
    active: bool
    one_time: bool
    one_time_password: str | None = None


class AccountList(Answer):
    """All accounts."""

    accounts: list[AccountAnswer]


class NewToken(Strict):
    """A token for programs of an account; without days it holds until it is taken back."""

    username: str = Field(min_length=1, max_length=64)
    name: Name = ""
    days: int | None = Field(365, ge=1, le=MOST_DAYS)


class TokenAnswer(Answer):
    """A token; ``token`` itself only in the answer that makes it."""

    id: str
    username: str
    name: str
    made_at: str
    expires_at: str | None
    used_at: str | None
    revoked_at: str | None
    token: str | None = None


class TokenList(Answer):
    """All tokens, revoked ones too."""

    tokens: list[TokenAnswer]


@accounts.get("")
@requires(Permission.ADMINISTER)
@accounts.output(AccountList)
def list_accounts() -> Response:
    """Answer with all accounts."""
    return _now(lambda reader: {"accounts": [_told(one) for one in reader.accounts()]})


@accounts.post("")
@requires(Permission.ADMINISTER)
@accounts.input(NewAccount)
@accounts.output(AccountAnswer, status_code=201)
def add_account(json_data: NewAccount) -> Response:
    """Add an account and answer with its one-time password."""
    made: list[str] = []

    def work(store: Store, _principal: Principal) -> Changed:
        account, password = add_with_one_time_password(
            store,
            json_data.username,
            json_data.roles,
            display_name=json_data.display_name,
            scope=json_data.scope,
        )
        made.append(password)
        return Changed(_told(account), status=201, summary=_rights(account))

    response = change(work, action="account.add", subject=json_data.username)
    return _with(response, "one_time_password", made)


@accounts.put("/<username>")
@requires(Permission.ADMINISTER)
@accounts.input(AccountFields)
@accounts.output(AccountAnswer)
def change_rights(username: str, json_data: AccountFields) -> Response:
    """Change roles, scope and name of an account, or close it; its sessions end."""

    def work(store: Store, _principal: Principal) -> Changed:
        account = change_account(
            store,
            username,
            roles=json_data.roles,
            display_name=json_data.display_name,
            scope=json_data.scope,
            active=json_data.active,
        )
        return Changed(_told(account), summary=_rights(account))

    return change(work, action="account.change", subject=username)


@accounts.post("/<username>/reset")
@requires(Permission.ADMINISTER)
@accounts.output(AccountAnswer)
def reset(username: str) -> Response:
    """Give an account a one-time password; its sessions end."""
    made: list[str] = []

    def work(store: Store, _principal: Principal) -> Changed:
        account, password = reset_password(store, username)
        made.append(password)
        return Changed(_told(account))

    response = change(work, action="account.reset", subject=username)
    return _with(response, "one_time_password", made)


@accounts.post("/<username>/sign-out")
@requires(Permission.ADMINISTER)
@accounts.output({}, status_code=204)
def sign_out(username: str) -> Response:
    """End every session of an account."""

    def work(store: Store, _principal: Principal) -> None:
        end_sessions(store, username)

    return change(work, action="account.sign_out", subject=username)


@tokens.get("")
@requires(Permission.ADMINISTER)
@tokens.output(TokenList)
def list_tokens() -> Response:
    """Answer with all tokens."""
    return _now(lambda reader: {"tokens": [_token_told(one) for one in reader.tokens()]})


@tokens.post("")
@requires(Permission.ADMINISTER)
@tokens.input(NewToken)
@tokens.output(TokenAnswer, status_code=201)
def make_token(json_data: NewToken) -> Response:
    """Make a token and answer with it, this once."""
    made: list[str] = []

    def work(store: Store, _principal: Principal) -> Changed:
        name = json_data.name or json_data.username
        token, record = create_token(
            store, json_data.username, name, current_moment(), json_data.days
        )
        made.append(token)
        return Changed(_token_told(record), status=201, subject=record.id, summary=record.username)

    response = change(work, action="token.create", subject=json_data.username)
    return _with(response, "token", made)


@tokens.delete("/<token_id>")
@requires(Permission.ADMINISTER)
@tokens.output(TokenAnswer)
def take_back(token_id: str) -> Response:
    """Take a token back; it opens nothing from now on."""

    def work(store: Store, _principal: Principal) -> Changed:
        record = revoke_token(store, token_id, current_moment())
        return Changed(_token_told(record), summary=record.username)

    return change(work, action="token.revoke", subject=token_id)


def _told(account: Account) -> dict[str, object]:
    return {
        "username": account.username,
        "display_name": account.display_name,
        "roles": [role.value for role in account.roles],
        "scope": list(account.scope),
        "active": account.active,
        "one_time": account.one_time,
        "one_time_password": None,
    }


def _rights(account: Account) -> str:
    """Return in the audit's few words what an account may do."""
    words = [role.value for role in account.roles] + list(account.scope)
    return " ".join(words if account.active else ["closed", *words])


def _token_told(token: AccessToken) -> dict[str, object]:
    moments = {
        name: None if (at := getattr(token, name)) is None else at.isoformat()
        for name in ("made_at", "expires_at", "used_at", "revoked_at")
    }
    own = {"id": token.id, "username": token.username, "name": token.name}
    return {**own, **moments, "token": None}


def _with(response: Response, name: str, made: list[str]) -> Response:
    """Add a secret to the answer that goes out; an answer sent again has none."""
    if made:
        value = orjson.loads(response.get_data())
        response.set_data(orjson.dumps({**value, name: made[-1]}))
    return response


def _now(build: Callable[[Reader], object]) -> Response:
    """Answer with what no revision of the store tells of; nobody keeps it."""
    with opened_store().reading() as reader:
        value = build(reader)
    response = Response(orjson.dumps(value), content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response
