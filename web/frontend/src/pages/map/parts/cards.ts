// Shows the card of what is selected: a cell, a worker, or a point.

import type { Overview, CellRow } from "../../../api/types";
import { mapApi } from "../../../api/map";
import type { Translate } from "../../../shared/catalogue";
import { showCell } from "../cards/cell";
import type { Card } from "../cards/frame";
import { showPoint } from "../cards/point";
import { showWorker } from "../cards/worker";
import type { PointRow } from "../../../api/points";
import type { Kind } from "../../../shared/symbols";
import { refusalOf } from "../../../shell/refusal";
import { showRefusal } from "../../../shell/toast";
import type { EditDesk } from "../editing/desk";
import { type Choices, sameSelection, type Selection } from "../state";
import type { MapView } from "../view";

export interface CardSources {
  readonly rows: ReadonlyMap<string, CellRow>;
  readonly overview: Overview;
  /** Called with the point whose card is open. */
  opened(point: PointRow): void;
}

export class CardsPart {
  constructor(
    readonly t: Translate,
    readonly choices: Choices,
    readonly map: MapView,
    readonly card: Card,
    readonly desk: EditDesk,
    readonly sources: CardSources,
  ) {
    choices.follow((now, before) => {
      const first = now === before && now.selection !== null;
      if (first || !sameSelection(now.selection, before.selection)) void this.show(now.selection);
    });
  }

  async show(selection: Selection | null): Promise<void> {
    if (selection === null) {
      if (!this.desk.busy) this.card.hide();
      return;
    }
    this.desk.stop();
    try {
      await this.#open(selection);
    } catch (error) {
      this.card.showFailure(refusalOf(this.t, error).what, () => void this.show(selection));
    }
  }

  async #open(selection: Selection): Promise<void> {
    if (selection.what === "cell") await this.#cell(selection.code);
    else if (selection.what === "worker") await this.#worker(selection.code);
    else await this.#point(selection.kind, selection.id);
  }

  /** Return whether a card has been overtaken by another while it was on its way. */
  #overtaken(selection: Selection): boolean {
    return !sameSelection(this.choices.now.selection, selection);
  }

  async #point(kind: Kind, id: string): Promise<void> {
    const point = await mapApi.points.card(kind, id);
    if (this.#overtaken({ what: "point", kind, id })) return;
    this.sources.opened(point);
    showPoint(this.card, this.t, point, {
      mayEdit: this.sources.overview.may_edit_points,
      look: () => this.map.lookAtPlace(point.lon, point.lat),
      cell: (code) => this.choices.selectCell(code),
      worker: (code) => this.choices.change({ selection: { what: "worker", code } }),
      open: (one) => this.choices.change({ selection: { what: "point", kind: one.kind, id: one.id } }),
      move: () => this.desk.move(point),
      edit: () => this.desk.edit(point),
      remove: () => void this.desk.remove(point),
      failed: (error) => showRefusal(this.t, error),
    });
  }

  async #cell(code: string): Promise<void> {
    const cell = await mapApi.card(code);
    if (this.#overtaken({ what: "cell", code })) return;
    showCell(this.card, this.t, cell, {
      look: () => this.map.lookAtCell(code, true),
      worker: (worker) => this.choices.change({ selection: { what: "worker", code: worker } }),
      points: (kind) => {
        this.choices.show(kind, true);
        this.map.lookAtCell(code, true);
      },
    });
    this.map.lookAtCell(code);
  }

  async #worker(code: string): Promise<void> {
    const cells = [...this.sources.rows.values()].filter((row) => row.leader_code === code);
    const first = cells[0];
    const team = first === undefined ? [] : (await mapApi.card(first.code)).team;
    if (this.#overtaken({ what: "worker", code })) return;
    const { workers } = this.sources.overview;
    const total = [...this.sources.rows.values()].reduce((sum, row) => sum + (row.load ?? 0), 0);
    showWorker(
      this.card,
      this.t,
      {
        code,
        name: first?.leader_name ?? code,
        telephone: team.find((member) => member.code === code)?.telephone ?? null,
        cells,
        meanLoad: workers > 0 && total > 0 ? total / workers : null,
      },
      (cell) => this.choices.selectCell(cell),
    );
    this.map.lookAtCells(cells.map((cell) => cell.code));
  }
}
