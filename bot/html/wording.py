"""What the page says in one language: words only, no markup."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.html.places import PlaceWords
from bot.records import Flaw


@dataclass(frozen=True, slots=True, eq=False)  # one for a language
class Wording:
    """One language's sentences; braces are filled in by ``str.format``."""

    code: str
    strapline: str
    new_conversation: str
    save: str
    conversations: str
    no_conversations: str
    search_conversations: str
    today: str
    yesterday: str
    open_conversation: str
    rename: str
    new_title: str
    rename_now: str
    delete: str
    was_deleted: str
    not_kept: str
    welcome: str
    welcome_steps: tuple[str, ...]
    privacy: str
    privacy_writer_here: str
    privacy_writer_there: str
    sample: str
    ask_something: str
    ask_a_question: str
    sample_questions: tuple[str, ...]

    library: str
    drop_here: str
    search_documents: str
    sort_by_name: str
    sort_by_date: str
    sort_by_folder: str
    opening_library: str
    no_documents: str
    show_more: str
    documents: tuple[str, str]
    pages: tuple[str, str]
    passages: tuple[str, str]
    pages_without_text: str
    notes: tuple[str, str]
    outdated: tuple[str, str]
    read_again: str
    other_languages: tuple[str, str]
    other_languages_seconds: str
    other_languages_minutes: str
    prepare_languages: str
    preparing_languages: str
    preparing_failed: str
    languages: Mapping[str, str]
    documents_speak: str
    ask_only: str
    collection_name: str
    offer: str
    unread: str
    add_together: str
    add_without: str
    tick_all: str
    ticked: str
    take_out: str
    put_into: str
    remove_ticked: str
    were_removed: str
    went_with_files: tuple[str, str]
    following: str
    files: tuple[str, str]
    undo_all: str
    collections: str
    asking_only: str
    asking_only_many: str
    ask_all: str
    open_document: str
    remove: str
    was_removed: str
    undo: str

    stages: dict[str, str]
    progress: dict[str, str]
    speed: str
    seconds_left: str
    minutes_left: str
    cancel: str
    retry: str
    dismiss: str
    more_waiting: tuple[str, str]
    cancel_all: str
    dismiss_all: str
    outcome_ready: str
    outcome_partly: str
    outcome_unchanged: str
    outcome_failed: str
    outcome_cancelled: str

    question: str
    ask_placeholder: str
    conversation: str
    edit: str
    ask_again: str
    models_loading: str
    waiting_for_models: str
    searching: str
    stopped: str
    no_file_read: str
    reading_then_asking: str
    reading: str
    reading_closely: tuple[str, str]
    searched_for: str
    ask_as_typed: str
    asked_of: str
    searched_only: str
    best_match: dict[str, str]
    best_is_gone: str
    no_longer_there: str
    answers_differ: str
    central_passages: str
    written_here: str
    written_there: str
    left_out: str
    flaws: Mapping[Flaw, str]
    weaker: tuple[str, str]
    nearest: tuple[str, str]
    not_answered: str
    not_answered_here: tuple[str, str]
    not_answered_in: str
    nothing_found: str
    library_empty: str
    empty_question: str
    small_talk: str
    failed: str

    strengths: dict[str, str]
    place: PlaceWords
    read_by_ocr: str
    similarity: str
    logit: str
    relevance: str
    section: str
    also_in: tuple[str, str]
    same_text: str
    answered_by: str
    about_reply: str
    copy: str
    copied: str
    copy_link: str
    details: str
    show_all: str
    show_less: str
    open_place: str

    page_of: str
    slide_of: str
    sheet_of: str
    chapter_of: str
    message_of: str
    labelled_of: str
    go_to_page: str
    previous_page: str
    next_page: str
    zoom_in: str
    zoom_out: str
    close: str
    open_original: str
    page_unavailable: str
    no_such_document: str
    making_pages: str
    no_pages: str
    unmarked: str
    as_pages: str
    as_text: str


def counted(number: int, forms: tuple[str, str]) -> str:
    """A number with its noun: the first form for one, the second for any other number."""
    return forms[number != 1].format(n=f"{number:,}")


def all_counted(*counts: tuple[int, tuple[str, str]]) -> str:
    """Several numbers, each with its word, such as "2 pages, 5 passages"."""
    return ", ".join(counted(number, forms) for number, forms in counts)
