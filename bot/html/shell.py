"""The fixed parts of the page as HTML: its head, the library's head, welcome, status, viewer."""

from __future__ import annotations

from markupsafe import Markup

from bot.conversation.ports import AnswerWriter, Readiness
from bot.html.text import shown
from bot.html.wording import Wording

_LIBRARY_HEAD = Markup(
    '<div class="library-head" data-language="{language}" data-drop-here="{drop_here}" '
    'data-ask-a-question="{ask_a_question}" data-conversation="{conversation}"><h2>{library}</h2>'
    '<button type="button" class="icon drawer-close" data-drawer="library" aria-label="{close}">'
    "&times;</button></div>"
    '<div class="library-tools"><input type="search" data-filter placeholder="{search}" '
    'aria-label="{search}"><select data-sort aria-label="{sort_by_name}">'
    '<option value="name">{sort_by_name}</option><option value="added">{sort_by_date}</option>'
    '<option value="folder">{sort_by_folder}</option>'
    "</select></div>"
    '<form class="offer" hidden data-says="{offer}" data-unread="{unread}"><span></span>'
    '<input name="collection" aria-label="{collection_name}" maxlength="100">'
    '<button type="submit">{add_together}</button>'
    '<button type="button" data-without>{add_without}</button></form>'
)
_CHOOSING = Markup(
    '<div class="choosing" hidden data-found="{tick_all}"><label class="choose">'
    '<input type="checkbox" data-choose-all><span class="found"></span></label></div>'
    '<form class="acting" hidden data-ticked="{ticked}" data-take-out="{take_out}">'
    '<span class="ticked" role="status"></span>'
    '<button type="button" class="quiet" data-act="remove-ticked">{remove_ticked}</button>'
    '<button type="button" class="quiet" data-act="take-out" hidden></button>'
    '<span class="into"><input list="known-collections" placeholder="{collection_name}" '
    'aria-label="{collection_name}" maxlength="100" autocomplete="off">'
    '<datalist id="known-collections"></datalist>'
    '<button type="submit">{put_into}</button></span></form>'
)
_SCOPE = Markup(
    '<p class="restriction" hidden data-one="{asking_only}" data-many="{asking_only_many}">'
    '<span role="status"></span><button type="button" class="quiet" data-ask-all '
    'aria-label="{ask_all}" title="{ask_all}">&times;</button></p>'
)
_WELCOME = Markup(
    '<div class="welcome"><h1>{welcome}</h1>'
    '<ol><li class="for-adding">{first_step}</li>{other_steps}</ol>'
    '<p class="privacy {for_whom}">{privacy}</p>'
    '<div class="call"><button type="button" class="primary" data-act="sample">{sample}</button>'
    '<p class="ready for-adding">{ask_something}</p><p class="tries">{questions}</p></div></div>'
)
_TRY = Markup('<button type="button" data-try="{question}">{question}</button>')
_STATUS = Markup(
    '<div class="top"><button type="button" class="icon menu" data-drawer="library" '
    'aria-label="{library}" title="{library}">&#9776;</button>'
    '<p class="brand"><strong>Footnote</strong> <span>{strapline}</span></p>'
    '<p class="readiness {state}" role="status">{says}</p>'
    '<p class="whole"><button type="button" class="quiet" data-history aria-expanded="false">'
    "{conversations}</button>"
    '<button type="button" class="quiet" data-save>{save}</button>'
    '<button type="button" class="quiet" data-act="new">{new_conversation}</button></p></div>'
)
_VIEWER = Markup(
    '<section class="viewer" hidden aria-label="{open_original}" data-pages-of="{page_of}" '
    'data-slides-of="{slide_of}" data-sheets-of="{sheet_of}" data-chapters-of="{chapter_of}" '
    'data-messages-of="{message_of}" data-labelled-of="{labelled_of}" '
    'data-unavailable="{page_unavailable}" data-no-document="{no_such_document}" '
    'data-making-pages="{making_pages}" '
    'data-no-pages="{no_pages}" data-unmarked="{unmarked}"><header>'
    '<h2><bdi class="name"></bdi></h2>'
    '<a class="original" target="_blank" rel="noopener">{open_original}</a>'
    '<button type="button" class="icon" data-view="close" aria-label="{close}" title="{close}">'
    "&times;</button></header>"
    '<div class="viewer-tools"><span class="paging">'
    '<button type="button" class="icon" data-view="previous" aria-label="{previous_page}" '
    'title="{previous_page}">&lsaquo;</button><button type="button" class="quiet page-of" '
    'data-view="choosePage" aria-live="polite" title="{go_to_page}"></button>'
    '<input class="page-number" type="number" min="1" hidden aria-label="{go_to_page}">'
    '<button type="button" class="icon" data-view="next" aria-label="{next_page}" '
    'title="{next_page}">&rsaquo;</button></span><span class="showing" role="group" hidden>'
    '<button type="button" class="quiet" data-view="asPages">{as_pages}</button>'
    '<button type="button" class="quiet" data-view="asText">{as_text}</button></span>'
    '<span class="zooming">'
    '<button type="button" class="icon" data-view="out" aria-label="{zoom_out}" '
    'title="{zoom_out}">&minus;</button><span class="zoom">100%</span>'
    '<button type="button" class="icon" data-view="in" aria-label="{zoom_in}" '
    'title="{zoom_in}">+</button></span>'
    "</div>"
    '<p class="office-note" role="status" hidden></p>'
    '<div class="stage" tabindex="0"></div></section>'
)


