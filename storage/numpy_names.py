"""What documents in memory are called, and which collections they are in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection as Some
from collections.abc import Iterable
from typing import NamedTuple

from storage.collections import Collection
from storage.errors import DocumentNotFound
from storage.records import Naming


class _Owner(NamedTuple):
    owner: str
    naming: Naming


class Names:
    """Names in the order they were given, each of one document; used under its store's lock.

    ``first`` is the first name of each document, by its id.
    """

    def __init__(self) -> None:
        """None yet."""
        self._owners: dict[str, _Owner] = {}
        self._collected: dict[str, frozenset[str]] = {}
        self.first: dict[str, str] = {}

    def give(self, naming: Naming, document_id: str) -> str:
        """The id of the other document that had the name until now, or "".

        The document is from then on in the collections, too, that the other one is in.
        """
        before = self._owners.get(naming.name)
        others = before.owner if before and before.owner != document_id else ""
        if others:
            del self._owners[naming.name]  # so that a name that moves comes last
            self.collect([document_id], into=self.collections_of(others), out_of=())
        self._owners[naming.name] = _Owner(document_id, naming)
        self._note_first()
        return others

    def take(self, name: str) -> str:
        """The id of the document that had the name until now; raises ``DocumentNotFound``."""
        if name not in self._owners:
            raise DocumentNotFound(f"no document is called {name}")
        owner = self._owners.pop(name).owner
        self._note_first()
        return owner

    def take_all(self, document_id: str) -> None:
        """Take every name of a document away."""
        self._owners = {n: one for n, one in self._owners.items() if one.owner != document_id}
        self._note_first()

    def of(self, document_id: str) -> tuple[Naming, ...]:
        """A document's names, the first one first."""
        return tuple(one.naming for one in self._owners.values() if one.owner == document_id)

    def inside(self, container: str) -> tuple[str, ...]:
        """The ids of the documents that were found inside that one, each once."""
        found = (one.owner for one in self._owners.values() if one.naming.container == container)
        return tuple(dict.fromkeys(found))

    def forget(self, document_id: str) -> tuple[str, ...]:
        """The ids of those that were found inside a document that goes, without those names."""
        self._collected.pop(document_id, None)
        inside = self.inside(document_id)
        self._owners = {
            name: one for name, one in self._owners.items() if one.naming.container != document_id
        }
        self._note_first()
        return inside

    def collect(self, document_ids: Iterable[str], into: Some[str], out_of: Some[str]) -> None:
        """Put documents into collections, and what was found inside them, and out of others."""
        waiting, chosen = list(document_ids), set[str]()
        while waiting:
            document_id = waiting.pop()
            if document_id not in chosen:
                chosen.add(document_id)
                waiting.extend(self.inside(document_id))
                before = self.collections_of(document_id)
                self._collected[document_id] = before.difference(out_of).union(into)

    def collections_of(self, document_id: str) -> frozenset[str]:
        """The collections that a document is in."""
        return self._collected.get(document_id, frozenset())

    def collections(self) -> tuple[Collection, ...]:
        """All collections, by name."""
        counts = Counter(name for names in self._collected.values() for name in names)
        return tuple(Collection(name, counts[name]) for name in sorted(counts))

    def _note_first(self) -> None:
        self.first = {}
        for name, one in self._owners.items():
            self.first.setdefault(one.owner, name)
