"""`earshot report` against a second computation that shares nothing with it: conversations over a week with a change of clocks and
two holidays are imported, who answered whom is read from `earshot replies --json`, and each figure is computed anew. Business
time is counted here by asking for every single minute whether the door is open, not by walking intervals."""
import csv
import datetime
import html.parser
import io
import json
import math
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import zoneinfo

from browser import Hand
from earshot import Earshot
from npm import from_npm
from process import RigError
from roster import ROSTER

BLOG = "http://blog.example"
ZONE = zoneinfo.ZoneInfo("Europe/Berlin")
UTC = datetime.timezone.utc
HOURS = ["mon-fri 09:00-12:30 13:30-17:00", "sun 00:00-06:00"]
HOLIDAYS = ["2026-04-03", "2026-04-06"]
TARGET = 4 * 3600
FROM, TO = "2026-03-27", "2026-04-08"
BUCKETS = [(4 * 3600, "0-4 h"), (24 * 3600, "4-24 h"), (72 * 3600, "1-3 d"), (168 * 3600, "3-7 d"), (math.inf, "> 7 d")]
STAFF = {"wordpress:7": "ana-ruiz", "wordpress:8": "tom-becker"}


def check(truth, complaint):
    if not truth:
        raise RigError(complaint)


class Place:
    url = BLOG


# ---------------------------------------------------------------- what was said

def conversations():
    """Threads as WordPress records them, at whole minutes, always the same ones."""
    dice = random.Random(20260329)
    begin = datetime.datetime(2026, 3, 20, tzinfo=UTC)
    lines, number = [], 0

    def say(post, parent, author, account, at, text):
        nonlocal number
        number += 1
        lines.append({"post": f"{BLOG}/post-{post}/", "id": str(number), "parent": parent, "author": author, "author_url": "",
                      "account": account, "date": at.strftime("%Y-%m-%dT%H:%M:%SZ"), "text": text})
        return str(number)

    for post in range(12):
        for thread in range(6):
            reader = f"Reader {post} {thread}"
            at = begin + datetime.timedelta(minutes=dice.randrange(20 * 24 * 60))
            top = say(post, None, reader, None, at, f"How do I mount part {thread} of kit {post}?")
            what = dice.random()
            if what < 0.15:
                say(post, top, "Other " + reader, None, at + datetime.timedelta(minutes=5), "Thanks, great post!")
            if what < 0.3:  # a second question before any answer: one run
                say(post, top, reader, None, at + datetime.timedelta(minutes=3), f"And which way round does part {thread} go?")
            if what < 0.25:
                continue  # nobody answers
            account, name = dice.choice([("wordpress:7", "Ana Ruiz"), ("wordpress:8", "Tom Becker")])
            after = dice.choice([1, 7, 45, 200, 600, 1500, 3000, 6000])
            answer = say(post, top, name, account, at + datetime.timedelta(minutes=after), "It goes on the left side.")
            if what > 0.7:  # a follow-up opens a new wait, sometimes answered
                again = at + datetime.timedelta(minutes=after + dice.randrange(1, 900))
                follow = say(post, answer, reader, None, again, f"It does not fit there, what now with part {thread}?")
                if what > 0.85:
                    say(post, follow, "Tom Becker", "wordpress:8", again + datetime.timedelta(minutes=dice.randrange(1, 2000)),
                        "Turn it round.")
    night = datetime.datetime(2026, 3, 29, 0, 50, tzinfo=UTC)  # the clocks are put on at one o'clock UTC
    for place, minutes in enumerate([-1, -30, 20, 240]):  # answers dated shortly before, long before, and after
        top = say(20, None, f"Night owl {place}", None, night, f"Does number {place} fit?")
        say(20, top, "Ana Ruiz", "wordpress:7", night + datetime.timedelta(minutes=minutes), "It does.")
    return lines


# ---------------------------------------------------------------- the second computation

