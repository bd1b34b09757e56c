"""Whether a library's documents are in languages that its encoder doesn't know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec

from storage.current_library import CurrentLibrary
from storage.errors import StorageError
from storage.models.packaged_encoders import MULTILINGUAL
from storage.models.weights import MULTILINGUAL_E5_SMALL
from storage.records import Document
from storage.text.languages import ENGLISH, UNKNOWN, language_of

WORTHWHILE_FROM = 0.1
"""The share of passages in other languages from which re-encoding is worth proposing."""

_MOST_ASKED = 300
_TELLING = 2_000  # characters


@dataclass(frozen=True, slots=True)
class Advice:
    """That so many ``documents`` would be found better by another ``encoder``.

    ``languages`` are theirs, ISO 639-1, the commonest first; ``passages`` are all of the library,
    which are encoded again; ``seconds`` is about how long that takes.
    """

    languages: tuple[str, ...]
    documents: int
    passages: int
    encoder: str
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class ReencodingState:
    """What there is to say of a library's encoder: an advice, or how far following it has come.

    ``total`` is 0 unless it is being followed. ``trouble`` is why that ended early, or "".
    """

    advice: Advice
    done: int = 0
    total: int = 0
    seconds_left: float | None = None
    trouble: str = ""


@dataclass(slots=True)
class LanguageAdvice:
    """Tells the languages of documents, each once."""

    library: CurrentLibrary
    _known: dict[str, str] = field(default_factory=dict)

    def advice(self, documents: Sequence[Document]) -> Advice | None:
        """The advice for a library of these documents; None where it is well as it is.

        Of very many documents a sample speaks for all.
        """
        if self.library.now.encoder.name == MULTILINGUAL or not self.library.can_change:
            return None
        if not documents or find_spec(MULTILINGUAL_E5_SMALL.package) is None:
            return None
        asked = documents[:: 1 + (len(documents) - 1) // _MOST_ASKED]
        passages: Counter[str] = Counter()
        counted: Counter[str] = Counter()
        for document in asked:
            language = self._language(document)
            passages[language] += document.passage_count
            counted[language] += 1
        foreign = {one for one in passages if one not in (ENGLISH, UNKNOWN)}
        if sum(passages[one] for one in foreign) < WORTHWHILE_FROM * max(1, passages.total()):
            return None
        share = sum(counted[one] for one in foreign) / len(asked)
        return Advice(
            languages=tuple(one for one, _ in counted.most_common() if one in foreign),
            documents=max(1, round(share * len(documents))),
            passages=sum(document.passage_count for document in documents),
            encoder=MULTILINGUAL,
        )

    def _language(self, document: Document) -> str:
        known = self._known.get(document.document_id)
        if known is None:
            known = self._known[document.document_id] = language_of(self._beginning(document))
        return known

    def _beginning(self, document: Document) -> str:
        text = ""
        for number in range(1, min(document.page_count, 3) + 1):
            try:
                text += self.library.now.store.page(document.document_id, number).text
            except StorageError:  # removed meanwhile, or damaged: others say that
                break
            if len(text) >= _TELLING:
                break
        return text
