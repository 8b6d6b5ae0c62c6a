import "leaflet/dist/leaflet.css";
import "../shared/tokens.css";
import * as L from "leaflet";

document.title = L.version;
