"""One script of requests for both ways in: FastCGI (the program stays) and CGI (a process a request, by fcgiwrap).

Both stand behind nginx with the shipped parts; every answer must be right, and the same both ways.
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.parse

from front import Front, check, receipt
from outside import send_webmention
from process import RigError, wait_for
from web import Visitor

PINGBACK = """<?xml version="1.0"?><methodCall><methodName>pingback.ping</methodName><params>
<param><value><string>{source}</string></value></param><param><value><string>{target}</string></value></param>
</params></methodCall>"""


def told(front, name, answer, status, kind, *parts):
    """What is compared between the ways: all but the addresses, tokens and times that must differ."""
    check(answer.status == status, f"{front.way}: {name} answers {answer.status}, not {status}: {answer.text[:300]}")
    got = answer.headers.get("Content-Type", "")
    check(got.startswith(kind), f"{front.way}: {name} is {got}, not {kind}")
    for part in parts:
        check(part in answer.text, f"{front.way}: {name} lacks “{part}”: {answer.text[:500]}")
    text = answer.text.replace(str(front.port), "PORT").replace(str(front.outside.port), "OUT")
    text = re.sub(r"status/[A-Za-z0-9_-]+", "status/TOKEN", text)
    text = re.sub(r'"(late_seconds|ready|running)":\d+', r'"\1":N', text)  # how far the worker is says nothing of the way in
    return name, answer.status, got, re.sub(r"\d{4}-\d\d-\d\dT[0-9:.]+Z", "WHEN", text)


def body(front):
    """The script itself."""
    someone, ours, post = Visitor(), front.ours, front.post
    quoted = urllib.parse.quote(post, safe="")
    page = front.outside.publish("/marie/a", "Heard", f'<p>I read <a href="{post}">this</a>.</p>', "Marie", "Marie's")
    bare = front.outside.publish("/marie/b", "Unheard", "<p>No link.</p>", "Marie", "Marie's")
    xml = {"Content-Type": "text/xml"}
    yield told(front, "script", someone.get(ours("widget.js")), 200, "text/javascript", "earshot-badge")
    yield told(front, "nowhere", someone.get(ours("nowhere")), 404, "text/plain")
    yield told(front, "wrong method", someone.get(ours("pingback")), 405, "text/plain", "POST")
    yield told(front, "health", someone.get(ours("health")), 200, "application/json", "writable")
    yield told(front, "answers", someone.get(ours("answers")), 200, "text/html", "It fits.", "Ana Ruiz")
    yield told(front, "engagement", someone.get(ours(f"api/engagement?target={quoted}")), 200, "application/json",
               "Ana Ruiz")
    yield told(front, "unknown target", send_webmention(page, front.blog.url, ours("webmention")), 400, "application/json")
    yield told(front, "same page", send_webmention(post, post, ours("webmention")), 400, "application/json")
    yield told(front, "no XML", someone.request("POST", ours("pingback"), b"<methodCall>", xml), 200, "text/xml", "-32700")
    huge = PINGBACK.format(source="http://x/" + "a" * 70000, target=post).encode()
    yield told(front, "huge call", someone.request("POST", ours("pingback"), huge, xml), 200, "text/xml", "faultCode")
    yield told(front, "empty trackback", someone.post_form(post + "trackback/", {}), 200, "text/xml", "<error>1</error>")
    ping = PINGBACK.format(source=page, target=post).encode()
    yield told(front, "pingback", someone.request("POST", ours("pingback"), ping, xml), 200, "text/xml", "<string>")
    accepted = send_webmention(bare, post, ours("webmention"))
    yield told(front, "webmention", accepted, 201, "application/json", "location")
    state = wait_for("the forged ping to be refused",
                     lambda: (one := receipt(accepted.headers["Location"]))["state"] == "refused" and one, 30)
    yield "receipt", state["reason"]
    yield told(front, "repeat", send_webmention(bare, post, ours("webmention")), 201, "application/json", "location")
    state = receipt(accepted.headers["Location"])
    check(state["state"] == "received" and state["summary"].startswith("Received again on "), f"{front.way}: after a repeat {state}")
    check([step["fact"] for step in state["steps"]] == ["received", "refused", "received_again"], f"{front.way}: {state['steps']}")
    fragment = ours(f"fragment?target={quoted}")
    wait_for("the pingback to be shown", lambda: page in someone.get(fragment).text, 30)
    yield told(front, "fragment", someone.get(fragment), 200, "text/html", "Heard")
    check(bare not in someone.get(fragment).text, f"{front.way}: a forged ping is shown")
    moved = send_webmention(front.outside.move("/marie/older", page), post, ours("webmention"))
    state = wait_for("the older address of a page to be read",
                     lambda: (one := receipt(moved.headers["Location"]))["state"] != "received" and one, 30)
    yield "moved", state["state"], state["reason"]
    check("/marie/older" not in someone.get(fragment).text, f"{front.way}: a page that moved is shown twice")
    twin = send_webmention(page + "#top", post, ours("webmention"))
    state = wait_for("the same page with a fragment to be read",
                     lambda: (one := receipt(twin.headers["Location"]))["state"] != "received" and one, 30)
    yield "twin", state["state"], state["reason"]
    check("/marie/a#top" not in someone.get(fragment).text, f"{front.way}: one page is shown twice")
    chain = [page]
    for hop in range(7, 0, -1):
        chain.append(front.outside.move(f"/hop/{hop}", chain[-1]))
    far = send_webmention(chain[-1], post, ours("webmention"))
    state = wait_for("redirects without end to be given up",
                     lambda: (one := receipt(far.headers["Location"]))["state"] != "received" and one, 30)
    yield "redirects", state["state"], state["reason"]
    check(state["summary"] == "Not accepted. The source page redirects more often than we follow. "
          f"The last address was {chain[2]}.", f"{front.way}: {state}")
    head = someone.request("HEAD", ours("answers"))
    check(head.status == 200 and head.body == b"", f"{front.way}: HEAD answers {head.status} with {len(head.body)} bytes")


def play(folder, program, way):
    front = Front(folder, program, way)
    try:
        front.start()
        return list(body(front))
    finally:
        front.stop()


def main():
    program = pathlib.Path(sys.argv[1])
    folder = pathlib.Path(tempfile.mkdtemp(prefix="earshot-front-", dir="/var/tmp"))
    folder.chmod(0o755)
    try:
        ways = {way: play(folder, program, way) for way in ("fastcgi", "cgi")}
        for one, other in zip(*ways.values(), strict=True):
            check(one == other, f"the two ways differ:\n  {one}\n  {other}")
        check(ways["cgi"][-2:] == [("twin", "refused", "source_repeated"), ("redirects", "refused", "source_redirects")], f"{ways['cgi'][-2:]}")
        check(len(ways["cgi"]) == 19, f"{len(ways['cgi'])} answers seen")
    except (RigError, subprocess.SubprocessError) as fault:
        print(f"{fault}\nkept for you to look at: {folder}")
        return 1
    shutil.rmtree(folder)
    print(f"{len(ways['cgi'])} answers, the same by FastCGI and by CGI")
    return 0


if __name__ == "__main__":
    sys.exit(main())