def head_html(*, style: str, script: str) -> str:
    """What goes into the page's ``<head>``: our own style and script, both inline.

    The style isn't given to Gradio as such, because that rewrites selectors so that none can
    speak of ``body``.
    """
    return (
        '<meta name="referrer" content="same-origin">'
        f"<style>{style}</style><script>{script}</script>"
    )


def library_head_html(wording: Wording) -> Markup:
    """The top of the library panel: search, order, and what questions are restricted to."""
    return _LIBRARY_HEAD.format(
        language=wording.code,
        drop_here=wording.drop_here,
        ask_a_question=wording.ask_a_question,
        conversation=wording.conversation,
        library=wording.library,
        close=wording.close,
        search=wording.search_documents,
        sort_by_name=wording.sort_by_name,
        sort_by_date=wording.sort_by_date,
        sort_by_folder=wording.sort_by_folder,
        offer=wording.offer,
        unread=wording.unread,
        collection_name=wording.collection_name,
        add_together=wording.add_together,
        add_without=wording.add_without,
    )


def choosing_html(wording: Wording) -> Markup:
    """What can be done with the documents that are ticked; page.js shows it once some are."""
    return _CHOOSING.format(
        collection_name=wording.collection_name,
        tick_all=wording.tick_all,
        ticked=wording.ticked,
        take_out=wording.take_out,
        remove_ticked=wording.remove_ticked,
        put_into=wording.put_into,
    )


def scope_html(wording: Wording) -> Markup:
    """What questions are restricted to, at the question box; page.js fills it in."""
    return _SCOPE.format(
        asking_only=wording.asking_only,
        asking_only_many=wording.asking_only_many,
        ask_all=wording.ask_all,
    )


def welcome_html(wording: Wording, writer: AnswerWriter | None = None) -> Markup:
    """The first visit's introduction; an empty library is offered the sample.

    ``writer`` is what writes answers, where the owner has one. What concerns only those who may
    add files is marked, for the style sheet to hide from others.
    """
    first, *others = wording.welcome_steps
    return _WELCOME.format(
        welcome=wording.welcome,
        first_step=first,
        other_steps=Markup("").join(Markup("<li>{}</li>").format(step) for step in others),
        for_whom="" if writer else "for-adding",
        privacy=_privacy(wording, writer),
        sample=wording.sample,
        ask_something=wording.ask_something,
        questions=Markup("").join(_TRY.format(question=one) for one in wording.sample_questions),
    )


def _privacy(wording: Wording, writer: AnswerWriter | None) -> str:
    """What leaves this machine, and whereto."""
    if writer is None:
        return wording.privacy
    says = wording.privacy_writer_there if writer.host else wording.privacy_writer_here
    return shown(says.format(model=writer.model, host=writer.host))


def status_html(readiness: Readiness, wording: Wording) -> Markup:
    """The bar over the chat; it says so while the models load, or why they don't."""
    says = ""
    if readiness.state == "loading":
        says = wording.models_loading
    elif readiness.state == "failed":
        says = wording.failed.format(message=readiness.message)
    return _STATUS.format(
        library=wording.library,
        strapline=wording.strapline,
        new_conversation=wording.new_conversation,
        save=wording.save,
        conversations=wording.conversations,
        state=readiness.state,
        says=shown(says),
    )


def viewer_html(wording: Wording) -> Markup:
    """The empty frame in which a page is shown beside the chat."""
    return _VIEWER.format(
        open_original=wording.open_original,
        page_of=wording.page_of,
        slide_of=wording.slide_of,
        sheet_of=wording.sheet_of,
        chapter_of=wording.chapter_of,
        message_of=wording.message_of,
        labelled_of=wording.labelled_of,
        go_to_page=wording.go_to_page,
        page_unavailable=wording.page_unavailable,
        no_such_document=wording.no_such_document,
        making_pages=wording.making_pages,
        no_pages=wording.no_pages,
        unmarked=wording.unmarked,
        as_pages=wording.as_pages,
        as_text=wording.as_text,
        close=wording.close,
        previous_page=wording.previous_page,
        next_page=wording.next_page,
        zoom_in=wording.zoom_in,
        zoom_out=wording.zoom_out,
    )
