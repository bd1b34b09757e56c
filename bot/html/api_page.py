"""The documentation of the HTTP API as a page: made from its OpenAPI document, without a script."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from markupsafe import Markup

_STYLE = Markup("""
:root { color-scheme: light dark; }
body { max-width: 52rem; margin: 2rem auto; padding: 0 1.25rem;
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  background: light-dark(#f5f5f2, #131519); color: light-dark(#1c2026, #e7e9ec); }
h2 { margin: 2.5rem 0 .25rem; font-size: 1.15rem; }
code, pre { font: 14px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
pre { overflow-x: auto; padding: .75rem; border-radius: 8px;
  background: light-dark(#fff, #1b1e24); }
table { border-collapse: collapse; width: 100%; }
td, th { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0;
  border-bottom: 1px solid light-dark(#d5d7db, #343a44); }
a { color: light-dark(#1d5fb4, #8ab8f5); }
""")
_PAGE = Markup(
    '<!doctype html><html lang="en"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    "<title>{title} API</title><style>{style}</style></head><body><h1>{title} API {version}</h1>"
    "<p>{description} The same for programs: "
    '<a href="openapi.json">openapi.json</a>.</p>'
    "<p>Programs send <code>Authorization: Bearer TOKEN</code>; <code>footnote token make NAME"
    "</code> makes a token. Errors are <code>application/problem+json</code> (RFC 9457).</p>"
    "<pre>{example}</pre>{routes}</body></html>"
)
_ROUTE = Markup("<h2><code>{method} {path}</code></h2><p>{summary}</p>{fields}")
_FIELDS = Markup(
    "<table><thead><tr><th>{title}</th><th>type</th><th></th></tr></thead><tbody>{rows}</tbody>"
    "</table>"
)
_ROW = Markup("<tr><td><code>{name}</code></td><td>{kind}</td><td>{says}</td></tr>")


def api_page_html(openapi: Mapping[str, Any], site: str) -> Markup:
    """The whole page; ``site`` is where the page of Footnote itself is."""
    routes = [
        _ROUTE.format(
            method=method.upper(),
            path=f"/api{path}",
            summary=operation.get("description") or operation.get("summary", ""),
            fields=Markup("").join(_tables(operation, openapi)),
        )
        for path, operations in openapi["paths"].items()
        for method, operation in operations.items()
    ]
    return _PAGE.format(
        style=_STYLE,
        title=openapi["info"]["title"],
        version=openapi["info"]["version"],
        description=openapi["info"]["description"],
        example=_example(site),
        routes=Markup("").join(routes),
    )


def _example(site: str) -> str:
    asked = json.dumps({"question": "How did net sales change?"})
    return (
        f"curl {site}api/ask -H 'Authorization: Bearer TOKEN' \\\n"
        f"  -H 'Content-Type: application/json' -d '{asked}'"
    )


def _tables(operation: Mapping[str, Any], openapi: Mapping[str, Any]) -> Iterator[Markup]:
    given = [
        (one["name"], one["schema"] | {"description": one.get("description", "")})
        for one in operation.get("parameters", ())
    ]
    for content in operation.get("requestBody", {}).get("content", {}).values():
        given += _properties(content["schema"], openapi)
    if given:
        yield _table("takes", given, openapi)
    for status, answer in operation["responses"].items():
        schema = answer.get("content", {}).get("application/json", {}).get("schema", {})
        if status.startswith("2") and schema:
            yield _table("gives", _properties(schema, openapi), openapi)


def _table(title: str, fields: list[tuple[str, Any]], openapi: Mapping[str, Any]) -> Markup:
    rows = Markup("").join(
        _ROW.format(name=name, kind=_kind(schema, openapi), says=schema.get("description", ""))
        for name, schema in fields
    )
    return _FIELDS.format(title=title, rows=rows)


def _properties(schema: Mapping[str, Any], openapi: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return list(_resolved(schema, openapi).get("properties", {}).items())


def _kind(schema: Mapping[str, Any], openapi: Mapping[str, Any]) -> str:
    """What a field is, in words: "text", "list of {rank, document, ...}", "number or null"."""
    if "anyOf" in schema:
        return " or ".join(_kind(one, openapi) for one in schema["anyOf"])
    resolved = _resolved(schema, openapi)
    kind = resolved.get("type", "anything")
    if kind == "array":
        return f"list of {_kind(resolved.get('items', {}), openapi)}"
    if kind == "object" and "properties" in resolved:
        return "{" + ", ".join(resolved["properties"]) + "}"
    names = {"string": "text", "integer": "whole number", "boolean": "true or false"}
    return names.get(kind, str(kind))


def _resolved(schema: Mapping[str, Any], openapi: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" not in schema:
        return schema
    found: Mapping[str, Any] = openapi["components"]["schemas"][schema["$ref"].split("/")[-1]]
    return found
