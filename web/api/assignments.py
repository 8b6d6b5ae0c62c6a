"""``/api/v1/assignments``: who has which duty where, proposals, and giving cells to workers."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from apiflask import APIBlueprint
from flask import Response
from pydantic import Field

from gridmap.domain import Assignment, Duty
from gridmap.services.assigning import Proposal, Staffing, propose
from gridmap.services.principal import Permission, Principal
from gridmap.services.reassigning import Wanted, reassign, relieve
from gridmap.services.visible_plans import visible_cells
from gridmap.store.port import Reader, Store
from web.answers import answer
from web.api.desk import own_plan
from web.api.models import Answer, Code, Parameters, Strict
from web.api.plans import seen_plan
from web.changing import Changed, change
from web.permissions import requires

assignments = APIBlueprint("assignments", __name__, url_prefix="/api/v1/assignments")
_MOST_NAMED: Final = 20
_Duties = Field(default_factory=lambda: [Duty.LEADER], min_length=1, max_length=6)


class WantedPost(Strict):
    """A duty in a cell, and who shall have it."""

    cell_code: Code
    worker_code: Code
    duty: Duty = Duty.LEADER

    def wanted(self) -> Wanted:
        """Return it as the service takes it."""
        return Wanted(self.cell_code, self.worker_code, self.duty)


class NewAssignments(Strict):
    """Duties from a day on; whoever was leader or deputy there is relieved the day before."""

    assignments: list[WantedPost] = Field(min_length=1, max_length=10_000)
    valid_from: date
    valid_to: date | None = None


class Relief(Strict):
    """Duties that end, and the last day on which they hold."""

    assignments: list[WantedPost] = Field(min_length=1, max_length=10_000)
    last_day: date


class InPlan(Parameters):
    """The plan whose cells are meant."""

    plan: Code


class ProposalParameters(InPlan):
    """What is asked of a proposal.

    With `reassign` it may also move duties that are held already, else it fills what is open.
    """

    valid_from: date
    duties: list[Duty] = _Duties
    along_streets: bool = False
    keep_today: bool = True
    reassign: bool = False


class AssignmentAnswer(Answer):
    """A duty from one day to another, both included."""

    cell_code: str
    worker_code: str
    duty: str
    valid_from: str
    valid_to: str | None


class AssignmentList(Answer):
    """Assignments by cell; `leaderless` are cells of the plan that nobody leads."""

    assignments: list[AssignmentAnswer]
    leaderless: list[str]


class Reassignment(Answer):
    """What is new, and what ended for it."""

    made: list[AssignmentAnswer]
    relieved: list[AssignmentAnswer]


class OpenPostAnswer(Answer):
    """A duty that nobody could have, and why."""

    cell_code: str
    duty: str
    reason: str
    text: str


class ProposalAnswer(Answer):
    """Assignments that nobody has made yet.

    `gap_m` is how many metres a better choice could save at most.
    """

    assignments: list[AssignmentAnswer]
    without_leader: list[str]
    over_capacity: list[str]
    open_posts: list[OpenPostAnswer]
    gap_m: float


@assignments.get("")
@requires(Permission.VIEW)
@assignments.input(InPlan, location="query")
@assignments.output(AssignmentList)
def list_assignments(query_data: InPlan) -> Response:
    """Answer with everybody's duties in the cells of a plan, those to come included."""

    def build(reader: Reader, principal: Principal) -> dict[str, object]:
        plan = seen_plan(reader, principal, query_data.plan)
        codes = {cell.code for cell in visible_cells(reader.cells(plan.id), plan, principal)}
        held = [one for one in reader.assignments() if one.cell_code in codes]
        led = {one.cell_code for one in held if one.duty is Duty.LEADER and one.valid_to is None}
        return {
            "assignments": [_told(one) for one in held],
            "leaderless": sorted(codes - led),
        }

    return answer(build)


@assignments.get("/proposal")
@requires(Permission.ASSIGN)
@assignments.input(ProposalParameters, location="query")
@assignments.output(ProposalAnswer)
def show_proposal(query_data: ProposalParameters) -> Response:
    """Answer with the optimal assignment for a plan; nothing is written.

    What is accepted of it, whole or singly, is sent as new assignments.
    """

    def build(reader: Reader, principal: Principal) -> dict[str, object]:
        plan = own_plan(reader, principal, query_data.plan)
        wish = Staffing(
            duties=tuple(dict.fromkeys(query_data.duties)),
            along_streets=query_data.along_streets,
            keep_today=query_data.keep_today,
            reassign=query_data.reassign,
        )
        return _proposal_told(propose(reader, query_data.valid_from, wish, plan.id))

    return answer(build)


@assignments.post("")
@requires(Permission.ASSIGN)
@assignments.input(NewAssignments)
@assignments.output(Reassignment, status_code=201)
def assign(json_data: NewAssignments) -> Response:
    """Give cells to workers from a day on."""

    def work(store: Store, principal: Principal) -> Changed:
        wanted = [post.wanted() for post in json_data.assignments]
        with store.writing() as unit:
            done = reassign(unit, principal, wanted, json_data.valid_from, json_data.valid_to)
        return Changed(
            {
                "made": [_told(one) for one in done.made],
                "relieved": [_told(one) for one in done.relieved],
            },
            status=201,
            summary=_summary(wanted),
        )

    return change(work, action="assignment.make", subject=_subject(json_data.assignments))


@assignments.post("/relief")
@requires(Permission.ASSIGN)
@assignments.input(Relief)
@assignments.output(Reassignment)
def end_duties(json_data: Relief) -> Response:
    """End duties on a day."""

    def work(store: Store, principal: Principal) -> Changed:
        posts = [post.wanted() for post in json_data.assignments]
        with store.writing() as unit:
            ended = relieve(unit, principal, posts, json_data.last_day)
        return Changed(
            {"made": [], "relieved": [_told(one) for one in ended]}, summary=_summary(posts)
        )

    return change(work, action="assignment.end", subject=_subject(json_data.assignments))


def _told(one: Assignment) -> dict[str, Any]:
    return {
        "cell_code": one.cell_code,
        "worker_code": one.worker_code,
        "duty": one.duty.value,
        "valid_from": one.valid_from,
        "valid_to": one.valid_to,
    }


def _proposal_told(proposal: Proposal) -> dict[str, object]:
    staffed = proposal.staffed
    return {
        "assignments": [_told(one) for one in proposal.assignments],
        "without_leader": list(staffed.without_leader),
        "over_capacity": list(staffed.over_capacity),
        "open_posts": [
            {
                "cell_code": post.cell_code,
                "duty": post.duty.value,
                "reason": post.reason,
                "text": post.describe(),
            }
            for post in staffed.open_posts
        ],
        "gap_m": staffed.gap_m,
    }


def _subject(posts: list[WantedPost]) -> str:
    workers = dict.fromkeys(post.worker_code for post in posts)
    return " ".join(list(workers)[:_MOST_NAMED])


def _summary(posts: list[Wanted]) -> str:
    named = [f"{post.cell_code}:{post.duty}={post.worker_code}" for post in posts[:_MOST_NAMED]]
    return " ".join(named) + (" …" if len(posts) > _MOST_NAMED else "")
