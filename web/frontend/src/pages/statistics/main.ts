// The page of statistics.

import { startPage } from "../../shell/frame";
import "./statistics.css";
import { openPage } from "./page";

await startPage(openPage);
