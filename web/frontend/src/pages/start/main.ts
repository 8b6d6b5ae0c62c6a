// The guide from an empty store to a published plan.

import { startPage } from "../../shell/frame";
import "./start.css";
import { openPage } from "./page";

await startPage(openPage);
