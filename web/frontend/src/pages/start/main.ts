import { startPage } from "../../shell/frame";
import { openPage } from "./page";

await startPage(openPage);
