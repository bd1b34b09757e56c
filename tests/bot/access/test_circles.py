"""Circles: what each password opens, from when on, and what is kept of it."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.access.circles import Circles
from bot.access.passwords import Passwords
from bot.access.visitor_limits import VisitorRules
from bot.errors import PasswordNeeded, TokenTrouble, WrongPassword
from storage.errors import StoreError
from tests.bot.served import GUARDED, Served

pytestmark = pytest.mark.slow

FRIENDS = "friends of the house"


@pytest.fixture
def circles(tmp_path: Path) -> Circles:
    return Circles(tmp_path / "circles.json")


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    served = Served(tmp_path, GUARDED)
    served.library.collect([served.document_id], into=["Bread"])
    yield served
    served.page.close()


def test_each_password_opens_its_own_collections(circles: Circles) -> None:
    circles.make("friends", ["Bread", "Bikes"], FRIENDS)
    made_up = circles.make("family", ["Garden"])
    assert len(made_up) >= 16
    passwords = Passwords({"visitor": "all of them", "owner": "the owner's own"}, circles)

    def admitted(password: str, account: str = "") -> tuple[str, list[str] | None]:
        found = passwords.admit(password, account=account, address="10.0.0.1")
        return found.role, list(found.circle.collections) if found.circle else None

    assert admitted(FRIENDS) == ("visitor", ["Bikes", "Bread"])
    assert admitted(made_up, "visitor") == ("visitor", ["Garden"])
    assert admitted("all of them") == ("visitor", None)
    assert admitted("the owner's own") == ("owner", None)
    for password, account in ((FRIENDS, "owner"), ("friends", ""), ("", "")):
        with pytest.raises(WrongPassword):
            admitted(password, account)


def test_of_a_password_that_is_two_peoples_the_least_rights_count(circles: Circles) -> None:
    circles.make("friends", ["Bread"], FRIENDS)
    passwords = Passwords({"visitor": FRIENDS, "owner": "the owner's own"}, circles)
    admitted = passwords.admit(FRIENDS, account="", address="10.0.0.1")
    assert admitted.circle is not None and admitted.circle.name == "friends"


def test_nothing_of_a_password_is_kept_but_its_hash(circles: Circles, tmp_path: Path) -> None:
    circles.make("friends", ["Bread"], FRIENDS)
    kept = tmp_path / "circles.json"
    assert FRIENDS not in kept.read_text()
    assert circles.all()[0].hashed not in circles.all()[0].key
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_what_cannot_be_a_circle_is_refused(circles: Circles) -> None:
    circles.make("friends", ["Bread"], FRIENDS)
    with pytest.raises(TokenTrouble, match="revoke it first"):
        circles.make("friends", ["Bikes"])
    with pytest.raises(PasswordNeeded, match="Another circle"):
        circles.make("family", ["Bikes"], FRIENDS)
    with pytest.raises(PasswordNeeded, match="too short"):
        circles.make("family", ["Bikes"], "short")
    with pytest.raises(TokenTrouble, match="at least one collection"):
        circles.make("family", [])
    with pytest.raises(StoreError, match="needs a name"):
        circles.make("family", [" "])
    with pytest.raises(TokenTrouble, match="no circle"):
        circles.open("family", ["Bread"])
    assert [one.name for one in circles.all()] == ["friends"]


def test_a_damaged_file_lets_nobody_in_and_says_the_way_out(served: Served) -> None:
    password = served.circles.make("friends", ["Bread"])
    friend = served.signed_in(password)
    (served.circles._kept.path).write_text("{")
    answer = friend.get("/api/documents")
    assert answer.status_code == 500
    assert "delete it, then make the circles again" in answer.text
    assert served.visitor().post("/login", data={"password": password}).status_code == 500


def test_what_is_changed_or_revoked_counts_at_once(served: Served) -> None:
    friend = served.signed_in(served.circles.make("friends", ["Bread"]))
    assert len(friend.get("/api/documents").json()["documents"]) == 1
    assert friend.get("/footnote/me").json()["name"] == "Signed in as friends"
    served.circles.open("friends", ["Bikes"])
    assert friend.get("/api/documents").json()["documents"] == []
    assert friend.get(f"/footnote/originals/{served.document_id}").status_code == 404
    served.circles.revoke("friends")
    assert friend.get("/api/documents").status_code == 401
    again = served.circles.make("friends", ["Bread"])
    assert friend.get("/api/documents").status_code == 401  # another password, another circle
    assert served.signed_in(again).get("/api/documents").status_code == 200


def test_one_browser_is_another_person_in_each_circle(served: Served) -> None:
    one, other = (served.circles.make(name, ["Bread"]) for name in ("one", "other"))
    visitor = served.visitor()
    seen = set()
    for password in (one, other, one):
        assert visitor.post("/login", data={"password": password}).status_code == 200
        cookie = visitor.cookies[served.page.cookie_name]
        found = served.page.sign_in.sessions.visitor(cookie)
        assert found is not None
        seen.add(found.identity)
    assert len(seen) == 2


def test_who_may_read_only_some_may_add_nothing_and_is_told_why(tmp_path: Path) -> None:
    served = Served(tmp_path, GUARDED, visitors=VisitorRules(may_add=True))
    friend = served.signed_in(served.circles.make("friends", ["Bread"]))
    sent = friend.post("/api/documents", files={"files": ("a.txt", b"A text.")})
    assert sent.status_code == 403
    assert "With this password you can read and ask" in sent.json()["detail"]
    assert friend.get("/footnote/me").json()["may_add"] is False
    served.page.close()
