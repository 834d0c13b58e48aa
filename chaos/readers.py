"""What readers do: join, pay, come back or not, sign in, change their mind, give, and leave."""

import random
import re
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode, urlsplit

from chaos.browser import Browser, NotReached, Page
from chaos.mail_server import MailServer
from stripe_sandbox.cards import checks

MAIL_WITHIN_S = 8.0
# Who meets a page that does not answer tries again, and then does something else.
TRIES, TRIES_AGAIN_AFTER_S = 3, 2.0
CARDS = {
    "4242424242424242": 82,
    "5555555555554444": 5,
    # It pays when it is set up, and is refused when it is charged again.
    "4000000000000341": 3,
    # It asks its holder at each payment.
    "4000002760003184": 2,
    "4000002500003155": 2,
    "4000000000000002": 3,
    "4000000000000259": 1,
    "4000000000005126": 1,
    "4000000000007726": 1,
}
GOOD = "4242424242424242"
# Bank accounts, whose debits are known to have worked, or not, days later.
# Most have a card of their own; what is there once for each card is refused to the others.
OWN_CARD = 0.7
ACCOUNTS = {"000123456789": 6, "000222222227": 2, "000111111113": 1, "000555555559": 1}
PAY_FROM_ACCOUNT = 0.12


class Reader:
    """One person, their browser, their address, and all that chance has them do."""

    def __init__(self, number: int, *, seed: int, site: str, mail: MailServer) -> None:
        self.address = f"reader{number}@saltmere.example"
        self.chance = random.Random(f"{seed}:reader:{number}")
        self.card = own_card(number)
        self.browser = Browser(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}")
        self.site, self.mail = site, mail
        self.is_signed_in = self.has_paid = self.is_erased = False

    def at(self, path: str, **words: str) -> str:
        """Return the address of one of the site's pages."""
        return self.site + path + (f"?{urlencode(words)}" if words else "")

    def open(self, path: str, **words: str) -> Page:
        """Open one of the site's pages; raise NotReached."""
        return self.browser.get(self.at(path, **words))

    def often(self, share: float) -> bool:
        """Draw whether something happens that happens in such a share of the cases."""
        return self.chance.random() < share


def own_card(number: int) -> str:
    """Return the number of a good card that nobody else has."""
    digits = f"424242{number + 1:09}"
    return next(f"{digits}{last}" for last in "0123456789" if checks(f"{digits}{last}"))


def join(reader: Reader) -> None:
    """Choose, press the button once or twice, pay or fail to, and come back or not."""
    interval = reader.chance.choices(("month", "year", "once"), (70, 25, 5))[0]
    amounts = {"month": (600, 800, 1200, 2350), "year": (6000, 8000), "once": (500, 2500)}
    amount = str(reader.chance.choice(amounts[interval]))
    words = {"interval": interval, "amount": amount, "next": "/"}
    if reader.often(0.3):
        # In this currency it is free at first; in the other one the first months cost less.
        words["currency"] = "EUR"
    if interval != "once" and reader.often(0.15):
        words["code"] = "chaos"
    if reader.often(0.2):
        # Where the newsroom names no fee it says nothing.
        words["fee"] = "1"
    page = reader.open("/join/", **words)
    fields = page.form("/join/")
    if fields is None:
        return
    if reader.often(0.5):
        # Where nothing is paid above the plan's price there is no such box, and it says nothing.
        fields["for_pot"] = "1"
    if reader.often(0.1):
        twice = [reader.browser, reader.browser.tab()]
        with ThreadPoolExecutor(2) as hands:
            pages = list(hands.map(lambda tab: _pressed(tab, reader.at("/join/"), fields), twice))
        ways = [one for one in pages if one]
    else:
        ways = [_pressed(reader.browser, reader.at("/join/"), fields)]
    for way in ways:
        _pay(reader, way)


def give(reader: Reader) -> None:
    """Give three months, to somebody or in their own hand."""
    page = reader.open("/give/", months=reader.chance.choice(("3", "6")))
    fields = page.form("/give/")
    if fields is not None:
        other = f"friend-of-{reader.address}"
        way = {"way": "send", "address": other} if reader.often(0.7) else {"way": "hand"}
        _pay(reader, _pressed(reader.browser, reader.at("/give/"), fields | way))


