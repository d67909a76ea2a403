"""The outside bloggers: a second site under another host name, and the programs that ping for them.

The blog answers at 127.0.0.1, these pages at localhost: two hosts for everybody concerned, one machine for us.
Senders discover where to ping from the answer of the page itself, as their protocols say, never from knowledge of ours.
"""
import re
import urllib.parse
import xmlrpc.client

from server import HTML, Server
from web import Visitor

PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>
<body><header><a href="/">{blog}</a></header>
<article class="h-entry"><h1 class="p-name">{title}</h1>
<p>by <a class="p-author h-card" href="{home}">{author}</a></p>
<div class="e-content">{html}</div></article></body></html>
"""


class OutsideSite(Server):
    """Remembers who read what, and who posted what."""

    def __init__(self, port=0):
        super().__init__(self.get, self.post, port=port)
        self.url = f"http://localhost:{self.port}"
        self.pages, self.reads, self.posts = {}, [], []

    def get(self, request):
        self.reads.append((request.path, request.headers.get("User-Agent", "")))
        status, kind, body, *headers = self.pages.get(request.path, (404, "text/plain", b"no such page\n"))
        request.answer(status, body, kind, headers)

    def post(self, request):
        self.posts.append((request.path, request.body()))
        request.answer(405, b"nothing is taken here\n", "text/plain")

    def publish(self, path, title, html, author, blog):
        home = self.url + "/" + path.split("/")[1] + "/"
        page = PAGE.format(title=title, html=html, author=author, blog=blog, home=home)
        self.pages[path] = (200, HTML, page.encode())
        return self.url + path

    def move(self, path, to):
        self.pages[path] = (301, "text/plain", b"moved\n", ("Location", to))
        return self.url + path


def links_of(answer, base):
    """rel → addresses from the Link headers of an answer."""
    found = {}
    for line in answer.all("Link"):
        for address, rest in re.findall(r"<([^>]*)>((?:\s*;\s*[^;,]+(?:=\"[^\"]*\")?)*)", line):
            rel = re.search(r";\s*rel\s*=\s*\"?([^\";]+)", rest)
            for word in (rel.group(1).split() if rel else []):
                found.setdefault(word.lower(), []).append(urllib.parse.urljoin(base, address))
    return found


def discover_pingback(target):
    answer = Visitor().get(target)
    header = answer.all("X-Pingback")
    if header:
        return header[0].strip()
    link = re.search(r'<link rel="pingback" href="([^"]+)" ?/?>', answer.text)
    return link.group(1).replace("&amp;", "&") if link else None


def discover_webmention(target):
    answer = Visitor().get(target)
    header = links_of(answer, target).get("webmention")
    if header:
        return header[0]
    link = re.search(r'<(?:link|a)\b[^>]*\brel="[^"]*\bwebmention\b[^"]*"[^>]*\bhref="([^"]*)"', answer.text)
    return urllib.parse.urljoin(target, link.group(1).replace("&amp;", "&")) if link else None


def send_pingback(source, target):
    """The receiver's sentence; a refusal comes as xmlrpc.client.Fault."""
    with xmlrpc.client.ServerProxy(discover_pingback(target)) as receiver:
        return receiver.pingback.ping(source, target)


def send_trackback(address, source, title, excerpt, blog_name):
    fields = {"title": title, "url": source, "blog_name": blog_name, "excerpt": excerpt}
    kind = "application/x-www-form-urlencoded; charset=utf-8"
    return Visitor(agent="Joe's weblog").post_form(address, fields, {"Content-Type": kind, "Accept": "*/*"})


def send_webmention(source, target, endpoint=None):
    """A program sends it, not a browser: who asks for HTML is shown a page instead of a plain 201."""
    return Visitor(agent="Priya's notes").post_form(endpoint or discover_webmention(target),
                                                    {"source": source, "target": target}, {"Accept": "*/*"})
