"""``gridmap publish``: put drafts in force, now or on a day to come, and earlier plans again."""

from __future__ import annotations

from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import click

from gridmap.catalogue import text
from gridmap.cli.options import say, store_option, today
from gridmap.services.publishing import Published, publish_due, roll_back, unschedule
from gridmap.services.publishing import publish as put_in_force
from gridmap.store import Store, open_store


@click.command(help=text("cli.publish.help"))
@click.argument("drafts", metavar=text("cli.metavar.optional_drafts"), nargs=-1)
@store_option
@click.option("--plan", "plans", multiple=True, help=text("cli.publish.plan"))
@click.option(
    "--from", "valid_from", type=click.DateTime(["%Y-%m-%d"]), help=text("cli.option.from")
)
@click.option("--due", is_flag=True, help=text("cli.publish.due"))
@click.option("--call-back", help=text("cli.publish.call_back"))
@click.option("--roll-back", "earlier", help=text("cli.publish.roll_back"))
def publish(
    drafts: tuple[str, ...],
    store_path: Path,
    plans: tuple[str, ...],
    valid_from: datetime | None,
    due: bool,  # noqa: FBT001  click passes parameters by name
    call_back: str | None,
    earlier: str | None,
) -> None:
    """Publish the newest draft of every community, or what the options name.

    Raises
    ------
    UsageError
        When options contradict each other.
    """
    plans = (*drafts, *plans)
    if sum(map(bool, (plans, due, call_back, earlier))) > 1:
        raise click.UsageError(text("cli.publish.one_way"))
    moment = today()
    day = (valid_from or moment).date()
    with closing(open_store(store_path)) as store:
        if due:
            _put_due_in_force(store, moment)
        elif call_back:
            unschedule(store, [call_back])
            say("publish.called_back", plan=call_back)
        elif earlier:
            answer = roll_back(store, earlier, day, today=moment.date(), now=moment)
            _tell(answer, day)
        else:
            answer = put_in_force(store, day, plans or None, today=moment.date(), now=moment)
            _tell(answer, day)


def _put_due_in_force(store: Store, moment: datetime) -> None:
    due = publish_due(store, moment.date(), now=moment)
    for answer in due.published:
        _tell(answer, answer.valid_from)
    for refusal in due.refused:
        say("publish.goes_on_waiting", plans=", ".join(refusal.plan_ids), day=refusal.valid_from)
        click.echo(refusal.error.render(), err=True)
    if not (due.published or due.refused):
        say("publish.none_due", day=moment.date())
    if due.refused:
        click.get_current_context().exit(due.refused[0].error.exit_status)


def _tell(published: Published, day: date) -> None:
    code = "scheduled" if published.scheduled else "done"
    say(f"publish.{code}", plans=len(published.plan_ids), cells=published.cell_count, day=day)
    for cell, change_m2 in published.touched.items():
        say("publish.touched", cell=cell, change=f"{change_m2:+.2f}")
    for plan in published.overtaken:
        say("publish.overtaken", plan=plan)
    for plan in published.adopting:
        say("publish.adopting", plan=plan)
    for plan in published.waiting:
        say("publish.waiting", plan=plan)
    if published.leaderless:
        say("publish.leaderless", cells=", ".join(published.leaderless))