def take_gift(reader: Reader) -> None:
    """Take, return or give on what came for a friend, perhaps in two tabs at once."""
    links = reader.mail.links(f"friend-of-{reader.address}", "/gift/")
    if not links:
        return
    friend = Browser(reader.browser.network + "0")
    page = friend.get(reader.chance.choice(links))
    fields = page.form(urlsplit(page.url).path)
    if fields is None:
        return
    wanted = reader.chance.choices(("take", "return", "give_on"), (6, 2, 2))[0]
    fields = fields | {"do": wanted, "address": f"friend-of-{reader.address}"}
    tabs = [friend, friend.tab()] if reader.often(0.3) else [friend]
    with ThreadPoolExecutor(2) as hands:
        list(hands.map(lambda tab: _pressed(tab, page.url, fields), tabs))


def buy_group(reader: Reader) -> None:
    """Buy seats for a few, and pay."""
    page = reader.open("/groups/", seats=reader.chance.choice(("2", "3", "5")), interval="month")
    fields = page.form("/groups/")
    if fields is not None:
        fields |= {"name": f"Friends of {reader.address.partition('@')[0]}"}
        _pay(reader, _pressed(reader.browser, reader.at("/groups/"), fields))


def manage_group(reader: Reader) -> None:
    """Offer seats, take one back, have more or fewer, cancel, go on, or hand it over."""
    page = reader.open("/groups/")
    groups = re.findall(r'href="(/groups/\d+/)"', page.body)
    if not groups:
        return
    group = reader.chance.choice(groups)
    page = reader.open(group)
    seats = re.findall(rf'action="({group}seats/\d+/)"', page.body)
    wanted = reader.chance.choices(
        ("offer", "take_back", "size", "cancel", "resume", "hand_over"), (40, 15, 25, 8, 8, 4)
    )[0]
    if wanted == "offer":
        friend = f"seat{reader.chance.randrange(4)}-of-{reader.address}"
        reader.browser.submit(page, f"{group}offer/", addresses=friend)
    elif wanted == "take_back" and seats:
        _in_two_tabs(reader, page, reader.chance.choice(seats), do="take_back")
    elif wanted == "size":
        size = reader.open(f"{group}size/", seats=str(reader.chance.randint(1, 8)))
        _in_two_tabs(reader, size, f"{group}size/")
    elif wanted == "hand_over":
        reader.browser.submit(page, f"{group}manager/", address=reader.address)
    elif wanted == "cancel":
        reader.browser.submit(reader.open(f"{group}cancel/"), f"{group}cancel/")
    else:
        reader.browser.submit(page, f"{group}resume/")


def take_seat(reader: Reader) -> None:
    """Take a seat that a friend was offered, perhaps in two tabs, or give one's own back."""
    friend = f"seat{reader.chance.randrange(4)}-of-{reader.address}"
    links = reader.mail.links(friend, "/groups/seat/")
    if not links:
        return
    browser = Browser(reader.browser.network + "1")
    page = browser.get(reader.chance.choice(links))
    fields = page.form(urlsplit(page.url).path)
    if fields is None:
        return
    tabs = [browser, browser.tab()] if reader.often(0.3) else [browser]
    with ThreadPoolExecutor(2) as hands:
        list(hands.map(lambda tab: _pressed(tab, page.url, fields), tabs))
    if reader.often(0.2):
        account = browser.get(reader.at("/account/"))
        for leave in re.findall(r'action="(/account/seats/\d+/leave/)"', account.body):
            browser.submit(account, leave)


def take_management(reader: Reader) -> None:
    """Take over a group that was offered."""
    if links := reader.mail.links(reader.address, "/groups/manage/"):
        _by_link(reader, links[-1])


def change_group_interval(reader: Reader) -> None:
    """Have a group pay by the year instead of the month, or the other way round, in two tabs."""
    groups = re.findall(r'href="(/groups/\d+/)"', reader.open("/groups/").body)
    if groups:
        interval = f"{reader.chance.choice(groups)}interval/"
        _in_two_tabs(reader, reader.open(interval), interval)


def agree(reader: Reader) -> None:
    """Agree to pay a higher price, perhaps one that was asked long ago or twice."""
    if links := reader.mail.links(reader.address, "/agree/"):
        _by_link(reader, reader.chance.choice(links))


def come_back(reader: Reader) -> None:
    """Take a membership up again at the price it had, by the link of an e-mail."""
    links = reader.mail.links(reader.address, "/come-back/")
    if not links:
        return
    page = reader.browser.get(reader.chance.choice(links))
    fields = page.form(urlsplit(page.url).path)
    if fields is not None:
        _pay(reader, _pressed(reader.browser, page.url, fields))


