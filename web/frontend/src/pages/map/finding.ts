// What the search box finds: cells and workers that the page knows, and whatever the service finds.

import { mapApi } from "../../api/map";
import type { Found } from "../../api/search";
import type { CellRow } from "../../api/types";
import { KINDS } from "../../api/types";
import type { Translate } from "../../shared/catalogue";
import { type Kind, symbolPicture } from "../../shared/symbols";
import { cellName, kindWord } from "./panels/text";
import type { Hit } from "./search";
import type { Choices } from "./state";
import type { MapView } from "./view";

const MOST = 12;

export class Finding {
  constructor(
    readonly t: Translate,
    readonly choices: Choices,
    readonly map: MapView,
    readonly rows: ReadonlyMap<string, CellRow>,
    readonly marked: (lon: number, lat: number) => void,
  ) {}

  async find(words: string): Promise<Hit[]> {
    const found = await mapApi.search(words, MOST);
    return found.results.map((one) => this.#hit(one)).filter((hit) => hit !== null);
  }

  #hit(found: Found): Hit | null {
    const { t, choices } = this;
    const kind = KINDS.find((one) => one === found.kind);
    if (kind !== undefined) return this.#point(kind, found);
    if (found.kind === "cell") {
      const row = this.rows.get(found.code);
      const title = row === undefined ? found.name : cellName(t, row);
      return { title, note: found.note, picture: null, open: () => choices.selectCell(found.code) };
    }
    if (found.kind === "worker") {
      const open = (): void => choices.change({ selection: { what: "worker", code: found.code } });
      return { title: found.name, note: found.note, picture: null, open };
    }
    const { lon, lat } = found;
    if (lon === null || lat === null) return null;
    return { title: found.name, note: found.note, picture: null, open: () => this.#look(lon, lat) };
  }

  #point(kind: Kind, found: Found): Hit {
    const { t, choices } = this;
    const open = (): void => {
      choices.show(kind, true);
      choices.change({ selection: { what: "point", kind, id: found.code } });
      if (found.lon !== null && found.lat !== null) this.map.lookAtPlace(found.lon, found.lat);
    };
    const note = found.note === "" ? kindWord(t, kind) : found.note;
    return { title: found.name || found.code, note, picture: symbolPicture(kind), open };
  }

  #look(lon: number, lat: number): void {
    this.map.lookAtPlace(lon, lat);
    this.marked(lon, lat);
  }
}
