// The page of data: tables of every kind, and files on their way in.

import { startPage } from "../../shell/frame";
import "./data.css";
import { openPage } from "./page";

await startPage(openPage);
