from __future__ import annotations

import numpy as np
import pytest

from gridmap.domain import PointKind
from gridmap.drawing import DensityLayer, PointLayer, ShownClass, Wording
from gridmap.errors import InputError

CLASS = ShownClass("a", Wording("甲", "A"))
CORNERS = np.array([(0, 1), (1, 1), (1, 0), (0, 0)], float)


def points(**changed: object) -> PointLayer:
    given = {
        "kind": PointKind.SHOP,
        "classes": (CLASS,),
        "lon": np.array([1.0, 2.0]),
        "lat": np.array([1.0, 2.0]),
        "class_index": np.array([0, 0]),
    }
    return PointLayer(**{**given, **changed})


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"lat": np.array([1.0])}, "map.lengths"),
        ({"names": ["one"]}, "map.lengths"),
        ({"lon": np.array([1.0, np.nan])}, "map.not_finite"),
        ({"class_index": np.array([0, 1])}, "map.class"),
        ({"class_index": np.array([-1, 0])}, "map.class"),
        ({"classes": ()}, "map.class"),
    ],
)
def test_columns_that_do_not_fit_are_refused(changed: dict[str, object], code: str) -> None:
    with pytest.raises(InputError) as caught:
        points(**changed)
    assert caught.value.code == code
    assert "shop" in caught.value.render("en")


@pytest.mark.parametrize(
    ("values", "corners", "bounds", "code"),
    [
        (np.zeros(3), CORNERS, (1.0, 2.0), "map.density_shape"),
        (np.zeros((2, 2)), CORNERS[:3], (1.0, 2.0), "map.density_shape"),
        (np.full((2, 2), np.inf), CORNERS, (1.0, 2.0), "map.not_finite"),
        (np.zeros((2, 2)), CORNERS, (2.0, 1.0), "map.bounds"),
        (np.zeros((2, 2)), CORNERS, (1.0,), "map.bounds"),
    ],
)
def test_a_density_that_cannot_be_drawn_is_refused(
    values: np.ndarray, corners: np.ndarray, bounds: tuple[float, ...], code: str
) -> None:
    with pytest.raises(InputError) as caught:
        DensityLayer(values, corners, bounds)
    assert caught.value.code == code


def test_a_wording_comes_from_the_catalogue() -> None:
    wording = Wording.of("word.point_kind.shop")
    assert (wording.zh_CN, wording.en) == ("商铺", "shop")
