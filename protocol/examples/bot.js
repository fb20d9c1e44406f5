// A complete Packetman bot without a library: msgpack, frames, the conversation, the World by name, and simple decisions.
// node protocol/examples/bot.js [HOST] [PORT] [ROOM CODE]
// oxlint-disable no-console

import { connect } from 'node:net';

const VERSION = 2;

const HELLO = 1;
const PLAY = 2;
const JOIN = 3;
const INPUT = 6;
const PING = 7;
const READY = 10;
const WELCOME = 64;
const JOINED = 65;
const SNAPSHOT = 66;
const KEYFRAME = 67;
const LEFT = 69;
const PONG = 70;
const ERROR = 71;
const BYE = 72;
const RESULTS = 76;

// msgpack: the part of it that the protocol uses.

/** Encodes a value: unsigned integers of 32 bits, strings of up to 255 bytes, booleans, arrays. */
function encode(value) {
  if (typeof value === 'boolean') return [value ? 0xc3 : 0xc2];
  if (typeof value === 'string') {
    const bytes = Buffer.from(value);
    return [0xd9, bytes.length, ...bytes];
  }
  if (Array.isArray(value)) return [...arrayHead(value.length), ...value.flatMap(encode)];
  if (value >= 0 && value < 128) return [value];
  return [0xce, value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
}

function arrayHead(length) {
  return length < 16 ? [0x90 + length] : [0xdc, length >> 8, length & 255];
}

/** Decodes a payload. */
export function decode(payload) {
  let at = 0;
  const take = (read, bytes) => {
    const value = payload[read](at);
    at += bytes;
    return value;
  };
  const text = (length) => payload.toString('utf8', at, (at += length));
  const list = (length) => Array.from({ length }, next);
  const next = () => {
    const head = payload[at++];
    if (head < 0x80) return head;
    if (head >= 0xe0) return head - 256;
    if (head >= 0xa0 && head < 0xc0) return text(head & 31);
    if (head >= 0x90 && head < 0xa0) return list(head & 15);
    if (head === 0xc0) return null;
    if (head === 0xc2 || head === 0xc3) return head === 0xc3;
    if (head === 0xcb) return take('readDoubleBE', 8);
    if (head === 0xcc) return take('readUInt8', 1);
    if (head === 0xcd) return take('readUInt16BE', 2);
    if (head === 0xce) return take('readUInt32BE', 4);
    if (head === 0xd0) return take('readInt8', 1);
    if (head === 0xd1) return take('readInt16BE', 2);
    if (head === 0xd2) return take('readInt32BE', 4);
    if (head === 0xd9) return text(take('readUInt8', 1));
    if (head === 0xda) return text(take('readUInt16BE', 2));
    if (head === 0xdc) return list(take('readUInt16BE', 2));
    throw new Error(`not msgpack of this protocol: ${head}`);
  };
  return next();
}

/** A message as a frame. */
export function frame(message) {
  const payload = Buffer.from(encode(message));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(payload.length);
  return Buffer.concat([length, payload]);
}

// Decisions: the shortest way to a dot that avoids dangerous ghosts; for a ghost, the shortest way to Pac-Man.

const COLUMNS = 28;
const MAZE_TOP_ROW = 3;
const STEPS = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
];
const GHOST_ROLE = 2;
const GHOST_OUTSIDE = 0;
const CLEARANCE_TILES = 3;

/** @param world `field(name, i)` reads a word by name; `tiles` are the lines of the maze */
function decide({ field, tiles, seat }) {
  // What a seat steers may change in a match.
  const isGhost = field('seatRole', seat) === GHOST_ROLE;
  const actor = field('seatActor', seat);
  // The tunnel extends two columns beyond both edges of the maze.
  const tileX = (name, i) => Math.min(Math.max(field(name, i) >> 3, 0), COLUMNS - 1);
  const tileY = (name, i) => (field(name, i) >> 3) - MAZE_TOP_ROW;
  const isDangerous = (x, y) =>
    !isGhost &&
    [0, 1, 2, 3].some((ghost) => {
      const away = Math.abs(tileX('ghostX', ghost) - x) + Math.abs(tileY('ghostY', ghost) - y);
      const hunts = field('ghostState', ghost) === GHOST_OUTSIDE && field('ghostFrightened', ghost) === 0;
      return hunts && away <= CLEARANCE_TILES;
    });
  const isOpen = (x, y) => '.o '.includes(tiles[y]?.[x] ?? '#');
  const [x, y] = isGhost ? ['ghostX', 'ghostY'] : ['pacX', 'pacY'];
  const isGoal = (x, y) =>
    isGhost ? x === tileX('pacX', 0) && y === tileY('pacY', 0) : ((field('dots', y) >> x) & 1) === 1;
  const start = { x: tileX(x, actor), y: tileY(y, actor), first: -1 };
  const seen = new Set([start.y * COLUMNS + start.x]);
  const queue = [start];
  for (const { x, y, first } of queue) {
    if (first >= 0 && isGoal(x, y)) return first;
    for (const [direction, [dx, dy]] of STEPS.entries()) {
      const to = { x: (x + dx + COLUMNS) % COLUMNS, y: y + dy, first: first < 0 ? direction : first };
      const tile = to.y * COLUMNS + to.x;
      if (seen.has(tile) || !isOpen(to.x, to.y) || isDangerous(to.x, to.y)) continue;
      seen.add(tile);
      queue.push(to);
    }
  }
  return queue.at(-1).first;
}

