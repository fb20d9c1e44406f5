"""A Packetman bot to start from. Your own decisions belong into `decide`; the rest keeps the connection and the World.

python3 bot.py [HOST] [PORT] [CODE]: joins the room with this code; without one it plays `classic` in a room of its own.
"""

import math
import select
import signal
import socket
import struct
import sys
import time

import msgpack

NAME = "Starter"
VERSION = 2
RATE = 20
# Message types, as numbered in protocol/README.md.
HELLO, PLAY, JOIN, LEAVE, INPUT, PING, READY, START = 1, 2, 3, 5, 6, 7, 10, 11
WELCOME, JOINED, SNAPSHOT, KEYFRAME, LEFT, ERROR, BYE, ROOM, RESULTS = 64, 65, 66, 67, 69, 71, 72, 73, 76
REDIRECT, NODES = 85, 86

# Decisions.

COLUMNS, LINES = 28, 31
# By direction, 0 right, 1 down, 2 left, 3 up; `direction ^ 2` is the opposite one.
STEPS = ((1, 0), (0, 1), (-1, 0), (0, -1))
NO_DIRECTION = 4
GHOST_ROLE = 2
# Ghosts in these states catch nobody: in the house, eaten, or just eaten.
HARMLESS_STATES = (1, 4, 5, 6, 7)
# A tile is safe if the nearest ghost needs more steps to it than Pac-Man, by more than this.
MARGIN = 1
# A way with fewer safe tiles may be a trap.
SAFE_TILES_MIN = 8
# What turning back costs, in steps: without it Pac-Man dithers between two dots.
TURN_BACK_STEPS = 3
# A ghost that is frightened for less time than this, in half-ticks, counts as a hunter.
FRIGHT_LEFT_MIN = 60


