"""``/api/v1/uploads``: a file comes in, is looked into, tried, brought in, and taken back."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from apiflask import APIBlueprint
from flask import Response, abort, request, send_file
from pydantic import Field

from gridmap.domain.jobs import Upload
from gridmap.errors import GridmapError, InputError
from gridmap.formats import limits
from gridmap.services.faults import described_fault, fault_values
from gridmap.services.principal import Permission, Principal
from gridmap.services.recording import undo_import
from gridmap.services.upload_files import marked_file, refused_file, template_file
from gridmap.services.upload_kinds import UploadKind, fields_of, require_kind
from gridmap.services.upload_preview import Preview, preview
from gridmap.services.upload_reading import read_upload
from gridmap.services.uploads import (
    receive,
    request_check,
    request_import,
    settle,
    visible_upload,
    visible_uploads,
)
from gridmap.services.workroom import suffix_of
from gridmap.store.port import Reader, Store
from web.answers import opened_store
from web.api.jobs import accepted, answer_now, answer_value
from web.api.models import Strict
from web.api.work_models import (
    FILE,
    XLSX,
    JobAnswer,
    PreviewAnswer,
    UploadAnswer,
    UploadKindsAnswer,
    UploadListAnswer,
)
from web.changing import Changed, change, current_moment
from web.permissions import current_principal, requires
from web.workrooms import knock, workroom

uploads = APIBlueprint("uploads", __name__, url_prefix="/api/v1/uploads")
_FORM_BYTES = 500_000
_Text = Field(None, max_length=200)


class Settings(Strict):
    """How a file is to be read; what is left out, the service finds or asks for."""

    layer: str | None = _Text
    encoding: str | None = Field(None, max_length=40)
    crs: str | None = _Text
    datum: Literal["wgs84", "cgcs2000", "gcj02", "bd09"] | None = None
    columns: dict[str, str] = Field(default_factory=dict, max_length=100)
    class_code: str | None = _Text
    level: str | None = Field(None, max_length=40)
    rule: Literal["majority", "share"] | None = None


class NewImport(Strict):
    """Whether rows with a fault are left out; otherwise one fault refuses all."""

    only_good: bool = False


def upload_answer(reader: Reader, upload: Upload) -> UploadAnswer:
    """Return what the API tells of an upload."""
    return UploadAnswer(
        id=upload.id,
        kind=UploadKind(upload.kind),
        name=upload.name,
        size_bytes=upload.size_bytes,
        by=upload.by,
        made_at=upload.made_at.isoformat(),
        state=upload.state,
        settings=dict(upload.settings),
        result=dict(upload.result),
        committed_at=None if upload.committed_at is None else upload.committed_at.isoformat(),
        may_undo=reader.recovery(upload.id) is not None,
    )


def _upload_or_404(reader: Reader, principal: Principal, upload_id: str) -> Upload:
    upload = visible_upload(reader, principal, upload_id)
    if upload is None:
        abort(404)
    return upload


def _path_of(upload: Upload) -> Path:
    path = workroom().path(upload.id, suffix_of(upload.name))
    if not path.is_file():
        abort(404)
    return path


@uploads.get("")
@requires(Permission.IMPORT)
@uploads.output(UploadListAnswer)
def list_uploads() -> Response:
    """Answer with one's own files, the newest first; administrators see all."""
    return answer_now(
        lambda reader, principal: {
            "uploads": [
                upload_answer(reader, one).model_dump(mode="json")
                for one in visible_uploads(reader, principal)
            ]
        }
    )


