"""Enough of a document to ask: which element has this id, what lies inside it, what does it say."""
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Element:
    def __init__(self, tag, attributes, parent):
        self.tag, self.attributes, self.parent, self.parts = tag, dict(attributes), parent, []

    def inside(self):
        for part in self.parts:
            if isinstance(part, Element):
                yield part
                yield from part.inside()

    def by_id(self, name):
        return next((e for e in self.inside() if e.attributes.get("id") == name), None)

    def by_class(self, name):
        return [e for e in self.inside() if name in (e.attributes.get("class") or "").split()]

    @property
    def text(self):
        words = " ".join(part.text if isinstance(part, Element) else part for part in self.parts)
        return " ".join(words.split())


class Page(HTMLParser):
    """Element tree of well-formed HTML, such as a browser prints."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.root = self.here = Element("", [], None)
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        made = Element(tag, attrs, self.here)
        self.here.parts.append(made)
        if tag not in VOID:
            self.here = made

    def handle_endtag(self, tag):
        at = self.here
        while at.parent and at.tag != tag:
            at = at.parent
        if at.parent:
            self.here = at.parent

    def handle_data(self, words):
        if self.here.tag not in ("script", "style"):
            self.here.parts.append(words)


def comment_marks(html, comment, mark):
    """Elements of class `mark` that belong to this comment itself, not to answers nested below it."""
    own = Page(html).root.by_id(f"comment-{comment}")
    if own is None:
        return []

    def holder(element):
        while element.parent:
            element = element.parent
            name = element.attributes.get("id") or ""
            if name.startswith("comment-"):
                return element
        return None

    return [found for found in own.by_class(mark) if holder(found) is own]
