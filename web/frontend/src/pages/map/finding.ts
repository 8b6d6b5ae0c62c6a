// What the search box finds, in the words of the page, and what choosing it does.

import { mapApi } from "../../api/map";
import type { Found } from "../../api/search";
import type { CellRow, Overview } from "../../api/types";
import type { Translate } from "../../shared/catalogue";
import { type Kind, symbolPicture } from "../../shared/symbols";
import { cellName, kindWord } from "./panels/text";
import type { Hit } from "./search";
import type { Choices } from "./state";
import type { MapView } from "./view";

const MOST = 12;
const DATUMS: Readonly<Record<string, string>> = {
  wgs84: "WGS 84",
  gcj02: "GCJ-02",
  bd09: "BD-09",
  cgcs2000: "CGCS2000",
};

export class Finding {
  readonly #communities: ReadonlyMap<string, string>;

  constructor(
    readonly t: Translate,
    readonly choices: Choices,
    readonly map: MapView,
    readonly rows: ReadonlyMap<string, CellRow>,
    overview: Overview,
    /** Called to show a mark at a place that is no point of ours. */
    readonly marked: (lon: number, lat: number) => void,
  ) {
    this.#communities = new Map(overview.communities.map(({ code, name }) => [code, name]));
  }

  async find(words: string): Promise<Hit[]> {
    const { hits } = await mapApi.search(words, MOST);
    return hits.map((one) => ({
      title: this.#title(one),
      note: this.#note(one),
      picture: one.kind === null ? null : symbolPicture(one.kind),
      open: () => this.#open(one),
    }));
  }

  #title(one: Found): string {
    const row = one.type === "cell" ? this.rows.get(one.id) : undefined;
    if (row !== undefined) return cellName(this.t, row);
    const { lon, lat } = one;
    if (one.type === "place" && lon !== null && lat !== null) return `${lon.toFixed(6)}, ${lat.toFixed(6)}`;
    return one.name || one.id;
  }

  #note(one: Found): string {
    const { t } = this;
    const community = this.#communities.get(one.community_code ?? "") ?? "";
    if (one.kind !== null) return joined(kindWord(t, one.kind), this.#class(one.kind, one.class_code), one.address ?? "");
    switch (one.type) {
      case "cell":
        return joined(t("ui.one_map.search.cell"), community, one.id);
      case "worker":
        return joined(t("ui.one_map.search.worker"), one.id);
      case "place":
        return t("ui.one_map.search.place", { datum: DATUMS[one.datum ?? ""] ?? "" });
      default:
        return t(`ui.one_map.search.${one.type}`);
    }
  }

  #class(kind: Kind, code: string | null): string {
    return code === null ? "" : this.t(`word.${kind}_class.${code}`);
  }

  #open(one: Found): void {
    const { choices, map } = this;
    const { kind, lon, lat } = one;
    if (kind !== null) {
      choices.show(kind, true);
      choices.change({ selection: { what: "point", kind, id: one.id } });
      if (lon !== null && lat !== null) map.lookAtPlace(lon, lat);
    } else if (one.type === "cell" && this.rows.has(one.id)) choices.selectCell(one.id);
    else if (one.type === "worker") choices.change({ selection: { what: "worker", code: one.id } });
    else if (one.bounds !== null && one.type !== "place") map.lookAt(one.bounds);
    else if (lon !== null && lat !== null) {
      map.lookAtPlace(lon, lat);
      this.marked(lon, lat);
    }
  }
}

function joined(...words: readonly string[]): string {
  return words.filter((word) => word !== "").join(" · ");
}