class World:
    """The words of the match by name. `tiles` are the lines of the maze, `seat` is ours."""

    def __init__(self, seat, tiles, layout, words):
        self.seat, self.tiles, self.words = seat, tiles, words
        self.starts = {row[0]: row[1] for row in layout}

    def field(self, name, i=0):
        return self.words[self.starts[name] + i]

    def sign(self, tile):
        line, column = divmod(tile, COLUMNS)
        return self.tiles[line][column] if 0 <= line < LINES else "#"

    def has_dot(self, tile):
        return self.field("dots", tile // COLUMNS) >> (tile % COLUMNS) & 1 == 1

    def pac_tile(self, pac):
        return tile_of(self.field("pacX", pac), self.field("pacY", pac))

    def ghost_tile(self, ghost):
        return tile_of(self.field("ghostX", ghost), self.field("ghostY", ghost))


def decide(world):
    """Returns a direction, or 4 for none."""
    field = world.field
    actor = field("seatActor", world.seat)
    is_ghost = field("seatRole", world.seat) == GHOST_ROLE
    start = world.ghost_tile(actor) if is_ghost else world.pac_tile(actor)
    # A ghost of our own hunts Pac-Man, and fears nothing.
    danger = {} if is_ghost else danger_of(world)
    back = field("ghostTravel" if is_ghost else "pacTravel", actor) ^ 2
    ways = []
    for direction in range(4):
        goal, is_energizer, tiles = explore(world, start, direction, danger, is_ghost)
        if tiles > 0:
            ways.append((direction, goal, tiles, is_energizer, TURN_BACK_STEPS if direction == back else 0))
    good = [way for way in ways if way[1] < math.inf and (way[2] >= SAFE_TILES_MIN or way[3])]
    if good:
        return min(good, key=lambda way: way[1] + way[4])[0]
    return max(ways, key=lambda way: way[2] - way[4])[0] if ways else NO_DIRECTION


def danger_of(world):
    """By tile: the steps that the nearest hunter needs to it."""
    steps = {}
    for ghost in range(4):
        if not is_hunter(world, ghost):
            continue
        # A ghost turns back only where `ghostReversal` says so.
        reverses = world.field("ghostReversal", ghost) == 1
        back = NO_DIRECTION if reverses else world.field("ghostTravel", ghost) ^ 2
        own = {world.ghost_tile(ghost): 0}
        queue = list(own)
        for tile in queue:
            count = own[tile]
            steps[tile] = min(steps.get(tile, math.inf), count)
            for direction in range(4):
                to = neighbour(tile, direction)
                if (count == 0 and direction == back) or to in own or world.sign(to) == "#":
                    continue
                own[to] = count + 1
                queue.append(to)
    return steps


def is_hunter(world, ghost):
    if world.field("ghostState", ghost) in HARMLESS_STATES:
        return False
    return world.field("ghostFrightened", ghost) == 0 or world.field("frightLeft") < FRIGHT_LEFT_MIN


def explore(world, start, direction, danger, is_ghost):
    """Breadth-first search over safe tiles, by a first step in this direction.

    Returns the steps to the next dot (for a ghost to Pac-Man), whether that is an energizer, and how many tiles are safe.
    """
    target = world.pac_tile(0)
    steps = {start: 0}
    queue = [start]
    goal, is_energizer = math.inf, False
    for tile in queue:
        count = steps[tile]
        if count > 0 and goal == math.inf and (tile == target if is_ghost else world.has_dot(tile)):
            goal, is_energizer = count, world.sign(tile) == "o"
        for turn in range(4) if count > 0 else (direction,):
            to = neighbour(tile, turn)
            if to not in steps and world.sign(to) in ".o " and danger.get(to, math.inf) > count + 1 + MARGIN:
                steps[to] = count + 1
                queue.append(to)
    return goal, is_energizer, len(queue) - 1


def neighbour(tile, direction):
    dx, dy = STEPS[direction]
    line, column = divmod(tile, COLUMNS)
    return (line + dy) * COLUMNS + (column + dx) % COLUMNS


def tile_of(x, y):
    """The tile of a pixel of the screen. The tunnel is two columns longer than the maze at both ends."""
    return ((y >> 3) - 3) * COLUMNS + min(max(x >> 3, 0), COLUMNS - 1)


# The conversation with the server (protocol/README.md, "Conversation").

RECONNECT_S_MIN, RECONNECT_S_MAX = 0.25, 5
PING_S = 1
SILENCE_S = 6
# Redirects in a row that are followed without a delay.
REDIRECTS_MAX = 5


class Bot:
    def __init__(self, host, port, code):
        self.code = code
        # Where to connect: the first of them next, another one if that fails. A server may have several nodes.
        self.first = (host, port)
        self.ways = [self.first]
        self.redirects = 0
        self.socket = None
        self.name, self.token = NAME, ""
        self.sequence = 0
        self.world = None
        self.level = 0
        self.is_leaving = False

    def send(self, *message):
        payload = msgpack.packb(message)
        self.socket.sendall(struct.pack(">I", len(payload)) + payload)

    def enter(self):
        if self.code == "":
            self.send(PLAY, "classic", RATE)
        else:
            self.send(JOIN, self.code, "", RATE)

    def answer(self):
        """Answers an update: with an input if we want another direction, otherwise with a ping. Both say what we have seen."""
        world = self.world
        if world.seat >= 0:
            direction = decide(world)
            wish = "ghostWish" if world.field("seatRole", world.seat) == GHOST_ROLE else "pacWish"
            # Compared with the server's wish, which is reset when Pac-Man is caught.
            if direction not in (NO_DIRECTION, world.field(wish, world.field("seatActor", world.seat))):
                self.sequence += 1
                return self.send(INPUT, self.sequence, 0, direction, world.words[0])
            if world.field("level") > self.level > 0:
                print(f"level {self.level} cleared, score {world.field('score')}", flush=True)
            self.level = world.field("level")
        self.send(PING, 0, world.words[0])

    def received(self, kind, *fields):
        if kind == WELCOME:
            _, self.name, _, _, self.token, resumed, *_ = fields
            # After a resumed session `joined` follows, or `left` if the room is gone.
            if not resumed:
                self.sequence = 0
                self.enter()
        elif kind == JOINED:
            room, mode, seat, _, _, tiles, layout, words, *_ = fields
            self.world = World(seat, tiles, layout, words)
            self.level = self.redirects = 0
            print(f"joined {room} ({mode}), seat {seat}", flush=True)
            self.answer()
        elif kind == SNAPSHOT:
            tick, changes, *_ = fields
            words = self.world.words
            for index, difference in zip(changes[::2], changes[1::2]):
                # int32, modulo 2^32
                words[index] = (words[index] + difference + 2**31) % 2**32 - 2**31
            words[0] = tick
            self.answer()
        elif kind == KEYFRAME:
            self.world.words = fields[1]
            self.answer()
        elif kind == ROOM:
            _, state, host, *_ = fields
            if state == "lobby" and host == self.name:
                self.send(START)
            if state in ("lobby", "result"):
                self.send(READY, True)
        elif kind == RESULTS:
            print(f"match over: level {fields[0]}, score {fields[1]}", flush=True)
        elif kind == LEFT and not self.is_leaving:
            self.enter()
        elif kind == REDIRECT:
            # The server ends this connection, at once or soon. The session goes on at that node.
            _, *way, token = (*fields, "")[:4]
            self.ways = [tuple(way), self.first]
            self.token = token or self.token
            self.redirects += 1
        elif kind == NODES:
            self.ways[1:] = [*(tuple(node[1:3]) for node in fields[0]), self.first]
        elif kind == BYE:
            self.token = ""
            print("the server stops:", fields[0], flush=True)
        elif kind == ERROR:
            _, text, is_fatal, answers, recovery, *_ = (*fields, "")
            print("the server says:", text, flush=True)
            if recovery == "new-session":
                self.token = ""
            elif is_fatal and recovery != "resume":
                sys.exit("stopped by a fatal error")
            elif answers in (PLAY, JOIN):
                sys.exit("no seat")

    def converse(self):
        """One connection, from `hello` to its end."""
        with socket.create_connection(self.ways[0], SILENCE_S) as self.socket:
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            seen = self.world.words[0] if self.world else 0
            self.send(HELLO, VERSION, NAME, "bot", self.token, 0, 0, 0, "", seen, True)
            data = b""
            heard = pinged = time.monotonic()
            while True:
                if self.is_leaving:
                    self.send(LEAVE)
                    self.socket.shutdown(socket.SHUT_WR)
                    while self.socket.recv(65536):
                        pass
                    return
                now = time.monotonic()
                if now - heard > SILENCE_S:
                    raise OSError("the server is silent")
                if now - pinged >= PING_S:
                    self.send(PING, 0, self.world.words[0] if self.world else 0)
                    pinged = now
                if not select.select([self.socket], [], [], PING_S)[0]:
                    continue
                chunk = self.socket.recv(65536)
                if not chunk:
                    return
                heard, data = time.monotonic(), data + chunk
                while len(data) >= 4 and len(data) >= 4 + (length := struct.unpack(">I", data[:4])[0]):
                    payload, data = data[4 : 4 + length], data[4 + length :]
                    self.received(*msgpack.unpackb(payload))


def main():
    host, port, code = (sys.argv[1:] + ["127.0.0.1", "1980", ""][len(sys.argv) - 1 :])[:3]
    bot = Bot(host, int(port), code)

    def leave(*_):
        bot.is_leaving = True

    signal.signal(signal.SIGINT, leave)
    delay = RECONNECT_S_MIN
    while not bot.is_leaving:
        token, redirects = bot.token, bot.redirects
        try:
            bot.converse()
        except OSError as error:
            print(error, flush=True)
            if bot.redirects <= redirects:
                bot.ways.append(bot.ways.pop(0))
        if bot.is_leaving:
            break
        if redirects < bot.redirects <= REDIRECTS_MAX:
            continue
        # A new token means that the server was there.
        delay = RECONNECT_S_MIN if bot.token != token else min(2 * delay, RECONNECT_S_MAX)
        print("connection lost, connecting again", flush=True)
        time.sleep(delay)


if __name__ == "__main__":
    main()
