"""What is tried by mutants, and by which tests."""

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "wellread"
KEPT_IN = ROOT / "var" / "mutants"


@dataclass(frozen=True, slots=True)
class Part:
    """Files of one room, with the tests that are fast enough to be run for each mutant."""

    name: str
    files: tuple[str, ...]
    tests: tuple[str, ...]
    # Slower tests are left out: a mutant is to cost a fraction of a second.
    slowest_s: float = 3.0
    # Tests of the engine in JavaScript say the same in four time zones.
    only: str = ""

    @property
    def is_javascript(self) -> bool:
        """Whether its mutants run in node."""
        return self.name.startswith("client/")

    @property
    def needs_django(self) -> bool:
        """Whether its tests do."""
        return self.name != "engine"

    def sources(self) -> list[Path]:
        """Return its files, each of which must be there."""
        found = [path for one in self.files for path in sorted(PACKAGE.glob(one))]
        return [path for path in found if path.name != "__init__.py"]


PARTS = (
    Part("engine", ("engine/*.py",), ("tests/engine",), slowest_s=0.5),
    Part(
        "client/engine",
        ("client/engine/*.js",),
        ("tests/parity",),
        slowest_s=1.0,
        only="[Asia/Kathmandu]",
    ),
    Part(
        "payments",
        ("payments/rules.py", "payments/money.py"),
        ("tests/payments/test_rules.py", "tests/payments/test_money.py"),
    ),
    # Apart, since its tests speak with the sandbox and cost a second each.
    Part(
        "payments/settling",
        ("payments/settling.py",),
        (
            "tests/payments/test_settling.py",
            "tests/payments/test_converging.py",
            "tests/payments/test_checkout.py",
            "tests/payments/test_ledger.py",
            "tests/payments/test_reconciliation.py",
            "tests/payments/test_tampering.py",
            # What the other rooms are told is theirs to notice.
            "tests/membership/test_account.py",
            "tests/membership/test_draft_hour.py",
            "tests/membership/test_joining.py",
            "tests/membership/test_claiming.py",
            "tests/membership/test_proving.py",
            "tests/membership/test_refunds.py",
        ),
    ),
    Part("membership", ("membership/rules.py",), ("tests/membership/test_rules.py",)),
    Part(
        "pageview",
        ("pageview/cache.py", "pageview/variant.py"),
        (
            "tests/pageview/test_cache.py",
            "tests/pageview/test_epoch.py",
            "tests/pageview/test_outdated.py",
            "tests/pageview/test_shared_caches.py",
            "tests/pageview/test_before_django.py",
            "tests/pageview/test_reading_never_breaks.py",
        ),
    ),
)
