"""A FastCGI client of a few lines: what nginx says to the program, without nginx, over any socket."""
import email.parser
import socket

from web import Answer

BEGIN, END, PARAMS, STDIN, STDOUT = 1, 3, 4, 5, 6


def record(kind, content):
    return bytes([1, kind, 0, 1]) + len(content).to_bytes(2, "big") + b"\0\0" + content


def stream(kind, content):
    parts = [record(kind, content[at:at + 65528]) for at in range(0, len(content), 65528)]
    return b"".join(parts) + record(kind, b"")


def size_of(text):
    return bytes([len(text)]) if len(text) < 128 else (len(text) | 1 << 31).to_bytes(4, "big")


def pairs(parameters):
    out = b""
    for name, value in parameters.items():
        one, two = name.encode(), value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogateescape")
        out += size_of(one) + size_of(two) + one + two
    return out


def parameters_of(method, path, body=b"", headers=None, prefix="/earshot"):
    """As the shipped nginx part gives them: `path` is what stands below the prefix, with its query."""
    inside, _, query = path.partition("?")
    found = {"REQUEST_METHOD": method, "SCRIPT_NAME": prefix, "PATH_INFO": "/" + inside, "QUERY_STRING": query,
             "REQUEST_URI": f"{prefix}/{path}", "DOCUMENT_URI": f"{prefix}/{inside}", "SERVER_PROTOCOL": "HTTP/1.1",
             "GATEWAY_INTERFACE": "CGI/1.1", "REMOTE_ADDR": "127.0.0.1", "SERVER_NAME": "blog.example",
             "CONTENT_TYPE": "", "CONTENT_LENGTH": str(len(body)) if body else "", "EARSHOT_SITE": "blog"}
    for name, value in (headers or {}).items():
        plain = name.upper().replace("-", "_")
        found[plain if plain == "CONTENT_TYPE" else "HTTP_" + plain] = value
    return found


def answer_of(output):
    """A CGI answer: head lines, an empty line, the body."""
    head, gap, body = output.partition(b"\r\n\r\n")
    if not gap:
        raise OSError(f"no answer: {output[:200]!r}")
    headers = email.parser.BytesParser().parsebytes(head + b"\r\n\r\n")
    return Answer(int(headers.get("Status", "200").split()[0]), headers, body)


def connect(address, timeout=30):
    """(host, port), or a path for a unix socket."""
    peer = socket.socket(socket.AF_INET if isinstance(address, tuple) else socket.AF_UNIX)
    peer.settimeout(timeout)
    try:
        peer.connect(address)
    except OSError:
        peer.close()
        raise
    return peer


def request(address, parameters, body=b"", timeout=30):
    """One connection, one request. Raises OSError when the answer did not come whole."""
    with connect(address, timeout) as peer, peer.makefile("rb") as incoming:
        peer.sendall(record(BEGIN, b"\0\1\0" + b"\0" * 5) + stream(PARAMS, pairs(parameters)) + stream(STDIN, body))
        output = b""
        while len(head := incoming.read(8)) == 8:
            size = int.from_bytes(head[4:6], "big")
            content = incoming.read(size + head[6])[:size]
            if head[1] == STDOUT:
                output += content
            if head[1] == END and len(content) == size:
                return answer_of(output)
    raise ConnectionError("the program went away in the middle of an answer")
