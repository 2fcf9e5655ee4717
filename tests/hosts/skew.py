#!/usr/bin/env python3
"""skew.py - stands before a Docker engine's socket and makes its host's clock look wrong.

The test bed has one kernel, so one clock. Through this socket a host has another: whatever time it sends is
shifted (the Date of an answer, the times in its JSON and events, the stamps of its logs, Kafka's own in them, what
`date` said in a helper), and since= and until= of a question are shifted back. Nothing changes its length. What is
no text of the engine's (archives, images) passes as it is: an image's times were stamped where it was built.

    skew.py --engine SOCKET --listen SOCKET [--ahead SECONDS] [--drift MS_PER_S] [--jump SECONDS [--jump-after SECONDS]]

The clock is SECONDS ahead (negative: behind), gains MS_PER_S from now on, and jumps when --jump-after is over or at each
SIGUSR1; both are told, with the true time. A stamp is shifted by what the clock was off when it was made: one from before a jump stays where it was.
Ends at SIGTERM or SIGINT and removes its socket. Exit codes: 0 ended, 2 wrong usage, 3 cannot listen.
"""
import argparse
import asyncio
import calendar
import os
import re
import signal
import sys
import time
from decimal import Decimal, InvalidOperation
from email.utils import formatdate
from urllib.parse import unquote

NS = 10**9
HOLD_S = 0.02  # so long is kept back what may be the begin of a time
PIECE = 65536


class Clock:
    """The clock of the host, as a function of the true time; all in ns since 1970."""

    def __init__(self, ahead_ns, drift_ppb):
        self.ahead_ns = ahead_ns
        self.drift_ppb = drift_ppb
        self.begun_ns = time.time_ns()
        self.jumps = []  # (when, by how much), in order

    def jump(self, by_ns):
        self.jumps.append((time.time_ns(), by_ns))

    def says(self, ns):
        drift = max(0, ns - self.begun_ns) * self.drift_ppb // NS
        return ns + self.ahead_ns + drift + sum(by for at, by in self.jumps if at <= ns)

    def when(self, says_ns):
        """The true time at which it said so; of a time that a jump left out, the jump's."""
        before_jump = None
        for n in range(len(self.jumps), -1, -1):
            ns = self._when_after(says_ns, n)
            if n == 0 or ns >= self.jumps[n - 1][0]:
                return ns if before_jump is None else min(ns, before_jump)
            before_jump = self.jumps[n - 1][0]
        raise AssertionError("there is always a stretch before the first jump")

    def _when_after(self, says_ns, n_jumps):
        ns = says_ns - self.ahead_ns - sum(by for _, by in self.jumps[:n_jumps])
        drifted = max(0, ns - self.begun_ns)
        return ns - drifted + drifted * NS // (NS + self.drift_ppb)

    def now(self):
        return self.says(time.time_ns())


# What a time looks like. In JSON only the engine's own keys are numbers that are times.
CALENDAR = (rb"(?P<day>20\d\d-[01]\d-[0-3]\d)(?P<between>[T ])(?P<time>[0-2]\d:[0-5]\d:[0-6]\d)"
            rb"(?P<part>[.,]\d{1,9})?")
ZONED = rb"(?P<zoned>" + CALENDAR + rb"(?P<zone>Z|[+-]\d\d:\d\d))"
KAFKAS = rb"(?P<kafkas>\[" + CALENDAR.replace(b"?P<", b"?P<k_") + rb"\])"
NUMBERS = rb'(?P<before>"(?:time|Created)":)(?P<seconds>\d{10})(?!\d)|(?P<nano>"timeNano":)(?P<ns>\d{19})(?!\d)'
SCRIPTS = rb"(?P<at>\bat )(?P<whole>\d{10})(?P<point>\.?)(?P<rest>\d{9})(?!\d)"
IN_JSON = re.compile(ZONED + b"|" + NUMBERS)
IN_TEXT = re.compile(ZONED + b"|" + KAFKAS + b"|" + SCRIPTS)
# The end of what came, where a time may have begun.
BEGUN = re.compile(rb'(?:"[A-Za-z]{0,8}(?:":\d{0,19})?|\ba(?:t ?)?|(?:\bat )?\[?\d[\dT:.,Z+\- ]{0,44}|\[)\Z')
BEGUN_MOST = 64


