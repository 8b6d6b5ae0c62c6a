"""``/api/v1/jobs``: long work, how far it is, what came of it, and how to stop it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Literal

import orjson
from apiflask import APIBlueprint
from flask import Response, abort, send_file
from pydantic import Field

from gridmap.domain.jobs import Job, JobKind, JobState
from gridmap.services.browsing import layer_names
from gridmap.services.faults import described_fault
from gridmap.services.jobs import cancel_job, request_job, visible_job, visible_jobs
from gridmap.services.principal import Permission, Principal
from gridmap.store.port import Reader, Store
from web.answers import opened_store
from web.api.models import Code, Strict
from web.api.work_models import FILE, FaultAnswer, JobAnswer, JobListAnswer
from web.changing import Changed, change, current_moment
from web.permissions import current_principal, requires
from web.workrooms import knock, workroom

MOST_FAULTS = 200
jobs = APIBlueprint("jobs", __name__, url_prefix="/api/v1/jobs")


class NewExport(Strict):
    """A whole layer as a file; ``snapshot`` is all published layers in one GeoPackage."""

    layer: Code
    format: Literal["geojson", "geojsonseq", "csv", "gpkg", "shapefile", "flatgeobuf", "xlsx"] = (
        Field("geojson")
    )


def job_answer(job: Job) -> JobAnswer:
    """Return what the API tells of a job, faults in the words of the request's language."""
    is_failed = job.state is JobState.FAILED and "code" in job.result
    result = dict(job.result) if not is_failed else {}
    if "faults" in result:
        faults: Any = result["faults"]
        result["faults"] = [described_fault(fault) for fault in faults]
    return JobAnswer(
        id=job.id,
        kind=job.kind,
        state=job.state,
        progress_ratio=round(job.progress_ratio, 4),
        doing=job.doing,
        attempt=job.attempt,
        by=job.by,
        made_at=job.made_at.isoformat(),
        ended_at=None if job.ended_at is None else job.ended_at.isoformat(),
        is_unwanted=job.is_unwanted,
        parameters=dict(job.parameters),
        result=result,
        problem=_problem(job) if is_failed else None,
    )


def _problem(job: Job) -> FaultAnswer:
    values: Any = job.result
    faults = [described_fault(one) for one in values.get("problems", ())][:MOST_FAULTS]
    return FaultAnswer.model_validate({**described_fault(values), "faults": faults})


def accepted(job: Job) -> Changed:
    """Return the answer to a request whose work a job carries out."""
    return Changed(job_answer(job), status=202, location=f"/api/v1/jobs/{job.id}", subject=job.id)


def job_or_404(reader: Reader, principal: Principal, job_id: str) -> Job:
    """Return a job that the principal may see; 404 where there is none."""
    job = visible_job(reader, principal, job_id)
    if job is None:
        abort(404)
    return job


@jobs.get("")
@requires(Permission.VIEW)
@jobs.output(JobListAnswer)
def list_jobs() -> Response:
    """Answer with one's own jobs, the newest first; administrators see all."""
    return answer_now(
        lambda reader, principal: {
            "jobs": [
                job_answer(replace(job, result={})).model_dump(mode="json")
                for job in visible_jobs(reader, principal)
            ]
        }
    )


@jobs.get("/<job_id>")
@requires(Permission.VIEW)
@jobs.output(JobAnswer)
def show_job(job_id: str) -> Response:
    """Answer with one job and what came of it."""
    return answer_now(
        lambda reader, principal: job_answer(job_or_404(reader, principal, job_id)).model_dump(
            mode="json"
        )
    )


@jobs.post("/<job_id>/cancel")
@requires(Permission.VIEW)
@jobs.output(JobAnswer)
def cancel(job_id: str) -> Response:
    """Stop a job: at once where it waits, at its next step where it runs."""

    def work(store: Store, principal: Principal) -> Changed:
        with store.writing() as unit:
            job = job_or_404(unit, principal, job_id)
            return Changed(job_answer(cancel_job(unit, job, current_moment())))

    return change(work, action="job.cancel", subject=job_id)


@jobs.get("/<job_id>/file")
@requires(Permission.EXPORT)
@jobs.output(FILE, content_type="application/octet-stream")
def download(job_id: str) -> Response:
    """Answer with the file that an export or a backup wrote."""
    principal = current_principal()
    with opened_store().reading() as reader:
        job = job_or_404(reader, principal, job_id)
    if job.state is not JobState.DONE or "name" not in job.result:
        abort(404)
    if job.kind is JobKind.BACKUP and not principal.may(Permission.ADMINISTER):
        abort(404)
    path = workroom().path(job.id, str(job.result["suffix"]))
    if not path.is_file():
        abort(404)
    return send_file(path, as_attachment=True, download_name=str(job.result["name"]))


@jobs.post("/exports")
@requires(Permission.EXPORT)
@jobs.input(NewExport)
@jobs.output(JobAnswer, status_code=202)
def export(json_data: NewExport) -> Response:
    """Ask for a whole layer as a file."""
    principal = current_principal()
    # A snapshot has everything that is in force; who sees only a part takes layers.
    if json_data.layer == "snapshot" and (principal.scope or json_data.format != "gpkg"):
        abort(404)
    if json_data.layer not in {*layer_names(), "snapshot"}:
        abort(404)
    parameters = {**json_data.model_dump(mode="json"), "scope": list(principal.scope)}
    return ask(JobKind.EXPORT, parameters, action="job.export", subject=json_data.layer)


@jobs.post("/backups")
@requires(Permission.ADMINISTER)
@jobs.output(JobAnswer, status_code=202)
def back_up() -> Response:
    """Ask for a whole copy of the store, accounts and drafts included."""
    return ask(JobKind.BACKUP, {}, action="job.backup", subject="store")


def ask(kind: JobKind, parameters: dict[str, Any], *, action: str, subject: str) -> Response:
    """Ask for long work and answer with the job."""

    def work(store: Store, principal: Principal) -> Changed:
        with store.writing() as unit:
            return accepted(request_job(unit, principal, kind, parameters, current_moment()))

    response = change(work, action=action, subject=subject)
    knock()
    return response


def answer_now(build: Callable[[Reader, Principal], object]) -> Response:
    """Answer with what changes without a revision of the store: jobs and uploads."""
    with opened_store().reading() as reader:
        value = build(reader, current_principal())
    return answer_value(value)


def answer_value(value: object) -> Response:
    """Return a value as an answer that nobody may keep."""
    response = Response(orjson.dumps(value), content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response
