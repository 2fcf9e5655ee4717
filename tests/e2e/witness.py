"""An independent witness: who answers DescribeQuorum as the leader, asked with bytes of our own.

witness.py RUN PID        while PID lives: prints "wall_ns node epoch" for each change of the leader
witness.py --compare RUN FILE   holds such a list against results.json
"""
import json
import os
import socket
import struct
import sys
import time

ASK = bytes.fromhex("0000002d003700020000000200066b6368616f730002135f5f636c75737465725f6d65746164"
                    "6174610200000000000000")


def ask(port):
    """(leader, epoch) when the node at this port claims to lead, else None."""
    try:
        with socket.create_connection(("127.0.0.1", port), 0.5) as s:
            s.settimeout(0.5)
            s.sendall(ASK)
            data = b""
            while len(data) < 4 or len(data) < 4 + struct.unpack(">i", data[:4])[0]:
                more = s.recv(65536)
                if not more:
                    return None
                data += more
    except OSError:
        return None
    at = 4 + 4 + 1  # size, correlation id, no tagged fields
    if struct.unpack(">h", data[at:at + 2])[0] != 0:
        return None
    at += 2 + 1  # error, no message
    if data[at] != 2:  # one topic
        return None
    at += 1
    at += data[at]  # its name (length + 1, with the length byte)
    at += 1 + 4  # one partition, its index
    if struct.unpack(">h", data[at:at + 2])[0] != 0:
        return None
    at += 2
    at += max(data[at] - 1, 0) + 1  # error message
    return struct.unpack(">ii", data[at:at + 8])


def alive(pid):
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    with open("/proc/%d/stat" % pid) as f:
        return f.read().rsplit(")", 1)[1].split()[0] != "Z"


def ports(run):
    with open(run + "/run.json") as f:
        nodes = json.load(f)["topology"]["nodes"]
    return [n["controller"]["port"] for n in nodes]


def watch(run, pid):
    last = None
    known = None
    while alive(pid):
        if known is None:
            try:
                with open(run + "/events.jsonl") as f:
                    ready = '"ready"' in f.read()
                known = ports(run) if ready else None
            except (OSError, ValueError, KeyError):
                pass
            if known is None:
                time.sleep(0.1)
                continue
        claims = [c for c in map(ask, known) if c]
        if claims:
            leader, epoch = max(claims, key=lambda c: c[1])
            if (leader, epoch) != last:
                print(time.time_ns(), leader, epoch, flush=True)
                last = (leader, epoch)
        time.sleep(0.1)


def compare(run, seen):
    with open(run + "/results.json") as f:
        r = json.load(f)
    start = r["wall_start_ns"]
    ours = [(c["from_ns"], c["node"], c["epoch"]) for c in r["controllers"] if c["node"] is not None]
    theirs = []
    with open(seen) as f:
        for line in f:
            wall, node, epoch = map(int, line.split())
            theirs.append((wall - start, node, epoch))
    theirs = [t for t in theirs if t[0] < r["end_ns"]]
    print("# kchaos :", [(round(t / 1e9, 2), n, e) for t, n, e in ours])
    print("# witness:", [(round(t / 1e9, 2), n, e) for t, n, e in theirs])

    def order(rows):
        out = []
        for row in rows:
            if not out or out[-1] != row[1:]:
                out.append(row[1:])
        return out

    same = order(ours) == order(theirs) and len(order(ours)) > 1
    first = {row[1:]: row[0] for row in reversed(theirs)}
    for at, node, epoch in ours[1:]:
        # A claim that had lapsed for a moment comes again: only its first appearance counts.
        if (node, epoch) in [o[1:] for o in ours[:ours.index((at, node, epoch))]]:
            continue
        if abs(at - first.get((node, epoch), 0)) > 1.0e9:
            print("# node %d epoch %d: %.2f s apart" % (node, epoch, (at - first.get((node, epoch), 0)) / 1e9))
            same = False
    print("same" if same else "differs")


if __name__ == "__main__":
    if sys.argv[1] == "--compare":
        compare(sys.argv[2], sys.argv[3])
    else:
        watch(sys.argv[1], int(sys.argv[2]))
