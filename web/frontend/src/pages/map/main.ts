// The page of the map: loads what it needs, puts the panels around the map, follows the choices.

import "../../shell/trusted";
import "../../shared/tokens.css";
import "../../shell/style/narrow.css";
import "../../shell/style/page.css";
import "./panels.css";
import { loadTexts } from "../../shell/language";
import { openPage } from "./page";

const root = document.getElementById("app");
if (root !== null) {
  const t = await loadTexts();
  await openPage(root, t);
}
