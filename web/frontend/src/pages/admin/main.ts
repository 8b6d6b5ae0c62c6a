// The page of administration.

import { startPage } from "../../shell/frame";
import "../start/start.css";
import "./admin.css";
import { openPage } from "./page";

await startPage(openPage);
