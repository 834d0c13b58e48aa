from collections.abc import Callable

from wellread.accounts import limits

EVERY: dict[str, tuple[int, Callable[[], object]]] = {
    "forget tries that no limit counts any more": (600, limits.forget_run_out),
}
