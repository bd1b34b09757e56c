"""The records of a conversation, from candidates to the reply."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from storage.records import DocumentKind, Facts, Passage, Vectors
from storage.text.query import Query


@dataclass(frozen=True, slots=True)
class TableCell:
    """The cell of a passage's table that fits a question best, in the row at ``start`` to ``end``.

    ``text`` is it in one line: the row's label, the heads of its column, its value and unit.
    ``by_label``, 0 to 1, is how well its row is what is asked for; ``by_time``, 0 to 1, how well
    its column is the time, lower where the question or the table doesn't tell. ``is_current`` says
    that its column is the latest of its table; ``amount`` is its number, in ones.
    """

    text: str
    start: int
    end: int
    by_label: float
    by_time: float
    is_current: bool
    amount: float = 0.0

    @property
    def fit(self) -> float:
        """How well it is what is asked for, 0 to 1."""
        return self.by_label * self.by_time


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage found for a message by its meaning, its words or both.

    ``similarity`` is the cosine, -1 to 1. ``dense_rank`` and ``lexical_rank`` count from 1 and
    are 0 where that list didn't hold the passage; ``bm25`` is 0.0 there. ``lift`` is how far the
    similarity stands above what is usual for this question, 0.0 or more; ``word_share`` is the
    BM25 as a share of the best found for it, 0 to 1; ``context_share`` is how well the rest of its
    document holds the question's words that the passage lacks, as a share of the best, 0 to 1.
    ``opening`` is how its document begins. ``names_tell`` is false where the question's names tell
    no document of the library from the others. ``copies`` are passages of other documents that say
    the same in nearly the same words. ``cell`` is that of its tables which is asked for, if any is.
    """

    passage: Passage
    similarity: float
    dense_rank: int
    lexical_rank: int
    bm25: float
    lift: float = 0.0
    word_share: float = 0.0
    context_share: float = 0.0
    opening: str = ""
    names_tell: bool = True
    copies: tuple[Passage, ...] = ()
    cell: TableCell | None = None


@dataclass(frozen=True, slots=True)
class AskedDocument:
    """A document that a question says it is asked of, called ``name`` for whoever asks."""

    document_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a message found, before the cross-encoder has read it; ``candidates`` best first.

    ``query`` is the question as it was searched, completed where it was a follow-up, and row i of
    ``vectors`` is candidate i's, made by the ``encoder`` of that name. ``to_cite`` is how many of
    them the reply will show at most. ``is_about_documents`` says that it was asked what documents
    are about, and that the candidates are what these are most like. ``asked_of`` are the documents
    that it says it is asked of, and in which alone was searched; none where it says nothing of it.
    """

    question: str
    query: Query
    candidates: tuple[Candidate, ...]
    vectors: Vectors = field(compare=False, repr=False)
    to_cite: int
    encode_seconds: float
    search_seconds: float
    encoder: str = ""
    is_about_documents: bool = False
    asked_of: tuple[AskedDocument, ...] = ()

    @property
    def searched_for(self) -> str:
        """What was searched for, in words."""
        return self.query.text


@dataclass(frozen=True, slots=True)
class Citation:
    """One of the passages that a reply shows, ``rank`` 1 for the best.

    ``logit`` is the cross-encoder's own number, without bounds, ``None`` where it can't read the
    question or the passage; ``relevance`` is what people see, 0 to 1. ``sentence_start`` and
    ``sentence_end`` are offsets in the passage's text of the statement that answers best; equal
    when none stands out. ``certainty``, 0 to 1, is how likely
    that statement answers. ``copies`` are passages of other documents in nearly the same words.
    ``cell`` is the cell of a table that the marked row was marked for, in one line, or "".
    """

    rank: int
    passage: Passage
    similarity: float
    logit: float | None
    relevance: float
    sentence_start: int
    sentence_end: int
    certainty: float = 0.0
    copies: tuple[Passage, ...] = ()
    cell: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a citation says to the question, in its document's words.

    ``start`` and ``end`` are offsets in the passage's text of where that stands; ``text`` is it in
    one line, of a table's row the label, the heads of the column and the value asked for.
    ``rank`` is the citation's, ``certainty``, 0 to 1, how likely this answers.
    """

    text: str
    rank: int
    start: int
    end: int
    certainty: float