def be_left_alone(reader: Reader) -> None:
    """Have no more of the e-mails that ask back."""
    if links := reader.mail.links(reader.address, "/no-more/"):
        _by_link(reader, links[-1])


def sign_in(reader: Reader) -> None:
    """Ask for a code, and type it; or take up an invitation."""
    box = reader.mail
    codes, invitations = (
        len(box.codes(reader.address)),
        len(box.links(reader.address, "/sign-in/new/")),
    )
    page = reader.open("/sign-in/")
    reader.browser.submit(page, "/sign-in/", email=reader.address)
    deadline = time.monotonic() + MAIL_WITHIN_S
    while time.monotonic() < deadline:
        if len(found := box.codes(reader.address)) > codes:
            asked = reader.open("/sign-in/code/confirm/")
            done = reader.browser.submit(asked, "/sign-in/code/confirm/", code=found[-1])
            reader.is_signed_in = done is not None and done.status == 200
            return
        if len(links := box.links(reader.address, "/sign-in/new/")) > invitations:
            _by_link(reader, links[-1])
            reader.is_signed_in = True
            return
        time.sleep(0.2)


def claim(reader: Reader) -> None:
    """Open the link of the e-mail that thanked, and press its button."""
    if links := reader.mail.links(reader.address, "/claim/"):
        _by_link(reader, links[-1])


def look(reader: Reader) -> None:
    """Look at the account."""
    reader.open("/account/")


def cancel(reader: Reader) -> None:
    """Cancel, in two clicks."""
    reader.browser.submit(reader.open("/account/cancel/"), "/account/cancel/")


def resume(reader: Reader) -> None:
    """Take the cancelling back."""
    reader.browser.submit(reader.open("/account/"), "/account/resume/")


def change_amount(reader: Reader) -> None:
    """Give more, or less."""
    own = reader.chance.choice(("7", "9.50", "15", "70", "123.45"))
    reader.browser.submit(reader.open("/account/amount/", own=own), "/account/amount/")


def change_interval(reader: Reader) -> None:
    """Pay by the year instead of the month, or the other way round."""
    interval = reader.chance.choice(("month", "year"))
    page = reader.open("/account/amount/", interval=interval)
    reader.browser.submit(page, "/account/amount/")


def pause(reader: Reader) -> None:
    """Rest for a month or some."""
    reader.browser.submit(reader.open("/account/pause/"), "/account/pause/")


def end_pause(reader: Reader) -> None:
    """Go on before the pause is over."""
    reader.browser.submit(reader.open("/account/pause/end/"), "/account/pause/end/")


def change_pledge(reader: Reader) -> None:
    """Put what is paid above the plan's price into the pot, or no longer."""
    reader.browser.submit(reader.open("/account/"), "/account/solidarity/")


def take_a_year(reader: Reader) -> None:
    """Take a free year from the pot, perhaps in two tabs at once."""
    page = reader.open("/solidarity/")
    fields = page.form("/solidarity/")
    if fields is None:
        return
    tabs = [reader.browser, reader.browser.tab()] if reader.often(0.3) else [reader.browser]
    with ThreadPoolExecutor(2) as hands:
        list(hands.map(lambda tab: _pressed(tab, page.url, fields), tabs))


def change_card(reader: Reader) -> None:
    """Put in a good card."""
    fields = reader.open("/account/").form("/account/card/")
    if fields is None:
        return
    way = reader.browser.leads_to(reader.at("/account/card/"), fields)
    if not way.startswith(reader.site):
        reader.browser.post(way, {"card": GOOD, "name": "Reader", "action": "card"})
        reader.open("/account/card/entered/")


def withdraw(reader: Reader) -> None:
    """Withdraw from what was bought last, in two steps."""
    page = reader.open("/withdraw/")
    page = reader.browser.submit(page, "/withdraw/", name="Reader", address=reader.address) or page
    reader.browser.submit(page, "/withdraw/", confirmed="1")


def prove_withdrawal(reader: Reader) -> None:
    """Open the link that a withdrawal sent, and press its button."""
    links = [one for one in reader.mail.links(reader.address, "/withdraw/") if len(one) > 60]
    if links:
        _by_link(reader, links[-1])


