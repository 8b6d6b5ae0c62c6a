// Administration: one tab for each thing that is kept.

import { api } from "../../api/client";
import type { Translate } from "../../shared/catalogue";
import { element } from "../../shared/dom";
import { namePlace } from "../../shell/frame";
import { makeTabs, type Tab } from "../../shell/tabs";
import { showRefusal } from "../../shell/toast";
import { openAccounts } from "./accounts";
import { openAudit } from "./audit";
import { openClasses } from "./classes";
import { openJobs } from "./jobs";
import { openTerritory } from "./territory";
import { openTokens } from "./tokens";

type Opener = (t: Translate, panel: HTMLElement) => Promise<void>;

const TABS: readonly (readonly [string, Opener])[] = [
  ["accounts", openAccounts],
  ["tokens", openTokens],
  ["territory", openTerritory],
  ["classes", openClasses],
  ["jobs", openJobs],
  ["audit", openAudit],
];

/** Open the page in an element. */
export async function openPage(root: HTMLElement, t: Translate): Promise<void> {
  const overview = await api.overview();
  namePlace(overview.name);
  const tabs = TABS.map(
    ([name, open]): Tab => ({
      name,
      label: t(`ui.admin.${name}`),
      open: async (panel) => {
        // A tab may be left before its answer comes: what it fills is its own.
        const place = element("section", { class: "admin-panel" });
        panel.append(place);
        try {
          await open(t, place);
        } catch (error) {
          showRefusal(t, error, { within: place });
        }
      },
    }),
  );
  root.replaceChildren(element("div", { class: "admin" }, makeTabs(t("ui.admin.parts"), tabs)));
}
