"""S3: a file that says it is something else opens nothing else: no other file, no address."""

from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.security.uploading import Counter, open_counter

CANARY = "zqxcanary"
ENDINGS = ("geojson", "json", "csv", "kml", "gpkg", "zip")
DISGUISES = {
    "vrt": "<OGRVRTDataSource><OGRVRTLayer name='c'><SrcDataSource>{file}</SrcDataSource>"
    "</OGRVRTLayer></OGRVRTDataSource>",
    "vrt that asks": "<OGRVRTDataSource><OGRVRTLayer name='c'><SrcDataSource>{address}/a.json"
    "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>",
    "gdalg": '{{"type":"gdal_streamed_alg","command_line":"gdal vector pipeline ! read {file}"}}',
    "dump": "-- PostgreSQL database dump\nCOPY c FROM '{file}';\n",
    "wfs": "<OGRWFSDataSource><URL>{address}/wfs</URL></OGRWFSDataSource>",
    "oapif": "OAPIF:{address}/ogc",
    "kml link": "<?xml version='1.0'?><kml xmlns='http://www.opengis.net/kml/2.2'><NetworkLink>"
    "<Link><href>{address}/a.kml</href></Link></NetworkLink></kml>",
    "entity": "<?xml version='1.0'?><!DOCTYPE k [<!ENTITY c SYSTEM 'file://{file}'>]>"
    "<kml xmlns='http://www.opengis.net/kml/2.2'><name>&c;</name></kml>",
}


class Hits(BaseHTTPRequestHandler):
    """Counts who asks."""

    seen: list[str] = []  # noqa: RUF012  one list for the whole server

    def do_GET(self) -> None:
        self.seen.append(self.path)
        self.send_error(404)

    def log_message(self, *_args: object) -> None:
        """Stay quiet."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Hits)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def counter(cheap_hashes, tmp_path_factory) -> Counter:
    return open_counter(tmp_path_factory.mktemp("service"))


def packed(content: bytes, ending: str) -> bytes:
    if ending != "zip":
        return content
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.geojson", content)
    return stream.getvalue()


def is_refused(answer) -> bool:
    return answer.status_code >= 400 or answer.json["problem"] is not None


@pytest.mark.parametrize("disguise", DISGUISES)
@pytest.mark.parametrize("ending", ENDINGS)
def test_s3_a_disguised_file_opens_nothing(counter, address, tmp_path, disguise, ending):
    secret = tmp_path / "secret.csv"
    secret.write_text(f"name,lon,lat\n{CANARY},114.3,30.6\n")
    content = DISGUISES[disguise].format(file=secret, address=address).encode()
    answer = counter.hand_in(f"a.{ending}", packed(content, ending))
    if answer.status_code == 201:
        answer = counter.preview(answer.json["id"])
    assert CANARY not in answer.text
    assert answer.status_code < 500
    # Any text is a table of one odd column to whoever calls it so; the file it names is not read.
    assert is_refused(answer) or (ending, disguise) == ("csv", "dump")
    assert Hits.seen == []
