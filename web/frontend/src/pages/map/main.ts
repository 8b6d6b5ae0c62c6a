// The page of the map: its styles, and what opens it in the frame that all pages share.

import { startPage } from "../../shell/frame";
import "../../shell/style/page.css";
import "./panels.css";
import "./map.css";
import "./print.css";
import { openPage } from "./page";

await startPage(openPage);
