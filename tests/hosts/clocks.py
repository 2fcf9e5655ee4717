"""What a run over several hosts made of a host's clock that is off, held against what its engine told without it.

clocks.py measured RUN SKEW HOST MOST_MS   its offset, as often as it was measured, is what skew.py says it was (SKEW:
                                           its own words); the others' is none; bounds are at most MOST_MS wide
clocks.py events RUN TOLD HOST             its nodes' events lie where the engine itself (TOLD) put them
clocks.py logs RUN HOST AHEAD_S            so do its nodes' log lines, by Kafka's own times in them
clocks.py windows RUN TOLD HOST            the kill's effect and the windows that it caused lie where its nodes died
clocks.py unsure RUN HOST                  prints by how many ns its times are unsure where the kill took effect
clocks.py limit RUN COPY BEYOND_NS         a copy of the run, whose ISR was to shrink BEYOND_NS sooner than it did

Prints what it looked at; exit code 1, with the reasons, when something is not so.
"""
import calendar
import json
import os
import re
import shutil
import statistics
import sys
import time

NS = 10**9
MS = 10**6
wrong = []


def expect(so, text):
    if not so and text not in wrong:
        wrong.append(text)


def lines(path):
    with open(path) as f:
        return [json.loads(line) for line in f]


class Run:
    def __init__(self, path):
        self.path = path
        with open(path + "/run.json") as f:
            self.header = json.load(f)
        self.start = self.header["wall_start_ns"]
        self.engine = lines(path + "/engine.jsonl")
        self.events = lines(path + "/events.jsonl")

    def results(self):
        with open(self.path + "/results.json") as f:
            return json.load(f)

    def nodes(self, host):
        topology = self.header["topology"]
        return [n for n in topology["nodes"] if topology["hosts"][n.get("host", 0)]["name"] == host]

    def clocks(self, host):
        return [e for e in self.engine if e["event"] == "clock" and e["host"] == host]

    def hosts(self):
        return {e["host"] for e in self.engine if e["event"] == "clock"}

    def kill(self):
        return next(a for a in self.results()["actions"] if a["action"] == "kill")


def skew_of(path):
    """The clock that skew.py made, as a function of the true time."""
    begun = ahead = drift = 0
    jumps = []
    with open(path) as f:
        for line in f:
            if m := re.match(r"skew: at (\d+) the clock is (-?\d+) ns ahead and gains (-?\d+) ns per s", line):
                begun, ahead, drift = map(int, m.groups())
            elif m := re.match(r"skew: at (\d+) the clock jumped by (-?\d+) ns", line):
                jumps.append(tuple(map(int, m.groups())))
            else:
                expect(False, "skew.py complains: " + line.strip())

    def off(ns):
        return ahead + max(0, ns - begun) * drift // NS + sum(by for at, by in jumps if at <= ns)

    return off, drift


def measured(run, skew, host, most_ms):
    run = Run(run)
    off, drift = skew_of(skew)
    seen = run.clocks(host)
    for e in seen:
        error = e["offset"] - off(run.start + e["t"])
        print("# %+.3f s: host %s %+.6f s, unsure by %.3f ms, wrong by %+.3f ms" % (
            e["t"] / NS, host, e["offset"] / NS, e["unsure_ns"] / MS, error / MS))
        # It was measured within a second or so, in which it went on drifting.
        expect(abs(error) <= e["unsure_ns"] + 2 * abs(drift), "the offset is wrong by more than it is unsure")
        expect(e["unsure_ns"] <= float(most_ms) * MS, "the bound is wide")
    actions = [e["t"] for e in run.events if e["event"] == "action"]
    expect(len(seen) >= 3, "it was measured %d times" % len(seen))
    expect(seen and seen[0]["t"] < min(actions) and seen[-1]["t"] > max(actions), "not before and after the actions")
    expect(any(min(actions) < e["t"] < max(actions) for e in seen), "not in between")
    for other in run.hosts() - {host}:
        for e in run.clocks(other):
            expect(abs(e["offset"]) <= e["unsure_ns"], "host %s is off by %d ns" % (other, e["offset"]))
    expect(len(run.hosts()) == 3, "clocks of %s only" % sorted(run.hosts()))


def told_by(path, container):
    return [(e["Action"], e["timeNano"]) for e in lines(path) if e["Actor"]["Attributes"].get("name") == container]


