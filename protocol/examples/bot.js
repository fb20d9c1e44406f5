// A complete Packetman bot without a library: msgpack, frames, the conversation, the World by name, and simple decisions.
// node protocol/examples/bot.js [HOST] [PORT] [ROOM CODE]
// Ctrl-C leaves the room and ends it with exit code 0. What it cannot go on after ends it with a sentence and exit code 1.
// oxlint-disable no-console

import { connect } from 'node:net';

const VERSION = 2;

const HELLO = 1;
const PLAY = 2;
const JOIN = 3;
const LEAVE = 5;
const INPUT = 6;
const PING = 7;
const READY = 10;
const START = 11;
const WELCOME = 64;
const JOINED = 65;
const SNAPSHOT = 66;
const KEYFRAME = 67;
const LEFT = 69;
const PONG = 70;
const ERROR = 71;
const BYE = 72;
const ROOM = 73;
const RESULTS = 76;
const REDIRECT = 85;
const NODES = 86;

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
const LINES = 31;
const MAZE_TOP_ROW = 3;
const STEPS = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
];
const GHOST_ROLE = 2;
const GHOST_OUTSIDE = 0;
const CLEARANCE_TILES = 4;

/**
 * The tiles that can be reached, nearest first: `{ x, y, steps, first }`, with the direction of the first step.
 * @param mayEnter whether a tile may be on the way
 */
function reachable(starts, mayEnter) {
  const found = starts.map(({ x, y }) => ({ x, y, steps: 0, first: -1 }));
  const seen = new Set(found.map(({ x, y }) => y * COLUMNS + x));
  for (const { x, y, steps, first } of found) {
    for (const [direction, [dx, dy]] of STEPS.entries()) {
      // The tunnel leads from one edge of the maze to the other.
      const to = { x: (x + dx + COLUMNS) % COLUMNS, y: y + dy, steps: steps + 1, first: first < 0 ? direction : first };
      const tile = to.y * COLUMNS + to.x;
      if (seen.has(tile) || !mayEnter(to.x, to.y)) continue;
      seen.add(tile);
      found.push(to);
    }
  }
  return found;
}

/**
 * @param world `field(name, i)` reads a word by name; `tiles` are the lines of the maze
 * @returns a direction, -1 if there is no way at all
 */
export function decide({ field, tiles, seat }) {
  // What a seat steers may change in a match.
  const isGhost = field('seatRole', seat) === GHOST_ROLE;
  const actor = field('seatActor', seat);
  // The tunnel extends two columns beyond both edges of the maze.
  const tileOf = (x, y) => ({
    x: Math.min(Math.max(x >> 3, 0), COLUMNS - 1),
    y: Math.min(Math.max((y >> 3) - MAZE_TOP_ROW, 0), LINES - 1),
  });
  const isOpen = (x, y) => '.o '.includes(tiles[y]?.[x] ?? '#');
  const pac = (i) => tileOf(field('pacX', i), field('pacY', i));
  const ghost = (i) => tileOf(field('ghostX', i), field('ghostY', i));

  if (isGhost) {
    const prey = pac(0);
    const ways = reachable([ghost(actor)], isOpen);
    // Pac-Man may be out of sight: then the farthest tile is as good as any.
    return (ways.find(({ x, y, first }) => first >= 0 && x === prey.x && y === prey.y) ?? ways.at(-1)).first;
  }

  const hunters = [0, 1, 2, 3]
    .filter((i) => field('ghostState', i) === GHOST_OUTSIDE && field('ghostFrightened', i) === 0)
    .map(ghost);
  const ghostSteps = new Map(reachable(hunters, isOpen).map(({ x, y, steps }) => [y * COLUMNS + x, steps]));
  const clearance = (x, y) => ghostSteps.get(y * COLUMNS + x) ?? Infinity;
  const isSafe = (x, y) => isOpen(x, y) && clearance(x, y) > CLEARANCE_TILES;
  const hasDot = (x, y) => ((field('dots', y) >> x) & 1) === 1;
  const start = pac(actor);
  const dot = reachable([start], isSafe).find(({ x, y, first }) => first >= 0 && hasDot(x, y));
  if (dot !== undefined) return dot.first;
  // No safe way leads to a dot: go where the ghosts are farthest away. To stand still is never better.
  const neighbours = reachable([start], isOpen).filter(({ steps }) => steps === 1);
  neighbours.sort((a, b) => clearance(b.x, b.y) - clearance(a.x, a.y));
  return neighbours[0]?.first ?? -1;
}

