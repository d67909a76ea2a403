"""A mail server that misbehaves as it is told, verb by verb, and remembers which mails it saw."""
import re
import socket
import threading


class BadServer:
    """`script`: verb → what is answered to it; None hangs up. BANNER is said first, END after the mail's dot."""

    def __init__(self, port):
        self.script, self.seen, self.asked = {}, [], 0
        self.listener = socket.create_server(("127.0.0.1", port))
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                peer, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.talk, args=(peer,), daemon=True).start()

    def say(self, lines, verb, usual):
        answer = self.script.get(verb, usual)
        if answer is None:
            raise ConnectionError
        lines.write(answer.encode() + b"\r\n")
        return answer

    def talk(self, peer):
        with peer, peer.makefile("rwb", buffering=0) as lines:
            try:
                self.say(lines, "BANNER", "220 bad.example")
                while line := lines.readline():
                    verb = line[:4].upper().decode()
                    self.asked += verb == "RCPT"
                    usual = {"DATA": "354 go on", "QUIT": "221 bye"}.get(verb, "250 ok")
                    if self.say(lines, verb, usual).startswith("354"):
                        mail = b""
                        while (line := lines.readline()) not in (b".\r\n", b""):
                            mail += line
                        self.seen += re.findall(rb"^Message-ID:\s*<([^>]+)>", mail, re.M)
                        self.say(lines, "END", "250 taken")
            except (ConnectionError, OSError):
                return

    def stop(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
