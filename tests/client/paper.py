"""A paper of one page template on loopback: what the browser's side asks for, and nothing else."""

import json
import re
import threading
import time
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from wellread.embedding.cors import OPEN
from wellread.engine.copy import copy_hash
from wellread.language import client_words
from wellread.meter import rules

SECRET = "the paper's secret"
CLIENT = Path(__file__).parents[2] / "src" / "wellread" / "client"
KINDS = {".png": "image/png", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>
<link rel="stylesheet" href="/static/style/site.css">
<link rel="icon" href="data:,">
<script type="module" src="/static/page.js"></script>{head}</head>
<body><header><a id="sign-in" href="/sign-in/" data-account="Account">Sign in</a></header>
<main><h1>{title}</h1>{lead}<div id="article-body"{kind}>{text}</div>
<div id="end-of-article" class="ask-place"></div>{after}{control}
<script type="application/json" id="page-facts">{facts}</script></main></body></html>"""
COPY = {
    "copy": {
        "en": {
            "headline": "You have read {article_count} articles",
            "body": ["That is {article_count} more than none.", "<b>Join</b> us."],
            "signature": {"name": "Ines Calloway", "role": "Editor", "portrait": None},
            "join": "Join us",
            "sign_in": "Already a member? Sign in",
        }
    },
    "copy_without_count": None,
    "asks": [
        {
            "countries": ["GB"],
            "interval": "month",
            "currency": "GBP",
            "amounts": [500, 900],
            "preset": 500,
            "minimum": 500,
            "digits": 2,
            "pattern": "£{amount}",
            "written": ["£5", "£9"],
        },
        {
            "countries": [],
            "interval": "month",
            "currency": "USD",
            "amounts": [600, 800, 1250],
            "preset": 600,
            "minimum": 600,
            "digits": 2,
            "pattern": "${amount}",
            "written": ["$6", "$8", "$12.50"],
        },
    ],
}


def campaign(name, placement, **overrides):
    """A campaign for everybody who read nine articles, as the line-up publishes it."""
    articles = {"min": 9, "max": None, "days": 30, "sections": [], "topics": []}
    return {
        "id": name,
        "draw": "draw",
        "placement": placement,
        "starts_at": None,
        "ends_at": None,
        "audience": {
            "membership": "non_members",
            "sign_in": "any",
            "consent": "any",
            "countries": {"only": [], "except": []},
            "languages": [],
            "devices": [],
            "articles": articles | overrides.pop("articles", {}),
            "rest_after_contribution_days": 180,
        },
        "pages": {
            "kinds": ["article", "live_blog"],
            "sections": {"only": [], "except": []},
            "topics": {"any": [], "none": []},
            "sensitive": False,
        },
        "cap": {"views": 4, "days": 30, "gap_days": 0, "counts": "placement", "rest_days": 7},
        "holdout": 0.0,
        "variants": [
            {
                "id": "control",
                "share": 1.0,
                "prints_count": True,
                "works_without_count": False,
                "copy": copy_hash(COPY),
            }
        ],
    } | overrides


class Paper:
    """The paper's answers, which a test may change, and what it was asked."""

    def __init__(self):
        self.country, self.consent_needed, self.version = "US", False, "v1"
        self.campaigns, self.holdout = [campaign("letter", "overlay")], 0.0
        self.copies = {copy_hash(COPY): COPY}
        self.facts, self.paragraphs, self.language, self.head = {}, 20, "en", ""
        self.after, self.lead_px, self.before_text = 1, 0, ""
        self.requests, self.notes, self.kept = [], [], []
        self.sites, self.url, self.other_answers = set(), "", {}
        self.progress = {"given": "$12,500", "left": "$7,500", "share": 0.625}

    def page(self, path):
        article = path.strip("/")
        facts = {
            "article": article,
            "kind": "article",
            "section": "world",
            "topics": [],
            "sensitive": False,
            "sponsored": False,
            "edition": "en",
            "view_seconds": 0.2,
            "text_seconds": 0.2,
            "text_screens": 1,
            "words_url": "/words.json",
            "asks": True,
            "line_up_url": "/appeals/line-up.en.json",
            "files": {"appeal_css": "/static/style/appeal.css"},
        } | self.facts.get(path, self.facts.get("*", {}))
        text = "".join(f"<p>{article} {'words ' * 60}</p>" for _ in range(self.paragraphs))
        if self.before_text:
            text = f"{self.before_text}{text}</div>"
        parts = {"language": self.language, "title": article, "text": text, "head": self.head}
        parts["kind"] = "" if self.before_text else ' class="prose"'
        parts["lead"] = f'<div style="height: {self.lead_px}px">A picture</div>'
        parts["after"] = "<p>Related</p>" * self.after
        control = '<div id="count-control"></div>' if facts["kind"] == "standing" else ""
        return PAGE.format(**parts, control=control, facts=json.dumps(facts)).encode()

    def here(self, query, cookie):
        """Answer as the meter's own room does."""
        here = {"country": self.country, "consent_needed": self.consent_needed}
        if query == "kept":
            kept = rules.unpack(cookie, [SECRET])
            here["kept"] = None if kept == rules.NOTHING else rules.as_json(kept)
        return json.dumps(here).encode()

    def keep(self, body, cookie):
        """Return what the meter's own room would put into its cookie; "" to drop it."""
        message = rules.read_message(body)
        if message.clear:
            return ""
        kept, now = rules.unpack(cookie, [SECRET]), int(time.time())
        needed = self.consent_needed
        return rules.pack(rules.merged(kept, message.kept, now, needs_consent=needed), SECRET)

    def here_elsewhere(self):
        """Answer a page of a site that was named, as the embedding room does."""
        place = json.loads(self.here("", ""))
        facts = self.facts.get("*", {})
        return json.dumps(
            place
            | {
                "edition": "en",
                "language": self.language,
                "direction": "rtl" if self.language == "he" else "ltr",
                "line_up_url": f"{self.url}/appeals/line-up.en.json",
                "words_url": f"{self.url}/words.json",
                "files": {
                    f"{name}_css": f"{self.url}/static/style/{name}.css"
                    for name in ("embed", "appeal")
                },
                "view_seconds": facts.get("view_seconds", 0.2),
                "text_seconds": 0.2,
                "text_screens": 1,
                "one_in": facts.get("one_in", 1),
                **({"tells": facts["tells"]} if "tells" in facts else {}),
            }
        ).encode()

    def wait_for(self, has_arrived):
        """Wait until something was sent here; what never comes is told by the test's own words."""
        for _ in range(300):
            if has_arrived():
                return
            time.sleep(0.1)

    def line_up(self):
        return {
            "format": 1,
            "edition": "en",
            "version": self.version,
            "published_at": "2026-11-22T10:00:00Z",
            "silence": {"sections": [], "topics": []},
            "holdout": {"share": self.holdout, "draw": "2026"},
            "campaigns": self.campaigns,
        }

    def answer(self, path):
        """Return the body and content type of an address, or None when there is no such page."""
        if path.startswith("/static/"):
            file = CLIENT / path.removeprefix("/static/")
            return file.read_bytes(), KINDS[file.suffix]
        if path == "/embed.js":
            script = (CLIENT / "embed.js").read_text()
            return script.replace('"./', '"/static/').encode(), "text/javascript"
        if path == "/embedding/here":
            return self.here_elsewhere(), "application/json"
        if re.fullmatch(r"/appeals/line-up\.en(\.\w+)?\.json", path):
            return json.dumps(self.line_up()).encode(), "application/json"
        if path == "/words.json":
            return client_words.document(self.language.split("-")[0])[1], "application/json"
        if path == "/join/thanks/":
            return json.dumps(self.thanks).encode(), "application/json"
        if path.startswith("/appeals/goal."):
            return json.dumps(self.progress).encode(), "application/json"
        if path.startswith("/appeals/copy."):
            return json.dumps(self.copies[path.split(".")[1]]).encode(), "application/json"
        return self.page(path), "text/html; charset=utf-8"


def serve(paper):
    """Serve a paper on a free port in a thread of its own; return the server and its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            path, query = urlsplit(self.path).path, urlsplit(self.path).query
            paper.requests.append(path)
            caching = "max-age=60" if "static" in path else "no-cache"
            if path == "/meter/here":
                body, kind = paper.here(query, self.meter_cookie()), "application/json"
                caching = "no-store" if query else "private, max-age=1800"
            else:
                body, kind = paper.answer(path)
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Cache-Control", caching)
            asked_from = self.headers.get("Origin", "")
            is_open = asked_from in paper.sites and (path == "/words.json" or OPEN.match(path))
            if path == "/embed.js" or "static" in path or is_open:
                self.send_header("Access-Control-Allow-Origin", asked_from or "*")
                self.send_header("Vary", "Origin")
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            boxes = {"/insights/notes": paper.notes, "/meter/keep": paper.kept}
            boxes[self.path].append(json.loads(body))
            self.send_response(204)
            if self.path == "/meter/keep":
                value = paper.keep(body, self.meter_cookie())
                life = 3600 if value else 0
                self.send_header("Set-Cookie", f"meter={value}; Path=/meter; Max-Age={life}")
            self.end_headers()

        def meter_cookie(self):
            cookie = SimpleCookie(self.headers.get("Cookie", "")).get("meter")
            return cookie.value if cookie else ""

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_port}"
