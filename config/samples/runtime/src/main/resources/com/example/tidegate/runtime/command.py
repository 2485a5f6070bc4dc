"""Runs a command line for each message: docs/worker-protocol.md, version 1, in as few lines as it takes."""
import os
import queue
import signal
import struct
import subprocess
import sys
import threading

FRAME = struct.Struct('>IBBQq')  # length of what follows it, version, kind, call, deadline
CALL, READY, RESULT, ERROR = 2, 16, 18, 19

# Frames on private copies; whoever prints, prints into the log.
frames_in, frames_out = os.fdopen(os.dup(0), 'rb'), os.fdopen(os.dup(1), 'wb')
os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
os.dup2(2, 1)
calls = queue.Queue()


def send(kind, call, body):
    frames_out.write(FRAME.pack(18 + len(body), 1, kind, call, 0) + body)
    frames_out.flush()


def work():
    while True:
        item = calls.get()
        if item is None:
            os._exit(0)
        call, payload = item
        done = subprocess.run(sys.argv[1], shell=True, input=payload, stdout=subprocess.PIPE)
        if done.returncode == 0:
            send(RESULT, call, done.stdout)
        else:
            send(ERROR, call, b'Exception calling application: exit code %d' % done.returncode)


signal.signal(signal.SIGINT, signal.SIG_IGN)
signal.signal(signal.SIGTERM, lambda number, frame: calls.put(None))  # after the calls that it has
threading.Thread(target=work, daemon=True).start()
send(READY, 0, b'command')
while True:
    head = frames_in.read(FRAME.size)
    if len(head) < FRAME.size:
        os._exit(0)  # the gateway is gone: at once, also in the middle of a call
    length, version, kind, call, deadline = FRAME.unpack(head)
    body = frames_in.read(length - 18)
    if kind == CALL:
        topic, invocation = struct.unpack('>HH', body[18:22])
        calls.put((call, body[22 + topic + invocation:]))
