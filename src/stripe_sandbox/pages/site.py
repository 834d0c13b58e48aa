"""Which page answers which address."""

import re

from stripe_sandbox.errors import ApiError
from stripe_sandbox.forms import parse
from stripe_sandbox.objects import test_clocks
from stripe_sandbox.pages import billing, challenge, checkout, home, layout
from stripe_sandbox.wire import Request, Response, redirect
from stripe_sandbox.world import World

OWN = ("/_sandbox/", "/_sandbox/style.css")


class Site:
    """Answers everything a person looks at."""

    def __init__(self, world: World) -> None:
        self.world = world

    def knows(self, request: Request) -> bool:
        """Whether an address under /_sandbox/ is a page and no lever."""
        return request.method == "GET" and request.path in OWN

    def answer(self, request: Request) -> Response:
        """Answer one page; a fault becomes a page too."""
        with self.world.lock:
            try:
                return self._page(request)
            except ApiError as error:
                return problem(error)
            finally:
                self.world.commit()

    def _page(self, request: Request) -> Response:
        form = parse(request.text) if request.method == "POST" else None
        match request.method, request.path:
            case "GET", "/":
                return redirect("/_sandbox/")
            case "GET", "/_sandbox/":
                return home.show(self.world)
            case "GET", "/_sandbox/style.css":
                return layout.style()
        found = re.fullmatch(r"/(c/pay|c/auth|3ds|p/session|i|receipts)/(\w+)", request.path)
        if found is None:
            raise ApiError("There is no such page.", status=404)
        with test_clocks.in_time_of(self.world, (found[2],)):
            return self._object_page(found[1], found[2], form)

    def _object_page(self, kind: str, object_id: str, form: dict[str, object] | None) -> Response:
        match kind, form:
            case "c/pay", None:
                return checkout.show(self.world, object_id)
            case "c/pay", dict(given):
                return checkout.submit(self.world, object_id, given)
            case "c/auth", None:
                return checkout.ask(self.world, object_id)
            case "c/auth", dict(given):
                return checkout.answer(self.world, object_id, given)
            case "3ds", None:
                return challenge.show(self.world, object_id)
            case "3ds", dict(given):
                return challenge.submit(self.world, object_id, given)
            case "p/session", None:
                return billing.show(self.world, object_id)
            case "p/session", dict(given):
                return billing.submit(self.world, object_id, given)
            case "i", None:
                return billing.show_invoice(self.world, object_id)
            case "i", _:
                return billing.pay_invoice(self.world, object_id)
            case _:
                return billing.show_receipt(self.world, object_id)


def problem(error: ApiError) -> Response:
    """Return a page that says what is wrong."""
    message = layout.notice(error.message)
    body = f'{layout.strip()}<main class="column"><h1>That did not work</h1>{message}</main>'
    return layout.document("That did not work", body, status=error.status)
