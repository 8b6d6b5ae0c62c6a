"""Makes the pictures of the guide to indicators from real data.

Run: ``python scripts/pictures_numbers.py FOLDER_OF_REAL_DATA [FOLDER_OF_PICTURES]``. The pictures
carry the attribution that the licences of their data ask for.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from PIL import Image

sys.path.insert(0, str(Path(__file__).parents[1]))

import gridmap
from gridmap.analysis import spread
from gridmap.analysis.time_windows import band_of
from gridmap.catalogue import use_locale
from gridmap.domain.indicators.showing import grouped
from gridmap.drawing.charts_bars import Bar, Ranking, ranking_chart
from gridmap.drawing.charts_maps import Dots, Sheet, choropleth, density_map, hot_spot_map
from gridmap.drawing.charts_spread import Lorenz, Week, lorenz_chart, week_chart
from gridmap.drawing.figures import write_figure
from gridmap.services.indicator_pictures import change_shown

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
LONLAT = "EPSG:4326"
TRAFFORD = (
    "Contains OS data and National Statistics data © Crown copyright and database right (OGL v3)."
)
CASUALTIES = f"Casualties: Transport for Greater Manchester. {TRAFFORD}"
CHICAGO = "Data: City of Chicago data portal; community areas from libpysal's example data (BSD-3)."
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
YEARS = (("2022-01-01", "2022-12-31"), ("2023-01-01", "2023-12-31"))
# What counts as in time here is chosen for the picture; the city names no such limit in the data.
DAYS_TO_CLOSE = 21
COLOURS = 64


def points(frame: pd.DataFrame, lon: str, lat: str) -> geopandas.GeoDataFrame:
    """Return the rows that have a position as points."""
    placed = frame.dropna(subset=[lon, lat])
    return geopandas.GeoDataFrame(
        placed, geometry=geopandas.points_from_xy(placed[lon], placed[lat]), crs=LONLAT
    )


def casualties(data: Path) -> geopandas.GeoDataFrame:
    """Return the casualties of Greater Manchester with their local time."""
    table = pd.read_csv(data / "trafford" / "road_casualties_gm_2019_2024.csv.gz")
    table["happened_at"] = pd.to_datetime(table["date"] + " " + table["output_time"])
    return points(table, "lon", "lat")


def trafford_areas(data: Path, layer: str) -> geopandas.GeoDataFrame:
    """Return a layer of Trafford as cells."""
    areas = geopandas.read_file(data / "trafford" / "boundaries.gpkg", layer=layer)
    named = {"area_code": "code", "area_name": "name"}
    return areas.rename(columns=named)[["code", "name", "geometry"]]


def week_of_casualties(data: Path) -> Figure:
    """Draw all casualties by hour of the week."""
    found = casualties(data)
    moments = found["happened_at"].to_numpy("datetime64[s]")
    counts = np.zeros((len(DAYS), 24), np.int64)
    np.add.at(counts, (band_of(moments, "weekday"), band_of(moments, "hour")), 1)
    by_severity = found["casualty_severity"].value_counts()
    told = ", ".join(f"{name.lower()} {grouped(count)}" for name, count in by_severity.items())
    return week_chart(
        counts,
        Week(
            "Road casualties by hour of the week",
            f"Greater Manchester, 2019-01 to 2024-06, local time: {told}",
            DAYS,
            "casualties",
            ("all days, by hour", "all hours, by day"),
            CASUALTIES,
        ),
    )


def casualties_and_cameras(data: Path) -> Figure:
    """Draw casualties per km² in the small areas of Trafford, and its cameras."""
    cells = trafford_areas(data, "msoa")
    asked = gridmap.Indicators({"incidents": casualties(data)}, cells=cells)
    values = asked.values("cell", ["K-55"]).set_index("code")["value"]
    cameras = pd.read_csv(data / "trafford" / "cctv.csv")
    dots = Dots(cameras[["lon", "lat"]].to_numpy(float), f"{len(cameras)} public cameras")
    return choropleth(
        cells.geometry.to_numpy(),
        values.loc[cells["code"]].to_numpy(),
        Sheet(
            "Road casualties per km² and public cameras",
            "Trafford by middle layer area, 2019-01 to 2024-06",
            "casualties per km²",
            "not applicable",
            CASUALTIES,
        ),
        dots=dots,
    )


def wards_by_casualties(data: Path) -> Figure:
    """Draw the wards of Trafford by casualties per km² in 2023, and how their ranks changed."""
    tables = {"incidents": casualties(data)}
    cells = trafford_areas(data, "wards")
    before, now = (gridmap.Indicators(tables, cells=cells, period=year) for year in YEARS)
    ranked = now.ranking("K-55", "cell", earlier=before)
    names = cells.set_index("code")["name"]
    bars = [
        Bar(
            names[row.code],
            row.value,
            f"{row.value:.1f}",
            int(row.rank),
            change_shown(int(row.change)),
        )
        for row in ranked.itertuples()
    ]
    subtitle = "Trafford's wards, 2023; arrows: places risen or fallen since 2022"
    return ranking_chart(Ranking("Road casualties per km²", subtitle, bars, note=CASUALTIES))


def community_areas(data: Path) -> geopandas.GeoDataFrame:
    """Return the community areas of Chicago as cells."""
    areas = geopandas.read_file(data / "chicago" / "boundaries.gpkg", layer="community_areas")
    return areas.assign(code=areas["AREANO"].astype(int).astype(str))


def requests(data: Path) -> geopandas.GeoDataFrame:
    """Return the sanitation requests as cases with a day by which they should be closed."""
    table = pd.read_csv(data / "chicago" / "sanitation_311.csv.gz", low_memory=False)
    table = table.rename(columns={"Creation_Date": "reported_on", "Completion_Date": "closed_on"})
    due = pd.to_datetime(table["reported_on"]) + pd.Timedelta(days=DAYS_TO_CLOSE)
    table["close_by"] = due.dt.date
    return points(table, "Longitude", "Latitude")


def requests_closed_in_time(data: Path) -> Figure:
    """Draw the share of requests that were closed in time."""
    cells = community_areas(data)
    asked = gridmap.Indicators(
        {"cases": requests(data)}, cells=cells, period=("2014-01-01", "2014-12-31")
    )
    found = asked.values("cell", ["A-04"]).set_index("code").loc[cells["code"]]
    share = found.numerator.sum() / found.denominator.sum()
    return choropleth(
        cells.geometry.to_numpy(),
        found["value"].to_numpy(),
        Sheet(
            f"Sanitation requests closed within {DAYS_TO_CLOSE} days",
            "Chicago by community area, due in 2014, limit chosen here: "
            f"{grouped(found.numerator.sum())} of {grouped(found.denominator.sum())}"
            f" = {100 * share:.1f} %",
            "closed in time",
            "not applicable",
            CHICAGO,
        ),
        percent=True,
    )


def inspected_premises(data: Path) -> Figure:
    """Draw the share of licensed premises that were inspected in 2014."""
    table = pd.read_csv(data / "chicago" / "food_inspections.csv.gz")
    shops = points(table.drop_duplicates("License", keep="last"), "Longitude", "Latitude")
    shops = shops.assign(id=shops["License"].astype(str))
    visits = pd.DataFrame(
        {"premises_id": table["License"].astype(str), "day": table["Inspection_Date"]}
    )
    cells = community_areas(data)
    asked = gridmap.Indicators(
        {"shops": shops, "inspections": visits}, cells=cells, period=("2014-01-01", "2014-12-31")
    )
    found = asked.values("cell", ["K-31"]).set_index("code").loc[cells["code"]]
    share = found.numerator.sum() / found.denominator.sum()
    return choropleth(
        cells.geometry.to_numpy(),
        found["value"].to_numpy(),
        Sheet(
            "Licensed premises inspected in 2014",
            f"Chicago by community area: {grouped(found.numerator.sum())} of "
            f"{grouped(found.denominator.sum())} premises = {100 * share:.1f} %",
            "inspected",
            "not applicable",
            CHICAGO,
        ),
        percent=True,
    )


def requests_by_area(data: Path) -> Figure:
    """Draw how unevenly requests are spread over the community areas."""
    asked = gridmap.Indicators({"cases": requests(data)}, cells=community_areas(data))
    counts = asked.values("cell", ["K-50C"])["denominator"].to_numpy()
    return lorenz_chart(
        counts,
        Lorenz(
            "Sanitation requests over areas",
            f"Chicago, {grouped(counts.sum())} requests, 77 community areas",
            "share of the community areas, fewest first",
            "share of the requests",
            f"Gini {spread(counts).gini:.2f}",
            "evenly spread",
            CHICAGO,
        ),
    )


def density_of_casualties(data: Path) -> Figure:
    """Draw how densely casualties lie in Trafford."""
    wards = trafford_areas(data, "wards")
    events = casualties(data)
    found = gridmap.density(events, bandwidth_m=400.0, within=wards)
    inside = f"{grouped(len(events) - found.left_out)} casualties inside"
    return density_map(
        found.values,
        found.raster.corners,
        found.raster.classes,
        wards.geometry.to_numpy(),
        Sheet(
            "Density of road casualties",
            f"Trafford and its wards, 2019-01 to 2024-06, {inside}, bandwidth 400 m",
            "casualties per km²",
            "",
            CASUALTIES,
        ),
    )


def hot_spots_of_requests(data: Path) -> Figure:
    """Draw where requests of 2014 gather beyond chance."""
    areas = geopandas.read_file(data / "chicago" / "boundaries.gpkg", layer="community_areas")
    made = requests(data)
    recent = made[made["reported_on"].between("2014-01-01", "2014-12-31")]
    cells = gridmap.hotspots(recent, areas, lattice_m=1500.0)
    kinds = cells["state"].map({"hot": 1, "cold": -1}).fillna(0).astype(int)
    return hot_spot_map(
        cells.geometry.to_numpy(),
        kinds.to_numpy(),
        ("hot", "neither", "cold"),
        Sheet(
            "Hot spots of sanitation requests",
            f"Chicago, {grouped(int(cells['events'].sum()))} requests of 2014, squares of 1 500 m, "
            "false discovery rate 5 %",
            "squares, Getis-Ord Gi*",
            "",
            CHICAGO,
        ),
    )


PICTURES_OF: dict[str, Callable[[Path], Figure]] = {
    "casualties-by-hour.png": week_of_casualties,
    "casualties-and-cameras.png": casualties_and_cameras,
    "casualties-by-ward.png": wards_by_casualties,
    "requests-in-time.png": requests_closed_in_time,
    "premises-inspected.png": inspected_premises,
    "requests-lorenz.png": requests_by_area,
    "casualties-density.png": density_of_casualties,
    "requests-hot-spots.png": hot_spots_of_requests,
}


def shrink(path: Path) -> None:
    """Write a picture anew in so few colours that it stays small in the repository."""
    with Image.open(path) as picture:
        small = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    small.save(path, optimize=True)


def main() -> None:
    """Draw every picture."""
    data = Path(sys.argv[1])
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else PICTURES  # noqa: PLR2004  the optional one
    folder.mkdir(parents=True, exist_ok=True)
    with use_locale("en"):
        for name, draw in PICTURES_OF.items():
            write_figure(draw(data), folder / name)
            shrink(folder / name)
            print(folder / name, (folder / name).stat().st_size // 1000, "kB")


if __name__ == "__main__":
    main()
