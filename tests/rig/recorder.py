"""Other people's blogs as a sender of linkbacks meets them: pages that name their endpoints in every way there is, and
endpoints that write down what they are sent."""
from server import HTML, Server

XML = '<?xml version="1.0" encoding="utf-8"?>'
THANKS = XML + "<methodResponse><params><param><value><string>Thanks</string></value></param></params></methodResponse>"
FAULT = (XML + "<methodResponse><fault><value><struct><member><name>faultCode</name><value><int>{}</int></value></member>"
         "<member><name>faultString</name><value><string>no</string></value></member></struct></value></fault></methodResponse>")
RDF = """<!-- <rdf:RDF><rdf:Description rdf:about="{page}" dc:identifier="{page}" dc:title="x"
  trackback:ping="{ping}" /></rdf:RDF> -->"""


class Recorder(Server):
    """`page` and `endpoint` say what is answered; `posts` is what came."""

    def __init__(self):
        super().__init__(self.get, self.post)
        self.places, self.posts = {}, []
        self.start()

    def get(self, request):
        request.answer(*self.places.get(("GET", request.path), (404,)))

    def post(self, request):
        self.posts.append((request.path, request.headers, request.body().decode()))
        request.answer(*self.places.get(("POST", request.path), (404,)))

    def page(self, path, body="", headers=(), status=200, kind=HTML):
        self.places["GET", path] = (status, body.encode(), kind, headers)
        return self.url + path

    def endpoint(self, path, status=202, body="", headers=(), kind="text/plain"):
        self.places["POST", path] = (status, body.encode(), kind, headers)
        return self.url + path

    def posts_to(self, path):
        return [post for post in self.posts if post[0] == path]
