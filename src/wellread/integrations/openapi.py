"""The API as OpenAPI 3.1: made from `resources.py`, served by us, printed in docs/reference."""

from typing import Any

import msgspec

from wellread.integrations import resources, rules

VERSION = "1"
BEARER = "key"
LIMIT, MOST = 50, 100
# Microseconds since 1970 and a number: any of this form is understood.
CURSOR = r"^[0-9]{1,16}-[0-9]{1,18}$"
STATUSES = ("active", "past_due", "ending", "ended")
Json = dict[str, Any]

PROBLEMS = {
    400: "What was asked cannot be understood; the detail says what.",
    401: "There is no key, or it is not known, has expired or was revoked.",
    403: "The key may not ask for this.",
    404: "There is no such member.",
    405: "It is asked in another way.",
    415: "The question must be JSON.",
    429: f"More than {rules.ASKED_A_MINUTE} questions in a minute.",
    503: "Nothing can be looked up just now: treat it as not entitled, or as you decided before.",
}
HEADERS: dict[int, Json] = {
    401: {"WWW-Authenticate": {"schema": {"type": "string"}}},
    405: {"Allow": {"schema": {"type": "string"}}},
    429: {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}},
    503: {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}},
}


def document() -> Json:
    """Return the whole document."""
    _, schemas = msgspec.json.schema_components(
        [
            resources.MemberPage,
            resources.Member,
            resources.HolderAsked,
            resources.Entitlements,
            resources.Problem,
        ],
        ref_template="#/components/schemas/{name}",
    )
    # msgspec knows no "one of these keys".
    keys = sorted(schemas["HolderAsked"]["properties"])
    schemas["HolderAsked"]["oneOf"] = [{"required": [key]} for key in keys]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Wellread",
            "version": VERSION,
            "description": "What other systems may ask about members. A key is made in the admin.",
            "license": {"name": "BSD-3-Clause", "identifier": "BSD-3-Clause"},
        },
        "paths": {
            "/api/v1/members": {"get": _members()},
            "/api/v1/members/{id}": {"get": _member()},
            "/api/v1/entitlements": {"post": _entitlements()},
        },
        "components": {
            "schemas": schemas,
            "securitySchemes": {BEARER: {"type": "http", "scheme": "bearer"}},
        },
    }


def _members() -> Json:
    moment = {"type": "string", "format": "date-time"}
    return _operation(
        "listMembers",
        "List members, those first that changed longest ago",
        scope=rules.MEMBERS,
        parameters=[
            _parameter(
                "changed_since",
                moment,
                "Those alone that changed at this moment or later, such as "
                "`2026-11-27T10:00:00Z`. What changed within the last ten seconds comes in the "
                "next answer, so that nobody is missed.",
            ),
            _parameter("status", {"type": "string", "enum": list(STATUSES)}, "These alone."),
            _parameter(
                "limit",
                {"type": "integer", "minimum": 1, "maximum": MOST, "default": LIMIT},
                "How many at once.",
            ),
            _parameter(
                "cursor",
                {"type": "string", "pattern": CURSOR},
                "The `next_cursor` of the answer before.",
            ),
        ],
        answer="MemberPage",
        problems=(400, 401, 403, 405, 429, 503),
    )


def _member() -> Json:
    number = {"type": "integer", "minimum": 1, "maximum": resources.LARGEST}
    return _operation(
        "getMember",
        "Look at one member",
        scope=rules.MEMBERS,
        parameters=[
            {
                "name": "id",
                "in": "path",
                "required": True,
                "schema": number,
                "description": "The membership’s `id`.",
            }
        ],
        answer="Member",
        problems=(400, 401, 403, 404, 405, 429, 503),
    )


def _entitlements() -> Json:
    asked = _operation(
        "readEntitlements",
        "Ask what a reader holds",
        scope=rules.ENTITLEMENTS,
        parameters=[],
        answer="Entitlements",
        problems=(400, 401, 403, 405, 415, 429, 503),
    )
    # An address in a URL would stand in every log on the way.
    asked["requestBody"] = {"required": True, "content": _json("HolderAsked")}
    return asked


def _operation(
    name: str, summary: str, *, scope: str, parameters: list[Json], answer: str, problems: Any
) -> Json:
    return {
        "operationId": name,
        "summary": summary,
        "description": f"The key needs `{scope}`.",
        "security": [{BEARER: []}],
        "parameters": parameters,
        "responses": {
            "200": {"description": "The answer.", "content": _json(answer)},
            **{str(status): _problem(status) for status in problems},
        },
    }


def _parameter(name: str, schema: Json, description: str) -> Json:
    return {"name": name, "in": "query", "schema": schema, "description": description}


def _problem(status: int) -> Json:
    said: Json = {
        "description": PROBLEMS[status],
        "content": {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
        },
    }
    return {**said, "headers": HEADERS[status]} if status in HEADERS else said


def _json(name: str) -> Json:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}
