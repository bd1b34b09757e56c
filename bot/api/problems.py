"""What went wrong, as the typed error that programs get."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.access.refusals import problem
from bot.errors import (
    BotError,
    NoSuchJob,
    NotAllowed,
    NotPossible,
    NotReady,
    PagesInMaking,
    PageUnavailable,
    TooLarge,
    TooMany,
    UnknownCollection,
    UnknownDocument,
)
from storage.errors import (
    DocumentNotFound,
    StorageError,
    StoreBusy,
    StoreFull,
    StoreUnreachable,
)

RETRY_SECONDS = 5
"""When to ask again for what isn't there yet."""

_log = logging.getLogger(__name__)

_STATUS: Mapping[type[Exception], int] = {
    TooMany: 429,
    NotAllowed: 403,
    NotReady: 503,
    StoreUnreachable: 503,
    StoreBusy: 503,
    StoreFull: 507,
    DocumentNotFound: 404,
    UnknownDocument: 404,
    UnknownCollection: 404,
    NoSuchJob: 404,
    NotPossible: 422,
    TooLarge: 413,
    PagesInMaking: 503,
    PageUnavailable: 404,
}
"""By the first that fits; any other error of ours is a 500 that says what is wrong."""


def status_of(error: BotError | StorageError) -> int:
    """The status of an error that people can do something about."""
    return next((status for kind, status in _STATUS.items() if isinstance(error, kind)), 500)


async def known_error(_: Request, error: Exception) -> Response:
    """The answer to a request that ran into an error of ours."""
    assert isinstance(error, BotError | StorageError)  # noqa: S101 - what it is registered for
    status = status_of(error)
    headers = {}
    if isinstance(error, TooMany):
        headers["Retry-After"] = str(round(error.seconds + 0.5))
    elif status == 503:
        headers["Retry-After"] = str(RETRY_SECONDS)
    return problem(status, str(error), headers)


async def wrong_request(_: Request, error: Exception) -> Response:
    """The answer to a request that isn't of the shape asked for; says each place."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - as above
    errors = [
        {"at": ".".join(str(part) for part in one["loc"]), "detail": one["msg"]}
        for one in error.errors()
    ]
    says = "; ".join(f"{one['at']}: {one['detail']}" for one in errors)
    return problem(422, says, errors=errors)


async def refused(_: Request, error: Exception) -> Response:
    """The answer where there is no such route, or not for that method."""
    assert isinstance(error, HTTPException)  # noqa: S101 - as above
    return problem(error.status_code, str(error.detail), error.headers)


async def fault(request: Request, error: Exception) -> Response:
    """The answer to a request that ran into a fault of the program, which is logged."""
    _log.exception("a fault while answering %s", request.url.path, exc_info=error)
    return problem(500, "A fault of Footnote; its log says more.")
