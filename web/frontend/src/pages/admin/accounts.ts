// Accounts: added, changed, given a one-time password, signed out, closed.

import { type Account, officeApi } from "../../api/office";
import type { Translate } from "../../shared/catalogue";
import { button, element } from "../../shared/dom";
import { listed } from "../../shared/numbers";
import { confirmDialog, openDialog } from "../../shell/dialog";
import { type Field, makeForm } from "../../shell/form";
import { menuButton } from "../../shell/menu";
import { arraySource, type Column, DataTable } from "../../shell/table";
import { showRefusal, showToast } from "../../shell/toast";
import { tellSecret } from "./telling";

const ROLES = ["viewer", "supervisor", "planner", "gis", "admin", "worker", "inspector", "operator", "department"];
const NAME = /^[\p{L}\p{N}_.@-]{2,64}$/u;

/** Open the accounts in a panel. */
export async function openAccounts(t: Translate, panel: HTMLElement): Promise<void> {
  const { accounts } = await officeApi.accounts();
  const again = (): Promise<void> => openAccounts(t, panel);
  const add = button({ class: "primary small-button" }, () => void addAccount(t, again), t("ui.admin.account.add"));
  const columns: Column<Account>[] = [
    { key: "username", title: t("ui.admin.account.username"), width: 160, value: (one) => one.username },
    { key: "display_name", title: t("ui.admin.account.display_name"), width: 160, value: (one) => one.display_name },
    { key: "roles", title: t("ui.admin.account.roles"), width: 320, value: (one) => listed(one.roles.map((role) => t(`word.role.${role}`))) },
    { key: "scope", title: t("ui.admin.account.scope"), width: 200, value: (one) => one.scope.join(" ") || t("ui.admin.account.everywhere") },
    { key: "state", title: t("ui.admin.account.state"), width: 144, value: (one) => stateOf(t, one) },
    { key: "more", title: t("ui.admin.actions"), width: 96, value: () => null, render: (one) => actions(t, one, again) },
  ];
  const table = new DataTable<Account>(t, {
    label: t("ui.admin.accounts"),
    columns,
    source: arraySource(accounts, columns),
    key: (one) => one.username,
    opened: (one) => void changeAccount(t, one, again),
    tools: [add],
  });
  panel.replaceChildren(table.root);
}

function stateOf(t: Translate, one: Account): string {
  if (!one.active) return t("ui.admin.account.closed");
  return t(one.one_time ? "ui.admin.account.one_time" : "ui.admin.account.open");
}

function fields(t: Translate, one: Account | null): Field[] {
  const rights: Field[] = [
    { kind: "text", name: "display_name", label: t("ui.admin.account.display_name"), value: one?.display_name ?? "", longest: 200 },
    {
      kind: "set",
      name: "roles",
      label: t("ui.admin.account.roles"),
      required: true,
      value: one?.roles ?? ["viewer"],
      options: ROLES.map((value) => ({ value, label: t(`word.role.${value}`) })),
    },
    { kind: "text", name: "scope", label: t("ui.admin.account.scope"), hint: t("ui.admin.account.scope.hint"), value: one?.scope.join(" ") ?? "" },
  ];
  if (one !== null) return [...rights, { kind: "switch", name: "active", label: t("ui.admin.account.active"), value: one.active }];
  return [{ kind: "text", name: "username", label: t("ui.admin.account.username"), required: true, pattern: NAME, longest: 64 }, ...rights];
}

const codes = (text: unknown): string[] => String(text).split(/[\s,，、]+/).filter(Boolean);

async function addAccount(t: Translate, again: () => Promise<void>): Promise<void> {
  const form = makeForm(t, fields(t, null));
  const made = await openDialog<Account>(t, {
    title: t("ui.admin.account.add"),
    body: [form.root],
    actions: [
      {
        label: t("ui.admin.account.add"),
        kind: "primary",
        pressed: async () => {
          const values = form.read();
          if (values === null) return undefined;
          return officeApi.addAccount({
            username: values["username"],
            display_name: values["display_name"],
            roles: values["roles"],
            scope: codes(values["scope"]),
          });
        },
      },
    ],
  });
  if (made === null) return;
  await again();
  await tellPassword(t, made);
}

async function tellPassword(t: Translate, account: Account): Promise<void> {
  if (account.one_time_password === null) return;
  await tellSecret(t, t("ui.admin.account.password", { name: account.username }), t("ui.admin.account.password.note"), account.one_time_password);
}

async function changeAccount(t: Translate, one: Account, again: () => Promise<void>): Promise<void> {
  const form = makeForm(t, fields(t, one));
  const made = await openDialog<Account>(t, {
    title: t("ui.admin.account.change", { name: one.username }),
    body: [form.root, element("p", { class: "second small" }, t("ui.admin.account.change.note"))],
    actions: [
      {
        label: t("ui.admin.save"),
        kind: "primary",
        pressed: async () => {
          const values = form.read();
          if (values === null) return undefined;
          return officeApi.changeAccount(one.username, {
            display_name: values["display_name"],
            roles: values["roles"],
            scope: codes(values["scope"]),
            active: values["active"],
          });
        },
      },
    ],
  });
  if (made === null) return;
  showToast(t, { text: t("ui.admin.saved"), kind: "good" });
  await again();
}

function actions(t: Translate, one: Account, again: () => Promise<void>): HTMLElement {
  const trying = (work: () => Promise<void>) => (): void => {
    work().catch((error: unknown) => showRefusal(t, error));
  };
  const reset = trying(async () => {
    const sure = await confirmDialog(t, {
      title: t("ui.admin.account.reset"),
      text: t("ui.admin.account.reset.sure", { name: one.username }),
      action: t("ui.admin.account.reset"),
    });
    if (!sure) return;
    const account = await officeApi.resetAccount(one.username);
    await again();
    await tellPassword(t, account);
  });
  const signOut = trying(async () => {
    await officeApi.signOutAccount(one.username);
    showToast(t, { text: t("ui.admin.account.signed_out", { name: one.username }), kind: "good" });
  });
  return menuButton({
    label: `${t("ui.admin.actions")} ${one.username}`,
    sign: "⋯",
    class: "icon small-icon",
    items: () => [
      { label: t("ui.admin.account.edit"), pressed: () => void changeAccount(t, one, again) },
      { label: t("ui.admin.account.reset"), pressed: reset },
      { label: t("ui.admin.account.sign_out"), pressed: signOut },
    ],
  });
}