@uploads.post("")
@requires(Permission.IMPORT)
@uploads.output(UploadAnswer, status_code=201)
def add_upload() -> Response:
    """Take a file as ``multipart/form-data`` with the fields ``kind`` and ``file``.

    Raises
    ------
    InputError
        When there is no file, or it is empty or too large.
    """
    request.max_content_length = limits.TEXT_BYTES + _FORM_BYTES
    request.max_form_memory_size = _FORM_BYTES
    file = request.files.get("file")
    if file is None:
        raise InputError("upload.no_file")
    kind = require_kind(request.form.get("kind", ""))
    _require_whole_territory()
    received = receive(
        workroom(),
        current_principal(),
        kind,
        name=file.filename or "",
        stream=file,
        now=current_moment(),
    )

    def work(store: Store, _principal: Principal) -> Changed:
        with store.writing() as unit:
            unit.put_uploads([received])
            told = upload_answer(unit, received)
        return Changed(
            told,
            status=201,
            location=f"/api/v1/uploads/{received.id}",
            subject=received.id,
            summary=received.name,
        )

    try:
        return change(work, action="upload.add", subject=kind.value)
    except BaseException:
        workroom().drop(received.id)
        raise


def _require_whole_territory() -> None:
    """Refuse a scope: imports replace what has the same id, wherever it is."""
    if current_principal().scope:
        abort(403)


@uploads.get("/kinds")
@requires(Permission.IMPORT)
@uploads.output(UploadKindsAnswer)
def list_kinds() -> Response:
    """Answer with what files can become, and the fields of each."""
    return answer_now(
        lambda _reader, _principal: {
            "kinds": [
                {
                    "kind": kind.value,
                    "is_sheet": kind.has_place_columns,
                    "fields": [
                        {
                            "name": field.name,
                            "label": field.label(),
                            "is_required": field.is_required,
                            "choices": dict(zip(field.choices, field.choice_labels(), strict=True)),
                        }
                        for field in fields_of(kind)
                    ],
                }
                for kind in UploadKind
            ]
        }
    )


@uploads.get("/templates/<kind>.xlsx")
@requires(Permission.IMPORT)
@uploads.output(FILE, content_type=XLSX)
def template(kind: str) -> Response:
    """Answer with an empty workbook for one kind, with lists to choose from and an explanation."""
    if kind not in set(UploadKind):
        abort(404)
    wanted = UploadKind(kind)
    with opened_store().reading() as reader:
        path = template_file(reader, workroom(), wanted)
    return send_file(path, mimetype=XLSX, as_attachment=True, download_name=f"gridmap-{kind}.xlsx")


@uploads.get("/<upload_id>")
@requires(Permission.IMPORT)
@uploads.output(UploadAnswer)
def show_upload(upload_id: str) -> Response:
    """Answer with one file."""
    return answer_now(
        lambda reader, principal: upload_answer(
            reader, _upload_or_404(reader, principal, upload_id)
        ).model_dump(mode="json")
    )


@uploads.put("/<upload_id>/settings")
@requires(Permission.IMPORT)
@uploads.input(Settings)
@uploads.output(UploadAnswer)
def change_settings(upload_id: str, json_data: Settings) -> Response:
    """Say how a file is to be read."""

    def work(store: Store, principal: Principal) -> Changed:
        with store.writing() as unit:
            upload = _upload_or_404(unit, principal, upload_id)
            settled = settle(unit, upload, json_data.model_dump(mode="json"))
            return Changed(upload_answer(unit, settled))

    return change(work, action="upload.settings", subject=upload_id)


@uploads.get("/<upload_id>/preview")
@requires(Permission.IMPORT)
@uploads.output(PreviewAnswer)
def look_into(upload_id: str) -> Response:
    """Answer with the columns, the first rows, and what the coordinates may refer to.

    A file that cannot be read yet answers with the ``problem``, so that settings can mend it.
    """
    principal = current_principal()
    with opened_store().reading() as reader:
        upload = _upload_or_404(reader, principal, upload_id)
        path = _path_of(upload)
        try:
            table = read_upload(path, upload)
            found = preview(reader, UploadKind(upload.kind), table, upload.settings)
        except GridmapError as error:
            return answer_value({"problem": described_fault(fault_values(error))})
    return answer_value(_preview_members(found))


