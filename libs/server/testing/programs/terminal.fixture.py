"""Runs a program whose standard output is a terminal, and relays that output until the command to pause.

Usage: terminal.fixture.py PROGRAM [ARGUMENT]... with commands on stdin, one per line:

  pause      reads the terminal no more
  SIGTERM    sends the program this signal

It ends with the program's status, and kills the program at the end of stdin.
"""

import os, select, signal, subprocess, sys, tty

master, slave = os.openpty()
tty.setraw(slave)  # no \r before \n
program = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=slave)
os.close(slave)
sources = [master, 0]
while program.poll() is None or master in sources:
    for ready in select.select(sources, [], [], 0.01)[0]:
        try:
            read = os.read(ready, 65536)
        except OSError:  # EIO: the program has ended, and everything is read
            sources.remove(master)
            continue
        if ready == master:
            os.write(1, read)
        elif read == b"":
            program.kill()
            sources.remove(0)
        else:
            for command in read.decode().split():
                if command == "pause":
                    sources.remove(master)
                else:
                    program.send_signal(getattr(signal, command))
sys.exit(program.returncode)
