"""An unmodified WordPress (the distribution's package, copied) behind nginx, with php-fpm and MariaDB.

Everything lives below one folder: data, sockets, logs, process ids. Nothing of the machine's own services is touched.
"""
import glob
import json
import os
import pathlib
import secrets
import shutil
import signal
import subprocess

from process import Daemon, RigError, answers_on, end_leftovers, wait_for
from web import Visitor

NGINX = """\
user www-data;
worker_processes 1;
pid {run}/nginx.own.pid;
error_log {run}/nginx.error.log warn;
events {{ worker_connections 512; }}
http {{
  include /etc/nginx/mime.types;
  default_type application/octet-stream;
  access_log {run}/nginx.access.log;
  client_body_temp_path {run}/tmp-body;
  fastcgi_temp_path {run}/tmp-fastcgi;
  proxy_temp_path {run}/tmp-proxy;
  scgi_temp_path {run}/tmp-scgi;
  uwsgi_temp_path {run}/tmp-uwsgi;
  keepalive_timeout 15;
  gzip on;
{http}
  server {{
    listen 127.0.0.1:{port};
    server_name _;
    root {root};
    index index.php;
{server}
    location / {{ try_files $uri $uri/ /index.php?$args; }}
    location ~ \\.php$ {{
      try_files $uri =404;
      fastcgi_pass unix:{run}/php.sock;
      fastcgi_buffers 16 16k;
      fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;
      fastcgi_param SCRIPT_NAME $fastcgi_script_name;
      fastcgi_param QUERY_STRING $query_string;
      fastcgi_param REQUEST_METHOD $request_method;
      fastcgi_param CONTENT_TYPE $content_type;
      fastcgi_param CONTENT_LENGTH $content_length;
      fastcgi_param REQUEST_URI $request_uri;
      fastcgi_param DOCUMENT_URI $document_uri;
      fastcgi_param DOCUMENT_ROOT $document_root;
      fastcgi_param SERVER_PROTOCOL $server_protocol;
      fastcgi_param REMOTE_ADDR $remote_addr;
      fastcgi_param SERVER_ADDR $server_addr;
      fastcgi_param SERVER_PORT $server_port;
      fastcgi_param SERVER_NAME $host;
      fastcgi_param HTTP_HOST $http_host;
{page}
    }}
  }}
}}
"""

POOL = """\
[global]
error_log = {run}/php.error.log
daemonize = no
[blog]
{owner}
listen = {run}/php.sock
pm = static
pm.max_children = {workers}
catch_workers_output = yes
php_admin_value[sendmail_path] = /bin/true
php_admin_value[error_log] = {run}/php.blog.log
php_admin_flag[log_errors] = on
php_admin_flag[display_errors] = off
"""

CONFIG = """\
<?php
define('DB_NAME', 'wordpress');
define('DB_USER', 'wordpress');
define('DB_PASSWORD', '{password}');
define('DB_HOST', 'localhost:{run}/db.sock');
define('DB_CHARSET', 'utf8mb4');
define('DB_COLLATE', '');
define('WP_HOME', '{home}');
define('WP_SITEURL', '{home}');
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('AUTOMATIC_UPDATER_DISABLED', true);
define('DISABLE_WP_CRON', true);
{salts}
$table_prefix = 'wp_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
"""


