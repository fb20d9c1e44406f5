"""One seat of a game in lockstep: the conversation of protocol/README.md, as far as a learner needs it."""

import socket

from .wire import WireError, decode, frame

VERSION = 2
HELLO, JOIN, LEAVE, INPUT, PING = 1, 3, 5, 6, 7
WELCOME, JOINED, SNAPSHOT, KEYFRAME, LEFT, ERROR, BYE, ROOM, RESULTS = 64, 65, 66, 67, 69, 71, 72, 73, 76

NO_DIRECTION = 4
# The limit of the protocol for a payload of the server.
PAYLOAD_BYTES_MAX = 65536


class GameError(Exception):
    """The server has refused a message, or has closed the connection."""


class World:
    """The words of a match by name."""

    def __init__(self, layout, words, tiles, seat):
        self.tiles, self.seat, self.words = tiles, seat, words
        self.starts = {row[0]: row[1] for row in layout}
        self.lengths = {row[0]: row[2] for row in layout}

    def get(self, name, i=0):
        """Word i of a field. Raises KeyError if this mode has no such field."""
        return self.words[self.starts[name] + i]

    def all(self, name):
        """All words of a field, as a list."""
        start = self.starts[name]
        return self.words[start : start + self.lengths[name]]

    @property
    def tick(self):
        return self.words[0]


class Game:
    """A connection to one seat. `timeout`: seconds after which a silent server is an error."""

    def __init__(self, host, port, code, name="Learner", rate=20, timeout=60.0):
        self.code, self.rate = code, rate
        self.world = None
        self.room_state = ""
        self.results = None
        self.sequence = 0
        self._data = bytearray()
        self._socket = socket.create_connection((host, port), timeout)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._send(HELLO, VERSION, name, "bot", "")
        self._until(WELCOME)

    # The life of a match.

    def ask(self, seed):
        """Asks for a seat in a match with this seed (uint32), or with the next one of the server for None."""
        self._send(JOIN, self.code, "" if seed is None else str(seed), self.rate)
        self._until(JOINED)

    def begin(self):
        """Waits until the match has begun: until its first snapshot. All seats have asked before."""
        self.results = None
        self._until(SNAPSHOT)

    def leave(self):
        """Gives up the seat, if it has one."""
        if self.world is None:
            return
        self._send(LEAVE)
        self._until(LEFT)
        self.world = None

    def close(self):
        self._socket.close()

    # Playing.

    def send(self, direction):
        """Answers the newest snapshot: with a direction from 0 to 3, or 4 to go on as before."""
        if direction == NO_DIRECTION:
            self._send(PING, 0, self.world.tick)
        else:
            self.sequence += 1
            self._send(INPUT, self.sequence, 0, direction, self.world.tick)

    def receive(self):
        """Waits for the next snapshot, or the results. Returns whether the match goes on."""
        return self._until(SNAPSHOT, RESULTS) != RESULTS

    # The connection.

    def _send(self, *message):
        self._socket.sendall(frame(message))

    def _until(self, *kinds):
        while True:
            message = self._next()
            kind = message[0]
            self._take(kind, message)
            if kind in kinds or (kind == KEYFRAME and SNAPSHOT in kinds):
                return kind

    def _next(self):
        data = self._data
        while True:
            if len(data) >= 4:
                length = int.from_bytes(data[:4], "big")
                if length > PAYLOAD_BYTES_MAX:
                    raise WireError("a frame above the limit")
                if len(data) >= 4 + length:
                    payload = bytes(data[4 : 4 + length])
                    del data[: 4 + length]
                    return decode(payload)
            chunk = self._socket.recv(65536)
            if not chunk:
                raise GameError("the server has closed the connection")
            data += chunk

    def _take(self, kind, message):
        if kind == SNAPSHOT:
            words = self.world.words
            changes = message[2]
            for at in range(0, len(changes), 2):
                index = changes[at]
                word = words[index] + changes[at + 1]
                # int32, modulo 2^32
                words[index] = word if -0x80000000 <= word <= 0x7FFFFFFF else (word + 0x80000000) % 0x100000000 - 0x80000000
            words[0] = message[1]
        elif kind == JOINED:
            self.world = World(message[7], message[8], message[6], message[3])
        elif kind == KEYFRAME:
            self.world.words = message[2]
        elif kind == RESULTS:
            self.results = message
        elif kind == ROOM:
            self.room_state = message[2]
        elif kind == BYE:
            raise GameError(f"the server stops: {message[1]}")
        elif kind == ERROR:
            raise GameError(f"{message[2]} (error {message[1]})")
