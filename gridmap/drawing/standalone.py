"""The stand-alone map: one HTML file that needs neither a network nor a server.

folium builds the page; instead of its links to outside hosts the file carries our own bundle, and
its security policy allows exactly the scripts and styles that it carries and no request at all.
"""

from __future__ import annotations

import base64
import hashlib
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import folium
from branca.element import Element, Figure, MacroElement
from folium.template import Template

from gridmap.catalogue import DEFAULT_LOCALE, match_locale, text
from gridmap.drawing.layers import MapLayers
from gridmap.drawing.payload import payload_text
from gridmap.errors import InputError, Place, UsageError

BUILD_COMMAND = "python hatch_build.py"

_BUILDER = "Page built with folium, (c) 2013 Rob Story, MIT."
_POLICY_PLACE = "@policy@"
_RUN = re.compile(r"<(script|style)>(.*?)</\1>", re.DOTALL)


class SelfContainedPage(Figure):
    """A page with language, title and a security policy made from what it carries."""

    _template = Template(
        "<!DOCTYPE html>\n"
        '<html lang="{{ this.language }}">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" content="' + _POLICY_PLACE + '">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        "<title>{{ this.title|e }}</title>\n<!-- {{ this.notices }} -->\n"
        "{{ this.header.render(**kwargs) }}\n</head>\n"
        "<body>\n{{ this.html.render(**kwargs) }}\n"
        "<script>{{ this.script.render(**kwargs) }}</script>\n</body>\n</html>\n"
    )

    def __init__(self, title: str, locale: str) -> None:
        super().__init__(title=title)
        self.language = locale.replace("_", "-")
        # The packages in the bundle ask that their licences travel with copies. Two hyphens would
        # end the comment.
        self.notices = f"{_BUILDER}\n\n{_bundled('licences.txt')}".replace("--", "- -")
        self.header = Element()
        self.header._parent = self  # noqa: SLF001  branca offers no other way to set a parent

    def render(self, **kwargs: object) -> str:
        """Return the page; scripts and styles run only if they are the ones written here."""
        # Line ends become \n as a browser reads them, else the sums would not fit.
        page = str(super().render(**kwargs)).replace("\r\n", "\n").replace("\r", "\n")
        sums: dict[str, list[str]] = {"script": [], "style": []}
        for kind, content in _RUN.findall(page):
            digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
            sums[kind].append(f"'sha256-{digest}'")
        policy = (
            f"default-src 'none'; img-src data:; script-src {' '.join(sums['script'])}; "
            f"style-src {' '.join(sums['style'])}; base-uri 'none'; form-action 'none'; "
            "require-trusted-types-for 'script'; trusted-types default"
        )
        return page.replace(_POLICY_PLACE, policy, 1)


class TerritoryMap(folium.Map):
    """A folium map without links: Leaflet comes from the bundle, tiles there are none."""

    default_js: list[tuple[str, str]] = []  # noqa: RUF012  folium declares it as an instance's own
    default_css: list[tuple[str, str]] = []  # noqa: RUF012  same

    _template = Template(
        """
        {% macro html(this, kwargs) %}
        <main id={{ this.get_name()|tojson }} class="folium-map"></main>
        {% endmacro %}
        {% macro script(this, kwargs) %}
        const {{ this.get_name() }} = L.map(
            {{ this.get_name()|tojson }}, {{ this.options|tojavascript }}
        );
        {% endmacro %}
        """
    )

    def __init__(self, page: Figure) -> None:
        # Zoom, scale and attribution of Leaflet write markup; ours set text.
        super().__init__(tiles=None, zoom_control=False)
        self._id = "main"
        self.options = {"zoomControl": False, "attributionControl": False, "zoomSnap": 0.25}
        page.add_child(self)


class Verbatim(Element):
    """Text that goes into the page as it is.

    branca reads what it is given as a template, twice. Text from data must never be one.
    """

    def __init__(self, content: str) -> None:
        super().__init__()
        self.content = content

    def render(self, **kwargs: object) -> str:  # noqa: ARG002  the signature is branca's
        """Return the text."""
        return self.content


class TerritoryLayers(MacroElement):
    """The bundle, the data of a territory and the call that shows them."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        gridmapStandalone.start(
            {{ this._parent.get_name() }}, document.getElementById("gridmap-data").textContent
        );
        {% endmacro %}
        """
    )

    def __init__(self, data: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca leaves it untyped
        self._name, self._id = "TerritoryLayers", "gridmap"
        self.data = data

    def render(self, **kwargs: object) -> Any:  # noqa: ANN401  branca's elements differ in it
        """Add scripts, styles and data to the page that this belongs to."""
        page: Any = self.get_root()
        style, script = _bundled("map.css"), _bundled("map.js")
        page.header.add_child(Verbatim(f"<style>{style}</style>"), name="style")
        page.header.add_child(Verbatim(f"<script>{script}</script>"), name="bundle")
        data = f'<script type="application/json" id="gridmap-data">{self.data}</script>'
        page.html.add_child(Verbatim(data), name="data")
        return super().render(**kwargs)  # type: ignore[no-untyped-call]  # branca, as above


def build_map(
    layers: MapLayers, *, title: str | None = None, locale: str | None = None
) -> TerritoryMap:
    """Return the map as a folium map, to which folium elements without links may be added.

    Parameters
    ----------
    layers
        What the map shows.
    title
        Title of the page; the name of the territory by default.
    locale
        The language in which it opens, ``zh_CN`` or ``en``; it can be switched inside.

    Returns
    -------
    map
        The map; its root is the page.

    Raises
    ------
    UsageError
        When the bundle has not been built.
    """
    locale = match_locale(locale) or DEFAULT_LOCALE
    title = title or layers.name or text("ui.map.title", locale)
    page = SelfContainedPage(title, locale)
    territory_map = TerritoryMap(page)
    TerritoryLayers(payload_text(layers, title=title, locale=locale)).add_to(territory_map)
    return territory_map


def write_map(
    layers: MapLayers, path: Path, *, title: str | None = None, locale: str | None = None
) -> Path:
    """Write the stand-alone map; the same layers always give the same bytes.

    Parameters
    ----------
    layers
        What the map shows.
    path
        The file to write.
    title
        Title of the page; the name of the territory by default.
    locale
        The language in which it opens, ``zh_CN`` or ``en``; it can be switched inside.

    Returns
    -------
    path
        The file.

    Raises
    ------
    UsageError
        When the bundle has not been built.
    InputError
        When the file cannot be written.
    """
    page = build_map(layers, title=title, locale=locale).get_root().render()
    try:
        path.write_text(page, encoding="utf-8", newline="\n")
    except OSError as fault:
        raise InputError(
            "map.write", Place(file=path.name), reason=fault.strerror or str(fault)
        ) from fault
    return path


def _bundled(name: str) -> str:
    source = files("geodata") / "standalone" / name
    if not source.is_file():
        raise UsageError("map.bundle", Place(file=name), command=BUILD_COMMAND)
    return source.read_text(encoding="utf-8")
