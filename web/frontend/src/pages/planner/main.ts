// The workbench: its styles, and what opens it in the frame that all pages share.

import { startPage } from "../../shell/frame";
import "../../shell/style/page.css";
import "./style/bench.css";
import "./style/tools.css";
import "./style/panels.css";
import "./style/workers.css";
import "./style/dialogs.css";
import { openPage } from "./page";
import { wire } from "./wire";

await startPage((root, t) => openPage(root, t, wire));
