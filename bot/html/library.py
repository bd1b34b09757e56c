"""The library panel as HTML: documents, collections, removals, and folders that are followed."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from bot.conversation.removals import Removal
from bot.html.jobs import BAR, time_left
from bot.html.text import shown, shown_as
from bot.html.wording import Wording, all_counted, counted
from storage.collections import Collection
from storage.file_reports import FolderStatus
from storage.kinds import KINDS
from storage.language_advice import ReencodingState
from storage.listing import Listing, folder_of
from storage.printing import page_ranges
from storage.records import Document

REMOVALS_LISTED = 3
"""More removals than this are undone together."""

MOST_LANGUAGES = 3

_DOCUMENT = Markup(
    '<li class="document" data-document="{document_id}" data-name="{name}">'
    '<label class="choose" title="{ask_only}"><input type="checkbox" data-choose="{document_id}" '
    'aria-label="{ask_only}"></label>'
    '<button type="button" class="about" data-open="{document_id}" data-page="1" '
    'data-shown-as="{shown_as}" data-name="{name}" title="{open_document}">'
    '<bdi class="name">{base}</bdi>{within}'
    '<span class="size">{size}</span>{missing}</button>{notes}'
    '<button type="button" class="remove" data-act="remove" data-id="{document_id}" '
    'aria-label="{remove}" title="{remove}">&times;</button></li>'
)
_LIST = Markup(
    '<ul class="documents" hidden></ul>'
    '<p class="more" hidden><button type="button" class="quiet" data-more="{show_more}"></button>'
    "</p>"
)
_FOLDER = Markup('<li class="folder">{}</li>')
_COLLECTIONS = Markup('<div class="collections" role="group" aria-label="{label}">{buttons}</div>')
_COLLECTION = Markup(
    '<button type="button" class="collection" data-collection="{name}" aria-pressed="false" '
    'title="{ask}"><bdi class="name">{name}</bdi> <span class="size">{documents}</span></button>'
)
_NOTES = Markup(
    '<details class="notes"><summary class="quiet">{summary}</summary><ul>{items}</ul></details>'
)
_NOTE = Markup("<li>{}</li>")
_OUTDATED = Markup(
    '<p class="outdated">{says} <button type="button" class="quiet" data-act="read-again">'
    "{read_again}</button></p>"
)
_OTHER_LANGUAGES = Markup(
    '<p class="outdated">{says} <button type="button" class="quiet" data-act="prepare-languages">'
    "{prepare}</button></p>"
)
_REMOVAL = Markup(
    '<li class="removal"><span>{was_removed}</span> <button type="button" class="quiet" '
    'data-act="undo" data-id="{document_id}">{undo}</button></li>'
)
_FOLLOWED = Markup('<p class="followed">{says}{waiting}<span class="missing">{trouble}</span></p>')
_REMOVALS = Markup(
    '<li class="removal"><span>{says}</span> <button type="button" class="quiet" '
    'data-act="{act}">{undo}</button></li>'
)


def documents_html(
    listing: Listing, wording: Wording, *, stamp: str = "", opening: bool = False
) -> Markup:
    """How many documents there are, above which library.js lists them; or that there are none.

    ``stamp`` tells the page when to list them anew, ``opening`` that there may be some, since the
    library isn't open yet.
    """
    documents = len(listing.documents)
    if not documents and opening:
        return Markup('<p class="opening">{}</p>').format(wording.opening_library)
    if not documents:
        return Markup('<p class="empty">{}</p>').format(wording.no_documents)
    totals = all_counted((documents, wording.documents), (listing.passages, wording.passages))
    return Markup('<p class="totals" data-stamp="{}">{}</p>').format(stamp, totals)


def list_html(wording: Wording) -> Markup:
    """The list before anything is in it; library.js fills it."""
    return _LIST.format(show_more=wording.show_more)


def rows_html(
    documents: Sequence[Document],
    wording: Wording,
    *,
    by_folder: bool = False,
    after: Document | None = None,
) -> Markup:
    """Rows of the list, under the folders in their names where they come ``by_folder``.

    ``after`` is the document of the row before them.
    """
    rows = Markup("")
    before = folder_of(after.name) if after else ""
    for document in documents:
        folder = folder_of(document.name)
        if by_folder and folder != before:
            rows += _FOLDER.format(shown(folder))
            before = folder
        rows += _document(document, wording)
    return rows


def collections_html(collections: Sequence[Collection], wording: Wording) -> Markup:
    """One button for each collection, which lists and asks only what is in it; or nothing."""
    if not collections:
        return Markup("")
    buttons = Markup("").join(
        _COLLECTION.format(
            name=shown(one.name),
            ask=wording.ask_only.format(name=shown(one.name)),
            documents=f"{one.documents:,}",
        )
        for one in collections
    )
    return _COLLECTIONS.format(label=wording.collections, buttons=buttons)


def outdated_html(count: int, wording: Wording) -> Markup:
    """How many documents would gain from being read again, and the button for it; or nothing."""
    if not count:
        return Markup("")
    return _OUTDATED.format(says=counted(count, wording.outdated), read_again=wording.read_again)


def languages_html(state: ReencodingState | None, wording: Wording) -> Markup:
    """That documents are in languages the library's encoder doesn't know, and the button for it."""
    if state is None:
        return Markup("")
    if state.total:
        says = wording.preparing_languages.format(done=state.done, total=state.total)
        if state.seconds_left is not None:
            says = f"{says}, {time_left(state.seconds_left, wording)}"
        bar = BAR.format(total=state.total, done=state.done, says=says)
        return Markup('<p class="outdated" role="status">{} {}</p>').format(says, bar)
    advice = state.advice
    names = ", ".join(wording.languages[code] for code in advice.languages[:MOST_LANGUAGES])
    one, many = (form.replace("{languages}", names) for form in wording.other_languages)
    says = f"{counted(advice.documents, (one, many))} {_takes(advice.seconds, wording)}"
    if state.trouble:
        says = f"{wording.preparing_failed.format(message=shown(state.trouble))} {says}"
    return _OTHER_LANGUAGES.format(says=says, prepare=wording.prepare_languages)


def _takes(seconds: float, wording: Wording) -> str:
    if seconds < 90:
        return wording.other_languages_seconds.format(seconds=max(1, round(seconds)))
    return wording.other_languages_minutes.format(minutes=round(seconds / 60))


def removals_html(removals: Sequence[Removal], wording: Wording) -> Markup:
    """What was removed, as long as that can be undone; first what went with its file."""
    went = [one for one in removals if one.is_followed]
    removed = [one for one in removals if not one.is_followed]
    rows = Markup("")
    if went:
        says = counted(len(went), wording.went_with_files)
        rows += _REMOVALS.format(says=says, act="undo-followed", undo=wording.undo)
    if len(removed) > REMOVALS_LISTED:
        says = wording.were_removed.format(n=len(removed))
        rows += _REMOVALS.format(says=says, act="undo-all", undo=wording.undo_all)
    else:
        rows += Markup("").join(
            _REMOVAL.format(
                was_removed=wording.was_removed.format(name=shown(removal.name)),
                document_id=removal.document_id,
                undo=wording.undo,
            )
            for removal in removed
        )
    if not rows:
        return rows
    return Markup('<div role="status"><ul class="removals">{}</ul></div>').format(rows)


def following_html(folders: Sequence[FolderStatus], wording: Wording) -> Markup:
    """A line for each folder that is followed: how far, and what is in the way; or nothing."""
    lines = Markup("")
    for one in folders:
        files = counted(one.files, wording.files)
        says = wording.following.format(name=shown(one.name), files=files)
        waiting = f", {counted(one.waiting, wording.more_waiting)}" if one.waiting else ""
        lines += _FOLLOWED.format(says=says, waiting=waiting, trouble=shown(one.trouble))
    return lines


def _document(document: Document, wording: Wording) -> Markup:
    name = shown(document.name)
    folder, _, base = name.rpartition("/")
    within = " · ".join(filter(None, (folder, *map(shown, document.collections))))
    size = all_counted((document.passage_count, wording.passages))
    if KINDS[document.kind].places == "pages":
        size = all_counted(
            (document.page_count, wording.pages), (document.passage_count, wording.passages)
        )
    missing = Markup("")
    if document.pages_without_text:
        runs = page_ranges(document.pages_without_text)
        missing = Markup('<span class="missing">{}</span>').format(
            wording.pages_without_text.format(pages=runs)
        )
    return _DOCUMENT.format(
        document_id=document.document_id,
        name=name,
        base=base,
        within=Markup('<span class="within">{}</span>').format(within) if within else "",
        shown_as=shown_as(document.kind),
        size=size,
        missing=missing,
        notes=_notes(document.notes, wording),
        ask_only=wording.ask_only.format(name=name),
        open_document=wording.open_document.format(name=name),
        remove=wording.remove.format(name=name),
    )


def _notes(notes: Sequence[str], wording: Wording) -> Markup:
    """What else is worth knowing of a document, on demand."""
    if not notes:
        return Markup("")
    items = Markup("").join(_NOTE.format(shown(note)) for note in notes)
    return _NOTES.format(summary=counted(len(notes), wording.notes), items=items)
