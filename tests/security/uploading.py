"""A service over a file, to which files are handed in."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from gridmap.domain import Role
from gridmap.store import open_store
from tests.api.conftest import BUNDLES, KEY
from tests.security.world import furnish
from tests.unit.web.territory import PASSWORD
from web.accounts import add_account
from web.app import create_app
from web.changing import utc_now
from web.settings import Settings
from web.tokens import create_token


@dataclass
class Counter:
    """A client with a token, and the folder in which the service keeps everything."""

    client: FlaskClient
    headers: dict[str, str]
    folder: Path

    def hand_in(self, name: str, content: bytes, kind: str = "shop") -> TestResponse:
        form = {"kind": kind, "file": (io.BytesIO(content), name)}
        return self.client.post(
            "/api/v1/uploads",
            data=form,
            headers=self.headers,
            content_type="multipart/form-data",
        )

    def preview(self, upload_id: str) -> TestResponse:
        return self.client.get(f"/api/v1/uploads/{upload_id}/preview", headers=self.headers)

    def files(self, around: Path) -> set[Path]:
        return {path for path in around.rglob("*") if path.is_file()}


def open_counter(folder: Path) -> Counter:
    """Return the service over a new file."""
    store = open_store(folder / "town.gpkg", create=True)
    furnish(store)
    add_account(store, "gis", [Role.GIS], PASSWORD)
    token, _ = create_token(store, "gis", "files", utc_now(), None)
    app = create_app(Settings(secret_key=KEY), store, bundles=BUNDLES)
    return Counter(app.test_client(), {"Authorization": f"Bearer {token}"}, folder)
