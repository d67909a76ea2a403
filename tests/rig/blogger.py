"""A blogger elsewhere whose blog has a feed, and a feed of comments for each post; watched, never pinging."""
import email.utils
import time
from xml.sax.saxutils import escape

from server import HTML

FEED = "application/rss+xml"


class Blogger:
    """A blogger with WordPress's addresses: a front page, a feed, and a feed of comments for each post."""

    def __init__(self, site, path, name):
        self.site, self.path, self.name, self.home = site, f"/{path}/", name, f"{site.url}/{path}/"
        self.entries, self.comments = [], []
        self.post = self.home + "sled/"

    def say(self, path, title, words):
        self.entries.insert(0, (self.home + path, title, words, self.name))
        self.publish()

    def comment(self, who, words):
        number = len(self.comments) + 1
        self.comments.insert(0, (f"{self.post}#comment-{number}", f"By: {who}", words, who))
        self.publish()
        return self.comments[0][0]

    def publish(self):
        link = '<link rel="alternate" type="application/rss+xml" title="{}" href="{}">'
        feeds = link.format(self.name, self.path + "feed/") + link.format("All comments", self.path + "comments/feed/")
        self.page("", feeds + f"<h1>{self.name}</h1>")
        self.page("sled/", feeds + link.format("The sled, comments", self.path + "sled/feed/") + "<h1>The sled</h1>")
        self.feed("feed/", self.entries)
        self.feed("sled/feed/", self.comments)

    def page(self, path, html):
        self.site.pages[self.path + path] = (200, HTML, f"<!DOCTYPE html><html><head>{html}".encode())

    def feed(self, path, entries):
        items = "".join(
            f"<item><title>{escape(title)}</title><link>{link}</link><guid>{link}</guid><dc:creator>{escape(who)}</dc:creator>"
            f"<pubDate>{self.date(link)}</pubDate><description>{escape(words)}</description>"
            f"{f'<wfw:commentRss>{link}feed/</wfw:commentRss>' if entries is self.entries else ''}</item>"
            for link, title, words, who in entries)
        text = (f'<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wfw="http://wellformedweb.org/CommentAPI/">'
                f"<channel><title>{escape(self.name)}</title>{items}</channel></rss>")
        self.site.pages[self.path + path] = (200, FEED, text.encode())

    def date(self, link, dates={}):
        return dates.setdefault(link, email.utils.formatdate(time.time() + 1))  # the feed has whole seconds only
