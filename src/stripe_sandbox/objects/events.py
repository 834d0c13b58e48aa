"""Events, and the endpoints that are told of them."""

from fnmatch import fnmatchcase

from stripe_sandbox import params as read
from stripe_sandbox.errors import ApiError
from stripe_sandbox.lists import PAGING, page
from stripe_sandbox.shapes import Json
from stripe_sandbox.versions import API_VERSION, asked_for
from stripe_sandbox.world import World, new_id


def retrieve(world: World, params: Json, event_id: str) -> Json:
    """GET /v1/events/{id}."""
    return world.get("event", event_id)


def list_events(world: World, params: Json) -> Json:
    """GET /v1/events."""
    read.only(params, f"{PAGING} type types delivery_success")
    rows = world.rows("event")
    wanted = params.get("types") or ([params["type"]] if params.get("type") else ["*"])
    rows = rows.where(lambda row: any(fnmatchcase(row["type"], one) for one in wanted))
    if "delivery_success" in params:
        delivered = read.flag(params, "delivery_success")
        rows = rows.where(lambda row: (row["pending_webhooks"] == 0) == delivered)
    return page(rows, params, "/v1/events")


def create_endpoint(world: World, params: Json) -> Json:
    """POST /v1/webhook_endpoints; the secret is shown this once."""
    read.only(params, "url enabled_events description metadata api_version")
    endpoint = make_endpoint(
        world,
        url=read.required(params, "url"),
        secret=new_id("whsec"),
        api_version=asked_for(read.text(params, "api_version")),
        enabled_events=params.get("enabled_events") or ["*"],
        description=read.text(params, "description"),
        metadata=read.metadata(params),
    )
    return {**endpoint, "secret": endpoint["_secret"]}


def make_endpoint(world: World, *, url: str, secret: str, **known: object) -> Json:
    """Make an endpoint that is told of events from now on."""
    if not url.startswith(("http://", "https://")):
        raise ApiError("Invalid URL: URL must be a valid http(s) address", param="url")
    fields = {
        "_secret": secret,
        "api_version": API_VERSION,
        "application": None,
        "description": None,
        "enabled_events": ["*"],
        "metadata": {},
        "status": "enabled",
        "url": url,
        **known,
    }
    return world.new("webhook_endpoint", "we", fields)


def retrieve_endpoint(world: World, params: Json, endpoint_id: str) -> Json:
    """GET /v1/webhook_endpoints/{id}."""
    return world.get("webhook_endpoint", endpoint_id)


def update_endpoint(world: World, params: Json, endpoint_id: str) -> Json:
    """POST /v1/webhook_endpoints/{id}."""
    read.only(params, "url enabled_events description metadata disabled")
    endpoint = world.get("webhook_endpoint", endpoint_id)
    endpoint["url"] = read.text(params, "url", endpoint["url"])
    endpoint["enabled_events"] = params.get("enabled_events") or endpoint["enabled_events"]
    endpoint["metadata"] = read.metadata(params, endpoint["metadata"])
    if "disabled" in params:
        endpoint["status"] = "disabled" if read.flag(params, "disabled") else "enabled"
    return world.put(endpoint)


def delete_endpoint(world: World, params: Json, endpoint_id: str) -> Json:
    """DELETE /v1/webhook_endpoints/{id}."""
    world.get("webhook_endpoint", endpoint_id)
    world.store.remove("webhook_endpoint", endpoint_id)
    return {"id": endpoint_id, "object": "webhook_endpoint", "deleted": True}


def list_endpoints(world: World, params: Json) -> Json:
    """GET /v1/webhook_endpoints."""
    read.only(params, PAGING)
    return page(world.rows("webhook_endpoint"), params, "/v1/webhook_endpoints")


def endpoints_for(world: World, event_type: str) -> list[Json]:
    """Return the endpoints that want to hear of an event."""
    return [
        endpoint
        for endpoint in world.all("webhook_endpoint", status="enabled")
        if any(one in ("*", event_type) for one in endpoint["enabled_events"])
    ]
