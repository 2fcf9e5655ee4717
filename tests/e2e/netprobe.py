#!/usr/bin/env python3
"""netprobe.py - what gets through between two network namespaces, without anything of kchaos.

netprobe.py connect PID HOST PORT              -> "open", "refused" or "silent" (1.5 s)
netprobe.py lost    PID PID HOST PACKETS       -> how many percent of so many datagrams are lost
netprobe.py send    PID PID HOST BYTES         -> how many seconds they take
A PID is a process in the namespace, 1 this one's own; the second one receives.
"""
import ctypes
import os
import socket
import sys
import time

PORT = 7777


def enter(pid):
    if int(pid) == 1:
        return
    fd = os.open(f"/proc/{pid}/ns/net", os.O_RDONLY)
    if ctypes.CDLL(None, use_errno=True).setns(fd, 0x40000000) != 0:
        raise OSError(ctypes.get_errno(), "setns")


def connect(pid, host, port):
    enter(pid)
    try:
        socket.create_connection((host, int(port)), 1.5).close()
        return "open"
    except TimeoutError:
        return "silent"
    except ConnectionRefusedError:
        return "refused"


def receiver(pid, serve):
    """Runs serve(ready) in a child in that namespace; returns once it is ready, with what it answers."""
    ready, answer = os.pipe(), os.pipe()
    if os.fork() == 0:
        try:
            enter(pid)
            os.write(answer[1], str(serve(lambda: os.write(ready[1], b"x"))).encode())
        finally:
            os._exit(0)
    os.close(ready[1])
    os.close(answer[1])
    os.read(ready[0], 1)
    return lambda: os.read(answer[0], 100).decode()


def lost(sender, pid, host, packets):
    def serve(ready):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            s.bind((host, PORT))
            s.settimeout(0.5)
            ready()
            got = 0
            try:
                while s.recv(10):
                    got += 1
            except TimeoutError:
                return got

    got = receiver(pid, serve)
    enter(sender)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        for _ in range(int(packets)):
            s.sendto(b"x", (host, PORT))
            time.sleep(0.001)
    return round(100 * (1 - int(got()) / int(packets)))


def send(sender, pid, host, size):
    def serve(ready):
        with socket.socket() as s:
            s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            s.bind((host, PORT))
            s.listen()
            ready()
            c, _ = s.accept()
            while c.recv(65536):
                pass
            c.close()
        return "end"

    end = receiver(pid, serve)
    enter(sender)
    begin = time.monotonic()
    with socket.create_connection((host, PORT), 10) as s:
        s.sendall(b"x" * int(size))
    end()
    return f"{time.monotonic() - begin:.2f}"


print({"connect": connect, "lost": lost, "send": send}[sys.argv[1]](*sys.argv[2:]))