// The conversation.

const RECONNECT_MS = 1000;
const PING_MS = 2000;
const SILENCE_MS = 6000;

function run(host, port, room) {
  let socket;
  let token = '';
  let words = [];
  /** Null in the lobby. */
  let world = null;
  let isAsking = false;
  let heardMs = 0;
  let sequence = 0;
  const send = (...message) => socket.readyState === 'open' && socket.write(frame(message));

  const enter = () => {
    isAsking = true;
    if (room === undefined) send(PLAY, 'coop', 20);
    else send(JOIN, room, '', 20);
  };

  const moved = () => {
    const { field, seat } = world;
    // Without a seat we watch: the server has one for us in the next match.
    if (seat < 0) return;
    const direction = decide(world);
    // Compare with the server's direction, not with our last input: the server resets it with each life.
    const wish = field('seatRole', seat) === GHOST_ROLE ? 'ghostWish' : 'pacWish';
    // A server in lockstep, as that of the arena, waits for an answer to each snapshot: an input, or else a ping.
    if (direction < 0 || direction === field(wish, field('seatActor', seat))) return void send(PING, 0, words[0]);
    send(INPUT, ++sequence, 0, direction, words[0]);
  };

  const take = ([type, ...fields]) => {
    switch (type) {
      case WELCOME: {
        const [, , , , newToken, resumed] = fields;
        token = newToken;
        world = null;
        isAsking = false;
        // After a resumed session `joined` follows, if the room still exists. A new session has to enter a room again.
        if (!resumed) enter();
        return;
      }
      case JOINED: {
        const [code, , seat, , , tiles, layout, keyframe] = fields;
        const starts = new Map(layout.map(([name, start]) => [name, start]));
        words = keyframe;
        world = { tiles, seat, field: (name, i = 0) => words[starts.get(name) + i] };
        isAsking = false;
        console.log(`joined ${code}`);
        return;
      }
      case LEFT:
        world = null;
        return;
      case PONG:
        if (world === null && !isAsking) enter();
        return;
      case SNAPSHOT: {
        const [tick, changes] = fields;
        for (let i = 0; i < changes.length; i += 2) words[changes[i]] = (words[changes[i]] + changes[i + 1]) | 0;
        words[0] = tick;
        return moved();
      }
      case KEYFRAME:
        words = fields[1];
        return moved();
      case RESULTS:
        return send(READY, true);
      case BYE:
        console.log('the server says', ...fields);
        token = '';
        return;
      case ERROR: {
        console.log('the server says', ...fields);
        const [, , fatal, , recovery] = fields;
        if (recovery === 'new-session') token = '';
        else if (fatal && recovery !== 'resume') process.exit(1);
        if (fatal || !isAsking) return;
        isAsking = false;
        // If that room is refused, use quick play. If quick play is refused too, try again after the next pong.
        if (room === undefined) return;
        room = undefined;
        enter();
      }
    }
  };

  const dial = () => {
    let bytes = Buffer.alloc(0);
    heardMs = performance.now();
    socket = connect({ host, port, noDelay: true });
    socket.on('connect', () => send(HELLO, VERSION, 'Stranger', 'bot', token));
    socket.on('data', (chunk) => {
      heardMs = performance.now();
      bytes = Buffer.concat([bytes, chunk]);
      while (bytes.length >= 4 && bytes.length >= 4 + bytes.readUInt32BE()) {
        const end = 4 + bytes.readUInt32BE();
        take(decode(bytes.subarray(4, end)));
        bytes = bytes.subarray(end);
      }
    });
    socket.on('error', (error) => console.error(error.message));
    // `hello` sends the token, which resumes the session.
    socket.on('close', () => setTimeout(dial, RECONNECT_MS));
  };

  dial();
  setInterval(() => {
    // A server that is silent is gone, also where the system still believes in the connection.
    if (performance.now() - heardMs > SILENCE_MS) socket.destroy();
    else send(PING, 0, words[0] ?? 0);
  }, PING_MS);
}

if (process.argv[1] === import.meta.filename) {
  const [host = '127.0.0.1', port = '1980', room] = process.argv.slice(2);
  run(host, Number(port), room);
}
