"""A site that is not ours, with pages of its own and a policy that trusts us and nobody else."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

# As docs/howto/any-site.md tells sites to send it.
POLICY = (
    "default-src 'self'; script-src 'self' {home}; style-src 'self'; connect-src 'self' {home}; "
    "img-src 'self' {home} data:; base-uri 'none'; object-src 'none'; form-action 'self'"
)
KINDS = {"js": "text/javascript", "css": "text/css", "html": "text/html; charset=utf-8"}
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title><link rel="icon" href="data:,">
<link rel="canonical" href="{canonical}">
{head}
<script type="module" src="{home}/embed.js"{tag}></script></head>
<body{body}>{before}<h1>{title}</h1><article>{text}</article><footer>Elsewhere</footer></body></html>"""
STORY = (
    '<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle",'
    '"articleSection": "World", "keywords": "sea, boats"}</script>'
)


class OtherSite:
    """Its pages; what a test puts in their head, in our script's tag and on the body."""

    def __init__(self, home):
        self.home, self.requests = home, []
        self.head, self.tag, self.body, self.paragraphs = STORY, "", "", 20
        self.policy, self.files, self.canonical = POLICY, {}, None
        self.before = ""

    def page(self, path):
        text = "".join(f"<p>{path} {'words ' * 60}</p>" for _ in range(self.paragraphs))
        parts = {"title": path, "text": text, "home": self.home, "tag": self.tag}
        canonical = self.canonical or f"{self.url}{path}"
        return PAGE.format(
            **parts, head=self.head, body=self.body, before=self.before, canonical=canonical
        )


def serve_other(site, host="localhost"):
    """Serve it on a free port, under another name than ours: another origin, and another site."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            path = urlsplit(self.path).path
            site.requests.append(self.path)
            kind = KINDS[path.rpartition(".")[2]] if path in site.files else KINDS["html"]
            body = (site.files.get(path) or site.page(path)).encode()
            self.send_response(200)
            self.send_header("Content-Type", kind)
            if site.policy:
                self.send_header("Content-Security-Policy", site.policy.format(home=site.home))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.url = f"http://{host}:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