def events(run, told, host):
    run = Run(run)
    n = 0
    for node in run.nodes(host):
        truth = told_by(told, node["container"])
        for e in run.engine:
            if e["event"] != "engine" or e["node"] != node["id"] or e["what"] not in ("kill", "die", "start"):
                continue
            if e.get("detail") == "inspected":
                continue
            at = run.start + e["t"]
            error = min((at - ns for what, ns in truth if what == e["what"]), key=abs, default=None)
            expect(error is not None, "nobody else told of %s" % e["what"])
            if error is not None:
                print("# %s of %s at %+.3f s: %+.3f ms off, unsure by %.3f ms" % (
                    e["what"], node["name"], e["t"] / NS, error / MS, e.get("unsure_ns", 0) / MS))
                expect(abs(error) <= e.get("unsure_ns", 0) + 5 * MS, "that is more than it is unsure")
            n += 1
    expect(n >= 3, "%d events of its nodes" % n)


def kafkas_time(text):
    m = re.match(r"\[(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d),(\d{3})\]", text)
    return m and calendar.timegm(time.strptime(m[1], "%Y-%m-%d %H:%M:%S")) * NS + int(m[2]) * MS


def logs(run, host, ahead_s):
    run = Run(run)
    for node in run.nodes(host):
        errors = []
        with open("%s/logs/%s.log" % (run.path, node["name"])) as f:
            for line in f:
                m = re.match(r"([+-]\d+)\.(\d{9}) (?:out|err) (.*)", line)
                says = m and kafkas_time(m[3])
                if says:
                    at = int(m[1]) * NS + int(m[1][0] + "1") * int(m[2])
                    errors.append(run.start + at + float(ahead_s) * NS - says)
        expect(len(errors) >= 50, "%s said little" % node["name"])
        if errors:
            middle = statistics.median(errors)
            print("# %s: %d lines, half of them within %.3f ms of Kafka's own time" % (node["name"], len(errors), middle / MS))
            expect(abs(middle) < 50 * MS, "its log lines lie elsewhere")


def windows(run, told, host):
    run = Run(run)
    kill = run.kill()
    node, = run.nodes(host)
    died = [ns - run.start for what, ns in told_by(told, node["container"]) if what == "die"]
    died = min(died, key=lambda ns: abs(ns - kill["requested_ns"]))
    print("# asked for at %.3f s, died at %.3f s, took effect at %.3f s" % (
        kill["requested_ns"] / NS, died / NS, kill["effective_ns"] / NS))
    expect(kill["requested_ns"] <= kill["effective_ns"] <= died + 100 * MS, "the effect lies elsewhere")
    expect(died - kill["effective_ns"] < NS / 2, "the effect is told too early")
    seen = run.results()["workloads"][0]["windows"]
    caused = [w for w in seen if w["cause"]]
    expect(len({w["partition"] for w in caused}) == 3, "%d of %d windows are the kill's" % (len(caused), len(seen)))
    for w in caused:
        print("# window of partition %d: %.3f to %.3f s" % (w["partition"], w["from_ns"] / NS, w["to_ns"] / NS))
        expect(w["from_ns"] <= died + NS / 2 and w["to_ns"] >= died, "it does not begin where the node died")
        expect(w["cause"]["fault_ns"] == kill["first_effective_ns"], "its fault is another one")


def unsure_ns(run, host):
    """As docs/measuring.md has it."""
    at = run.kill()["effective_ns"]
    before = [e for e in run.clocks(host) if e["t"] <= at][-1]
    after = [e for e in run.clocks(host) if e["t"] > at][0]
    return max(before["unsure_ns"], abs(before["offset"] - after["offset"]) + after["unsure_ns"])


def unsure(run, host):
    print(unsure_ns(Run(run), host))


def since_ns(run):
    """Since when the ISR had shrunk, as `isr` with `full: false` wants it."""
    steps = run.results()["topics"][0]["isr"]
    kill = run.kill()["requested_ns"]
    return next(s["at_ns"] for s in steps if s["at_ns"] > kill and s["in_sync"] < s["replicas"])


def limit(run, copy, beyond_ns):
    shutil.copytree(run, copy)
    os.remove(copy + "/results.json")
    run = Run(run)
    took = since_ns(run) - run.kill()["effective_ns"]
    isr = next(x for x in run.header["plan"]["expects"] if x["kind"] == "isr")
    isr["params"]["within"]["num"] = took - int(beyond_ns)
    with open(copy + "/run.json", "w") as f:
        json.dump(run.header, f, indent=2)
    print("# the ISR had shrunk %.6f s after the effect; it is to be %.6f s" % (took / NS, (took - int(beyond_ns)) / NS))


def main():
    globals()[sys.argv[1]](*sys.argv[2:])
    for text in wrong:
        print("# " + text)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
