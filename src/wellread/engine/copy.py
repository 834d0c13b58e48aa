"""Copy documents: what a variant says, and what it asks for."""

from typing import Annotated, Literal

from wellread.engine.reading import read
from wellread.engine.schema import (
    Country,
    Currency,
    Decimals,
    Identifier,
    LanguageTag,
    MinorUnits,
    Part,
    Place,
    says,
    some,
)
from wellread.engine.values import Fault, Moment, fingerprint, must

COUNT_PLACEHOLDER = "{article_count}"
# Filled in on the device too: the least that the ask for the reader's country takes, as written
# there, and that country's name in the page's language.
MINIMUM_PLACEHOLDER = "{minimum}"
COUNTRY_PLACEHOLDER = "{country}"
# How much is left of the goal, as the progress document says it; and, in the line about a deadline
# alone, that moment as a clock on the reader's wall has it.
GOAL_PLACEHOLDER = "{goal_left}"
DEADLINE_PLACEHOLDER = "{deadline}"
# Filled in on the button alone: the amount that is chosen, and how often.
AMOUNT_PLACEHOLDER = "{amount}"


class CopyFault(Fault):
    """A copy document that cannot be published; its text begins with the path of the fault."""


class Signature(Part, frozen=True):
    """Who signs a letter."""

    name: Annotated[str, says("Whoever writes to the reader.", "Mara Ellison")]
    role: Annotated[str, says("What they do at the paper.", "Editor")]
    portrait: Annotated[
        str | None, says("The address of a picture of 160 × 160.", "/media/mara.webp")
    ]


class Words(Part, frozen=True):
    """An appeal's words in one language.

    In the headline and the body `{article_count}` prints the reader's number, `{minimum}` the least
    that is taken where the reader is, `{country}` the country's name, and `{goal_left}` what is
    left of the goal. Where that is not known just now, a device leaves out the paragraphs that
    print it, and has a headline of its own in the place of one that does.
    """

    headline: Annotated[
        str, says("One line, without markup.", "You have read {article_count} articles")
    ]
    body: Annotated[
        tuple[str, ...], says("Paragraphs, without markup.", ["Readers pay for this paper."])
    ]
    signature: Annotated[Signature | None, says("Who signs; null: nobody.")]
    join: Annotated[
        str,
        says(
            "On the button. `{amount}` prints what is chosen, such as $10 a month; else it "
            "follows the words.",
            "Support us with {amount}",
        ),
    ]
    sign_in: Annotated[str, says("On the link for members.", "Already a member? Sign in")]
    deadline: Annotated[
        str,
        says(
            "A line about the deadline, `{deadline}` being its moment in the reader's own time; "
            "empty: none.",
            "Every gift is doubled until {deadline}.",
        ),
    ] = ""

    def __post_init__(self) -> None:
        for key in ("join", "sign_in"):
            # Nobody fills in the number there: readers would see the braces.
            if COUNT_PLACEHOLDER in getattr(self, key):
                raise Fault(f"must not print {COUNT_PLACEHOLDER}", key)

    @property
    def prints_count(self) -> bool:
        """Whether the reader's article count is printed in the headline or the body."""
        return any(COUNT_PLACEHOLDER in line for line in (self.headline, *self.body))


class Card(Part, frozen=True):
    """What is offered beside the ask's own interval: one amount, in the ask's currency."""

    interval: Annotated[Literal["month", "year", "once"], says("How often it is paid.", "year")]
    amount: Annotated[MinorUnits, says("In minor units.", 10000)]
    written: Annotated[str, says("The amount, written in the edition's language.", "$100")]


