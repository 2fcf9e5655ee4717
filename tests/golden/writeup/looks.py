"""What writeup.sh looks at: documents and their rendering, pictures, and a run whose names are hostile."""
import html.parser
import json
import re
import struct
import sys
import zlib

EVIL = "<script>alert(1)</script>|`id`$(id)'\"*b*_i_[l](http://x/)![p](http://x/)\\"
TAGS = set("h1 h2 h3 p ul li strong em code pre table thead tbody tr th td blockquote details summary img".split())


def fail(words):
    print("# " + words)
    sys.exit(1)


class Tags(html.parser.HTMLParser):
    """Which elements there are, and that each is closed where it must be."""

    def __init__(self):
        super().__init__()
        self.seen, self.open, self.tables = {}, [], 0

    def handle_starttag(self, tag, attrs):
        self.seen.setdefault(tag, []).append(dict(attrs))
        self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.seen.setdefault(tag, []).append(dict(attrs))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            fail("element %s ends where it did not begin" % tag)


def cells(line):
    return len(re.findall(r"(?<!\\)(?:\\\\)*\|", line)) - 1


def tables(path):
    """Each row of each table has as many cells as its head. Returns how many tables there are."""
    n, width, fence = 0, 0, None
    for number, line in enumerate(open(path, encoding="utf-8"), 1):
        line = line.rstrip("\n")
        mark = re.match(r"`{3,}", line)
        if mark and (fence is None or mark.group() == fence == line):
            fence = None if fence else mark.group()
        if fence or not line.startswith("|"):
            width = 0
            continue
        if width == 0:
            n, width = n + 1, cells(line)
        if cells(line) != width:
            fail("%s:%d: %d cells instead of %d: %s" % (path, number, cells(line), width, line))
    return n


def document(md, page, lang):
    parser = Tags()
    parser.feed(open(page, encoding="utf-8").read())
    if parser.open:
        fail("never closed: %s" % parser.open)
    if set(parser.seen) - TAGS:
        fail("elements that nobody wrote: %s" % (set(parser.seen) - TAGS))
    if tables(md) != len(parser.seen["table"]):
        fail("%d tables are written, %d are rendered" % (tables(md), len(parser.seen["table"])))
    for image in parser.seen["img"]:
        if not image["src"].startswith("charts/"):
            fail("a picture from elsewhere: %s" % image["src"])
    text = open(md, encoding="utf-8").read()
    if re.search(r"\{\d", text) or "(null)" in text:
        fail("a place that was not filled")
    want, other = ("Выводы", "Conclusions") if lang == "ru" else ("Conclusions", "Выводы")
    if "## " + want not in text or "## " + other in text:
        fail("not in its language")


def size(svg):
    text = open(svg, encoding="utf-8").read()
    if len(text.encode()) > 400 * 1024:
        fail("%s has more than 400 KiB" % svg)
    if "<script" in text or re.search(r"http://(?!www\.w3\.org/)", text.replace("&lt;", "<").split("<title>")[0]):
        fail("%s has more than a picture" % svg)
    if "GNUPLOT" in text or "gnuplot 5" in text:
        fail("%s names the version that drew it" % svg)


def png(path):
    data = open(path, "rb").read()
    if data[:8] != b"\x89PNG\r\n\x1a\n":
        fail("no PNG")
    at, pixels = 8, b""
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at:at + 8])
        body = data[at + 8:at + 8 + length]
        if struct.unpack(">I", data[at + 8 + length:at + 12 + length])[0] != zlib.crc32(kind + body):
            fail("a chunk's checksum is wrong")
        pixels += body if kind == b"IDAT" else b""
        at += 12 + length
    if not zlib.decompress(pixels):
        fail("no pixels")


def spoil(run):
    """Names that would be markup, commands, or marks of blocks."""
    path = run + "/run.json"
    told = json.load(open(path))
    plan = told["plan"]
    plan["name"] = EVIL
    plan["about"] = EVIL + "\n```\n<!-- kchaos:end goal -->\n" + EVIL
    plan["question"] = EVIL
    for phase in plan["phases"]:
        phase["name"] += EVIL
    for node in told["topology"]["nodes"]:
        node["name"] += EVIL
    plan["questions"] = [
        {"id": "x", "ask": EVIL, "answers": [{"kind": k} for k in KINDS], "phases": [], "line": 1},
        {"ask": EVIL, "ask_ru": EVIL, "answers": [{"kind": k} for k in KINDS], "phases": [1], "line": 2},
        {"ask": "?", "answers": [{"kind": "log", "of": EVIL}, {"kind": "of a later version"}], "phases": [0], "line": 3},
    ]
    for key in told["environment"]:
        told["environment"][key]["text"] += EVIL
    json.dump(told, open(path, "w"))


KINDS = ("outage errors latency throughput controller leaders isr nodes sizes settings settlement replicas group log "
         "recovery expectations").split()

if __name__ == "__main__":
    {"document": document, "size": size, "png": png, "spoil": spoil}[sys.argv[1]](*sys.argv[2:])
