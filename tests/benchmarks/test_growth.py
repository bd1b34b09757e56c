from __future__ import annotations

from xml.etree import ElementTree

import pytest

from tests.benchmarks.growth import costs_in, plot, table, with_models

PRINTED = """\
passages                         1,000.0     100,000.0
add 100                             50.0         100.0
search                               0.5          10.0
search words                         1.5          30.0
database bytes a passage         5,554.2       4,999.6
"""


def test_the_store_s_costs_and_the_models_are_added_up() -> None:
    growth = with_models(costs_in(PRINTED), asking=0.4, encoding=1.9)
    assert growth.passages == (1_000, 100_000)
    assert growth.searching == pytest.approx((0.002, 0.04))
    assert growth.question == pytest.approx((0.402, 0.44))
    assert growth.taking_in == pytest.approx((1.95, 2.0))
    assert table(growth).splitlines()[-1] == "| 100,000 | 40.0 | 0.44 | 0.10 | 50.0 |"


def test_the_plot_is_a_picture_with_every_point_inside() -> None:
    drawn = ElementTree.fromstring(plot(with_models(costs_in(PRINTED), 0.4, 1.9)))  # noqa: S314
    points = drawn.findall(".//{*}circle")
    assert len(points) == 8
    for point in points:
        assert 0 < float(point.attrib["cx"]) < float(drawn.attrib["width"])
        assert 0 < float(point.attrib["cy"]) < float(drawn.attrib["height"])
