"""The story: what Earshot is for, played with real parts and checked from outside, step by step."""
import json
import re
import time
import urllib.parse

import browser
from blogger import Blogger
from camera import Camera
from earshot import COMES_AGAIN
from outside import discover_pingback, discover_webmention, send_pingback, send_trackback, send_webmention
from page import Page, comment_marks
from process import RigError, wait_for
from web import Visitor
from world import password_of


class Story:
    def __init__(self, world, say=print, pictures=None):
        self.world, self.blog, self.say_line, self.pictures = world, world.blog, say, pictures
        self.post = self.blog.post("cold-battery")
        self.reader_comment = self.staff_comment = self.ole = None
        self.sources = {}
        self.begun = time.monotonic()

    def play(self):
        self.play_what_readers_see()
        for chapter in (self.others_say_the_same, self.staff_answer_there, self.somebody_else_is_meant, self.power_cut):
            chapter()

    def play_what_readers_see(self):
        """All that depends on the blog's theme."""
        for chapter in (self.attach, self.others_link_to_us, self.staff_are_told, self.a_reader_asks,
                        self.staff_answer, self.readers_see_it):
            chapter()

    # ------------------------------------------------------------ saying and checking

    def chapter(self, title):
        self.say_line(f"\n{title}")

    def did(self, what):
        self.say_line(f"  [{time.monotonic() - self.begun:5.1f}s] {what}")

    @staticmethod
    def check(truth, complaint):
        if not truth:
            raise RigError(complaint)

    def fragment(self):
        return Visitor().get(self.world.ours("fragment?target=" + urllib.parse.quote(self.post, safe=""))).text

    def engagement(self):
        answer = Visitor().get(self.world.ours("api/engagement?target=" + urllib.parse.quote(self.post, safe="")))
        return json.loads(answer.text)

    def receipt(self, address):
        return json.loads(Visitor().get(address, {"Accept": "application/json"}).text)

    def letter_about(self, to, source, seconds=15):
        """Exactly one letter to `to` that holds this address."""
        wait_for(f"an alert to {to} about {source}",
                 lambda: [one for one in self.world.mail.letters(to) if source in one.text], seconds)
        found = [one for one in self.world.mail.letters(to) if source in one.text]
        self.check(len(found) == 1, f"{to} got {len(found)} letters about {source}")
        return found[0]

    # ------------------------------------------------------------ the chapters

    def attach(self):
        self.chapter("Earshot is put beside a WordPress that runs")
        plain = Visitor().get(self.post)
        self.check(plain.status == 200, f"the post answers {plain.status}")
        self.world.listen()
        wait_for("the post to name Earshot's endpoints",
                 lambda: discover_pingback(self.post) == self.world.ours("pingback"))
        wait_for("Earshot's first complete look at the blog",
                 lambda: all(site["last_sweep"] for site in self.world.earshot.records("site", "--json")))
        headers = Visitor().get(self.post)
        self.check(len(headers.all("X-Pingback")) == 1, "more than one X-Pingback header")
        self.check(discover_webmention(self.post) == self.world.ours("webmention"), "no webmention endpoint on the post")
        kept = [line for line in plain.all("Link") if line not in headers.all("Link")]
        self.check(not kept, f"the blog's own Link headers got lost: {kept}")
        self.did("the post names Earshot for pingback and webmention; the blog's own headers are still there")

    def others_link_to_us(self):
        self.chapter("(a) Bloggers elsewhere link to a post and speak of its author")
        site, link = self.world.outside, f'<a href="{self.post}">wrote about the cold</a>'
        marie = site.publish("/marie/sled-in-winter", "My sled in winter", author="Marie Lund", blog="Marie outdoors", html=(
            f"<p>Mine stopped halfway up the hill.</p><p>As Ana [Ruiz] of Acme {link}, the battery sulks. "
            "I think Ana Ruiz's answer is honest, and I want a date.</p>"))
        joe = site.publish("/joe/what-they-say", "What they say", author="Joe Park", blog="Joe tests things", html=(
            f"<p>Support engineer Ana Ruiz {link}; I measured the same on two sleds.</p>"))
        priya = site.publish("/priya/me-too", "Me too", author="Priya Nair", blog="Priya's notes", html=(
            f"<p>Same here. I hope Ana Ruiz reads this: she {link} and my sled agrees.</p>"))
        forged = site.publish("/spam/cheap", "Cheap batteries", author="Nobody", blog="Cheap", html=(
            "<p>Buy batteries. Ana Ruiz would. There is no link here to any blog.</p>"))
        self.sources = {"pingback": marie, "trackback": joe, "webmention": priya}

        said = send_pingback(marie, self.post)
        self.did(f"Marie's blog sends a pingback and hears: {said}")
        answer = send_trackback(self.post + "trackback/", joe, "What they say", "Support engineer Ana Ruiz wrote …",
                                "Joe tests things")
        self.check(answer.status == 200 and "<error>0</error>" in answer.text.replace(" ", ""),
                   f"the trackback was answered {answer.status} {answer.text}")
        self.did("Joe's blog sends a trackback to the post's own trackback address and hears: error 0")
        answer = send_webmention(priya, self.post)
        self.check(answer.status == 201 and answer.headers.get("Location"),
                   f"the webmention was answered {answer.status} {answer.text}")
        receipt = answer.headers["Location"]
        self.did(f"Priya's blog sends a webmention and gets a receipt: {receipt}")
        answer = send_webmention(forged, self.post)
        self.check(answer.status == 201, f"the forged webmention was answered {answer.status} {answer.text}")
        forgery = answer.headers["Location"]

        wait_for("all three to be verified and shown",
                 lambda: all(source in self.fragment() for source in self.sources.values()), 30)
        self.check(self.receipt(receipt)["state"] == "shown", f"Priya's receipt says {self.receipt(receipt)}")
        for path in ("/marie/sled-in-winter", "/joe/what-they-say", "/priya/me-too"):
            self.check(any(path == read for read, _ in site.reads), f"{path} was shown without having been read")
        told = wait_for("the forged ping to be refused",
                        lambda: (found := self.receipt(forgery))["state"] == "refused" and found, 30)
        self.check(told["reason"] == "no_link" and told["summary"] and told["steps"], f"the forgery's receipt gives no reason: {told}")
        self.check(forged not in self.fragment(), "the forged ping is shown")
        self.did(f"a forged ping without a link is refused; its receipt says: {told['summary']}")

        seen = Page(browser.page_as_seen(self.post)).root.by_id("earshot")
        self.check(seen is not None, "the page has no block of ours in a browser")
        shown = {link.attributes.get("href") for item in seen.by_class("earshot-linkback") for link in item.inside()}
        for protocol, source in self.sources.items():
            self.check(source in shown, f"the {protocol} is not on the page in a browser: {shown}")
        self.did("all three stand on the WordPress page, seen in a browser")

    def staff_are_told(self):
        self.chapter("(b) The staff member hears of each, once")
        for protocol, author in (("pingback", "Marie"), ("trackback", "Joe"), ("webmention", "Priya")):
            letter = self.letter_about("ana@acme.example", self.sources[protocol])
            for part in ("Ruiz", author, "Why you"):
                self.check(part in letter.text, f"the letter about the {protocol} lacks “{part}”:\n{letter.text}")
            self.check(self.sources[protocol] in letter.html, f"no link to the source in the HTML part ({protocol})")
        letters = self.world.mail.letters("ana@acme.example")
        self.check(len(letters) == 3, f"Ana got {len(letters)} letters about three pages")
        self.check(not self.world.mail.letters("tom@acme.example"), "Tom was told of things that do not name him")
        letter = self.letter_about("ana@acme.example", self.sources["pingback"])
        for line in letter.text.split("-- ")[0].strip().splitlines():
            self.say_line("      | " + line)
        self.did("Ana has three letters, one a page, with passage, writer, place and reason; nobody else has any")
        if self.pictures:
            self.pictures.mkdir(parents=True, exist_ok=True)
            shown = self.pictures / "alert.html"
            shown.write_text(letter.html)
            with Camera() as camera:
                camera.take(shown.as_uri(), "body > div", self.pictures / "alert.png", 640, 0)
            shown.unlink()

    def a_reader_asks(self):
        self.chapter("(c) A reader comments on WordPress as ever and names a colleague")
        reader, sent = Visitor("127.0.0.21"), time.monotonic()
        self.reader_comment = self.blog.comment(
            reader, "cold-battery", "Could Tom Becker tell me whether the new battery fits the 2019 sled?",
            author="Rosa Klein", email="rosa@reader.example", url="")
        place = f"{self.post}#comment-{self.reader_comment}"
        letter = self.letter_about("tom@acme.example", place)
        self.check("2019 sled" in letter.text and "Rosa Klein" in letter.text, f"not what Rosa wrote:\n{letter.text}")
        took = time.monotonic() - sent
        self.check(took < 10, f"the alert took {took:.1f} s")
        self.did(f"Rosa asks for Tom Becker; Tom's letter is there {took:.1f} s later")

    def staff_answer(self):
        self.chapter("(d) Tom logs in to WordPress and answers")
        tom = self.blog.log_in("tom", password_of("tom"), "127.0.0.31")
        self.staff_comment = self.blog.comment(
            tom, "cold-battery", "It does, Rosa: same screws, same plug. Bring the old one, we recycle it.",
            parent=self.reader_comment)

        def answered():
            return self.engagement()["comments"].get(f"comment-{self.reader_comment}", {}).get("answered")

        found = wait_for("Rosa's comment to count as answered", answered, 20)
        self.check("Tom Becker" in found["by"], f"answered by {found}")
        self.check(found.get("after"), f"no time to the answer: {found}")
        lines = self.world.earshot.records("replies", "--site", "blog", "--json")
        mine = [line for line in lines if str(line["id"]) == str(self.staff_comment)]
        self.check(len(mine) == 1 and mine[0]["person"] == "tom-becker", f"Tom's comment in replies: {mine} of {lines}")
        answers = [(str(one["id"]), one["rule"]) for one in mine[0]["answers"]]
        self.check(answers == [(str(self.reader_comment), "parent")], f"Tom's comment answers {answers}")
        figures = self.world.earshot.records("report", "--site", "blog", "--json")[0]
        self.check((figures["needing"], figures["answered"], figures["first_response"]["known"]) == (1, 1, 1),
                   f"the report says {figures}")
        self.did(f"Rosa's comment is answered by {found['by']} after {found['after']} (rule: parent)")
        done = wait_for("Rosa's case to be answered", lambda: self.world.earshot.records(
            "cases", "--site", "blog", "--state", "answered", "--json"))
        self.check(len(done) == 1 and done[0]["owner"] == "tom-becker" and done[0]["kind"] == "question",
                   f"the answered cases: {done}")
        self.did("her case, a question, is answered and Tom's, without a click of anybody")

    def readers_see_it(self):
        self.chapter("(e) Readers see who answers; an impostor gets no badge")
        impostor = Visitor("127.0.0.66")
        fake = self.blog.comment(impostor, "cold-battery", "All sleds will be replaced for free, promised!",
                                 author="Ana Ruiz", email="ana.ruiz@free.example", url="")
        letter = self.letter_about("ana@acme.example", f"{self.post}#comment-{fake}")
        self.check("under your name" in letter.subject + letter.text, f"Ana is not told what it is:\n{letter.text}")
        self.did("somebody comments as “Ana Ruiz”; the real one is told: " + letter.subject)

        answers = Visitor().get(self.world.ours("answers"))
        self.check(answers.status == 200 and "same screws" in answers.text, "the public page of answers lacks Tom's")
        html = browser.page_as_seen(self.post)
        badge = comment_marks(html, self.staff_comment, "earshot-badge")
        self.check(len(badge) == 1, f"Tom's comment has {len(badge)} badges")
        done = comment_marks(html, self.reader_comment, "earshot-answered")
        self.check(len(done) == 1 and "Tom Becker" in done[0].text, f"Rosa's comment is marked {[e.text for e in done]}")
        for comment in (fake, self.reader_comment):
            self.check(not comment_marks(html, comment, "earshot-badge"), f"comment {comment} carries a badge")
        figures = Page(html).root.by_id("earshot").by_class("earshot-figures")
        self.check(len(figures) == 1 and "1" in figures[0].text, "the line of figures is missing")
        self.did(f"in the browser: badge “{badge[0].text}” on Tom's comment, “{done[0].text}” on Rosa's, none on the impostor's")
        self.did(f"and below the comments: {figures[0].text}")
        if self.pictures:
            with Camera() as camera:
                camera.take(self.post, f"#comment-{self.reader_comment} .earshot-badge, #comment-{self.reader_comment}",
                            self.pictures / "badge.png")
                camera.take(self.post, "#earshot", self.pictures / "linkbacks.png")

    def elsewhere(self, what, condition):
        """For something that is seen once other blogs were read again."""
        def now():
            self.world.earshot.look_elsewhere()
            return condition()
        return wait_for(what, now, 40, 0.3)

    def gathering(self):
        return [one for one in self.world.earshot.records("gathering", "--site", "blog", "--json") if one["url"] == self.ole.post]

    def others_say_the_same(self):
        self.chapter("(f) A small blog that names nobody: others say the same there")
        earshot, self.ole = self.world.earshot, Blogger(self.world.outside, "ole", "Ole Dahl")
        self.ole.publish()
        earshot.say("watch", "add", "--site", "blog", self.ole.home)
        self.elsewhere("Ole's feed to be read", lambda: [one for one in earshot.records("watch", "list", "--json")
                                                         if one["state"] == "read"])
        before = len(self.world.mail.letters("ana@acme.example"))
        self.ole.say("sled/", "Tired below zero", "My sled gives up halfway up the hill. Am I the only one?")
        for who, words in (("Kari", "Me too, since the update."), ("Jens", "Same here. Red light, then nothing."),
                           ("Kari", "Me too, still!"), ("Ute", "Bei mir auch, seit Dezember.")):
            self.ole.comment(who, words)
        line = self.elsewhere("three voices to be gathering", lambda: (found := self.gathering()) and found[0])
        names = [one["name"] for one in line["who"]]
        self.check(line["voices"] == 3 and sorted(names) == ["Jens", "Kari", "Ute"], f"gathering says {line}")
        letter = wait_for("the mail about it", lambda: (now := self.world.mail.letters("ana@acme.example"))[before:] and now[-1])
        for part in ("Three people say the same: ", *names, self.ole.post, "Red light", "Why you"):
            self.check(part in letter.text, f"the letter lacks “{part}”:\n{letter.text}")
        self.check(len(self.world.mail.letters("ana@acme.example")) == before + 1, "more than one mail tells of it")
        self.did(f"Ole's post names nobody; {len(names)} people agree with it, and Ana, whose role is support, hears of it once")

    def staff_answer_there(self):
        self.chapter("(g) Ana answers on Ole's blog, and the case closes by itself")
        time.sleep(1.1)  # comments bear whole seconds
        place = self.ole.comment("Ana Ruiz", "You are not. We found it: the plug. New ones go out on Monday.")
        self.elsewhere("the case to be answered", lambda: self.gathering() and self.gathering()[0]["state"] == "answered")
        mine = [one for one in self.world.earshot.records("cases", "--site", "blog", "--json")
                if one["case"] == self.gathering()[0]["case"]]
        self.check(len(mine) == 1 and mine[0]["owner"] == "ana-ruiz", f"the case is {mine}")
        self.check(self.gathering()[0]["voices"] == 3, "Ana's own comment is counted as a voice")
        self.did(f"her comment {place} is found; the case is answered by Ana Ruiz")

    def somebody_else_is_meant(self):
        self.chapter("(h) A mail means somebody else: one press in the browser, and it does not happen again")
        site, link = self.world.outside, f'<a href="{self.post}">sleds</a>'
        page = site.publish("/club/race", "The race", author="Rowing club", blog="Rowing club", html=(
            f"<p>Tom Becker of the rowing club laughs about {link}.</p>"))
        send_webmention(page, self.post)
        letter = self.letter_about("tom@acme.example", page, 30)
        with browser.Hand() as hand:
            hand.open(letter.acts()["That is not me"])
            self.check("Is somebody else meant?" in hand.text(), f"the page asks: {hand.text()}")
            seen = hand.press("form button")
        self.check("that name means somebody else" in seen, f"after the button: {seen[-600:]}")
        before = len(self.world.mail.letters("tom@acme.example"))
        again = site.publish("/club/dinner", "The dinner", author="Rowing club", blog="Rowing club", html=(
            f"<p>Tom Becker cooked, and Ana Ruiz of Acme knows why {link} matter.</p>"))
        send_webmention(again, self.post)
        self.letter_about("ana@acme.example", again, 30)
        self.check(len(self.world.mail.letters("tom@acme.example")) == before, "Tom hears of his namesake again")
        self.did("Tom presses “That is not me”; the club's next page tells Ana, whom it means, and not him")

    def power_cut(self):
        self.chapter("(i) Earshot is killed with kill -9, and comes back")
        late = self.world.outside.publish("/olaf/late", "Late to the party", author="Olaf Berg", blog="Olaf", html=(
            f'<p>Tom Becker should read <a href="{self.post}">this</a> aloud at work.</p>'))
        answer = send_webmention(late, self.post)
        self.world.earshot.kill()
        self.check(answer.status == 201, f"the last webmention was answered {answer.status}")
        self.did("a webmention was just accepted; kill -9")

        alone = Visitor().get(self.post)
        self.check(alone.status == 200 and "</html>" in alone.text and "same screws" in alone.text,
                   f"the page without Earshot: {alone.status}, {len(alone.body)} bytes")
        attached = self.blog.attached
        self.blog.attach({"http": "", "server": "", "page": ""})
        bare = Visitor().get(self.post)
        self.check(alone.body == bare.body, "the page with a dead Earshot differs from the blog's own")
        self.blog.attach(attached)
        self.did(f"the page is complete: its {len(alone.body)} bytes are those of a blog that never had Earshot")

        asked = self.blog.comment(Visitor("127.0.0.22"), "cold-battery", "Does Ana Ruiz know about the ice on the plug?",
                                  author="Sam Ito", email="sam@reader.example", url="")
        self.did("a reader comments meanwhile, and the blog takes it")
        self.world.earshot.start()
        wait_for("the webmention of before to be shown", lambda: late in self.fragment(), 40)
        self.letter_about("tom@acme.example", late, 40)
        self.letter_about("ana@acme.example", f"{self.post}#comment-{asked}", 60)
        self.did("started again: the webmention is verified and shown, the comment of meanwhile was found, both alerts went out")

        for source in self.sources.values():
            send_webmention(source, self.post, self.world.ours("webmention"))
        wait_for("the queue to be empty of what is due", self.nothing_due, 40)
        self.no_letter_twice()
        self.did("all pings were sent once more, and still every letter came once")

    def nothing_due(self):
        """No job left but the looks that come round for ever."""
        kinds = {re.search(r'kind="(\w+)"', line).group(1)
                 for line in Visitor().get(self.world.ours("metrics")).text.splitlines()
                 if line.startswith("earshot_queue_jobs{") and not line.endswith(" 0")}
        return not kinds - COMES_AGAIN

    def no_letter_twice(self):
        letters = self.world.mail.letters()
        ids = [str(letter.message["Message-ID"]) for letter in letters]
        self.check(len(set(ids)) == len(ids), f"a letter went out twice: {sorted(ids)}")
        count = {to: len(self.world.mail.letters(to)) for to in ("ana@acme.example", "tom@acme.example")}
        self.check(count == {"ana@acme.example": 7, "tom@acme.example": 3}, f"letters: {count}")
