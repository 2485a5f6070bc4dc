"""Tidegate's Python worker: one file, standard library only, the same for Python 2.7 and 3.

    python bootstrap.py FUNCTION MODULE.FUNCTION CODEDIR [FURTHER CODEDIR...]

Speaks the worker protocol, version 1 (docs/worker-protocol.md), on what it finds as standard input and output, and
moves both aside before user code is loaded: user code has an empty standard input, and what it prints is the log.
Calls run one at a time, in order, on the main thread, so a handler may use signals. A second thread sleeps until the
input ends and then ends the process at once, also in the middle of a call: nothing outlives the gateway.
"""
import errno
import fcntl
import importlib
import json
import os
import select
import signal
import struct
import sys
import threading

VERSION = 1
CALL, READY, FAILED, RESULT, ERROR = 2, 16, 17, 18, 19
HEADER = struct.Struct('>IBBQq')     # length of what follows the length, version, kind, call, deadline
AFTER_LENGTH = HEADER.size - 4
FACTS = struct.Struct('>BBIIqHH')    # qos, flags, attempt, message id, seconds, bytes of topic, bytes of invocation id
MAX_ERROR_BYTES = 64 * 1024
READ_BYTES = 64 * 1024
JSON_READS_BYTES = sys.version_info >= (3, 6)         # UTF-8, UTF-16 and UTF-32, with a byte order mark or without
HANDLERS_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGALRM, signal.SIGVTALRM, signal.SIGPROF,
                    signal.SIGUSR1, signal.SIGUSR2, signal.SIGCHLD)


class Stop(BaseException):
    """SIGTERM arrived while no call was running."""


class Channel(object):
    """The gateway's two pipes. Used by the main thread only, except that the watching thread polls `source`."""

    def __init__(self):
        self.pid = os.getpid()
        self.source = _private_copy(0)
        self.sink = _private_copy(1)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        if nothing != 0:
            os.close(nothing)
        os.dup2(2, 1)
        if hasattr(os, 'register_at_fork'):
            os.register_at_fork(after_in_child=self.close)

    def close(self):
        os.close(self.source)
        os.close(self.sink)

    def read(self):
        while True:
            try:
                return os.read(self.source, READ_BYTES)
            except OSError as e:             # Python 2 does not go on by itself after a signal
                if e.errno != errno.EINTR:
                    raise

    def send(self, kind, call, body):
        if os.getpid() != self.pid:          # a handler forked and its child came back here: only the parent answers
            os._exit(0)
        rest = HEADER.pack(AFTER_LENGTH + len(body), VERSION, kind, call, 0) + body
        while rest:
            try:
                written = os.write(self.sink, rest)
            except OSError as e:
                if e.errno != errno.EINTR:
                    raise
                continue
            if written == len(rest):
                return
            rest = memoryview(rest)[written:]


def _private_copy(fd):
    copy = os.dup(fd)
    fcntl.fcntl(copy, fcntl.F_SETFD, fcntl.fcntl(copy, fcntl.F_GETFD) | fcntl.FD_CLOEXEC)
    return copy


def _end_with_input(source):
    """Watching thread. Asks for no event: only the end of the input (or its loss) wakes it."""
    poller = select.poll()
    poller.register(source, 0)
    while True:
        try:
            if poller.poll():
                os._exit(0)
        except (OSError, select.error) as e:
            if e.args[0] != errno.EINTR:
                os._exit(1)


def _watch(source):
    watcher = threading.Thread(target=_end_with_input, args=(source,), name='tidegate-input')
    watcher.daemon = True
    if not hasattr(signal, 'pthread_sigmask'):
        watcher.start()
        return
    # signals are the main thread's: one that the kernel gave to the watcher would not wake a reading main thread
    before = signal.pthread_sigmask(signal.SIG_BLOCK, HANDLERS_SIGNALS)
    watcher.start()
    signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _end_with_gateway():
    """Second line, for native code that never lets the watching thread run: Linux then ends this process itself when
    the gateway's starting thread is gone."""
    if not sys.platform.startswith('linux'):
        return
    try:
        import ctypes
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, ctypes.c_ulong(signal.SIGKILL), *[ctypes.c_ulong(0)] * 3)
    except (ImportError, OSError, AttributeError):    # a Python without it: the watching thread is all there is
        pass