// The conversation.

const RECONNECT_MS = 250;
const RECONNECT_MS_MAX = 5000;
/** After this time without a session the bot ends. A server that restarts keeps sessions for 30 s. */
const GIVE_UP_MS = 60_000;
const NEW_SESSION_MS = 1000;
const PING_MS = 2000;
const SILENCE_MS = 6000;
const LEAVE_MS = 2000;
/** Codes of refusals that pass: nodes-unreachable, room-full, too-many-rooms, too-fast, too-many-rooms-held. */
const PASSING = [19, 20, 22, 40, 43];
/** Redirects in a row that are followed without a delay, and what counts as a row. */
const REDIRECTS_MAX = 5;
const ROW_MS = 2000;

function run(host, port, room) {
  let socket;
  /** Where to connect: the first of them next, another one if that fails. A server may have several nodes. */
  const first = { host, port };
  let ways = [first];
  let redirectsInARow = 0;
  let redirectedMs = -Infinity;
  /** Whether the connection that ends was sent elsewhere, and the token for the next one alone, which carries what we have asked for. */
  let isSentOn = false;
  let ticket = '';
  let token = '';
  let name = '';
  let sequence = 0;
  let words = [];
  /** Null in the lobby. */
  let world = null;
  let roomState = '';
  /** Whether PLAY or JOIN waits for its answer, or to be sent again. */
  let isAsking = false;
  let wasInRoom = false;
  let isLeaving = false;
  let delayMs = RECONNECT_MS;
  let heardMs = 0;
  /** Whether this connection has a session, and when one last had. */
  let isWelcome = false;
  let aliveMs = performance.now();
  const send = (...message) => socket.readyState === 'open' && socket.write(frame(message));

  const end = (sentence) => {
    console.error(sentence);
    process.exit(1);
  };

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

  const refused = (code, text, retryAfterMs) => {
    if (PASSING.includes(code)) {
      const asked = socket;
      setTimeout(() => asked === socket && enter(), Math.max(retryAfterMs, 1000));
    } else if (room !== undefined && wasInRoom) {
      // The room is gone since the connection was lost.
      room = undefined;
      enter();
    } else end(`no room for us: ${text}`);
  };

  const take = ([type, ...fields]) => {
    switch (type) {
      case WELCOME: {
        const resumed = fields[5];
        [, name, , , token] = fields;
        delayMs = RECONNECT_MS;
        isWelcome = true;
        world = null;
        // The node to which we brought a ticket does what we had asked for.
        isAsking = isAsking && ticket !== '' && resumed;
        ticket = '';
        // After a resumed session `joined` follows, if the room still exists. A new session begins in the lobby, and counts its
        // inputs from 1.
        if (resumed) return;
        sequence = 0;
        enter();
        return;
      }
      case JOINED: {
        const [code, , seat, , , tiles, layout, keyframe] = fields;
        const starts = new Map(layout.map(([field, start]) => [field, start]));
        words = keyframe;
        world = { tiles, seat, field: (field, i = 0) => words[starts.get(field) + i] };
        if (seat >= 0) sequence = Math.max(sequence, world.field('seatInput', seat));
        roomState = '';
        isAsking = false;
        wasInRoom = true;
        console.log(`joined ${code}`);
        return;
      }
      case ROOM: {
        const [, state, roomHost] = fields;
        if (state === roomState) return;
        roomState = state;
        if (state !== 'lobby' && state !== 'result') return;
        send(READY, true);
        // A host who does nothing keeps the others waiting.
        if (state === 'lobby' && roomHost === name) send(START);
        return;
      }
      case LEFT: {
        const [reason] = fields;
        world = null;
        if (isLeaving) return;
        console.log(`left: ${reason}`);
        if (reason === 'kicked' || reason === 'banned') return end('the host does not want us');
        room = undefined;
        enter();
        return;
      }
      case PONG:
        // The answer to `hello` came, and no `joined`: the room has ended.
        if (world === null && !isAsking && !isLeaving) enter();
        return;
      case SNAPSHOT: {
        const [tick, changes] = fields;
        for (let i = 0; i < changes.length; i += 2) {
          if (!(changes[i] > 0 && changes[i] < words.length) || changes.length % 2 === 1)
            return end('a snapshot that does not fit');
          words[changes[i]] = (words[changes[i]] + changes[i + 1]) | 0;
        }
        words[0] = tick;
        return moved();
      }
      case KEYFRAME:
        words = fields[1];
        return moved();
      case RESULTS: {
        const [level, score, , seats] = fields;
        console.log(`level ${level}, score ${score}: ${seats.map(([who, place]) => `${place} ${who}`).join(', ')}`);
        return;
      }
      case REDIRECT: {
        // The server ends this connection: at once, or with `keep` when our room has moved. The session goes on at that node.
        const [node, nodeHost, nodePort] = fields;
        console.log(`on to node ${node}`);
        ways = [{ host: nodeHost, port: nodePort }, first];
        ticket = fields[3] ?? '';
        redirectsInARow = performance.now() - redirectedMs < ROW_MS ? redirectsInARow + 1 : 1;
        redirectedMs = performance.now();
        isSentOn = redirectsInARow <= REDIRECTS_MAX;
        return;
      }
      case NODES:
        ways = [ways[0], ...fields[0].map(([, nodeHost, nodePort]) => ({ host: nodeHost, port: nodePort })), first];
        return;
      case BYE:
        console.log(`the server says bye: ${fields[0]}`);
        token = '';
        delayMs = NEW_SESSION_MS;
        return;
      case ERROR: {
        const [code, text, fatal, answers, recovery, retryAfterMs = 0] = fields;
        console.error(`error ${code}: ${text}`);
        if (fatal && recovery === 'new-session') {
          token = '';
          delayMs = Math.max(retryAfterMs, NEW_SESSION_MS);
        } else if (fatal && recovery !== 'resume') end(`the server has ended the session: ${text}`);
        else if (!fatal && isAsking && (answers === PLAY || answers === JOIN)) refused(code, text, retryAfterMs);
      }
    }
  };

  const dial = () => {
    let bytes = Buffer.alloc(0);
    heardMs = performance.now();
    let isOpen = false;
    isSentOn = false;
    socket = connect({ ...ways[0], noDelay: true });
    // `hello` sends the token, which resumes the session, the tick that we have seen, and that we follow redirects.
    socket.on('connect', () => {
      isOpen = true;
      send(HELLO, VERSION, 'Stranger', 'bot', ticket || token, 0, 0, 0, '', world === null ? 0 : words[0], true);
    });
    socket.on('data', (chunk) => {
      heardMs = performance.now();
      bytes = Buffer.concat([bytes, chunk]);
      while (bytes.length >= 4 && bytes.length >= 4 + bytes.readUInt32BE()) {
        const frameEnd = 4 + bytes.readUInt32BE();
        take(decode(bytes.subarray(4, frameEnd)));
        bytes = bytes.subarray(frameEnd);
      }
    });
    socket.on('error', ({ message }) => {
      if (name === '') end(`cannot connect to ${host}:${port}: ${message}`);
      console.error(message);
    });
    socket.on('close', () => {
      if (isLeaving) process.exit(0);
      if (isWelcome) aliveMs = performance.now();
      isWelcome = false;
      if (!isSentOn) ticket = '';
      if (!isOpen) ways.push(ways.shift());
      if (performance.now() - aliveMs > GIVE_UP_MS) end(`no answer from ${host}:${port} for ${GIVE_UP_MS / 1000} s`);
      setTimeout(dial, isSentOn ? 0 : delayMs);
      if (!isSentOn) delayMs = Math.min(2 * delayMs, RECONNECT_MS_MAX);
    });
  };

  // With `leave` the seat is free at once. Then our side ends, and we read until the server ends its own.
  const leave = () => {
    if (isLeaving || socket.readyState !== 'open') process.exit(0);
    isLeaving = true;
    send(LEAVE);
    socket.end();
    setTimeout(() => process.exit(0), LEAVE_MS);
  };

  process.on('SIGINT', leave);
  process.on('SIGTERM', leave);
  process.on('uncaughtException', (error) => end(`a fault of this bot, or of the server: ${error.message}`));
  dial();
  setInterval(() => {
    // A server that is silent is gone, also where the system still believes in the connection.
    if (performance.now() - heardMs > SILENCE_MS) socket.destroy();
    else if (isWelcome) send(PING, 0, world === null ? 0 : words[0]);
  }, PING_MS);
}

if (process.argv[1] === import.meta.filename) {
  const [host = '127.0.0.1', port = '1980', room] = process.argv.slice(2);
  run(host, Number(port), room);
}
