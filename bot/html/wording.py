"""What the page says, in each of its languages; words only, no markup."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False)  # each is itself: there is one for a language
class Wording:
    """One language's sentences; braces are filled in by ``str.format``."""

    code: str
    strapline: str
    new_conversation: str
    save: str
    conversations: str
    no_conversations: str
    open_conversation: str
    rename: str
    new_title: str
    rename_now: str
    delete: str
    delete_question: str
    delete_now: str
    keep: str
    conversation_gone: str
    not_kept: str
    welcome: str
    welcome_steps: tuple[str, ...]
    privacy: str
    sample: str
    ask_something: str

    library: str
    drop_here: str
    search_documents: str
    sort_by_name: str
    sort_by_date: str
    opening_library: str
    no_documents: str
    documents: tuple[str, str]
    pages: tuple[str, str]
    passages: tuple[str, str]
    pages_without_text: str
    ask_only: str
    asking_only: str
    asking_only_many: str
    ask_all: str
    open_document: str
    remove: str
    was_removed: str
    undo: str

    stages: dict[str, str]
    progress: str
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
    edit: str
    models_loading: str
    waiting_for_models: str
    searching: str
    stopped: str
    no_file_read: str
    reading_files: str
    read_files: str
    reading_closely: tuple[str, str]
    searched_for: str
    ask_as_typed: str
    asked_of: str
    best_match: dict[str, str]
    best_is_gone: str
    no_longer_there: str
    not_answered: str
    nothing_found: str
    library_empty: str
    empty_question: str
    failed: str

    strengths: dict[str, str]
    page: str
    line: str
    lines: str
    similarity: str
    logit: str
    relevance: str
    under_heading: str
    answered_by: str
    copy: str
    copied: str
    details: str
    show_all: str
    show_less: str
    open_place: str

    page_of: str
    previous_page: str
    next_page: str
    zoom_in: str
    zoom_out: str
    close: str
    open_original: str
    page_unavailable: str


