"""The changes that the tests ought to see are changes of what the product says today."""

from __future__ import annotations

import pytest

from tests.benchmarks.mutations import MUTATIONS, ROOT, Mutation


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.name)
def test_what_is_changed_stands_once_in_its_file(mutation: Mutation) -> None:
    assert (ROOT / mutation.file).read_text("utf-8").count(mutation.before) == 1
