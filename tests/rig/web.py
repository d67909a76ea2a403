"""People with browsers, reduced to HTTP: each has an address of its own on loopback and keeps its own cookies.

The blog limits comments by caller's address; two readers must therefore be two addresses, as in life.
"""
import http.client
import urllib.parse


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def text(self):
        return self.body.decode("utf-8", "replace")

    def all(self, name):
        return self.headers.get_all(name) or []


class Visitor:
    def __init__(self, address="127.0.0.1", agent="Mozilla/5.0 (X11; Linux x86_64)"):
        self.address, self.agent = address, agent
        self.cookies = {}  # host:port → name → value

    def get(self, url, headers=None, timeout=30):
        return self.request("GET", url, None, headers, timeout)

    def post_form(self, url, fields, headers=None, timeout=30):
        body = urllib.parse.urlencode(fields).encode()
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.request("POST", url, body, {**kind, **(headers or {})}, timeout)

    def request(self, method, url, body=None, headers=None, timeout=30):
        """One request, redirects not followed: they are often the answer."""
        parts = urllib.parse.urlsplit(url)
        connection = http.client.HTTPConnection(parts.hostname, parts.port or 80, timeout=timeout,
                                                source_address=(self.address, 0))
        jar = self.cookies.setdefault(parts.netloc, {})
        sent = {"User-Agent": self.agent, "Accept": "text/html,*/*;q=0.8", **(headers or {})}
        if jar:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in jar.items())
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            connection.request(method, path, body, sent)
            reply = connection.getresponse()
            answer = Answer(reply.status, reply.headers, reply.read())
        finally:
            connection.close()
        for line in answer.all("Set-Cookie"):
            name, _, value = line.split(";", 1)[0].partition("=")
            jar[name.strip()] = value.strip()
        return answer
