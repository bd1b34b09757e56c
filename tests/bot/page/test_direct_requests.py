"""A page starts beside an office's proxy, and on a machine that is busy."""

from __future__ import annotations

import os
from pathlib import Path

import httpx
import pytest

from bot.access.roles import Access
from bot.page.direct_requests import reach_directly
from tests.bot.served import Served

NAMES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


@pytest.fixture(autouse=True)
def _no_proxy_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        for spelling in (name, name.lower()):
            # Set first, so that what a test leaves behind is taken back too.
            monkeypatch.setenv(spelling, "")
            monkeypatch.delenv(spelling)


def test_what_was_reached_directly_stays_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", "intranet.example")
    reach_directly("192.0.2.7")
    for name in ("NO_PROXY", "no_proxy"):
        assert os.environ[name] == "intranet.example,127.0.0.1,localhost,::1,192.0.2.7"


@pytest.mark.parametrize(
    "set_before", [{}, {"HTTP_PROXY": "http://proxy.example", "NO_PROXY": "*"}]
)
def test_nothing_is_set_where_no_proxy_is_asked(
    monkeypatch: pytest.MonkeyPatch, set_before: dict[str, str]
) -> None:
    for name, value in set_before.items():
        monkeypatch.setenv(name, value)
    reach_directly("127.0.0.1")
    assert {name: os.environ[name] for name in (*NAMES, "no_proxy") if name in os.environ} == (
        set_before
    )


@pytest.mark.slow
def test_a_page_starts_beside_a_proxy_that_knows_nothing_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    served = Served(tmp_path, Access())
    try:
        assert served.visitor().get("/").status_code == 200
    finally:
        served.page.close()


@pytest.mark.slow
def test_a_page_starts_though_it_takes_long_to_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_slow(*_: object, **__: object) -> httpx.Response:
        raise httpx.ReadTimeout("no answer within 3 s")

    monkeypatch.setattr(httpx, "head", too_slow)
    served = Served(tmp_path, Access())
    try:
        assert served.visitor().get("/").status_code == 200
    finally:
        served.page.close()
