from __future__ import annotations

import pytest

from gridmap.domain.indicators.scoring import Grade
from gridmap.errors import InputError
from gridmap.services.indicator_settings import Settings, read_settings


def written(tmp_path, content: str):
    path = tmp_path / "indicators.toml"
    path.write_text(content, encoding="utf-8")
    return path


def test_settings_go_before_the_registry(tmp_path):
    found = read_settings(
        written(
            tmp_path,
            """
            targets = {"K-07" = 0.85}
            weights = {"K-33" = 2, "K-65" = 1}
            grades = {compliant = 75}
            defaults = {premises_per_week = 20}
            """,
        )
    )
    assert (found.target("K-07"), found.target("K-08")) == (0.85, 0.4)
    assert found.score_weights() == {"K-33": 2, "K-65": 1}
    assert found.cuts.grade(76) is Grade.COMPLIANT
    assert found.premises_per_week == 20


def test_without_weights_every_target_weighs_alike():
    assert set(Settings().score_weights().values()) == {1.0}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("targets = {", "indicators.settings"),
        ("goals = {}", "indicators.setting"),
        ('targets = {"K-999" = 1}', "indicators.setting"),
        ('targets = {"K-07" = "high"}', "indicators.setting"),
        ('targets = {"K-07" = true}', "indicators.setting"),
        ("targets = 3", "indicators.setting"),
        ('weights = {"K-55" = 1}', "indicators.no_points"),
        ('weights = {"K-33" = -1}', "indicators.weight"),
        ("defaults = {cuts = 3}", "indicators.setting"),
    ],
)
def test_settings_that_cannot_be_meant_are_refused(tmp_path, content, code):
    with pytest.raises(InputError) as caught:
        read_settings(written(tmp_path, content))
    assert (caught.value.code, caught.value.place.file) == (code, "indicators.toml")
