// Tokens: a way in for programs such as QGIS and GDAL, shown once and taken back at any time.

import { officeApi, type Token } from "../../api/office";
import type { Translate } from "../../shared/catalogue";
import { button, element } from "../../shared/dom";
import { confirmDialog, openDialog } from "../../shell/dialog";
import { makeForm } from "../../shell/form";
import { arraySource, type Column, DataTable } from "../../shell/table";
import { showRefusal } from "../../shell/toast";
import { showMoment, tellSecret } from "./telling";

const YEAR_DAYS = 365;
const MOST_DAYS = 3650;

/** Open the tokens in a panel. */
export async function openTokens(t: Translate, panel: HTMLElement): Promise<void> {
  const [{ tokens }, { accounts }] = await Promise.all([officeApi.tokens(), officeApi.accounts()]);
  const again = (): Promise<void> => openTokens(t, panel);
  const names = accounts.filter((one) => one.active).map((one) => one.username);
  const add = button({ class: "primary small-button" }, () => void addToken(t, names, again), t("ui.admin.token.add"));
  const columns: Column<Token>[] = [
    { key: "name", title: t("ui.admin.token.name"), width: 200, value: (one) => one.name },
    { key: "username", title: t("ui.admin.account.username"), width: 144, value: (one) => one.username },
    { key: "made_at", title: t("ui.admin.token.made_at"), width: 160, value: (one) => one.made_at, format: () => "", render: (one) => document.createTextNode(showMoment(one.made_at)) },
    { key: "expires_at", title: t("ui.admin.token.expires_at"), width: 160, value: (one) => one.expires_at, render: (one) => document.createTextNode(one.expires_at === null ? t("ui.admin.token.never") : showMoment(one.expires_at)) },
    { key: "used_at", title: t("ui.admin.token.used_at"), width: 160, value: (one) => one.used_at, render: (one) => document.createTextNode(one.used_at === null ? "—" : showMoment(one.used_at)) },
    { key: "state", title: t("ui.admin.account.state"), width: 104, value: (one) => t(holds(one) ? "ui.admin.token.holds" : "ui.admin.token.over") },
    { key: "more", title: t("ui.admin.actions"), width: 112, value: () => null, render: (one) => takeBack(t, one, again) },
  ];
  const table = new DataTable<Token>(t, {
    label: t("ui.admin.tokens"),
    columns,
    source: arraySource(tokens, columns),
    key: (one) => one.id,
    tools: [add],
    empty: element("p", {}, t("ui.admin.token.none")),
  });
  panel.replaceChildren(table.root);
}

function holds(one: Token): boolean {
  return one.revoked_at === null && (one.expires_at === null || new Date(one.expires_at) > new Date());
}

function takeBack(t: Translate, one: Token, again: () => Promise<void>): Node {
  if (!holds(one)) return document.createTextNode("");
  const sure = async (): Promise<void> => {
    try {
      const yes = await confirmDialog(t, {
        title: t("ui.admin.token.revoke"),
        text: t("ui.admin.token.revoke.sure", { name: one.name }),
        action: t("ui.admin.token.revoke"),
        danger: true,
      });
      if (!yes) return;
      await officeApi.revokeToken(one.id);
      await again();
    } catch (error) {
      showRefusal(t, error);
    }
  };
  return button({ class: "link" }, () => void sure(), t("ui.admin.token.revoke"));
}

async function addToken(t: Translate, names: readonly string[], again: () => Promise<void>): Promise<void> {
  const form = makeForm(t, [
    { kind: "choice", name: "username", label: t("ui.admin.token.account"), hint: t("ui.admin.token.account.hint"), options: names.map((value) => ({ value, label: value })) },
    { kind: "text", name: "name", label: t("ui.admin.token.name"), hint: t("ui.admin.token.name.hint"), longest: 100 },
    { kind: "number", name: "days", label: t("ui.admin.token.days"), value: YEAR_DAYS, least: 1, most: MOST_DAYS },
  ]);
  const made = await openDialog<Token>(t, {
    title: t("ui.admin.token.add"),
    body: [form.root],
    actions: [
      {
        label: t("ui.admin.token.add"),
        kind: "primary",
        pressed: async () => {
          const values = form.read();
          return values === null ? undefined : officeApi.addToken(values);
        },
      },
    ],
  });
  if (made === null) return;
  await again();
  if (made.token !== null) await tellSecret(t, t("ui.admin.token.made"), t("ui.admin.token.made.note"), made.token);
}
