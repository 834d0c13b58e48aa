"""What was typed in the first of two steps, until the second: shown by a page of its own.

A step that is drawn as the answer to a form asks to be sent again by whoever goes back to it.
"""

from django.http import HttpRequest, QueryDict

from wellread.membership.views import SeeOther

STEP = "confirm"


def ask_to_confirm(request: HttpRequest) -> SeeOther:
    """Keep what was typed in this browser's session, and lead to the second step."""
    typed = {name: value for name, value in request.POST.items() if name != "csrfmiddlewaretoken"}
    request.session[_key(request)] = typed
    return SeeOther(f"{request.path}?step={STEP}")


def is_second_step(request: HttpRequest) -> bool:
    """Tell whether the second step is asked for."""
    return request.method != "POST" and request.GET.get("step") == STEP


def typed(request: HttpRequest) -> QueryDict | None:
    """Return what was typed, as the form had it; None once it is declared, or elsewhere."""
    kept = request.session.get(_key(request))
    if kept is None:
        return None
    data = QueryDict(mutable=True)
    data.update(kept)
    return data


def forget(request: HttpRequest) -> None:
    """Keep nothing of it any more: it is declared."""
    request.session.pop(_key(request), None)


def _key(request: HttpRequest) -> str:
    return f"typed:{request.path}"