def fixed(ns, unit_ns, width):
    """So many units, in as many digits as before."""
    return b"%0*d" % (width, ns // unit_ns)


def read_calendar(day, between, hms, part):
    """Its ns since 1970, and what writes another time in its form."""
    whole = calendar.timegm(time.strptime((day + b" " + hms).decode(), "%Y-%m-%d %H:%M:%S"))
    digits = len(part) - 1 if part else 0
    ns = whole * NS + (int(part[1:].ljust(9, b"0")) if part else 0)

    def write(shifted_ns):
        t = time.gmtime(shifted_ns // NS)
        out = b"%04d-%02d-%02d" % t[:3] + between + b"%02d:%02d:%02d" % t[3:6]
        return out + (part[:1] + fixed(shifted_ns % NS, 10 ** (9 - digits), digits) if part else b"")

    return ns, write


def zone_ns(zone):
    if zone == b"Z":
        return 0
    sign = -1 if zone[:1] == b"-" else 1
    return sign * (int(zone[1:3]) * 3600 + int(zone[4:6]) * 60) * NS


def shift_match(clock, m):
    g = m.groupdict()
    if g["zoned"]:
        ns, write = read_calendar(g["day"], g["between"], g["time"], g["part"])
        east = zone_ns(g["zone"])
        return write(clock.says(ns - east) + east) + g["zone"]
    if g.get("kafkas"):  # Kafka's containers have UTC
        ns, write = read_calendar(g["k_day"], g["k_between"], g["k_time"], g["k_part"])
        return b"[" + write(clock.says(ns)) + b"]"
    if g.get("before"):
        return g["before"] + fixed(clock.says(int(g["seconds"]) * NS), NS, 10)
    if g.get("nano"):
        return g["nano"] + fixed(clock.says(int(g["ns"])), 1, 19)
    ns = clock.says(int(g["whole"] + g["rest"]))
    return g["at"] + fixed(ns, NS, 10) + g["point"] + fixed(ns % NS, 1, 9)


class Shifter:
    """Shifts the times in a stream of bytes; what may be a time that has only begun stays until the next ones."""

    def __init__(self, clock, pattern):
        self.clock = clock
        self.pattern = pattern
        self.kept = b""

    def _shift(self, data):
        return self.pattern.sub(lambda m: shift_match(self.clock, m), data)

    def feed(self, data):
        data = self.kept + data
        begun = BEGUN.search(data, max(0, len(data) - BEGUN_MOST))
        cut = begun.start() if begun else len(data)
        self.kept = data[cut:]
        return self._shift(data[:cut])

    def flush(self):
        out, self.kept = self._shift(self.kept), b""
        return out


def pattern_of(path):
    """How the answer to a question for this path is to be read; None: not at all."""
    path = re.sub(r"^/v\d+\.\d+", "", path.split("?")[0])
    if re.match(r"/(images|build|distribution|session|grpc)\b", path) or re.search(r"/(archive|export|copy)$", path):
        return None
    if re.search(r"/(logs|attach|attach/ws)$", path) or re.match(r"/exec/[^/]+/start$", path):
        return IN_TEXT
    return IN_JSON


def shift_question(clock, target):
    def back(m):
        text = unquote(m["value"])
        number = re.fullmatch(r"([1-9]\d{9})(?:\.(\d{1,9}))?", text)
        zoned = re.fullmatch(ZONED, text.encode())
        if number:
            part = number[2] or ""
            ns = clock.when(int(number[1]) * NS + int(part.ljust(9, "0")))
            text = "%d" % (ns // NS) + (("." + fixed(ns % NS, 10 ** (9 - len(part)), len(part)).decode()) if part else "")
        elif zoned:
            ns, write = read_calendar(zoned["day"], zoned["between"], zoned["time"], zoned["part"])
            east = zone_ns(zoned["zone"])
            text = (write(clock.when(ns - east) + east) + zoned["zone"]).decode().replace("+", "%2B")
        else:
            return m[0]  # 0: from the begin; or a stretch up to now, which is the same by any clock
        return m["key"] + text

    return re.sub(r"(?P<key>[?&](?:since|until)=)(?P<value>[^&]*)", back, target)


class Body:
    """What follows an answer's head, on its way to the client: shifted, and framed again."""

    def __init__(self, clock, pattern, writer, is_chunked):
        self.shifter = Shifter(clock, pattern) if pattern else None
        self.writer = writer
        self.is_chunked = is_chunked
        self.timer = None

    def _put(self, data):
        if data and self.is_chunked:
            data = b"%x\r\n" % len(data) + data + b"\r\n"
        if data:
            self.writer.write(data)

    def _call_off(self):
        if self.timer:
            self.timer.cancel()
        self.timer = None

    def _flush(self):
        self._call_off()
        if self.shifter:
            self._put(self.shifter.flush())

    async def feed(self, data):
        self._call_off()
        self._put(self.shifter.feed(data) if self.shifter else data)
        if self.shifter and self.shifter.kept:
            self.timer = asyncio.get_running_loop().call_later(HOLD_S, self._flush)
        await self.writer.drain()

    async def end(self):
        self._flush()
        if self.is_chunked:
            self.writer.write(b"0\r\n\r\n")
        await self.writer.drain()

    def drop(self):
        self._call_off()


def header(head, name):
    m = re.search(rb"(?im)^" + name + rb":[ \t]*([^\r\n]*)", head)
    return m[1].strip() if m else b""


# ---- HTTP ----


async def read_head(reader):
    """Up to the empty line; b"" where the other side has ended."""
    try:
        return await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return b""


async def pieces(reader, n):
    """n bytes; None: until the end."""
    while n is None or n > 0:
        data = await reader.read(PIECE if n is None else min(n, PIECE))
        if not data:
            if n:
                raise ConnectionError("it broke off")
            return
        if n is not None:
            n -= len(data)
        yield data


async def chunks(reader):
    while True:
        n = int((await reader.readuntil(b"\r\n")).split(b";")[0], 16)
        if n == 0:
            while await reader.readuntil(b"\r\n") != b"\r\n":
                pass  # trailers, of which the engine sends none
            return
        async for data in pieces(reader, n):
            yield data
        await reader.readexactly(2)


# Answers to these may take the connection over: from then on it carries a container's words, both ways.
def may_take_over(head, target):
    return bool(header(head, b"Upgrade") or re.search(r"/attach(\?|$)|/exec/[^/]+/start(\?|$)", target))


class Connection:
    """One client's, with one of its own to the engine."""

    def __init__(self, clock, client, engine):
        self.clock = clock
        self.client_reader, self.client = client
        self.engine_reader, self.engine = engine
        self.asked = asyncio.Queue()  # (method, target, whether its answer may take over)
        self.taken = asyncio.Queue()  # whether it did, of each that might

    async def questions(self):
        while head := await read_head(self.client_reader):
            method, target, rest = head.decode("latin-1").split(" ", 2)
            may = may_take_over(head, target)
            self.engine.write(f"{method} {shift_question(self.clock, target)} {rest}".encode("latin-1"))
            await self.asked.put((method, target, may))
            await self._question_body(head)
            await self.engine.drain()
            if may and await self.taken.get():
                await self._relay_to_engine(pieces(self.client_reader, None))
                break
        if self.engine.can_write_eof():
            self.engine.write_eof()

    async def _relay_to_engine(self, source):
        async for data in source:
            self.engine.write(data)
            await self.engine.drain()

    async def _question_body(self, head):
        if b"chunked" in header(head, b"Transfer-Encoding").lower():
            body = Body(self.clock, None, self.engine, True)
            async for data in chunks(self.client_reader):
                await body.feed(data)
            await body.end()
        else:
            await self._relay_to_engine(pieces(self.client_reader, int(header(head, b"Content-Length") or 0)))

    async def answers(self):
        goes_on = True
        while goes_on and (head := await read_head(self.engine_reader)):
            if head.split(b" ", 2)[1] == b"100":
                self.client.write(head)
            else:
                goes_on = await self._answer(head)

    async def _answer(self, head):
        """Whether another may follow on this connection."""
        method, target, may = await self.asked.get()
        status = int(head.split(b" ", 2)[1])
        is_chunked = b"chunked" in header(head, b"Transfer-Encoding").lower()
        length = header(head, b"Content-Length")
        is_empty = method == "HEAD" or status in (204, 304)
        is_last = status == 101 or not (is_chunked or length or is_empty)
        # The clock at this moment: the second of a Date turns when that of the host's clock does.
        date = formatdate(self.clock.now() // NS, usegmt=True).encode()
        self.client.write(re.sub(rb"(?im)^(Date:[ \t]*)[^\r\n]*", rb"\g<1>" + date, head))
        if may:
            await self.taken.put(is_last)
        if not is_empty:
            source = chunks(self.engine_reader) if is_chunked else pieces(
                self.engine_reader, None if is_last else int(length))
            await self._relay_to_client(source, Body(self.clock, pattern_of(target), self.client, is_chunked))
        await self.client.drain()
        return not is_last

    async def _relay_to_client(self, source, body):
        try:
            async for data in source:
                await body.feed(data)
            await body.end()
        finally:
            body.drop()


async def serve(clock, engine_path, client):
    """Until the engine has ended its side, or either is gone: then the other sees that, as if nobody were between."""
    writers = [client[1]]
    tasks = []
    try:
        engine = await asyncio.open_unix_connection(engine_path)
        writers.append(engine[1])
        c = Connection(clock, client, engine)
        tasks = [asyncio.create_task(c.answers()), asyncio.create_task(c.questions())]
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        if tasks[0] not in done and not tasks[1].exception():
            await tasks[0]
    except (OSError, EOFError):
        pass
    finally:
        for t in tasks:
            t.cancel()
        for gone in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(gone, Exception) and not isinstance(gone, (OSError, EOFError)):
                print(f"skew: {type(gone).__name__}: {gone}", file=sys.stderr)
        for w in writers:
            w.close()


async def run(options):
    loop = asyncio.get_running_loop()
    end = asyncio.Event()
    clock = Clock(options.ahead, options.drift)

    def say(at_ns, text):
        print(f"skew: at {at_ns} the clock {text}", file=sys.stderr, flush=True)

    def jump():
        clock.jump(options.jump)
        say(clock.jumps[-1][0], f"jumped by {options.jump} ns")

    async def accept(reader, writer):
        await serve(clock, options.engine, (reader, writer))

    if os.path.exists(options.listen):
        os.unlink(options.listen)
    server = await asyncio.start_unix_server(accept, options.listen)
    os.chmod(options.listen, 0o600)
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, end.set)
    if options.jump:
        loop.add_signal_handler(signal.SIGUSR1, jump)
        if options.jump_after is not None:
            loop.call_later(options.jump_after / NS, jump)
    say(clock.begun_ns, f"is {options.ahead} ns ahead and gains {options.drift} ns per s")
    await end.wait()
    server.close()
    os.unlink(options.listen)


def seconds(text):
    try:
        return int(Decimal(text) * NS)
    except (InvalidOperation, ValueError, OverflowError):
        raise argparse.ArgumentTypeError(f"'{text}' is no number of seconds") from None


def drift(text):
    """ms per second, in parts of 10^9."""
    return seconds(text) // 1000


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--engine", required=True, metavar="SOCKET", help="the engine's own")
    p.add_argument("--listen", required=True, metavar="SOCKET", help="where it is to look skewed")
    p.add_argument("--ahead", type=seconds, default=0, metavar="SECONDS")
    p.add_argument("--drift", type=drift, default=0, metavar="MS_PER_S")
    p.add_argument("--jump", type=seconds, default=0, metavar="SECONDS")
    p.add_argument("--jump-after", type=seconds, metavar="SECONDS")
    try:
        asyncio.run(run(p.parse_args()))
    except OSError as e:
        print(f"skew: cannot listen: {e}; next step: look at the path of --listen", file=sys.stderr)
        sys.exit(3)


if __name__ == "__main__":
    main()
