"""Programs' tokens: of a role, kept as hashes, and refused from the moment they are revoked."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest

from bot.access.tokens import LONGEST_NAME, PREFIX, Tokens
from bot.access.visitors import OWNER
from bot.errors import TokenTrouble


@pytest.fixture
def tokens(tmp_path: Path) -> Tokens:
    return Tokens(tmp_path / "tokens.json", clock=lambda: 12.0)


def test_a_token_is_of_the_role_that_it_was_made_with(tokens: Tokens) -> None:
    assert tokens.all() == ()
    owner, one, other = (
        tokens.make("o", "owner"),
        tokens.make("a", "visitor"),
        tokens.make("b", "visitor"),
    )
    assert tokens.visitor(owner) == OWNER
    first, second = tokens.visitor(one), tokens.visitor(other)
    assert first is not None and second is not None
    assert not first.is_owner
    assert first.identity != second.identity
    assert tokens.visitor(one + "x") is None
    assert tokens.visitor("") is None
    assert [(token.name, token.role, token.made_at) for token in tokens.all()] == [
        ("o", "owner", 12.0), ("a", "visitor", 12.0), ("b", "visitor", 12.0),
    ]  # fmt: skip


def test_nothing_of_a_token_is_kept_but_its_hash(tokens: Tokens) -> None:
    secret = tokens.make("a", "visitor")
    assert secret.startswith(PREFIX)
    written = tokens.path.read_text()
    assert secret.removeprefix(PREFIX) not in written
    assert tokens.all()[0].sha256 not in secret
    assert stat.S_IMODE(tokens.path.stat().st_mode) == 0o600


def test_what_another_process_revokes_is_refused_at_once(tokens: Tokens) -> None:
    secret, kept = tokens.make("a", "owner"), tokens.make("b", "visitor")
    Tokens(tokens.path).revoke("a")
    assert tokens.visitor(secret) is None
    assert tokens.visitor(kept) is not None
    with pytest.raises(TokenTrouble, match='no token "a"'):
        tokens.revoke("a")


@pytest.mark.parametrize("name", ["", " ", "x" * (LONGEST_NAME + 1), "a\nb"])
def test_a_name_is_one_that_can_be_listed(tokens: Tokens, name: str) -> None:
    with pytest.raises(TokenTrouble, match="printable"):
        tokens.make(name, "visitor")


def test_a_name_is_given_once(tokens: Tokens) -> None:
    tokens.make("a", "visitor")
    with pytest.raises(TokenTrouble, match="revoke it first"):
        tokens.make("a", "owner")


def test_tokens_made_at_the_same_time_are_all_kept(tokens: Tokens) -> None:
    threads = [
        threading.Thread(target=Tokens(tokens.path).make, args=(f"t{number}", "visitor"))
        for number in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {token.name for token in tokens.all()} == {f"t{number}" for number in range(8)}


@pytest.mark.parametrize("content", ["", "[]", '{"tokens": 1}', '{"tokens": [{"name": "x"}]}'])
def test_a_damaged_file_lets_nobody_in_and_says_the_way_out(tokens: Tokens, content: str) -> None:
    secret = tokens.make("a", "owner")
    tokens.path.write_text(content)
    with pytest.raises(TokenTrouble, match="delete it"):
        tokens.visitor(secret)
