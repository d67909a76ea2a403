"""The web servers of the tests: other people's pages and endpoints, each request answered by a function of its owner."""
import http.server
import sys
import threading

HTML = "text/html; charset=utf-8"


class Request(http.server.BaseHTTPRequestHandler):
    """One request and the ways to answer it; silent, since a test prints what it has to say itself."""

    def do_GET(self):
        self.server.get(self)

    do_HEAD = do_GET

    def do_POST(self):
        self.server.post(self)

    def body(self):
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def head(self, status, headers):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()

    def answer(self, status, body=b"", kind=HTML, headers=()):
        self.head(status, [("Content-Type", kind), ("Content-Length", str(len(body))), *headers])
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *words):
        pass


def unsupported(request):
    request.send_error(501)


class Server(http.server.ThreadingHTTPServer):
    """One address in threads of ours; a site of several hosts starts several of them with the same functions."""

    daemon_threads, request_queue_size = True, 256

    def __init__(self, get=unsupported, post=unsupported, host="127.0.0.1", port=0):
        super().__init__((host, port), Request)
        self.get, self.post = get, post
        self.port = self.server_address[1]
        self.url = f"http://{host}:{self.port}"
        self.thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def start(self):
        self.thread.start()

    def stop(self):
        if self.thread.is_alive():  # shutdown() waits for a loop that must have begun
            self.shutdown()
        self.server_close()

    def handle_error(self, request, client_address):
        """A reader that has seen enough, or was killed, hangs up: no fault of the page."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)