class Doors:
    """Open minutes, counted one by one."""

    def __init__(self, until, hours=HOURS, holidays=HOLIDAYS):
        self.begin = int(datetime.datetime(2026, 3, 1, tzinfo=UTC).timestamp()) // 60
        days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
        opening = {number: [] for number in range(7)}
        for line in hours:
            names, *spans = line.split()
            first, last = (names.split("-") * 2)[:2]
            for number in range(days.index(first), days.index(last) + 1):
                opening[number] += [tuple(int(at[:2]) * 60 + int(at[3:]) for at in span.split("-")) for span in spans]
        closed = {datetime.date.fromisoformat(day) for day in holidays}
        self.before = [0]
        for minute in range(self.begin, int(until) // 60 + 1):
            here = datetime.datetime.fromtimestamp(minute * 60, ZONE)
            of_day = here.hour * 60 + here.minute
            is_open = here.date() not in closed and any(a <= of_day < b for a, b in opening[here.weekday()])
            self.before.append(self.before[-1] + is_open)

    def until(self, t):
        minute, second = divmod(t - self.begin * 60, 60)
        minute = int(minute)
        is_open = self.before[minute + 1] - self.before[minute]
        return self.before[minute] * 60 + is_open * second

    def between(self, a, b):
        return max(0, self.until(b) - self.until(a))


def rank(values, q):
    return sorted(values)[max(1, math.ceil(q * len(values) - 1e-9)) - 1] if values else None


def kaplan_meier(answered, waiting, q):
    if not answered and not waiting:
        return None
    left, events = 1.0, sorted({*answered})
    for t in events:
        at_risk = sum(x >= t for x in answered) + sum(x >= t for x in waiting)
        left *= 1 - answered.count(t) / at_risk
        if left <= 1 - q + 1e-9:
            return {"seconds": int(t), "at_least": False}
    return {"seconds": int(max([*answered, *waiting])), "at_least": True}


def seconds(line):
    return datetime.datetime.fromisoformat(line["date"].replace("Z", "+00:00")).timestamp()


def questions(lines, replies):
    """Each comment that needs an answer: its time, whether it begins a run, and when who first answered that run."""
    answered_by = {}
    staff_of = {(line["post"], line["id"]): STAFF.get(line["account"]) for line in lines}
    at = {(line["post"], line["id"]): seconds(line) for line in lines}
    for reply in replies:
        for to in reply["answers"]:
            if to["certainty"] >= 0.5:
                answered_by.setdefault((reply["post"], to["id"]), []).append((reply["post"], reply["id"]))
    order = sorted((line for line in lines), key=lambda line: (seconds(line), int(line["id"])))
    parent = {(line["post"], line["id"]): line["parent"] for line in lines}
    runs, out = {}, []
    for line in order:
        key = (line["post"], line["id"])
        if staff_of[key] or line["text"].startswith("Thanks"):
            continue
        root = key
        while parent[root]:
            root = (root[0], parent[root])
        mine = min(answered_by.get(key, []), key=lambda a: (at[a], int(a[1])), default=None)
        run = runs.get((root, line["author"]))
        if run is None or (run["answer"] and at[run["answer"]] <= at[key]):
            run = runs[(root, line["author"])] = {"first": key, "answer": None}
        if mine and (run["answer"] is None or at[mine] < at[run["answer"]]):
            run["answer"] = mine
        out.append({"key": key, "at": at[key], "run": run})
    for one in out:
        answer = one["run"]["answer"]
        one["begins"] = one["run"]["first"] == one["key"]
        one["answered"] = at[answer] if answer else None
        one["by"] = staff_of[answer] if answer else None
    return out


def times(known, waiting, skew):
    return {"known": len(known), "unknown": 0, "impossible": skew, "median_seconds": rank(known, 0.5),
            "p90_seconds": rank(known, 0.9), "mean_seconds": sum(known) / len(known) if known else None,
            "median_so_far": kaplan_meier(known, waiting, 0.5), "p90_so_far": kaplan_meier(known, waiting, 0.9),
            "values": sorted(known) if len(known) < 5 else []}


def cohort(asked, begin, end, now, doors):
    items = [one for one in asked if begin <= one["at"] < end]
    done = [one for one in items if one["answered"] is not None and one["answered"] <= now]
    wall, business, ages, business_ages, skew = [], [], [], [], 0
    target = {"met": 0, "missed": 0, "undecided": 0, "unknown": 0}
    for one in items:
        if not one["begins"]:
            continue
        is_done = one in done
        took = (one["answered"] if is_done else now) - one["at"]
        if is_done and took < -120:
            skew += 1
            target["unknown"] += 1
            continue
        open_time = doors.between(one["at"], one["at"] + max(took, 0))
        (wall if is_done else ages).append(max(took, 0))
        (business if is_done else business_ages).append(open_time)
        target["missed" if open_time > TARGET else "met" if is_done else "undecided"] += 1
    decided = target["met"] + target["missed"]
    return {"needing": len(items), "answered": len(done), "open": len(items) - len(done),
            "share_answered": len(done) / len(items) if items else None,
            "target": {**target, "share": target["met"] / decided if decided else None},
            "first_response": times(wall, ages, skew), "first_response_business": times(business, business_ages, skew)}


def backlog(asked, now):
    waiting = [one for one in asked if one["answered"] is None]
    ages = [now - one["at"] for one in waiting]
    counts = {name: 0 for _, name in BUCKETS}
    for age in ages:
        counts[next(name for end, name in BUCKETS if age < end)] += 1
    oldest = min(waiting, key=lambda one: (one["at"], int(one["key"][1])))
    return {"waiting": len(waiting), "ages": counts, "undated": 0, "median_age_seconds": rank(ages, 0.5),
            "max_age_seconds": max(ages), "oldest": {"id": oldest["key"][1]}}


def staff(lines, replies, asked, begin, end):
    out = {}
    answers = {(reply["post"], reply["id"]): len(reply["answers"]) for reply in replies}
    for line in lines:
        person = STAFF.get(line["account"])
        if person and begin <= seconds(line) < end:
            one = out.setdefault(person, {"comments": 0, "answers": 0, "items": 0, "first_answers": 0, "wall": []})
            given = answers[(line["post"], line["id"])]
            one["comments"], one["answers"], one["items"] = one["comments"] + 1, one["answers"] + (given > 0), one["items"] + given
    for one in asked:
        if begin <= one["at"] < end and one["begins"] and one["answered"] is not None:
            line = out.setdefault(one["by"], {"comments": 0, "answers": 0, "items": 0, "first_answers": 0, "wall": []})
            line["first_answers"] += 1
            if one["answered"] - one["at"] >= -120:
                line["wall"].append(max(0, one["answered"] - one["at"]))
    return out


# ---------------------------------------------------------------- comparison

def same(told, computed, place=""):
    """Everything computed must have been told; what is told beyond it is not looked at."""
    if isinstance(computed, dict):
        for key, value in computed.items():
            check(isinstance(told, dict) and key in told, f"{place} lacks {key}: {told}")
            same(told[key], value, f"{place}.{key}")
    elif isinstance(computed, list):
        check(len(told) == len(computed), f"{place}: {told} instead of {computed}")
        for number, value in enumerate(computed):
            same(told[number], value, f"{place}[{number}]")
    elif isinstance(computed, (int, float)) and not isinstance(computed, bool):
        tolerance = 2 if "seconds" in place or place.endswith("]") else 1e-6  # `now` is told in whole seconds
        check(told is not None and abs(told - computed) <= tolerance, f"{place}: {told} instead of {computed}")
    else:
        check(told == computed, f"{place}: {told} instead of {computed}")


def now_of(report):
    return datetime.datetime.fromisoformat(report["now"].replace("Z", "+00:00")).timestamp()


def local_midnight(day):
    return datetime.datetime.fromisoformat(day).replace(tzinfo=ZONE).timestamp()


class Page(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags, self.depth = {}, []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags[tag] = self.tags.get(tag, 0) + 1
        for name, value in attributes:
            check(not name.startswith("on") and not (name == "src" or (name == "href" and tag == "link")), f"the page calls for {value}")


def forms(earshot, report):
    """The other forms tell the same."""
    window = ("report", "--from", FROM, "--to", TO)
    rows = list(csv.DictReader(io.StringIO(earshot.say(*window, "--csv"), newline="")))
    found = {(row["part"], row["of"], row["figure"]): row["value"] for row in rows}
    check(found[("", "", "needing")] == str(report["needing"]), f"CSV: {found.get(('', '', 'needing'))}")
    check(found[("staff", "ana-ruiz", "answers")] == str(next(one["answers"] for one in report["staff"] if one["person"] == "ana-ruiz")),
          "CSV: answers of Ana")
    page = earshot.folder / "store" / "report.html"
    check(earshot.say(*window, "--html", str(page)) == "", "--html prints as well")
    text = page.read_text()
    check(earshot.say(*window, "--html", str(page)) == "", "--html does not replace an earlier report")
    check(earshot.say(*window, "--html", "-").startswith("<!DOCTYPE html>"), "--html - does not print the page")
    other = earshot.folder / "store" / "notes.html"
    other.write_text("<p>mine</p>")
    try:
        refused = earshot.say(*window, "--html", str(other))
    except RigError as fault:
        refused = str(fault)
    check("no earlier report" in refused and other.read_text() == "<p>mine</p>", f"--html writes over another file: {refused}")
    tags = Page(text).tags
    check("script" not in tags and tags["svg"] >= 4 and tags["table"] > tags["svg"], f"the page: {tags}")
    check(f"<td>{report['needing']}</td>" in text, "the page lacks the first figure")
    plain = earshot.say(*window)
    check("█" in plain and "Kaplan" in plain and "before:" in plain, f"for people: {plain}")
    check(len(earshot.records("report", "--all", "--json")) == 1, "--all of one blog")


def page_is_accessible(page, folder):
    """axe finds nothing, by day and by night."""
    missing = from_npm(folder, ["axe-core@4.10.2"])
    if missing:
        print(f"not looked at with axe: {missing}")
        return
    axe = (folder / "node_modules/axe-core/axe.min.js").read_text()
    with Hand() as hand:
        for scheme in ("light", "dark"):
            hand.prefer(scheme)
            hand.open(f"file://{page}?{scheme}")
            hand.evaluate(axe + ";axe.run().then(r => { window.found = JSON.stringify(r.violations.map("
                          "v => v.id + ': ' + v.nodes.map(n => n.html).slice(0, 3))) })")
            found = json.loads(hand.wait("window.found"))
            check(not found, f"axe, {scheme}: {found}")


def main():
    folder = pathlib.Path(tempfile.mkdtemp(prefix="earshot-figures-", dir="/var/tmp"))
    folder.chmod(0o755)
    try:
        earshot = Earshot(pathlib.Path(sys.argv[1]), folder / "earshot", Place, "smtp://127.0.0.1:9", ROSTER)
        plain_config = earshot.config.read_text()

        def configure(hours):
            earshot.config.write_text(plain_config + f'zone = "Europe/Berlin"\nhours = {json.dumps(hours)}\n'
                                      f'holidays = {json.dumps(HOLIDAYS)}\nanswer_target = "4h"\n')

        configure(HOURS)
        lines = conversations()
        file = earshot.folder / "lines.jsonl"
        file.write_text("".join(json.dumps(line) + "\n" for line in lines))
        check(f"{len(lines)} new comments" in earshot.say("import", "comments", str(file)), "the first import")
        check(" 0 new comments, 0 changed" in earshot.say("import", "comments", str(file)), "the second import adds something")
        replies = earshot.records("replies", "--json")
        asked = questions(lines, replies)

        [report] = earshot.records("report", "--from", FROM, "--to", TO, "--json")
        now = now_of(report)
        doors = Doors(now + 3600)  # the reports that follow are made later
        begin, end = local_midnight(FROM), local_midnight(TO)
        check(end - begin == 12 * 86400 - 3600, "the days do not hold the change of clocks")
        same(report, cohort(asked, begin, end, now, doors), "report")
        same(report["before"], cohort(asked, 2 * begin - end, begin, now - (end - begin), doors), "before")
        same(report["backlog"], backlog(asked, now), "backlog")
        told = {one["person"]: one for one in report["staff"]}
        for person, one in staff(lines, replies, asked, begin, end).items():
            same(told[person], {**{key: one[key] for key in ("comments", "answers", "items", "first_answers")},
                                "median_first_response_seconds": rank(one["wall"], 0.5)}, person)
        check(report["answered_in_window"] == sum(one["begins"] and one["answered"] is not None and begin <= one["answered"] < end
                                                  for one in asked), f"first answers in the time: {report['answered_in_window']}")
        check(report["span"] == "day" and sum(span["needing"] for span in report["spans"]) == report["needing"], "the days")
        check(sum(post["needing"] for post in report["posts"]) == report["needing"], "the posts")
        check(report["first_response"]["impossible"] == 1, "the answer half an hour before its question")
        forms(earshot, report)
        page_is_accessible(earshot.folder / "store" / "report.html", folder)

        [whole] = earshot.records("report", "--json")
        same(whole, cohort(asked, 0, now, now_of(whole), doors), "all times")
        check(whole["before"] is None, "all times have a time before")

        other = ["mon-sun 08:00-20:00"]
        configure(other)
        [then] = earshot.records("report", "--from", FROM, "--to", TO, "--json")
        same(then["first_response_business"], times_of(report), "hours of then")
        [present] = earshot.records("report", "--from", FROM, "--to", TO, "--present-hours", "--json")
        same(present, cohort(asked, begin, end, now_of(present), Doors(now + 3600, other)), "hours of now")
        print(f"figures: {len(asked)} questions, every figure computed twice and the same")
    except (RigError, OSError, subprocess.SubprocessError) as fault:
        print(f"{type(fault).__name__}: {fault}\nkept for you to look at: {folder}")
        return 1
    shutil.rmtree(folder)
    return 0


def times_of(report):
    return {key: report["first_response_business"][key] for key in ("known", "median_seconds", "p90_seconds", "values")}


if __name__ == "__main__":
    sys.exit(main())