def _preview_members(found: Preview) -> dict[str, object]:
    return {
        "problem": None,
        "count": found.count,
        "columns": found.columns,
        "meanings": dict(found.meanings),
        "rows": [{"row": row, "cells": cells} for row, cells in found.rows],
        "geometry_type": found.geometry_type,
        "crs": found.crs,
        "guesses": [
            {
                "datum": guess.datum,
                "crs": guess.crs,
                "is_swapped": guess.is_swapped,
                "inside_ratio": round(guess.inside_ratio, 4),
            }
            for guess in found.guesses
        ],
        "points": found.points.round(7).tolist(),
        "notes": found.notes,
    }


@uploads.post("/<upload_id>/check")
@requires(Permission.IMPORT)
@uploads.output(JobAnswer, status_code=202)
def check(upload_id: str) -> Response:
    """Ask for a dry run: every fault with its row and column, and nothing written."""

    def work(store: Store, principal: Principal) -> Changed:
        with store.writing() as unit:
            upload = _upload_or_404(unit, principal, upload_id)
            return accepted(request_check(unit, principal, upload, current_moment()))

    response = change(work, action="upload.check", subject=upload_id)
    knock()
    return response


@uploads.post("/<upload_id>/import")
@requires(Permission.IMPORT)
@uploads.input(NewImport)
@uploads.output(JobAnswer, status_code=202)
def commit(upload_id: str, json_data: NewImport) -> Response:
    """Ask for the rows to be brought in: all of them or none, or the good ones only."""
    _require_whole_territory()

    def work(store: Store, principal: Principal) -> Changed:
        with store.writing() as unit:
            upload = _upload_or_404(unit, principal, upload_id)
            now = current_moment()
            job = request_import(unit, principal, upload, now, only_good=json_data.only_good)
            return accepted(job)

    response = change(work, action="upload.import", subject=upload_id)
    knock()
    return response


@uploads.post("/<upload_id>/undo")
@requires(Permission.IMPORT)
@uploads.output(UploadAnswer)
def undo(upload_id: str) -> Response:
    """Take the last import back, if nothing of it was changed since."""
    _require_whole_territory()

    def work(store: Store, principal: Principal) -> Changed:
        with store.reading() as reader:
            upload = _upload_or_404(reader, principal, upload_id)
        undone = undo_import(store, upload, by=principal.username, at=current_moment())
        with store.reading() as reader:
            return Changed(upload_answer(reader, undone), summary=upload.name)

    return change(work, action="upload.undo", subject=upload_id)


@uploads.delete("/<upload_id>")
@requires(Permission.IMPORT)
@uploads.output({}, status_code=204)
def remove(upload_id: str) -> Response:
    """Remove a file; what it brought in stays, and can no longer be taken back."""

    def work(store: Store, principal: Principal) -> Changed:
        with store.writing() as unit:
            upload = _upload_or_404(unit, principal, upload_id)
            unit.drop_upload(upload.id)
        return Changed(summary=upload.name)

    response = change(work, action="upload.remove", subject=upload_id)
    workroom().drop(upload_id)
    return response


@uploads.get("/<upload_id>/marked.xlsx")
@requires(Permission.IMPORT)
@uploads.output(FILE, content_type=XLSX)
def marked(upload_id: str) -> Response:
    """Answer with the person's own workbook, every fault marked in it."""
    return _report(upload_id, marked_file, "errors")


@uploads.get("/<upload_id>/refused.xlsx")
@requires(Permission.IMPORT)
@uploads.output(FILE, content_type=XLSX)
def refused(upload_id: str) -> Response:
    """Answer with a workbook of the refused rows alone, each with its faults."""
    return _report(upload_id, refused_file, "refused")


def _report(upload_id: str, make: Any, ending: str) -> Response:  # noqa: ANN401  a function of two
    principal = current_principal()
    with opened_store().reading() as reader:
        upload = _upload_or_404(reader, principal, upload_id)
        job = reader.job(str(upload.result.get("check", "")))
    if job is None or "faults" not in job.result:
        abort(404)
    path = make(workroom(), _path_of(upload), upload, job)
    name = f"{Path(upload.name).stem}-{ending}.xlsx"
    return send_file(path, mimetype=XLSX, as_attachment=True, download_name=name)