def pay_by_link(reader: Reader) -> None:
    """Open the link of an e-mail about a charge that failed, and put in a good card."""
    if links := reader.mail.links(reader.address, "/pay/"):
        _by_link(reader, links[-1])


def cancel_without_account(reader: Reader) -> None:
    """Cancel at the page that asks for no account, in two steps."""
    page = reader.open("/cancel/")
    said = {"name": "Reader", "address": reader.address, "contract": "My membership"}
    page = reader.browser.submit(page, "/cancel/", **said) or page
    reader.browser.submit(page, "/cancel/", confirmed="1")


def erase(reader: Reader) -> None:
    """Erase the account."""
    if not reader.is_signed_in:
        return
    page = reader.open("/account/erase/")
    if reader.browser.submit(page, "/account/erase/") is not None:
        reader.is_erased = True


Action = Callable[[Reader], None]
NEWCOMERS: dict[Action, int] = {join: 80, give: 8, sign_in: 8, take_a_year: 4, look: 2}
MEMBERS: dict[Action, int] = {
    look: 12,
    join: 10,
    sign_in: 12,
    claim: 12,
    cancel: 12,
    resume: 10,
    change_amount: 10,
    change_card: 10,
    change_interval: 8,
    pause: 6,
    end_pause: 4,
    change_pledge: 6,
    take_a_year: 6,
    cancel_without_account: 3,
    pay_by_link: 6,
    withdraw: 4,
    prove_withdrawal: 4,
    give: 6,
    take_gift: 10,
    buy_group: 5,
    manage_group: 16,
    take_seat: 12,
    change_group_interval: 4,
    take_management: 1,
    agree: 10,
    come_back: 6,
    be_left_alone: 2,
    erase: 2,
}


def live(reader: Reader) -> str:
    """Let a reader do one thing; return what it was and how it went."""
    if reader.is_erased:
        return "gone"
    actions = MEMBERS if reader.has_paid else NEWCOMERS
    act = reader.chance.choices(list(actions), list(actions.values()))[0]
    for _ in range(TRIES):
        try:
            act(reader)
        except NotReached:
            time.sleep(TRIES_AGAIN_AFTER_S)
        else:
            return act.__name__
    return f"{act.__name__}, not reached"


def _pressed(browser: Browser, url: str, fields: dict[str, str]) -> str:
    """Press a button; return where it leads, "" where nothing answers."""
    try:
        return browser.leads_to(url, fields)
    except NotReached:
        return ""


def _pay(reader: Reader, way: str) -> None:
    """Pay at the hosted page that a button led to, if it did."""
    if not way or way.startswith(reader.site) or reader.often(0.07):
        return
    card = reader.chance.choices(list(CARDS), list(CARDS.values()))[0]
    if card == GOOD and reader.often(OWN_CARD):
        card = reader.card
    typed = reader.address.upper() if reader.often(0.1) else reader.address
    form = {"email": typed, "card": card, "name": "Reader", "action": "pay"}
    if reader.often(PAY_FROM_ACCOUNT):
        form["account"] = reader.chance.choices(list(ACCOUNTS), list(ACCOUNTS.values()))[0]
    back = _pressed(reader.browser, way, form)
    form.pop("account", None)
    if back.startswith(way) and reader.often(0.6):
        # The page says that the card was declined.
        back = _pressed(reader.browser, way, form | {"card": GOOD})
    if "/c/auth/" in back:
        # The bank's own page asks whether it is really them.
        agrees = "fail" if reader.often(0.2) else "complete"
        back = _pressed(reader.browser, back, {"action": agrees})
    if back.startswith(reader.site):
        reader.has_paid = True
        if not reader.often(0.2):
            reader.browser.get(back)


def _in_two_tabs(reader: Reader, page: Page, action: str, **changes: str) -> None:
    """Send a form, now and then in two tabs at once."""
    fields = page.form(action)
    if fields is None:
        return
    tabs = [reader.browser, reader.browser.tab()] if reader.often(0.3) else [reader.browser]
    with ThreadPoolExecutor(2) as hands:
        list(hands.map(lambda tab: _pressed(tab, reader.at(action), fields | changes), tabs))


def _by_link(reader: Reader, link: str) -> None:
    page = reader.browser.get(link)
    reader.browser.submit(page, urlsplit(page.url).path)


def told(done: Counter[str]) -> str:
    """Return what was done how often, the most frequent first."""
    return ", ".join(f"{name} {count:,}" for name, count in done.most_common())