class Ask(Part, frozen=True):
    """What is asked in some countries, and how its amounts are written there.

    A device writes money by what stands here alone: which decimals a currency has, and where its
    sign goes, it cannot know as the payment provider does.
    """

    countries: Annotated[
        tuple[Country, ...], says("ISO 3166 codes; none in the last ask, which is for all.", [])
    ]
    interval: Annotated[Literal["month", "year", "once"], says("How often it is paid.", "month")]
    currency: Annotated[Currency, says("The ISO 4217 code of the currency.", "USD")]
    amounts: Annotated[
        tuple[MinorUnits, ...], says("What is offered, in minor units.", [600, 1000, 2050])
    ]
    preset: Annotated[MinorUnits, says("The one of them chosen beforehand.", 1000)]
    minimum: Annotated[MinorUnits, says("The least that is taken.", 600)]
    digits: Annotated[
        Decimals | None, says("How many decimals minor units are: 6.00 is 600.", 2)
    ] = None
    pattern: Annotated[
        str, says("How other amounts are written, `{amount}` being the number.", "${amount}")
    ] = ""
    written: Annotated[
        tuple[str, ...],
        says("Each of the amounts, written in the edition's language.", ["$6", "$10", "$20.50"]),
    ] = ()
    cards: Annotated[
        tuple[Card, ...],
        says(
            "Other intervals, each drawn as a card beside the preset; none: the amounts are drawn "
            "instead.",
            [{"interval": "year", "amount": 10000, "written": "$100"}],
        ),
    ] = ()

    def __post_init__(self) -> None:
        for place, amount in enumerate(self.amounts):
            if amount < self.minimum:
                demand = f"at least the minimum, {self.minimum}"
                raise must(demand, amount).under(f"amounts[{place}]")
        if self.preset not in self.amounts:
            raise must("one of the amounts", self.preset).under("preset")
        if self.written and len(self.written) != len(self.amounts):
            raise Fault("must have a text for each of the amounts", "written")
        taken = [self.interval, *(card.interval for card in self.cards)]
        for place, card in enumerate(self.cards):
            if card.interval in taken[: place + 1]:
                problem = must("an interval of its own", card.interval)
                raise problem.under("interval").under(f"cards[{place}]")
        if self.pattern and AMOUNT_PLACEHOLDER not in self.pattern:
            raise must(f"text with {AMOUNT_PLACEHOLDER}", self.pattern).under("pattern")


class Goal(Part, frozen=True):
    """What readers are to reach together."""

    written: Annotated[str, says("The amount, in the edition's language.", "$20,000")]
    progress: Annotated[
        str,
        says(
            "The address of how far they are, seen from the line-up's: `given`, `left` (written "
            "amounts) and `share` (0 to 1).",
            "goal.autumn-letter.json",
        ),
    ]


class NewsletterOffer(Part, frozen=True):
    """A newsletter that is offered in place of asking for money."""

    key: Annotated[Identifier, says("Its short name, as it is asked for.", "morning-tide")]
    name: Annotated[str, says("As readers know it.", "The Morning Tide")]


ByLanguage = Annotated[dict[LanguageTag, Words], some("language")]


class Copy(Part, frozen=True):
    """What a variant says by language, with and without the number, and what it asks."""

    copy: Annotated[ByLanguage, says("The words by language tag.")]
    copy_without_count: Annotated[
        ByLanguage | None, says("The words for readers whose number is unknown; null: none.", None)
    ]
    asks: Annotated[
        tuple[Ask, ...],
        says("The first ask whose countries match is made; none where a newsletter is offered."),
    ]
    after_paragraph: Annotated[
        Place | None,
        says(
            "Of an inline appeal: after which paragraph of a story, or update of a live blog, it "
            "stands; null: the fourth. One with none after it has no place.",
            4,
        ),
    ] = None
    goal: Annotated[
        Goal | None,
        says(
            "What readers are to reach together; null: nothing.",
            {"written": "$20,000", "progress": "goal.autumn-letter.json"},
        ),
    ] = None
    deadline: Annotated[
        Moment | None,
        says("The moment of the words' deadline, after which they are not shown.", None),
    ] = None
    remind: Annotated[
        bool, says("Whether readers may ask to be reminded on a day instead.", False)
    ] = False
    newsletter: Annotated[
        NewsletterOffer | None,
        says("What is offered in place of asking for money; null: nothing.", None),
    ] = None

    def __post_init__(self) -> None:
        for tag, words in (self.copy_without_count or {}).items():
            if words.prints_count:
                raise Fault(f"must not print {COUNT_PLACEHOLDER}", f"copy_without_count.{tag}")
        if (self.newsletter is None) is not bool(self.asks):
            raise Fault("must have at least one ask, or none and a newsletter", "asks")
        if self.newsletter is None:
            self._check_countries()

    def _check_countries(self) -> None:
        *others, last = self.asks
        for place, ask in enumerate(others):
            if not ask.countries:
                problem = "must name countries: only the last ask is for all"
                raise Fault(problem, f"asks[{place}].countries")
        if last.countries:
            raise Fault("must be empty: the last ask is for all", f"asks[{len(others)}].countries")

    @property
    def prints_count(self) -> bool:
        """Whether the copy prints the reader's article count."""
        return any(words.prints_count for words in self.copy.values())


def parse_copy(document: object) -> Copy:
    """Return the copy of this JSON object; raise CopyFault with the path of what is wrong."""
    try:
        return read(Copy, document)
    except Fault as fault:
        raise CopyFault(fault.problem, fault.path) from None


def copy_hash(document: object) -> str:
    """Return the name under which this content is published for ever."""
    return fingerprint(document)
