"""The engine's own xmlrpc.php taken over by nginx and Earshot: pings are answered by Earshot, every other call reaches the engine
with its method and body, also when Earshot is down. Usage: xmlrpc_test.py PROGRAM"""
import pathlib
import re
import shutil
import sys
import tempfile
import xmlrpc.client

import nginx_front_test
from nginx_front_test import ROOT, World, check, failures, record, wait_for

PING = xmlrpc.client.dumps(("https://fan.example/x", "http://127.0.0.1:{port}/a-post/"), "pingback.ping")
BLOG = xmlrpc.client.dumps(("ana", "secret"), "wp.getUsersBlogs")


class Engine(nginx_front_test.Engine):
    """Says back what method and body it was sent."""

    def answer(self, peer):
        with peer, peer.makefile("rb") as stream:
            params = body = b""
            while header := stream.read(8):
                size = int.from_bytes(header[4:6], "big")
                content = stream.read(size + header[6])[:size]
                params += content if header[1] == 4 else b""
                body += content if header[1] == 5 else b""
                if header[1] == 5 and not size:
                    break
            method = re.search(rb"REQUEST_METHOD([A-Z]+?)(?=CONTENT|REMOTE|SCRIPT|REQUEST|SERVER|HTTP|[^A-Z])", params)
            said = b"engine " + (method.group(1) if method else b"?") + b" " + body
            self.seen.append(params)
            out = record(6, b"Content-Type: text/xml\r\n\r\n")
            for at in range(0, len(said), 60000):
                out += record(6, said[at:at + 60000])
            peer.sendall(out + record(6, b"") + record(3, b"\0" * 8))


def post(world, body, kind="text/xml"):
    return world.ask("/xmlrpc.php", "POST", body, {"Content-Type": kind})


def what_goes_where(world, alive):
    for name, body in (("an app's call", BLOG.encode()), ("no XML", b"hello"), ("an empty body", b""),
                       ("a long upload", b"<methodCall>" + b"x" * 300000),
                       ("listMethods", xmlrpc.client.dumps((), "system.listMethods").encode()),
                       ("multicall", xmlrpc.client.dumps(([],), "system.multicall").encode())):
        got = post(world, body)
        check(f"{alive}: {name} reaches the engine as it came", got[0] == 200 and got[2] == b"engine POST " + body, got)
    got = world.ask("/xmlrpc.php?rsd")
    check(f"{alive}: GET is the engine's", got[2] == b"engine GET ", got)


def what_hides_a_ping(world, ping):
    """Bodies that we do not take for a ping and that the engine's parser might."""
    plain = ping.decode()
    inner = plain[plain.index("<params>"):plain.index("</methodCall>")]
    multicall = xmlrpc.client.dumps(([{"methodName": "pingback.ping", "params": ["a", "b"]}],), "system.multicall")
    pieces = f"<methodCall><x/><x><methodName>ping<![CDATA[back.p]]>ing<!-- y --></methodName>{inner}</x>"
    deeper = plain.replace("<methodCall>", "<methodCall><x>").replace("</methodCall>", "</x></methodCall>")
    for name, body in (("a document type", plain.replace("<methodCall>", "<!DOCTYPE a><methodCall>")),
                       ("two names", plain.replace("<methodName>", "<methodName>foo.bar</methodName><methodName>", 1)),
                       ("a name one deeper", deeper), ("a name in pieces", pieces), ("multicall", multicall),
                       ("a name in references", "<!DOCTYPE a>" + plain.replace("pingback.", "&#112;ingback&#x2e;"))):
        got = post(world, body.encode())
        check(f"{name} with a ping in it stays here", b"engine" not in got[2] and b"faultCode" in got[2], got)


def main():
    run = pathlib.Path(tempfile.mkdtemp(prefix="earshot-xmlrpc-"))
    nginx_front_test.Engine = Engine
    world = World(run, sys.argv[1])
    ping = PING.format(port=world.port).encode()
    try:
        part = (ROOT / "templates/nginx/earshot-xmlrpc.conf").read_text().replace("@PREFIX@", "/earshot").replace("@SITE@", "blog")
        part += f"location @earshot_engine {{ include /etc/nginx/fastcgi_params; fastcgi_pass unix:{run}/engine.sock; }}\n"
        config = run / "nginx.conf"
        config.write_text(config.read_text().replace("    location / {\n", part + "    location / {\n", 1))
        world.start_nginx()
        what_goes_where(world, "never started")
        got = post(world, ping)
        check("never started: even a ping is the engine's", got[2] == b"engine POST " + ping, got)
        world.start_earshot()
        wait_for("earshot", lambda: b"engine" not in post(world, ping)[2])
        what_goes_where(world, "alive")
        what_hides_a_ping(world, ping)
        for kind in ("text/xml", "application/x-www-form-urlencoded"):
            got = post(world, ping, kind)
            check(f"a ping sent as {kind} is answered by Earshot", got[0] == 200 and b"methodResponse" in got[2], got)
        server = xmlrpc.client.ServerProxy(f"http://127.0.0.1:{world.port}/xmlrpc.php")
        try:
            server.pingback.extensions.getPingbacks("https://elsewhere.example/")
            check("an unknown page is a fault", False)
        except xmlrpc.client.Fault as fault:
            check("an unknown page is fault 33", fault.faultCode == 33, fault)
        got = world.ask("/xmlrpc.php", "POST", BLOG, {"Content-Type": "text/xml", "EARSHOT_ENGINE_XMLRPC": "@other"})
        check("no header of a stranger says where calls go", got[2] == b"engine POST " + BLOG.encode(), got)
    finally:
        for process in (world.earshot, world.nginx):
            world.end(process)
        if failures:
            print((run / "error.log").read_text()[-2000:])
        shutil.rmtree(run)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
