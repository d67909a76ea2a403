"""Other people's blogs as a sender of linkbacks meets them: pages that name their endpoints in every way there is, and
endpoints that write down what they are sent."""
import http.server
import threading

XML = '<?xml version="1.0" encoding="utf-8"?>'
THANKS = XML + "<methodResponse><params><param><value><string>Thanks</string></value></param></params></methodResponse>"
FAULT = (XML + "<methodResponse><fault><value><struct><member><name>faultCode</name><value><int>{}</int></value></member>"
         "<member><name>faultString</name><value><string>no</string></value></member></struct></value></fault></methodResponse>")
RDF = """<!-- <rdf:RDF><rdf:Description rdf:about="{page}" dc:identifier="{page}" dc:title="x"
  trackback:ping="{ping}" /></rdf:RDF> -->"""
HTML = "text/html; charset=utf-8"


class Recorder:
    """`page` and `endpoint` say what is answered; `posts` is what came."""

    def __init__(self):
        self.places, self.posts, self.gets = {}, [], []
        recorder = self

        class Place(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                recorder.gets.append(self.path)
                self.answer(*recorder.places.get(("GET", self.path), (404, [], b"")))

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                recorder.posts.append((self.path, self.headers, body.decode()))
                self.answer(*recorder.places.get(("POST", self.path), (404, [], b"")))

            def answer(self, status, headers, body):
                self.send_response(status)
                for name, value in [*headers, ("Content-Length", str(len(body)))]:
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *words):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

        self.server = Server(("127.0.0.1", 0), Place)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def page(self, path, body="", headers=(), status=200, kind=HTML):
        self.places["GET", path] = (status, [("Content-Type", kind), *headers], body.encode())
        return self.url + path

    def endpoint(self, path, status=202, body="", headers=(), kind="text/plain"):
        self.places["POST", path] = (status, [("Content-Type", kind), *headers], body.encode())
        return self.url + path

    def posts_to(self, path):
        return [post for post in self.posts if post[0] == path]
