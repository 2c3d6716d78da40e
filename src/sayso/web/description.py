"""The API in the words of OpenAPI 3.1 (JSON Schema 2020-12), from the table of endpoints and the msgspec types they name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from sayso.types import VERSION

if TYPE_CHECKING:
    from sayso.web.api import Endpoint

_FORM = {
    "type": "object",
    "properties": {
        "files": {"type": "array", "items": {"type": "string", "contentMediaType": "application/octet-stream"}},
        "text": {"type": "string"},
        "title": {"type": "string"},
        "url": {"type": "string"},
        "urls": {"type": "string", "description": "addresses, one a line"},
        "csrf": {"type": "string", "description": "the token, where it is not in the header X-CSRF"},
    },
}


def described(endpoints: Sequence[Endpoint], error: type) -> dict[str, Any]:
    """The description of endpoints that answer every error with an `error`."""
    types = [e.answer for e in endpoints if e.answer is not bytes] + [e.body for e in endpoints if e.body] + [error]
    _, components = msgspec.json.schema_components(types, ref_template="#/components/schemas/{name}")
    paths: dict[str, dict[str, Any]] = {}
    for e in endpoints:
        paths.setdefault(e.path, {})[e.method.lower()] = _operation(e, error)
    said = "Who said what, through whom it reached each report, and on whose word it rests. Offsets count code points."
    said += " A POST needs the cookie that came with GET /api, and its `csrf` in the header X-CSRF."
    return {
        "openapi": "3.1.0",
        "info": {"title": "sayso", "version": VERSION, "description": said},
        "paths": paths,
        "components": {"schemas": components},
    }


def _operation(e: Endpoint, error: type) -> dict[str, Any]:
    words = e.path.split("/")[2:] or ["about"]
    made: dict[str, Any] = {
        "operationId": e.method.lower() + "".join(w.strip("{}").title() for w in words),
        "summary": e.summary,
        "parameters": [*_in_path(e), *_in_query(e.query)],
        "responses": {
            str(e.status): {"description": "as asked", "content": _content(e.answer)},
            "default": {"description": "not done, and why", "content": _content(error)},
        },
    }
    if e.viewed:
        made["responses"]["304"] = {"description": "nothing has changed since the ETag in If-None-Match"}
    if e.body is not None:
        content = _content(e.body)
        if e.form:
            content["multipart/form-data"] = {"schema": _FORM}
        made["requestBody"] = {"required": True, "content": content}
        made["parameters"].append({"name": "X-CSRF", "in": "header", "required": not e.form, "schema": {"type": "string"}})
    return made


def _content(kind: Any) -> dict[str, Any]:
    if kind is bytes:
        return {"application/octet-stream": {}}
    (schema,), _ = msgspec.json.schema_components([kind], ref_template="#/components/schemas/{name}")
    return {"application/json": {"schema": schema}}


def _in_path(e: Endpoint) -> list[dict[str, Any]]:
    names = [w.strip("{}") for w in e.path.split("/") if w.startswith("{")]
    kinds = {"number": "integer"}
    return [{"name": n, "in": "path", "required": True, "schema": {"type": kinds.get(n, "string")}} for n in names]


def _in_query(kind: type[Struct]) -> list[dict[str, Any]]:
    _, components = msgspec.json.schema_components([kind], ref_template="#/components/schemas/{name}")
    properties = components[kind.__name__]["properties"]
    return [{"name": name, "in": "query", "required": False, "schema": schema} for name, schema in properties.items()]
