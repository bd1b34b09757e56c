"""The shapes of what REST takes and gives, from which its OpenAPI document is made.

Answers are the same objects that the command line prints; a field that these shapes don't know
passes through.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.access.visitor_limits import LONGEST_QUESTION

MOST_CANDIDATES = 50


class _Given(BaseModel):
    """What is sent to us: an unknown field is an error, and not passed over."""

    model_config = ConfigDict(extra="forbid")


class _Taken(BaseModel):
    model_config = ConfigDict(extra="allow")


class Ask(_Given):
    """A question, and how it is to be answered."""

    question: str = Field(min_length=1, max_length=LONGEST_QUESTION)
    documents: list[str] = Field(
        default=[], max_length=1000, description="Names or ids to search in; all for none."
    )
    collection: str = Field(default="", description="A collection to ask; all for none.")
    candidates: int | None = Field(
        default=None, ge=1, le=MOST_CANDIDATES, description="Passages that are judged; usually 12."
    )
    citations: int | None = Field(
        default=None, ge=1, le=MOST_CANDIDATES, description="Passages that are cited; usually 5."
    )
    as_typed: bool = Field(
        default=False,
        description="Search the words as typed, and not only in documents that they name.",
    )


class Collect(_Given):
    """Documents, and the collections that they enter and leave, all at one moment."""

    documents: list[str] = Field(max_length=100_000, description="Ids, as listed.")
    into: list[str] = Field(default=[], max_length=1000)
    out_of: list[str] = Field(default=[], max_length=1000)


class Candidate(_Taken):
    """A passage that was found, by falling similarity."""

    passage_id: int
    document: str
    document_id: str
    page: int | None
    similarity: float = Field(description="Cosine to the question, -1 to 1.")
    url: str = Field(description="The passage on its page, marked.")


class FoundPassage(Candidate):
    """A passage that was found, with its text."""

    lines: list[int] | None
    place: str = Field(description="Where it stands, in words for people.")
    heading: str
    context: str = Field(description="What the text needs to be understood, such as column heads.")
    text: str


class Copy(_Taken):
    """Another document that contains the same text."""

    document: str
    document_id: str
    page: int | None


class Citation(_Taken):
    """A passage that the reply cites; rank 1 is the best."""

    rank: int
    passage_id: int
    document: str
    document_id: str
    page: int | None = Field(description="Null where places are lines.")
    page_label: str = Field(description="As printed on the page, or the sheet's or slide's name.")
    place: str = Field(description="Where it stands, in words for people.")
    lines: list[int] | None = Field(description="First and last; null where places are pages.")
    text: str
    context: str = Field(description="What the text needs to be understood, such as column heads.")
    read_by_ocr: bool
    copies: list[Copy] = Field(description="Where else the same text stands.")
    similarity: float = Field(description="Cosine to the question, -1 to 1.")
    logit: float | None = Field(
        description="The cross-encoder's own number; null where it can't read question or passage."
    )
    relevance: float = Field(description="0 to 1: how likely the passage is right.")
    url: str = Field(description="The passage on its page, marked.")


class ModelNames(_Taken):
    """The models that answered."""

    encoder: str
    reranker: str


class Times(_Taken):
    """Seconds that each step took."""

    encode: float
    search: float
    rerank: float
    total: float


class Statement(_Taken):
    """What a citation says to the question, in its document's own words."""

    text: str
    citation: int = Field(description="The rank of the citation that says it.")
    start: int = Field(description="Where it begins, in characters of its page's text.")
    end: int
    certainty: float = Field(description="0 to 1: how likely this answers.")


class QuotedWords(_Taken):
    """Words of a citation that a written sentence rests on."""

    citation: int = Field(description="The rank of the citation.")
    text: str


class WrittenSentence(_Taken):
    """A sentence in a language model's words; ``flaw`` says why it doesn't stand."""

    text: str
    stands: bool
    flaw: str | None
    quotations: list[QuotedWords]


class Written(_Taken):
    """An answer that the owner's language model wrote, each sentence checked."""

    model: str
    host: str = Field(description="Where it runs; empty for the server's own machine.")
    holds: bool = Field(description="Whether at least half of its sentences stand.")
    sentences: list[WrittenSentence]
    left_out: int = Field(description="Sentences that don't stand and aren't given.")
    trouble: str = Field(description="What kept it from being written to its end.")


class OutlineRow(_Taken):
    """A heading of a document, and where it stands."""

    heading: str
    place: str
    url: str


class About(_Taken):
    """What is known of a document as a whole, where it was asked what it is about."""

    document: str
    document_id: str
    kind: str
    title: str
    pages: int
    facts: dict[str, str]
    outline: list[OutlineRow]


class Reply(_Taken):
    """A reply. Where ``answered`` is false, the citations are only the nearest passages."""

    question: str
    searched_for: str = Field(description="The question with its typing errors put right.")
    asked_of: list[str] = Field(
        description="The documents that it says it is asked of, which alone were searched."
    )
    answered: bool
    answer: list[Statement]
    written: Written | None
    about: list[About]
    candidates: list[Candidate]
    citations: list[Citation]
    models: ModelNames
    seconds: Times


class Found(_Taken):
    """What a search found, best first, before a cross-encoder has read it."""

    question: str
    searched_for: str
    asked_of: list[str]
    passages: list[FoundPassage]


class DocumentShape(_Taken):
    """A document of the library."""

    document_id: str
    name: str
    names: list[str]
    kind: str
    title: str
    size_bytes: int
    pages: int
    pages_without_text: list[int]
    passages: int
    added_at: float = Field(description="Seconds since 1970.")
    notes: list[str] = Field(description="What else is worth knowing of the file.")
    facts: dict[str, str] = Field(description="What the file says of itself, such as its author.")
    parts: list[str] = Field(description="The ids of documents that were found inside it.")
    collections: list[str] = Field(description="Those that it is in.")
    url: str


class CollectionShape(_Taken):
    """A collection, which is there as long as a document is in it."""

    name: str
    documents: int


class CollectionsShape(_Taken):
    """All collections, by name."""

    collections: list[CollectionShape]


class Documents(_Taken):
    """Documents that were found, or a part of them."""

    documents: list[DocumentShape]
    found: int = Field(description="How many there are in all.")
    next: int | None = Field(description="The first of the next part; null for the last.")


class PageShape(_Taken):
    """The text of one page; ``picture`` leads to its picture, where the document has some."""

    document_id: str
    document: str
    page: int
    pages: int
    label: str = Field(description="As printed on the page, or the sheet's or slide's name.")
    text: str
    read_by_ocr: bool
    url: str
    picture: str | None


class Report(_Taken):
    """How a file ended."""

    document_id: str
    state: Literal["ready", "partly ready", "unchanged", "failed"]
    pages: int
    pages_without_text: list[int]
    passages: int
    reason: str
    notes: list[str]


class Job(_Taken):
    """A file on its way into the library; ``report`` is there once it has ended."""

    job_id: int
    name: str
    stage: str
    done: int
    total: int
    seconds_left: float | None
    report: Report | None


class Jobs(_Taken):
    """The jobs of files that were sent together, in their order."""

    jobs: list[Job]


class ProblemShape(_Taken):
    """A typed error after RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