class Worker(object):
    """One loaded function. Main thread only."""

    def __init__(self, channel, name, handler):
        self.channel = channel
        self.name = name
        self.handler = handler
        self.stopping = False
        self.idle = False

    def on_terminate(self, number, frame):
        self.stopping = True
        if self.idle:
            raise Stop()

    def run(self):
        buffered = bytearray()
        while True:
            while len(buffered) < HEADER.size:
                self.fill(buffered)
            length, version, kind, call, _ = HEADER.unpack_from(buffered)
            if version != VERSION or kind != CALL or length < AFTER_LENGTH + FACTS.size:
                raise ValueError('unknown frame: version %d kind %d length %d' % (version, kind, length))
            while len(buffered) < 4 + length:
                self.fill(buffered)
            body = bytes(buffered[HEADER.size:4 + length])
            del buffered[:4 + length]
            answer, result = self.answer(body)
            self.channel.send(answer, call, result)
            if self.stopping:
                return

    def fill(self, buffered):
        self.idle = True
        if self.stopping:
            raise Stop()
        read = self.channel.read()
        self.idle = False
        if not read:
            os._exit(0)
        buffered += read

    def answer(self, body):
        try:
            event, context = self.decode(body)
            try:
                returned = self.handler(event, context)
            except BaseException as e:
                return _error('[UserCodeInvoke] ', e)
            try:
                return RESULT, _encode(returned)
            except BaseException as e:
                return _error('[UserCodeReturn] ', e)
        finally:
            _flush()

    def decode(self, body):
        qos, _, _, message_id, seconds, topic_bytes, id_bytes = FACTS.unpack_from(body)
        topic_end = FACTS.size + topic_bytes
        payload_start = topic_end + id_bytes
        invocation = body[topic_end:payload_start].decode('utf-8')
        if sys.version_info[0] > 2:
            invocation = str(invocation)
        context = {
            'messageQOS': qos,
            'messageTopic': body[FACTS.size:topic_end].decode('utf-8'),
            'messageTimestamp': seconds,
            'functionName': self.name,
            'functionInvokeID': invocation,
            'invokeid': invocation,
        }
        return _event(body[payload_start:]), context


def _event(payload):
    if not payload:
        return {}
    try:
        return json.loads(payload if JSON_READS_BYTES else payload.decode('utf-8'))
    except (ValueError, RuntimeError, MemoryError):   # not JSON, in no encoding of it, nested too deep: the bytes as they came
        return payload


def _encode(returned):
    if returned is None:
        return b''
    if isinstance(returned, bytes):
        return bytes(returned)
    text = json.dumps(returned)
    return text if isinstance(text, bytes) else text.encode('utf-8')


def _error(where, exception):
    import traceback                                  # here: whoever starts workers waits for what they import
    kind, value, trace = sys.exc_info()
    try:
        traceback.print_exception(kind, value, trace.tb_next)     # without our own frame
    except Exception:                                 # user code replaced sys.stderr: its own business
        pass
    try:
        text = 'Exception calling application: ' + str(Exception(where, exception))
    except BaseException:                             # a __repr__ that raises
        text = 'Exception calling application: (%r, %s())' % (where, type(exception).__name__)
    return ERROR, _utf8(text)[:MAX_ERROR_BYTES]


def _utf8(text):
    return text if isinstance(text, bytes) else text.encode('utf-8', 'backslashreplace')


def _text(argument):
    return argument.decode('utf-8', 'replace') if isinstance(argument, bytes) else argument


def _flush():
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BaseException:                         # user code replaced or closed it: its own business
            pass


def _load(handler, code_directory, further):
    if not os.path.isdir(code_directory):
        raise ValueError('codedir %s: no such directory in %s' % (code_directory, os.getcwd()))
    sys.path.append(os.path.abspath(code_directory))
    sys.path.extend(os.path.abspath(directory) for directory in further)     # of the service's other functions, there or not
    module_name, _, attribute = handler.rpartition('.')
    module = importlib.import_module(module_name)
    function = getattr(module, attribute, None)
    if not callable(function):
        found = getattr(module, '__file__', None) or 'built in'
        raise ValueError('handler %s: module %s (%s) has no function %s' % (handler, module_name, found, attribute))
    return function


def _reason(handler, exception):
    if type(exception) is ValueError and str(exception).startswith(('codedir ', 'handler ')):
        return str(exception)
    import traceback
    return 'handler %s: cannot be loaded: %s' % (
        handler, ' '.join(''.join(traceback.format_exception_only(type(exception), exception)).split()))


def _interpreter():
    name = sys.implementation.name if hasattr(sys, 'implementation') else 'cpython'
    return '%s (%s %d.%d.%d)' % ((sys.executable, name.replace('cpython', 'CPython')) + sys.version_info[:3])


def main():
    signal.signal(signal.SIGINT, signal.SIG_IGN)      # Ctrl-C in a terminal reaches the whole group: the gateway decides
    channel = Channel()
    _end_with_gateway()
    _watch(channel.source)
    if sys.path and os.path.abspath(sys.path[0]) == os.path.dirname(os.path.abspath(__file__)):
        del sys.path[0]
    name, handler, code_directory = sys.argv[1:4]
    further = sys.argv[4:]
    del sys.argv[1:]
    try:
        function = _load(handler, code_directory, further)
    except BaseException as e:
        import traceback
        _flush()
        channel.send(FAILED, 0, _utf8(_reason(handler, e) + '\n' + traceback.format_exc())[:MAX_ERROR_BYTES])
        os._exit(1)
    _flush()
    worker = Worker(channel, _text(name), function)
    signal.signal(signal.SIGTERM, worker.on_terminate)
    channel.send(READY, 0, _utf8(_interpreter()))
    try:
        worker.run()
    except Stop:
        pass
    _flush()


if __name__ == '__main__':
    main()