Flaw: TypeAlias = Literal[
    "no proof",
    "no such passage",
    "not quoted",
    "instruction",
    "address",
    "number",
    "name",
    "denial",
    "words",
    "exchanged",
    "elsewhere",
    "unsure",
]
"""Why a sentence isn't let through: it quotes nothing; it cites a passage that isn't there; what it
quotes doesn't stand there; it rests on words that address whoever writes; it has an address, a
number or a name that neither its quotations nor the question have; too few of its words are theirs;
it says the opposite of what they do; who does what has changed places; a value or a name is put to
what its passage says of another; or what is only expected there is said as if it were so."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words that a sentence says it rests on, of the citation of that rank."""

    rank: int
    text: str


@dataclass(frozen=True, slots=True)
class WrittenSentence:
    """A sentence of a written answer.

    ``flaw`` says why it isn't let through, None where it stands; ``about`` is the number, name or
    quotation that this concerns, or "".
    """

    text: str
    quotations: tuple[Quotation, ...]
    flaw: Flaw | None = None
    about: str = ""

    @property
    def ranks(self) -> tuple[int, ...]:
        """The citations it rests on, each once."""
        return tuple(dict.fromkeys(quotation.rank for quotation in self.quotations))


@dataclass(frozen=True, slots=True)
class Written:
    """An answer that the model called ``model``, at ``host``, wrote from a reply's passages.

    ``host`` is "" where that is this machine. ``left_out`` is how many sentences aren't shown since
    they don't stand. ``trouble`` says in one sentence what kept it from being written to its end,
    or is "".
    """

    model: str
    host: str
    sentences: tuple[WrittenSentence, ...] = ()
    left_out: int = 0
    trouble: str = ""

    @property
    def holds(self) -> bool:
        """Whether enough of it stands to be the answer: at least half of its sentences."""
        standing = sum(sentence.flaw is None for sentence in self.sentences)
        return standing > 0 and 2 * standing >= len(self.sentences) + self.left_out


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a document as a whole.

    ``facts`` is what it says of itself, ``outline`` the first passage below each of its headings.
    """

    document_id: str
    name: str
    kind: DocumentKind
    title: str
    pages: int
    facts: Facts
    outline: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Gone:
    """A citation of an earlier reply whose document is no longer in the library."""

    rank: int
    page: int
    relevance: float


@dataclass(frozen=True, slots=True)
class Models:
    """The names of the models that answered."""

    encoder: str
    reranker: str


@dataclass(frozen=True, slots=True)
class Seconds:
    """How long each step of an answer took."""

    encode: float
    search: float
    rerank: float
    total: float


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: ``candidates`` by falling similarity, ``citations`` best first.

    ``answered`` is false when nothing found seems to answer; the citations are then the nearest
    passages. ``answers`` are what the reply opens with, the surest first; none where nothing is
    sure enough, several where they say different things. ``searched_for`` is the question as it was
    searched, which differs from ``question`` where a follow-up was completed from the turn before
    or a typing error was put right. ``written`` is an answer in a language model's words, where the
    owner has one.
    ``documents_language`` is what the passages found are in (ISO 639-1) where none answers, that
    isn't the question's language and the encoder knows only one well; "" otherwise.
    ``about`` is where it was asked what documents are about; the citations are then what these are
    most like, their relevance means nothing. ``asked_of`` is as in ``Found``.
    """

    question: str
    searched_for: str
    answered: bool
    candidates: tuple[Candidate, ...]
    citations: tuple[Citation, ...]
    models: Models
    seconds: Seconds
    answers: tuple[Answer, ...] = ()
    written: Written | None = None
    about: tuple[About, ...] = ()
    documents_language: str = ""
    asked_of: tuple[AskedDocument, ...] = ()
