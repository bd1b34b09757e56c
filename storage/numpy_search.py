"""Searches of a library in memory: every vector is compared, and the words' postings are asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from storage.checks import best_first, exact_similarities
from storage.found import Choice, Choose, DenseHit, FoundPassages, Match
from storage.index.postings import Terms
from storage.index.rows import Ids, Ranges
from storage.index.word_index import WordIndex
from storage.records import Document, Naming, Passage, PreparedDocument, Vectors
from storage.text.query import Query
from storage.text.tokens import tokenised
from storage.text.vocabulary import Names, Vocabulary, written_words


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document, with vectors, terms and ids of its passages, row i for passage i.

    ``span`` is its first and its last id; ``added_at`` is in Unix seconds.
    """

    document: PreparedDocument
    vectors: Vectors
    terms: tuple[Terms, ...]
    passage_ids: range
    span: tuple[int, int]
    added_at: float

    @property
    def opening(self) -> str:
        """How the document begins: its first two passages."""
        return "\n".join(draft.text for draft in self.document.passages[:2])

    def as_document(
        self, namings: Sequence[Naming], parts: tuple[str, ...], collections: Iterable[str]
    ) -> Document:
        """The document under those names, with those parts, in those collections."""
        document = self.document
        return Document(
            document_id=document.document_id,
            name=namings[0].name,
            names=tuple(one.name for one in namings),
            kind=document.kind,
            title=document.title,
            size_bytes=document.size_bytes,
            page_count=document.page_count,
            pages_without_text=document.pages_without_text,
            passage_count=len(document.passages),
            added_at=self.added_at,
            reading=document.reading,
            notes=document.notes,
            facts=document.facts,
            containers=tuple(one.container for one in namings),
            parts=parts,
            folders=tuple(one.folder for one in namings),
            collections=tuple(sorted(collections)),
        )

    def passages(self, name: str) -> Iterator[Passage]:
        """Its passages in order, as those of a document of that name."""
        document = self.document
        pages = {page.number: page for page in document.pages}
        for passage_id, draft in zip(self.passage_ids, document.passages, strict=True):
            yield Passage(
                passage_id=passage_id,
                document_id=document.document_id,
                document=name,
                kind=document.kind,
                title=document.title,
                page=draft.page,
                start=draft.start,
                end=draft.end,
                first_line=draft.first_line,
                last_line=draft.last_line,
                heading=draft.heading,
                text=draft.text,
                context=draft.context,
                place=draft.place,
                page_label=pages[draft.page].label,
                by_ocr=pages[draft.page].by_ocr,
            )


@dataclass(frozen=True, slots=True)
class SearchedRows:
    """Passages with their ids and vectors, row i for passage i; ``ranges`` restrict a search."""

    passages: list[Passage]
    ids: Ids
    vectors: Vectors
    ranges: Ranges | None

    def nearest(self, query: Vectors, limit: int) -> tuple[DenseHit, ...]:
        """The ``limit`` passages nearest to a unit vector, ties by ascending id."""
        similarities = exact_similarities(self.vectors, query)
        order = best_first(similarities, self.ids)[: max(0, limit)]
        return tuple(DenseHit(self.passages[at], float(similarities[at])) for at in order)


def find_chosen(
    rows: SearchedRows,
    query: Query,
    vector: Vectors,
    *,
    depth: int,
    choose: Choose[Choice],
    words: WordIndex,
    stored: Sequence[StoredDocument],
) -> FoundPassages[Choice]:
    """What ``choose`` wants of the ``depth`` best rows by words and by a unit vector.

    ``words`` and ``stored`` are of the whole library, since a word's weight is.
    """

    def terms_of(passage_ids: Sequence[int]) -> Mapping[int, Terms]:
        return _terms_of(stored, frozenset(passage_ids))

    lexical = dict(words.matching(query.searches, depth, rows.ranges, terms_of))
    exact = exact_similarities(rows.vectors, vector)
    nearest = rows.ids[best_first(exact, rows.ids)[:depth]].tolist()
    lexical_ranks = {number: rank for rank, number in enumerate(lexical, 1)}
    dense_ranks = {number: rank for rank, number in enumerate(nearest, 1)}
    found = {**lexical_ranks, **dense_ranks}
    around = [
        (*each.span, np.array(own, dtype=np.int64))
        for each in stored
        if (own := [number for number in each.passage_ids if number in found])
    ]
    context = words.context(query.words, around) if around else {}
    place = {number: at for at, number in enumerate(rows.ids.tolist())}
    choices = choose(
        [
            Match(
                passage_id=number,
                similarity=float(exact[place[number]]),
                dense_rank=dense_ranks.get(number, 0),
                lexical_rank=lexical_ranks.get(number, 0),
                bm25=lexical.get(number, 0.0),
                context=context.get(number, 0.0),
            )
            for number in found
        ]
    )
    wanted = [place[choice.passage_id] for choice in choices]
    passages = tuple(rows.passages[at] for at in wanted)
    opening = {each.document.document_id: each.opening for each in stored}
    return FoundPassages(
        tuple(choices),
        passages,
        rows.vectors[wanted],
        tuple(opening[passage.document_id] for passage in passages),
    )


def _terms_of(stored: Sequence[StoredDocument], passage_ids: frozenset[int]) -> Mapping[int, Terms]:
    return {
        number: terms
        for each in stored
        for number, terms in zip(each.passage_ids, each.terms, strict=True)
        if number in passage_ids
    }


class NumpyWords:
    """The words of a library in memory."""

    def __init__(self, index: WordIndex, stored: Mapping[str, StoredDocument]) -> None:
        """Ask the index which words there are, and the documents how they are written."""
        self._index = index
        self._stored = stored
        self._known: tuple[tuple[int, int], Vocabulary] | None = None

    def lacks(self, terms: Iterable[str]) -> bool:
        """Whether no passage is stored with any of these terms."""
        return not any(self._index.holds(term) for term in terms)

    def documents_named(self, names: Names, called: Names) -> frozenset[str] | None:
        """Not known: a library in memory is small enough to be searched whole."""
        del names, called
        return None

    def documents_called(self, text: str) -> frozenset[str] | None:
        """Not known: the documents of a library in memory are few enough to be looked through."""
        del text
        return None

    def vocabulary(self) -> Vocabulary:
        """All the words of the library's passages, names and titles."""
        state = (self._index.rows.count, self._index.rows.removed)
        if self._known is None or self._known[0] != state:
            self._known = (state, self._read())
        return self._known[1]

    def _read(self) -> Vocabulary:
        documents = [kept.document for kept in tuple(self._stored.values())]
        counts = Counter(
            word
            for document in documents
            for draft in document.passages
            for word in written_words(tokenised(draft.in_context))
        )
        named = (f"{document.name} {document.title}" for document in documents)
        words = (word for name in named for word in written_words(tokenised(name)))
        return Vocabulary(counts, words)