class Blog:
    """`attach` is three pieces of nginx configuration: for http{}, for server{}, for the PHP location."""

    def __init__(self, folder, port, theme="twentytwentyone", php_workers=4):
        self.folder, self.port, self.theme, self.php_workers = pathlib.Path(folder), port, theme, php_workers
        self.url = f"http://127.0.0.1:{port}"
        self.run, self.root = self.folder / "run", self.folder / "www"
        self.attached = {"http": "", "server": "", "page": ""}
        self.made = None
        self.database = self.php = self.nginx = None

    def start(self, wish):
        """Builds what is missing and starts all; `wish` says who and what is on the blog (see seed.php)."""
        self._folders()
        end_leftovers(self.run)
        self._start_database()
        self._copy_wordpress()
        self._start_php()
        self._seed(wish)
        self._start_nginx()
        front = Visitor().get(self.url + "/")
        if front.status != 200 or "</html>" not in front.text:
            raise RigError(f"the blog's front page answers {front.status}: {front.text[:300]}")

    def stop(self):
        for daemon in (self.nginx, self.php, self.database):
            if daemon:
                daemon.stop()

    def attach(self, pieces):
        """Changes what nginx adds to the blog, checks it as a host would (nginx -t) and reloads when it runs."""
        before = self.attached
        self.attached = {**before, **pieces}
        self._write_nginx()
        check = subprocess.run(["/usr/sbin/nginx", "-t", "-c", self.run / "nginx.conf"], capture_output=True, text=True)
        if check.returncode != 0:
            self.attached = before
            raise RigError(f"nginx refuses the configuration: {check.stderr}")
        if self.nginx and self.nginx.alive():
            workers = self._nginx_workers()
            self.nginx.child.send_signal(signal.SIGHUP)
            wait_for("nginx's new worker", lambda: self._nginx_workers() - workers)

    def post(self, name):
        return self.made["posts"][name]["url"]

    def post_id(self, name):
        return self.made["posts"][name]["id"]

    def person_id(self, login):
        return self.made["people"][login]

    def log_in(self, login, password, address="127.0.0.1"):
        """A staff member's browser after the login form."""
        browser = Visitor(address)
        browser.get(self.url + "/wp-login.php")
        answer = browser.post_form(self.url + "/wp-login.php", {
            "log": login, "pwd": password, "wp-submit": "Log In", "testcookie": "1",
            "redirect_to": self.url + "/wp-admin/"})
        jar = browser.cookies.get(f"127.0.0.1:{self.port}", {})
        if answer.status != 302 or not any(name.startswith("wordpress_logged_in_") for name in jar):
            raise RigError(f"{login} could not log in: {answer.status}")
        return browser

    def comment(self, visitor, post_name, text, parent=None, **who):
        """The comment form as a browser sends it; returns the comment's number, read off the redirect."""
        fields = {"comment": text, "comment_post_ID": self.post_id(post_name),
                  "comment_parent": parent or 0, "submit": "Post Comment", **who}
        answer = visitor.post_form(self.url + "/wp-comments-post.php", fields,
                                   {"Referer": self.post(post_name), "Origin": self.url})
        place = answer.headers.get("Location", "")
        if answer.status != 302 or "#comment-" not in place:
            raise RigError(f"the blog did not take the comment: {answer.status} {answer.text[:400]}")
        return int(place.rpartition("#comment-")[2])

    def _folders(self):
        self.run.mkdir(parents=True, exist_ok=True)
        for folder in (self.folder, self.run):
            os.chmod(folder, 0o755)

    def _start_database(self):
        store = self.folder / "db"
        fresh = not (store / "mysql").exists()
        if fresh:
            shutil.rmtree(store, ignore_errors=True)
            store.mkdir(mode=0o700)
            if os.geteuid() == 0:
                shutil.chown(store, "mysql", "mysql")
            made = subprocess.run(
                ["mariadb-install-db", "--no-defaults", f"--datadir={store}", "--auth-root-authentication-method=normal",
                 "--skip-test-db", "--force", "--skip-name-resolve",  # a host name nobody resolves is no obstacle
                 *(["--user=mysql"] if os.geteuid() == 0 else [])], capture_output=True, text=True)
            if made.returncode != 0:
                raise RigError(f"mariadb-install-db failed: {made.stdout}{made.stderr}")
        sockets = self.run / "db"
        sockets.mkdir(exist_ok=True)
        if os.geteuid() == 0:
            shutil.chown(sockets, "mysql", "mysql")
        self.database = Daemon("mariadb", self.run, [
            "/usr/sbin/mariadbd", "--no-defaults", f"--datadir={store}", f"--socket={sockets}/db.sock",
            f"--pid-file={sockets}/db.own.pid", "--skip-networking", "--skip-name-resolve", "--skip-log-bin",
            "--innodb-buffer-pool-size=64M", "--innodb-log-file-size=16M"], user="mysql")
        self.database.start(lambda: answers_on(f"{sockets}/db.sock"), 60)
        note = self.folder / "db.password"
        if not note.exists():
            note.write_text(secrets.token_hex(16))
            note.chmod(0o600)
        password = note.read_text()
        sql = (f"CREATE DATABASE IF NOT EXISTS wordpress CHARACTER SET utf8mb4;"
               f"CREATE OR REPLACE USER wordpress@localhost IDENTIFIED BY '{password}';"
               f"GRANT ALL ON wordpress.* TO wordpress@localhost;")
        done = subprocess.run(["mariadb", "--no-defaults", f"--socket={sockets}/db.sock", "-uroot"], input=sql,
                              capture_output=True, text=True)
        if done.returncode != 0:
            raise RigError(f"the database refuses its first orders: {done.stderr}")

    def _copy_wordpress(self):
        if not (self.root / "wp-settings.php").exists():
            shutil.rmtree(self.root, ignore_errors=True)
            # The package is symlinks into other folders; themes are packages of their own.
            subprocess.run(["cp", "-rL", "/usr/share/wordpress", self.root], check=True)
            themes = self.root / "wp-content/themes"
            themes.mkdir(parents=True, exist_ok=True)
            if not (themes / self.theme).exists():
                subprocess.run(["cp", "-rL", f"/var/lib/wordpress/wp-content/themes/{self.theme}", themes], check=True)
            (self.root / "wp-content/uploads").mkdir(exist_ok=True)
            if os.geteuid() == 0:
                shutil.chown(self.root / "wp-content/uploads", "www-data", "www-data")
        salts = self.folder / "salts.php"
        if not salts.exists():
            names = [f"{kind}_{use}" for kind in ("AUTH", "SECURE_AUTH", "LOGGED_IN", "NONCE") for use in ("KEY", "SALT")]
            salts.write_text("\n".join(f"define('{name}', '{secrets.token_hex(32)}');" for name in names))
        (self.root / "wp-config.php").write_text(CONFIG.format(
            run=self.run / "db", home=self.url, salts=salts.read_text(), password=(self.folder / "db.password").read_text()))

    def _start_php(self):
        program = sorted(glob.glob("/usr/sbin/php-fpm*"))
        if not program:
            raise RigError("php-fpm is not installed")
        owner = "user = www-data\ngroup = www-data\nlisten.owner = www-data\nlisten.group = www-data"
        (self.run / "php.conf").write_text(POOL.format(
            run=self.run, workers=self.php_workers, owner=owner if os.geteuid() == 0 else ""))
        self.php = Daemon("php", self.run, [program[-1], "-F", "-y", self.run / "php.conf"])
        self.php.start(lambda: answers_on(str(self.run / "php.sock")))

    def _seed(self, wish):
        record = self.folder / "made.json"
        if not record.exists():
            request = self.folder / "wish.json"
            request.write_text(json.dumps({**wish, "home": self.url, "theme": self.theme}))
            done = subprocess.run(["php", "-d", "sendmail_path=/bin/true", pathlib.Path(__file__).parent / "seed.php",
                                   self.root, request], capture_output=True, text=True)
            lines = [line for line in done.stdout.splitlines() if line.startswith('{"people"')]
            if done.returncode != 0 or not lines:
                raise RigError(f"WordPress could not be set up: {done.stdout[-2000:]}{done.stderr[-2000:]}")
            record.write_text(lines[-1])
        self.made = json.loads(record.read_text())

    def _write_nginx(self):
        for name in ("body", "fastcgi", "proxy", "scgi", "uwsgi"):
            (self.run / f"tmp-{name}").mkdir(exist_ok=True)
        shutil.copy("/etc/nginx/fastcgi_params", self.run)  # relative includes are looked for beside nginx.conf
        (self.run / "nginx.conf").write_text(
            NGINX.format(run=self.run, root=self.root, port=self.port, **self.attached))

    def _start_nginx(self):
        self._write_nginx()
        self.nginx = Daemon("nginx", self.run, ["/usr/sbin/nginx", "-c", self.run / "nginx.conf", "-g", "daemon off;"],
                            stop_with=signal.SIGQUIT)
        self.nginx.start(lambda: answers_on(("127.0.0.1", self.port)))

    def _nginx_workers(self):
        return set(pathlib.Path(f"/proc/{self.nginx.pid}/task/{self.nginx.pid}/children").read_text().split())
