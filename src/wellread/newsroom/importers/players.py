"""What HTML does not show by itself: players, sound, pictures that a script brings."""

import html
import re
from pathlib import PurePosixPath
from urllib.parse import parse_qs, unquote, urlsplit

from bs4 import BeautifulSoup, Tag

from wellread.newsroom.importers.report import Loss
from wellread.newsroom.rules import player

# Most texts hold none of these, and are not parsed for them.
HOLDS_ANY = re.compile(
    r"twitter-tweet|instagram-media|tiktok-embed|\bdata-|<img\b[^>]*\bsrcset|"
    r"<(?:noscript|object|embed|audio|video|script|form|svg|canvas|math|amp-)|"
    r"<oembed\b|\bsrc\s*=\s*[\"']?\s*(?:data|cid|file|blob):|<[a-z]+-[a-z-]+[\s>]",
    re.I,
)
# Addresses that only the machine knew on which a text was written.
ELSEWHERE = re.compile(r"\s*(?:data|cid|file|blob):", re.I)
# By which attributes a script knew what to show.
REFERENCE = re.compile(
    r"data-(?:[\w-]*-)?(?:src|url|id|uuid|key|embed|widget|video|chart|form)", re.I
)
LAZY = ("data-src", "data-lazy-src", "data-original", "data-lazy", "data-hi-res-src")
LAZY_SETS = ("data-srcset", "data-lazy-srcset", "srcset")
POSTS = {"twitter-tweet": "", "instagram-media": "data-instgrm-permalink", "tiktok-embed": "cite"}
UNSHOWN = {"script": "script", "form": "form", "svg": "drawing", "canvas": "drawing"}
UNSHOWN |= {"math": "formula"}


def known_player(address: str) -> str | None:
    """Return the safe address of a provider that we show, however an old page wrote it."""
    address = address.strip()
    if address.startswith("//"):
        address = f"https:{address}"
    address = re.sub(r"^http:", "https:", address, flags=re.I)
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    host = (parts.hostname or "").removeprefix("www.")
    # The players of Flash's time name the video in their path.
    if host in {"youtube.com", "youtube-nocookie.com"} and parts.path.startswith(("/v/", "/e/")):
        address = f"https://www.youtube.com/embed/{re.split('[/&?]', parts.path[3:])[0]}"
    if host == "vimeo.com" and parts.path == "/moogaloop.swf":
        address = f"https://vimeo.com/{parse_qs(parts.query).get('clip_id', [''])[0]}"
    return address if player(address) else None


def in_sight(markup: str, left_out: list[Loss]) -> str:
    """Return the HTML with what scripts or plug-ins would have shown as plain elements."""
    if not HOLDS_ANY.search(markup):
        return markup
    soup = BeautifulSoup(markup, "html.parser")
    _show_pictures(soup, left_out)
    for frame in soup.find_all("iframe"):
        frame["src"] = frame.get("src") or next(
            (str(frame[name]) for name in LAZY if frame.get(name)), ""
        )
    for node in soup.select("oembed[url], [data-oembed-url]"):
        _show_reference(node)
    for node in soup.find_all(["object", "embed"]):
        if not node.decomposed:
            _show_plugin(node, left_out)
    for node in soup.find_all(["audio", "video"]):
        _link_sound(node, left_out)
    for post in soup.find_all("blockquote", class_=list(POSTS)):
        _link_post(post, left_out)
    for post in soup.select("[data-href]"):
        address = str(post["data-href"])
        left_out.append(Loss("embedded page", address))
        _put(post, _link(address))
    for node in soup.find_all(list(UNSHOWN)):
        if not node.decomposed:
            what = str(node.get("src") or node.get("action") or node.get_text())
            left_out.append(Loss(UNSHOWN[node.name], " ".join(what.split())[:200]))
            node.decompose()
    left_out += [
        Loss("element that a script filled", _start_of(node))
        for node in soup.find_all(_is_empty_reference)
    ]
    return str(soup)


def _show_reference(node: Tag) -> None:
    """Put what an editor's program kept by its address alone in sight (CKEditor's media)."""
    address = str(node.get("url") or node.get("data-oembed-url"))
    known = known_player(address)
    _put(node, f'<iframe src="{html.escape(known)}"></iframe>' if known else _link(address))


