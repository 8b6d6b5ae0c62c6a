// Words and figures that several panels write.

import type { Translate } from "../../../shared/catalogue";
import { formatDeviation, formatExact } from "../../../shared/numbers";
import type { Kind } from "../../../shared/symbols";

/** Return what many points of a kind are called. */
export function kindName(t: Translate, kind: Kind): string {
  return t(`ui.page.layer.${kind}s`);
}

/** Return what one point of a kind is called. */
export function kindWord(t: Translate, kind: Kind): string {
  const word = t(`word.point_kind.${kind}`);
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** Return what a cell is called: by its name, else by its number in the community. */
export function cellName(
  t: Translate,
  cell: { readonly name: string; readonly code: string; readonly community_code: string },
): string {
  if (cell.name !== "") return cell.name;
  const number = cell.code.startsWith(cell.community_code)
    ? cell.code.slice(cell.community_code.length)
    : cell.code;
  return t("ui.page.cell_name", { number });
}

/** Return a load with its distance from the mean of the community. */
export function loadText(load: number | null, ratio: number | null): string {
  if (load === null) return "–";
  return ratio === null ? formatExact(load) : `${formatExact(load)} (${formatDeviation(ratio)})`;
}
