// Begins and ends the editing of points: one session at a time.

import { send } from "../../../api/sending";
import type { PointCard } from "../../../api/points";
import { KINDS } from "../../../api/types";
import type { Translate } from "../../../shared/catalogue";
import type { Kind } from "../../../shared/symbols";
import { confirmDialog } from "../../../shell/dialog";
import { menuButton } from "../../../shell/menu";
import { showRefusal, showToast } from "../../../shell/toast";
import type { Card } from "../cards/frame";
import { kindWord } from "../panels/text";
import type { MapView } from "../view";
import { EditSession } from "./session";

export interface DeskNeeds {
  /** Called before a session begins, so that nothing else is being done. */
  begun(): void;
  /** Called when a point was saved. */
  saved(point: PointCard): void;
  removed(kind: Kind): void;
  /** Called when a session was given up; shows what was shown before. */
  ended(point: PointCard | null): void;
}

export class EditDesk {
  #session: EditSession | null = null;

  constructor(
    readonly t: Translate,
    readonly map: MapView,
    readonly card: Card,
    readonly needs: DeskNeeds,
  ) {}

  get busy(): boolean {
    return this.#session !== null;
  }

  add(kind: Kind): void {
    this.#begin(kind, null, true);
  }

  move(point: PointCard): void {
    this.#begin(point.kind, point, false);
  }

  edit(point: PointCard): void {
    this.#begin(point.kind, point, true);
  }

  async remove(point: PointCard): Promise<void> {
    const { t } = this;
    const name = point.name || kindWord(t, point.kind);
    const sure = await confirmDialog(t, {
      title: t("ui.one_map.point.remove"),
      text: t("ui.one_map.point.remove.ask", { name }),
      action: t("ui.one_map.point.remove"),
      danger: true,
    });
    if (!sure) return;
    try {
      const path = `/points/${point.kind}/${encodeURIComponent(point.id)}`;
      await send({ method: "DELETE", path, revision: point.revision });
      showToast(t, { text: t("ui.one_map.point.removed", { name }), kind: "good" });
      this.needs.removed(point.kind);
    } catch (error) {
      showRefusal(t, error);
    }
  }

  stop(): void {
    this.#session?.stop();
    this.#session = null;
  }

  /** Return the button that offers to add a point. */
  button(): HTMLElement {
    const { t } = this;
    return menuButton({
      label: t("ui.one_map.place"),
      class: "icon sign-add",
      sign: "",
      items: () => KINDS.map((kind) => ({ label: kindWord(t, kind), pressed: () => this.add(kind) })),
    });
  }

  #begin(kind: Kind, point: PointCard | null, withForm: boolean): void {
    this.stop();
    this.needs.begun();
    this.#session = new EditSession(this.t, this.map, this.card, { kind, point, withForm }, {
      saved: (saved) => {
        this.stop();
        this.needs.saved(saved);
      },
      cancelled: () => {
        this.stop();
        this.needs.ended(point);
      },
    });
  }
}