ENGLISH = Wording(
    code="en",
    strapline="Chat with your documents",
    new_conversation="New conversation",
    save="Save as Markdown",
    conversations="Conversations",
    no_conversations="Nothing yet. What you ask is kept here.",
    open_conversation="Open {title}",
    rename="Rename {title}",
    new_title="New title",
    rename_now="Rename",
    delete="Delete {title}",
    delete_question="Delete this conversation?",
    delete_now="Delete",
    keep="Keep",
    conversation_gone="This conversation is no longer kept.",
    not_kept="This answer couldn't be kept: {message}",
    welcome="Ask your documents. Every answer shows its source.",
    welcome_steps=(
        "Drop PDFs, text or Markdown files into the library, or straight into the chat.",
        "Ask in your own words. You get the five passages that answer best.",
        "Click a passage to see it highlighted on its page.",
    ),
    privacy="Your files stay on this machine: no account, no cloud, no invented answers.",
    sample="Try it with a small sample",
    ask_something="Ask something, or drop in another document.",
    library="Library",
    drop_here="Drop files here, or click to choose",
    search_documents="Search documents",
    sort_by_name="by name",
    sort_by_date="newest first",
    opening_library="Opening the library…",
    no_documents="No documents yet.",
    documents=("{n} document", "{n} documents"),
    pages=("{n} page", "{n} pages"),
    passages=("{n} passage", "{n} passages"),
    pages_without_text="no text on pages {pages}",
    ask_only="Ask only {name}",
    asking_only="Asking only {name}",
    asking_only_many="Asking {count} documents only",
    ask_all="Ask all documents",
    open_document="Open {name}",
    remove="Remove {name}",
    was_removed="{name} was removed.",
    undo="Undo",
    stages={
        "waiting": "waiting",
        "reading": "reading",
        "splitting": "splitting",
        "encoding": "understanding",
        "saving": "saving",
        "done": "done",
        "cancelled": "cancelled",
    },
    progress="{stage} {done} of {total}",
    speed="{speed} pages/s",
    seconds_left="about {seconds} s left",
    minutes_left="about {minutes} min left",
    cancel="Cancel {name}",
    retry="Retry",
    dismiss="Dismiss",
    more_waiting=("{n} more waiting", "{n} more waiting"),
    cancel_all="Cancel all",
    dismiss_all="Dismiss all",
    outcome_ready="ready: {size}",
    outcome_partly="ready, but pages {pages} hold no text",
    outcome_unchanged="already in the library",
    outcome_failed="can't be read: {reason}",
    outcome_cancelled="cancelled",
    question="You asked",
    ask_placeholder="Ask, or drop a PDF here",
    edit="Edit this question",
    models_loading="The models are loading. You can already add files and type your question.",
    waiting_for_models="The models are still loading. Your question is answered when they are.",
    searching="Searching…",
    stopped="Stopped.",
    no_file_read="None of these files could be read, so the question wasn't asked.",
    reading_files="Reading what you dropped. Your question is answered right after.",
    read_files="Reading what you dropped.",
    reading_closely=(
        "Found {n} passage. Reading it closely…",
        "Found {n} passages. Reading them closely…",
    ),
    searched_for="Searched for:",
    ask_as_typed="Search as typed",
    asked_of="Asked of {names} only.",
    best_match={
        "strong": "Strong match in {place}.",
        "fair": "Fair match in {place}. Check it at its source.",
        "weak": "Weak match. The best found is in {place}.",
    },
    best_is_gone="The best match was in a document that is no longer in the library.",
    no_longer_there="No longer in the library",
    not_answered="Your library doesn't seem to hold an answer to this. The nearest passages are:",
    nothing_found="Nothing to show: the documents asked hold no passages.",
    library_empty="The library is empty. Drop in a PDF or a text file, then ask again.",
    empty_question="Type a question, or drop in a file.",
    failed="That went wrong: {message}",
    strengths={"strong": "strong", "fair": "fair", "weak": "weak"},
    page="p.\u00a0{page}",
    line="line\u00a0{line}",
    lines="lines\u00a0{first}–{last}",
    similarity="Similarity",
    logit="Logit",
    relevance="Relevance",
    under_heading="Stands under",
    answered_by="{encoder} and {reranker}, {seconds} s",
    copy="Copy",
    copied="Copied",
    details="Details",
    show_all="Show all",
    show_less="Show less",
    open_place="Open {place}",
    page_of="Page {page} of {pages}",
    previous_page="Previous page",
    next_page="Next page",
    zoom_in="Zoom in",
    zoom_out="Zoom out",
    close="Close",
    open_original="Open original",
    page_unavailable="This page can't be shown.",
)

