"""A paper of one page template on loopback: what the browser's side asks for, and nothing else."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from wellread.engine.copy import copy_hash

CLIENT = Path(__file__).parents[2] / "src" / "wellread" / "client"
KINDS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>
<link rel="stylesheet" href="/static/style/site.css">
<link rel="icon" href="data:,">
<script type="module" src="/static/page.js"></script>{head}</head>
<body><header><a id="sign-in" href="/sign-in/">Sign in</a></header>
<main><h1>{title}</h1><div id="article-body" class="prose">{text}</div>
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
        },
        {
            "countries": [],
            "interval": "month",
            "currency": "USD",
            "amounts": [600, 800, 1250],
            "preset": 600,
            "minimum": 600,
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
        self.country, self.consent_needed, self.history = "US", False, None
        self.campaigns, self.holdout = [campaign("letter", "overlay")], 0.0
        self.copies = {copy_hash(COPY): COPY}
        self.facts, self.paragraphs, self.language, self.head = {}, 20, "en", ""
        self.after = 1
        self.requests, self.notes, self.kept = [], [], []

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
            "asks": True,
            "line_up_url": "/appeals/line-up.en.json",
            "files": {"appeal_css": "/static/style/appeal.css"},
        } | self.facts.get(path, self.facts.get("*", {}))
        text = "".join(f"<p>{article} {'words ' * 60}</p>" for _ in range(self.paragraphs))
        parts = {"language": self.language, "title": article, "text": text, "head": self.head}
        parts["after"] = "<p>Related</p>" * self.after
        control = '<div id="count-control"></div>' if facts["kind"] == "standing" else ""
        return PAGE.format(**parts, control=control, facts=json.dumps(facts)).encode()

    def line_up(self):
        return {
            "format": 1,
            "edition": "en",
            "version": "v1",
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
        if path == "/meter/here":
            here = {"country": self.country, "consent_needed": self.consent_needed}
            return json.dumps(here | {"history": self.history}).encode(), "application/json"
        if path == "/appeals/line-up.en.json":
            return json.dumps(self.line_up()).encode(), "application/json"
        if path.startswith("/appeals/copy."):
            return json.dumps(self.copies[path.split(".")[1]]).encode(), "application/json"
        return self.page(path), "text/html; charset=utf-8"


def serve(paper):
    """Serve a paper on a free port in a thread of its own; return the server and its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            path = urlsplit(self.path).path
            paper.requests.append(path)
            body, kind = paper.answer(path)
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Cache-Control", "max-age=60" if "static" in path else "no-cache")
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            boxes = {"/insights/notes": paper.notes, "/meter/keep": paper.kept}
            boxes[self.path].append(json.loads(body))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_port}"
