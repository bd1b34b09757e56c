"""What is said at the door, in each of the page's languages; words only, no markup."""

from __future__ import annotations

from dataclasses import dataclass

from bot.html.wording import wording_for


@dataclass(frozen=True, slots=True)
class GateWording:
    """One language's sentences about signing in and what visitors may do."""

    code: str
    title: str
    invitation: str
    password: str
    sign_in: str
    sign_out: str
    sign_in_first: str
    wrong_password: str
    tried_too_often: str
    only_the_owner: str
    question_too_long: str
    too_many_questions: str
    too_many_requests: str
    quota_used_up: str
    upload_too_large: str


_ENGLISH = GateWording(
    code="en",
    title="Footnote: sign in",
    invitation="Ask the documents in this library, and see where each answer stands.",
    password="Password",  # noqa: S106 - a label
    sign_in="Sign in",
    sign_out="Sign out",
    sign_in_first="Sign in first.",
    wrong_password="This password opens nothing here.",  # noqa: S106 - a sentence
    tried_too_often="Too many wrong passwords. Wait {seconds} seconds, then try again.",
    only_the_owner="Only the owner of this library can do that.",
    question_too_long="A question may have {characters:,} characters. "
    "Drop a longer text in as a file.",
    too_many_questions="You are asking faster than this machine can read. "
    "Please ask again in {seconds} seconds.",
    too_many_requests="That was a lot at once. Please wait {seconds} seconds.",
    quota_used_up="Visitors may add {files} files and {mebibytes} MiB. "
    "The owner can add more for you.",
    upload_too_large="That is more than may be uploaded here.",
)
_CHINESE = GateWording(
    code="zh",
    title="Footnote：登录",
    invitation="向此文档库提问，每个答案都注明出处。",
    password="密码",  # noqa: S106 - a label
    sign_in="登录",
    sign_out="退出登录",
    sign_in_first="请先登录。",
    wrong_password="密码不正确。",  # noqa: S106 - a sentence
    tried_too_often="密码错误次数过多。请等待 {seconds} 秒后再试。",
    only_the_owner="只有文档库的所有者才能这样做。",
    question_too_long="问题最多 {characters:,} 个字符。更长的文本请作为文件拖入。",
    too_many_questions="提问过于频繁。请在 {seconds} 秒后再问。",
    too_many_requests="请求过于频繁。请等待 {seconds} 秒。",
    quota_used_up="访客最多可添加 {files} 个文件、{mebibytes} MiB。所有者可以为您添加更多。",
    upload_too_large="超过了此处允许上传的大小。",
)


def gate_wording_for(accept_language: str) -> GateWording:
    """The language for a browser's ``Accept-Language``, chosen as for the page."""
    return _CHINESE if wording_for(accept_language).code == "zh" else _ENGLISH
