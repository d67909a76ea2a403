"""What a long life costs: the same questions to a store of some thousand linkbacks and of some million."""
import os
import pathlib
import sqlite3
import statistics

from figures import wrk
from place import RigError, Visitor

OF_A_POST = 100
ROWS = int(os.environ.get("EARSHOT_BENCH_ROWS", 1_000_000))


def columns_of(store, table):
    return [row[1] for row in store.execute(f"pragma table_info({table})")]


def copied(store, table, model, number, instead):
    """`number` rows like that one, but for `instead`: column to SQL with the counter i."""
    names = columns_of(store, table)
    values = [instead.get(name, f"m.{name}") for name in names]
    store.execute(f"with recursive n(i) as (select 1 union all select i + 1 from n where i < {number}) "
                  f"insert into {table} ({', '.join(names)}) select {', '.join(values)} from n, (select * from {table} where {model}) m")


def grow(path, number, archive):
    """Shown linkbacks on posts of their own, OF_A_POST on each; Earshot must not run."""
    store = sqlite3.connect(path, isolation_level=None)
    for setting in ("journal_mode = off", "synchronous = off", "cache_size = -1000000"):
        store.execute(f"pragma {setting}").fetchall()
    store.execute("begin")
    highest = max(store.execute(f"select max(id) from {table}").fetchone()[0] for table in ("post", "linkback", "event"))
    model = store.execute("select min(id) from linkback where state = 'shown'").fetchone()[0]
    post = store.execute("select post_id from linkback where id = ?", (model,)).fetchone()[0]
    place = archive.split("//", 1)[1]
    of_post = f"((i - 1) / {OF_A_POST} + 1)"
    copied(store, "post", f"id = {post}", number // OF_A_POST, {
        "id": f"{highest} + i", "engine_id": "'grown' || i", "url": f"'{archive}grown/' || i || '/'",
        "url_key": f"'{place}grown/' || i"})
    copied(store, "linkback", f"id = {model}", number, {
        "id": f"{highest + number} + i", "token": "'grown' || i", "post_id": f"{highest} + {of_post}",
        "source": "'https://g' || i || '.example/'", "source_key": "'g' || i || '.example'",
        "target": f"'{archive}grown/' || {of_post} || '/'", "target_key": f"'{place}grown/' || {of_post}",
        "source_host": "'g' || i || '.example'"})
    copied(store, "publication", f"linkback_id = {model}", number, {
        "linkback_id": f"{highest + number} + i", "change_id": f"{highest + number} + i"})
    store.execute("commit")
    store.execute("pragma journal_mode = wal").fetchall()
    store.close()


class Grown:
    def __init__(self, bench):
        self.bench, self.place, self.table = bench, bench.place, bench.table

    def asked(self, post):
        """Rates of the questions that readers, programs and senders put, each three times."""
        fragment = f"/earshot/fragment?target={self.place.archive}{post}"
        listing = f"/earshot/api/mentions.jf2?per-page=20&target={self.place.archive}{post}"
        answer = Visitor().get(self.place.with_url + fragment)
        if answer.text.count('class="earshot-linkback"') != OF_A_POST:
            raise RigError(f"{fragment} does not tell of {OF_A_POST}: {answer.text[:300]}")
        rates = {"fragment": [], "API, 20 of a post": [], "accept": []}
        for _ in range(3):
            rates["fragment"].append(wrk("page.lua", self.place.with_url, 32, 2, fragment, 200)["rate"])
            rates["API, 20 of a post"].append(wrk("page.lua", self.place.with_url, 32, 2, listing, 200)["rate"])
            rates["accept"].append(self.bench.own_pings(4000)["rate"])
            self.place.drained(120)
        return {name: statistics.median(many) for name, many in rates.items()}

    def growth(self):
        self.bench.say("a store as it is, and grown")
        self.place.import_comments(3, 3, first=900_006)  # makes the post
        self.bench.own_pings(OF_A_POST, names=["archive/2"])
        self.place.drained(60)
        few, small = self.place.linkbacks(), self.asked("2/")
        self.bench.say(f"the same with {ROWS} more")
        self.place.earshot.stop()
        grow(pathlib.Path(self.place.earshot.store) / "earshot.db", ROWS, self.place.archive)
        self.place.earshot.start()
        many, large = self.place.linkbacks(), self.asked("grown/7/")
        size = sum(part.stat().st_size for part in pathlib.Path(self.place.earshot.store).glob("earshot.db*")) / 1e9
        for name, rate in large.items():
            self.table.add(f"{name}: {many} linkbacks stored", f"{rate:.0f}/s", f"{few} stored: {small[name]:.0f}/s; {rate / small[name]:.2f} of it")
        self.table.add("  the file", f"{size:.1f} GB", "")
