// The page of the map: loads what it needs, puts the panels around the map, follows the choices.

import "./trusted";
import "../shared/tokens.css";
import "./style/narrow.css";
import "./style/page.css";
import "./style/panels.css";
import { loadTexts } from "./language";
import { openPage } from "./page";

const root = document.getElementById("app");
if (root !== null) {
  const t = await loadTexts();
  await openPage(root, t);
}