def _is_empty_reference(node: Tag) -> bool:
    if node.name in {"img", "iframe"} or node.find(True) or node.get_text(strip=True):
        return False
    return "-" in node.name or any(REFERENCE.fullmatch(name) for name in node.attrs)


def _start_of(node: Tag) -> str:
    return str(node).partition(">")[0][:200] + ">"


def _show_pictures(soup: BeautifulSoup, left_out: list[Loss]) -> None:
    """Give lazy pictures their address; keep of a picture and its twin for old browsers one."""
    for picture in soup.find_all(["amp-img", "amp-anim"]):
        picture.name = "img"
    shown = set()
    for picture in soup.find_all("img"):
        there, picture["src"] = str(picture.get("src", "")), _address_of(picture)
        if not picture["src"] and not there.startswith("data:"):
            picture["data-was"] = there
        if not picture.find_parent("noscript"):
            shown.add(picture["src"])
    twins = soup.find_all("noscript")
    for twin in twins:
        for picture in twin.find_all("img"):
            if picture["src"] in shown:
                picture.decompose()
        twin.unwrap()
    for picture in soup.find_all("img", src=""):
        if not twins:
            said = str(picture.get("alt") or picture.get("data-was") or "")
            left_out.append(Loss("picture without an address", said[:200]))
        picture.decompose()


def _address_of(picture: Tag) -> str:
    src = str(picture.get("src", "")).strip()
    lazy = next((str(picture[name]) for name in LAZY if picture.get(name)), "")
    sets = next((str(picture[name]) for name in LAZY_SETS if picture.get(name)), "")
    if lazy:
        return lazy.strip()
    if src and not ELSEWHERE.match(src):
        return src
    return _largest(sets)


def _largest(written: str) -> str:
    """Return the largest picture of a srcset."""
    found = re.findall(r"(\S+?)(?:\s+([\d.]+)[wx])?\s*(?:,\s|,?$)", written.strip())
    return max(found, key=lambda each: float(each[1] or 1), default=("", ""))[0]


def _show_plugin(node: Tag, left_out: list[Loss]) -> None:
    named = [str(node.get("data") or node.get("src") or "")]
    named += [
        str(each.get("value", ""))
        for each in node.find_all("param")
        if str(each.get("name", "")).lower() in {"movie", "src", "url", "flashvars"}
    ]
    named += [str(each.get("src", "")) for each in node.find_all("embed")]
    named += [str(each.get("src", "")) for each in node.find_all("iframe")]
    known = next((found for name in named if (found := known_player(name))), None)
    if known:
        _put(node, f'<iframe src="{html.escape(known)}"></iframe>')
        return
    left_out.append(Loss("embedded player", next(filter(None, named), "")))
    for inside in node.find_all(["param", "embed"]):
        inside.decompose()
    node.unwrap()


def _link_sound(node: Tag, left_out: list[Loss]) -> None:
    sources = [node, *node.find_all("source")]
    address = next((str(each["src"]) for each in sources if each.get("src")), "")
    known = known_player(address)
    if known:
        _put(node, f'<iframe src="{html.escape(known)}"></iframe>')
        return
    left_out.append(Loss(node.name, address))
    name = unquote(PurePosixPath(urlsplit(address).path).name)
    _put(node, _link(address, name) if address else "")


def _link_post(post: Tag, left_out: list[Loss]) -> None:
    """Leave a post of another site as the quotation it is, with a link to where it stands."""
    attribute = next(POSTS[name] for name in post.get("class") or () if name in POSTS)
    links = [str(link["href"]) for link in post.find_all("a", href=True)]
    address = str(post.get(attribute, "")) if attribute else (links[-1] if links else "")
    if address and not any(link.split("?")[0] == address.split("?")[0] for link in links):
        post.append(BeautifulSoup(_link(address), "html.parser"))
    left_out.append(Loss("post of another site, its words stay", address))


def _link(address: str, words: str = "") -> str:
    return f'<p><a href="{html.escape(address)}">{html.escape(words or address)}</a></p>'


def _put(node: Tag, markup: str) -> None:
    node.insert_before(BeautifulSoup(markup, "html.parser"))
    node.decompose()
