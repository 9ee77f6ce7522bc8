"""Runs a program in a terminal, and relays what it writes there until the command to pause.

Usage: terminal.fixture.py output|WIDTHxHEIGHT PROGRAM [ARGUMENT]...

With "output", standard output alone is the terminal. With a size, standard input is it too, and the program's
session belongs to it, so that its keys send signals. Commands come on stdin, one per line:

  pause          reads the terminal no more
  SIGTERM        sends the program this signal
  type HEX       types these bytes
  size 40x15     gives the terminal another size
  hang up        closes the terminal, as the end of an SSH session does

It ends with the program's status, and kills the program at the end of stdin.
"""

import fcntl, os, select, signal, struct, subprocess, sys, termios, tty

mode, arguments = sys.argv[1], sys.argv[2:]
master, slave = os.openpty()


def resize(size):
    columns, rows = map(int, size.split("x"))
    fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def own_terminal():
    os.setsid()
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)


if mode == "output":
    tty.setraw(slave)  # no \r before \n
    program = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=slave)
else:
    resize(mode)
    program = subprocess.Popen(arguments, stdin=slave, stdout=slave, preexec_fn=own_terminal)
os.close(slave)
sources = [master, 0]
orders = b""


def obey(command):
    word, _, value = command.partition(" ")
    if word == "pause":
        sources.remove(master)
    elif word == "type":
        os.write(master, bytes.fromhex(value))
    elif word == "size":
        resize(value)
    elif word == "hang":
        sources.remove(master)
        os.close(master)
    else:
        program.send_signal(getattr(signal, word))


while program.poll() is None or master in sources:
    for source in select.select(sources, [], [], 0.01)[0]:
        try:
            read = os.read(source, 65536)
        except OSError:  # EIO: the program has ended, and everything is read
            sources.remove(source)
            continue
        if source == master:
            os.write(1, read)
        elif read == b"":
            program.kill()
            sources.remove(0)
        else:
            *commands, orders = (orders + read).split(b"\n")
            for command in commands:
                obey(command.decode())
sys.exit(program.returncode if program.returncode >= 0 else 128 - program.returncode)
