"""What is said about signing in and about what visitors may do: words only, no markup."""

from __future__ import annotations

from dataclasses import dataclass

from bot.html.languages import wording_for


@dataclass(frozen=True, slots=True)
class AccessWording:
    """One language's sentences about signing in and what visitors may do."""

    code: str
    title: str
    invitation: str
    password: str
    sign_in: str
    sign_out: str
    signed_in_as: str
    owner: str
    visitor: str
    sign_in_first: str
    wrong_password: str
    tried_too_often: str
    only_the_owner: str
    circles_add_nothing: str
    question_too_long: str
    too_many_questions: str
    too_many_requests: str
    quota_used_up: str
    upload_too_large: str
    upload_lost: str


_ENGLISH = AccessWording(
    code="en",
    title="Footnote: sign in",
    invitation="Ask the documents in this library and see the source of every answer.",
    password="Password",  # noqa: S106 - a label
    sign_in="Sign in",
    sign_out="Sign out",
    signed_in_as="Signed in as {name}",
    owner="owner",
    visitor="visitor",
    sign_in_first="Sign in first.",
    wrong_password="Wrong password.",  # noqa: S106 - a sentence
    tried_too_often="Too many wrong passwords. Try again in {seconds} s.",
    only_the_owner="Only the owner of this library can do that.",
    circles_add_nothing="With this password you can read and ask, but not add files. "
    "Send them to the owner of this library.",
    question_too_long="A question can have at most {characters:,} characters. "
    "Add a longer text as a file.",
    too_many_questions="Too many questions. Try again in {seconds} s.",
    too_many_requests="Too many requests. Try again in {seconds} s.",
    quota_used_up="Visitors can add at most {files} files and {mebibytes} MiB. "
    "Ask the owner to add more.",
    upload_too_large="This upload is too large.",
    upload_lost="Your sign-in had ended, so the files were not added. Add them again.",
)
_CHINESE = AccessWording(
    code="zh",
    title="Footnote：登录",
    invitation="向此文档库提问，每个答案都注明出处。",
    password="密码",  # noqa: S106 - a label
    sign_in="登录",
    sign_out="退出登录",
    signed_in_as="已登录：{name}",
    owner="所有者",
    visitor="访客",
    sign_in_first="请先登录。",
    wrong_password="密码不正确。",  # noqa: S106 - a sentence
    tried_too_often="密码错误次数过多。请在 {seconds} 秒后重试。",
    only_the_owner="只有文档库的所有者才能这样做。",
    circles_add_nothing="用此密码可以阅读和提问，但不能添加文件。请把文件发给文档库的所有者。",
    question_too_long="问题最多 {characters:,} 个字符。更长的文本请作为文件添加。",
    too_many_questions="提问过于频繁。请在 {seconds} 秒后重试。",
    too_many_requests="请求过于频繁。请在 {seconds} 秒后重试。",
    quota_used_up="访客最多可添加 {files} 个文件、{mebibytes} MiB。如需更多，请联系所有者添加。",
    upload_too_large="上传的文件过大。",
    upload_lost="登录已失效，文件未能添加。请重新添加。",
)


def access_wording_for(accept_language: str) -> AccessWording:
    """The language for a browser's ``Accept-Language``, chosen as for the page."""
    return _CHINESE if wording_for(accept_language).code == "zh" else _ENGLISH
