"""A web server of pages that were made to hurt whoever reads them, and a listener that nobody may reach."""
import gzip
import socket
import threading

from server import HTML, Server

LINK = '<p>I read <a href="{target}">this post</a>.</p>'


def page(body, head=""):
    return f"<!DOCTYPE html><html><head><title>Hostile</title>{head}</head><body>{body}</body></html>"


def hostile_pages(target, inside):
    """name → (kind, bytes, further headers, status, states that are right, reasons that are right)"""
    link, html = LINK.format(target=target), HTML
    shown, no_link = (("shown",), ("none", "")), (("refused",), ("no_link",))
    unread = (("deferred", "refused"), None)
    many = "".join(f" a{n:x}" for n in range(100000))
    bomb = gzip.compress(b"<p>" + b" " * 200_000_000, 9)
    bomb_with_link = gzip.compress(page(link).encode() + b" " * 200_000_000, 9)
    return {
        "plain": (html, page(link).encode(), {}, 200, *shown),
        "attributes": (html, page(f"<div{many}>words</div>" + link).encode(), {}, 200, *shown),
        "deep": (html, page("<div>" * 10000 + link).encode(), {}, 200, *shown),
        "deep-inline": (html, page("<b><i>" * 10000 + link).encode(), {}, 200, *shown),
        "nul": (html, page("\0\0" + link.replace("this", "th\0is") + "\0").encode(), {}, 200, *shown),
        "end-tags": (html, page("</p></div>" * 20000 + link).encode(), {}, 200, *shown),
        "links": (html, page('<a href="http://x.example/">x</a>' * 25000).encode(), {}, 200, *no_link),
        "scripted": (html, page(f"<script>{link}</script><!-- {link} --><textarea>{link}</textarea>").encode(), {}, 200, *no_link),
        "broken-utf8": (html, b"\xc3\x28\xff" + page(link).encode() + b"\xf0\x9f", {}, 200, *shown),
        "lying-charset": ("text/html; charset=no-such-thing", page(link).encode(), {}, 200, *shown),
        "utf-7": ("text/html; charset=utf-7", page("+ADw-a href=" + target + "+AD4-").encode(), {}, 200, *no_link),
        "utf-16": ("text/html; charset=utf-16", ("\ufeff" + page(link)).encode("utf-16-le"), {}, 200, *shown),
        "bomb": (html, bomb, {"Content-Encoding": "gzip"}, 200, *no_link),
        "bomb-with-link": (html, bomb_with_link, {"Content-Encoding": "gzip"}, 200, *shown),
        "no-gzip": (html, page(link).encode(), {"Content-Encoding": "gzip"}, 200, *unread),
        "picture": ("image/png", page(link).encode(), {}, 200, ("refused",), ("source_not_text",)),
        "gone": (html, page(link).encode(), {}, 410, ("refused",), ("source_gone",)),
        "inside": (html, b"", {"Location": inside + "redirected"}, 302, *unread),
        "meta": (html, page("", f'<meta http-equiv="refresh" content="0; url={inside}meta"><base href="{inside}">')
                 .encode(), {}, 200, *no_link),
        "file": (html, b"", {"Location": "file:///etc/passwd"}, 302, *unread),
        "gopher": (html, b"", {"Location": "gopher://127.0.0.1:9/x"}, 302, *unread),
        "loop": (html, b"", {"Location": "loop"}, 302, *unread),
        "headers": (html, page(link).encode(), {f"X-{n}": "x" * 4000 for n in range(60)}, 200, *unread),
    }


class HostileSite(Server):
    def __init__(self, target):
        super().__init__(self.get)
        self.url += "/"
        self.inside = Inside()
        self.pages = hostile_pages(target, f"http://127.0.0.2:{self.inside.port}/")
        self.over = threading.Event()
        self.start()

    def get(self, request):
        """No page says how long it is."""
        name = request.path.strip("/")
        if name == "drip":
            return self.drip(request)
        kind, body, headers, status, *_ = self.pages[name]
        request.head(status, {"Content-Type": kind, **headers}.items())
        request.wfile.write(body)

    def drip(self, request):
        request.head(200, [("Content-Type", "text/html")])
        while not self.over.wait(0.1):
            request.wfile.write(b"<p>" + b"x" * 40)

    def stop(self):
        self.over.set()
        super().stop()
        self.inside.stop()


class Inside:
    """Stands for the host's own network: every connection is a fault."""

    def __init__(self):
        self.calls = []
        self.listener = socket.create_server(("127.0.0.2", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        while True:
            try:
                peer, address = self.listener.accept()
            except OSError:
                return
            self.calls.append(address)
            peer.close()

    def stop(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