CHINESE = Wording(
    code="zh",
    strapline="与你的文档对话",
    new_conversation="新对话",
    save="保存为 Markdown",
    conversations="历史对话",
    no_conversations="还没有对话。你的提问会保存在这里。",
    open_conversation="打开 {title}",
    rename="重命名 {title}",
    new_title="新标题",
    rename_now="重命名",
    delete="删除 {title}",
    delete_question="删除这个对话？",
    delete_now="删除",
    keep="保留",
    conversation_gone="这个对话已不再保存。",
    not_kept="无法保存这个回答：{message}",
    welcome="向你的文档提问，每个回答都标明出处。",
    welcome_steps=(
        "把 PDF、文本或 Markdown 文件拖入文档库，或直接拖入对话。",
        "用自己的话提问，得到最能回答问题的五个段落。",
        "点击段落，即可在原页面上看到高亮。",
    ),
    privacy="文件只保存在这台机器上。无需账号，不用云端，也不代写答案。",
    sample="用一个小样例试试",
    ask_something="请提问，或再拖入一个文档。",
    library="文档库",
    drop_here="把文件拖到这里，或点击选择",
    search_documents="搜索文档",
    sort_by_name="按名称",
    sort_by_date="最新优先",
    opening_library="正在打开文档库…",
    no_documents="还没有文档。",
    documents=("{n} 个文档", "{n} 个文档"),
    pages=("{n} 页", "{n} 页"),
    passages=("{n} 个段落", "{n} 个段落"),
    pages_without_text="第 {pages} 页没有文字",
    ask_only="只问 {name}",
    asking_only="只问 {name}",
    asking_only_many="只问 {count} 个文档",
    ask_all="问全部文档",
    open_document="打开 {name}",
    remove="移除 {name}",
    was_removed="已移除 {name}。",
    undo="撤销",
    stages={
        "waiting": "等待中",
        "reading": "读取中",
        "splitting": "切分中",
        "encoding": "理解中",
        "saving": "保存中",
        "done": "完成",
        "cancelled": "已取消",
    },
    progress="{stage} {done}/{total}",
    speed="{speed} 页/秒",
    seconds_left="约剩 {seconds} 秒",
    minutes_left="约剩 {minutes} 分钟",
    cancel="取消 {name}",
    retry="重试",
    dismiss="知道了",
    more_waiting=("还有 {n} 个等待中", "还有 {n} 个等待中"),
    cancel_all="全部取消",
    dismiss_all="全部忽略",
    outcome_ready="就绪：{size}",
    outcome_partly="就绪，但第 {pages} 页没有文字",
    outcome_unchanged="已在文档库中",
    outcome_failed="无法读取：{reason}",
    outcome_cancelled="已取消",
    question="你的问题",
    ask_placeholder="提问，或拖入 PDF",
    edit="修改这个问题",
    models_loading="模型正在加载。现在就可以添加文件、输入问题。",
    waiting_for_models="模型仍在加载，加载完成后立即回答你的问题。",
    searching="搜索中…",
    stopped="已停止。",
    no_file_read="这些文件都无法读取，因此没有提问。",
    reading_files="正在读取你拖入的文件，随后回答你的问题。",
    read_files="正在读取你拖入的文件。",
    reading_closely=("找到 {n} 个段落，正在细读…", "找到 {n} 个段落，正在细读…"),
    searched_for="实际搜索：",
    ask_as_typed="按原话搜索",
    asked_of="只问了 {names}。",
    best_match={
        "strong": "高度匹配：{place}。",
        "fair": "部分匹配：{place}。请对照原页核实。",
        "weak": "匹配较弱。最接近的是 {place}。",
    },
    best_is_gone="最佳匹配所在的文档已不在文档库中。",
    no_longer_there="已不在文档库中",
    not_answered="文档库里似乎没有答案。最接近的段落是：",
    nothing_found="没有可显示的内容：所问的文档没有段落。",
    library_empty="文档库是空的。请先拖入 PDF 或文本文件，再提问。",
    empty_question="请输入问题，或拖入文件。",
    failed="出错了：{message}",
    strengths={"strong": "强", "fair": "中", "weak": "弱"},
    page="第 {page} 页",
    line="第 {line} 行",
    lines="第 {first}–{last} 行",
    similarity="相似度",
    logit="Logit",
    relevance="相关度",
    under_heading="所在标题",
    answered_by="{encoder} 与 {reranker}，{seconds} 秒",
    copy="复制",
    copied="已复制",
    details="详情",
    show_all="全部显示",
    show_less="收起",
    open_place="打开 {place}",
    page_of="第 {page} 页，共 {pages} 页",
    previous_page="上一页",
    next_page="下一页",
    zoom_in="放大",
    zoom_out="缩小",
    close="关闭",
    open_original="打开原文件",
    page_unavailable="无法显示此页。",
)


def counted(number: int, forms: tuple[str, str]) -> str:
    """A number with its noun: the first form for one, the second for any other number."""
    return forms[number != 1].format(n=f"{number:,}")


def wording_for(accept_language: str) -> Wording:
    """The language for a browser's ``Accept-Language``: its first that we speak, else English."""
    for entry in accept_language.split(","):
        language = entry.partition(";")[0].strip().lower().partition("-")[0]
        if language == "zh":
            return CHINESE
        if language == "en":
            return ENGLISH
    return ENGLISH
