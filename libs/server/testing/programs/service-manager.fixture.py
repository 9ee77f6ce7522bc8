"""A stand-in for systemd: sockets that outlive the service, and a datagram socket for its notifications.

Usage: service-manager.fixture.py PROGRAM [ARGUMENT]... with commands on stdin, one line of JSON each.
It prints events in the same format; the program itself writes to the same stdout.

  {"start": {"http": "tcp", "admin": "/run/admin.sock"}, "env": {}, "notify": true}
  {"signal": "SIGTERM"}
"""

import json, os, signal, socket, sys, threading

FIRST = 3
held = {}
receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC)
receiver.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
receiver.bind("")  # an abstract address chosen by the kernel: unix(7)
running = 0


def say(**facts):
    os.write(1, (json.dumps(facts) + "\n").encode())


def hold(name, where):
    if name in held:
        return held[name]
    if where == "datagram":
        made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        made.bind(("127.0.0.1", 0))
    elif where == "tcp":
        made = socket.create_server(("127.0.0.1", 0), backlog=128)
        say(event="holds", name=name, port=made.getsockname()[1])
    else:
        made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        made.bind(where)
        os.chmod(where, 0o600)
        made.listen(128)
    held[name] = made
    return made


def start(sockets, env, notify):
    global running
    passed = [(name, hold(name, where)) for name, where in sockets.items()]
    if notify:
        way_back = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        way_back.connect(receiver.getsockname())
        passed.append(("notify", way_back))
    pid = running = os.fork()
    if pid == 0:
        # Copy above the range first, so that no copy overwrites a descriptor that is still needed.
        high = [os.dup2(made.fileno(), 100 + index) for index, (_, made) in enumerate(passed)]
        for index, number in enumerate(high):
            os.dup2(number, FIRST + index, inheritable=True)
            os.close(number)
        os.closerange(FIRST + len(passed), 100)
        names = ":".join(name for name, _ in passed)
        listen = {"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": str(len(passed)), "LISTEN_FDNAMES": names}
        own = {"WATCHDOG_PID": str(os.getpid())} if "WATCHDOG_USEC" in env else {}
        os.execve(sys.argv[1], sys.argv[1:], {**listen, **own, **env})
    threading.Thread(target=wait, args=(pid,)).start()


def wait(pid):
    _, status = os.waitpid(pid, 0)
    say(event="ended", exitCode=os.waitstatus_to_exitcode(status))


def listen_to_datagrams():
    while True:
        text, ancillary, _, _ = receiver.recvmsg(4096, socket.CMSG_SPACE(12))
        pid = int.from_bytes(ancillary[0][2][:4], sys.byteorder)
        say(event="notify", text=text.decode(), isMain=pid == running)


threading.Thread(target=listen_to_datagrams, daemon=True).start()
for line in sys.stdin:
    order = json.loads(line)
    if "start" in order:
        start(order["start"], order.get("env", {}), order.get("notify", False))
    else:
        os.kill(running, getattr(signal, order["signal"]))
