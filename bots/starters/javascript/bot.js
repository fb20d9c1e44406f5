// A Packetman bot to start from. Your own decisions belong into `decide`; the rest keeps the connection and the World.
// node bot.js [HOST] [PORT] [CODE]: joins the room with this code; without one it plays `classic` in a room of its own.

import { connect } from 'node:net';
import { Packr } from 'msgpackr';

const NAME = 'Starter';
const VERSION = 2;
const RATE = 20;
/** Message types, as numbered in protocol/README.md. */
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
const ERROR = 71;
const BYE = 72;
const ROOM = 73;
const RESULTS = 76;
const REDIRECT = 85;
const NODES = 86;

// Decisions.

const COLUMNS = 28;
const LINES = 31;
/** By direction, 0 right, 1 down, 2 left, 3 up; `direction ^ 2` is the opposite one. */
const STEPS = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
];
const NO_DIRECTION = 4;
const GHOST_ROLE = 2;
/** Ghosts in these states catch nobody: in the house, eaten, or just eaten. */
const HARMLESS_STATES = [1, 4, 5, 6, 7];
/** A tile is safe if the nearest ghost needs more steps to it than Pac-Man, by more than this. */
const MARGIN = 1;
/** A way with fewer safe tiles may be a trap. */
const SAFE_TILES_MIN = 8;
/** What turning back costs, in steps: without it Pac-Man dithers between two dots. */
const TURN_BACK_STEPS = 3;
/** A ghost that is frightened for less time than this, in half-ticks, counts as a hunter. */
const FRIGHT_LEFT_MIN = 60;

/**
 * @param world `field(name, i)` is word i of a field, `tiles` the lines of the maze, `seat` ours
 * @returns a direction, or 4 for none
 */
export function decide(world) {
  const { field, seat } = world;
  const actor = field('seatActor', seat);
  const isGhost = field('seatRole', seat) === GHOST_ROLE;
  const start = isGhost ? ghostTile(field, actor) : pacTile(field, actor);
  // A ghost of our own hunts Pac-Man, and fears nothing.
  const danger = isGhost ? Array.from({ length: COLUMNS * LINES }, () => Infinity) : dangerOf(world);
  const back = field(isGhost ? 'ghostTravel' : 'pacTravel', actor) ^ 2;
  const ways = [];
  for (let direction = 0; direction < 4; direction++) {
    const way = explore(world, start, direction, danger, isGhost);
    if (way.tiles > 0) ways.push({ ...way, direction, cost: way.goal + (direction === back ? TURN_BACK_STEPS : 0) });
  }
  const good = ways.filter((way) => way.goal < Infinity && (way.tiles >= SAFE_TILES_MIN || way.isEnergizer));
  if (good.length > 0) return good.reduce((a, b) => (b.cost < a.cost ? b : a)).direction;
  const size = (way) => way.tiles - (way.direction === back ? TURN_BACK_STEPS : 0);
  return ways.length === 0 ? NO_DIRECTION : ways.reduce((a, b) => (size(b) > size(a) ? b : a)).direction;
}

/** By tile: the steps that the nearest hunter needs to it. */
function dangerOf(world) {
  const { field } = world;
  const steps = Array.from({ length: COLUMNS * LINES }, () => Infinity);
  for (let ghost = 0; ghost < 4; ghost++) {
    if (!isHunter(field, ghost)) continue;
    const start = ghostTile(field, ghost);
    // A ghost turns back only where `ghostReversal` says so.
    const back = field('ghostReversal', ghost) === 1 ? NO_DIRECTION : field('ghostTravel', ghost) ^ 2;
    const own = new Map([[start, 0]]);
    for (const [tile, count] of own) {
      steps[tile] = Math.min(steps[tile], count);
      for (let direction = 0; direction < 4; direction++) {
        if (count === 0 && direction === back) continue;
        const to = neighbour(tile, direction);
        if (signAt(world, to) !== '#' && !own.has(to)) own.set(to, count + 1);
      }
    }
  }
  return steps;
}

/**
 * Breadth-first search over safe tiles, by a first step in this direction.
 * @returns `goal`: steps to the next dot, or for a ghost to Pac-Man; `isEnergizer`: whether that is one; `tiles`: how many are safe
 */
function explore(world, start, direction, danger, isGhost) {
  const { field } = world;
  const isGoal = (tile) => (isGhost ? tile === pacTile(field, 0) : hasDot(field, tile));
  const steps = new Map([[start, 0]]);
  let goal = Infinity;
  let isEnergizer = false;
  for (const [tile, count] of steps) {
    if (count > 0 && goal === Infinity && isGoal(tile)) {
      goal = count;
      isEnergizer = signAt(world, tile) === 'o';
    }
    for (let turn = 0; turn < 4; turn++) {
      if (count === 0 && turn !== direction) continue;
      const to = neighbour(tile, turn);
      if (!steps.has(to) && '.o '.includes(signAt(world, to)) && danger[to] > count + 1 + MARGIN)
        steps.set(to, count + 1);
    }
  }
  return { goal, isEnergizer, tiles: steps.size - 1 };
}

function isHunter(field, ghost) {
  if (HARMLESS_STATES.includes(field('ghostState', ghost))) return false;
  return field('ghostFrightened', ghost) === 0 || field('frightLeft') < FRIGHT_LEFT_MIN;
}

function signAt({ tiles }, tile) {
  return tiles[Math.trunc(tile / COLUMNS)]?.[tile % COLUMNS] ?? '#';
}

/** The tile of a pixel of the screen. The tunnel is two columns longer than the maze at both ends. */
function tileOf(x, y) {
  return ((y >> 3) - 3) * COLUMNS + Math.min(Math.max(x >> 3, 0), COLUMNS - 1);
}

function hasDot(field, tile) {
  return ((field('dots', Math.trunc(tile / COLUMNS)) >> (tile % COLUMNS)) & 1) === 1;
}

function pacTile(field, pac) {
  return tileOf(field('pacX', pac), field('pacY', pac));
}

function ghostTile(field, ghost) {
  return tileOf(field('ghostX', ghost), field('ghostY', ghost));
}

function neighbour(tile, direction) {
  const [dx, dy] = STEPS[direction];
  return (Math.trunc(tile / COLUMNS) + dy) * COLUMNS + (((tile % COLUMNS) + dx + COLUMNS) % COLUMNS);
}

// The conversation with the server (protocol/README.md, "Conversation").

const RECONNECT_MS_MIN = 250;
const RECONNECT_MS_MAX = 5000;
const PING_MS = 1000;
const SILENCE_MS = 6000;
/** Redirects in a row that are followed without a delay. */
const REDIRECTS_MAX = 5;

const packr = new Packr({ useRecords: false });
const [host = '127.0.0.1', port = '1980', code = ''] = process.argv.slice(2);
let socket;
let name = NAME;
let token = '';
let sequence = 0;
let world = null;
let level = 0;
let isLeaving = false;
/** Where to connect: the first of them next, another one if that fails. A server may have several nodes. */
const first = { host, port: Number(port) };
let ways = [first];
let redirects = 0;

function send(...message) {
  const payload = packr.pack(message);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(payload.length);
  socket.write(Buffer.concat([length, payload]));
}

function enter() {
  if (code === '') send(PLAY, 'classic', RATE);
  else send(JOIN, code, '', RATE);
}

/** Answers each update: with an input if we want another direction, otherwise with a ping. Both say what we have seen. */
function answer() {
  const { field, seat, words } = world;
  if (seat >= 0) {
    const direction = decide(world);
    const wish = field('seatRole', seat) === GHOST_ROLE ? 'ghostWish' : 'pacWish';
    // Compared with the server's wish, which is reset when Pac-Man is caught.
    if (direction !== NO_DIRECTION && direction !== field(wish, field('seatActor', seat)))
      return send(INPUT, ++sequence, 0, direction, words[0]);
    if (field('level') > level && level > 0) console.log(`level ${level} cleared, score ${field('score')}`);
    level = field('level');
  }
  send(PING, 0, words[0]);
}

function stop(text, exitCode) {
  console.log(text);
  process.exit(exitCode);
}

function received([type, ...fields]) {
  switch (type) {
    case WELCOME: {
      let resumed;
      [, name, , , token, resumed] = fields;
      // After a resumed session `joined` follows, or `left` if the room is gone.
      if (resumed) return;
      sequence = 0;
      return enter();
    }
    case JOINED: {
      const [room, mode, seat, , , tiles, layout, words] = fields;
      const starts = new Map(layout);
      world = { tiles, seat, words, field: (name, i = 0) => world.words[starts.get(name) + i] };
      level = redirects = 0;
      console.log(`joined ${room} (${mode}), seat ${seat}`);
      return answer();
    }
    case SNAPSHOT: {
      const [tick, changes] = fields;
      const { words } = world;
      for (let i = 0; i < changes.length; i += 2) words[changes[i]] = (words[changes[i]] + changes[i + 1]) | 0;
      words[0] = tick;
      return answer();
    }
    case KEYFRAME:
      [, world.words] = fields;
      return answer();
    case ROOM: {
      const [, state, host] = fields;
      if (state === 'lobby' && host === name) send(START);
      if (state === 'lobby' || state === 'result') send(READY, true);
      return;
    }
    case RESULTS:
      return console.log(`match over: level ${fields[0]}, score ${fields[1]}`);
    case LEFT:
      if (isLeaving) return;
      return enter();
    case REDIRECT: {
      // The server ends this connection, at once or soon. The session goes on at that node.
      const [, host, port, ticket = ''] = fields;
      ways = [{ host, port }, first];
      if (ticket !== '') token = ticket;
      redirects++;
      return;
    }
    case NODES:
      ways = [ways[0], ...fields[0].map(([, host, port]) => ({ host, port })), first];
      return;
    case BYE:
      token = '';
      return console.log(`the server stops: ${fields[0]}`);
    case ERROR: {
      const [, text, isFatal, answers, recovery] = fields;
      console.log(`the server says: ${text}`);
      if (recovery === 'new-session') token = '';
      else if (isFatal && recovery !== 'resume') stop('stopped by a fatal error', 1);
      else if (answers === PLAY || answers === JOIN) stop('no seat', 1);
    }
  }
}

/** One connection, from `hello` to its end. @returns whether the server has answered */
async function converse() {
  let hasHeard = false;
  let bytes = Buffer.alloc(0);
  socket = connect({ ...ways[0], noDelay: true, timeout: SILENCE_MS });
  socket.on('timeout', () => socket.destroy(new Error('the server is silent')));
  socket.on('data', (chunk) => {
    hasHeard = true;
    bytes = Buffer.concat([bytes, chunk]);
    while (bytes.length >= 4 && bytes.length >= 4 + bytes.readUInt32BE()) {
      const end = 4 + bytes.readUInt32BE();
      received(packr.unpack(bytes.subarray(4, end)));
      bytes = bytes.subarray(end);
    }
  });
  socket.on('error', (error) => console.log(error.message));
  const hello = [HELLO, VERSION, NAME, 'bot', token, 0, 0, 0, '', world?.words[0] ?? 0, true];
  socket.on('connect', () => send(...hello));
  const pings = setInterval(() => socket.readyState === 'open' && send(PING, 0, world?.words[0] ?? 0), PING_MS);
  await new Promise((resolve) => socket.on('close', resolve));
  clearInterval(pings);
  return hasHeard;
}

process.on('SIGINT', () => {
  isLeaving = true;
  if (socket.readyState !== 'open') stop('stopped', 0);
  // The server reads `leave` before the end of the connection.
  send(LEAVE);
  socket.end();
});

for (let delayMs = RECONNECT_MS_MIN; ; delayMs = Math.min(2 * delayMs, RECONNECT_MS_MAX)) {
  const before = redirects;
  if (await converse()) delayMs = RECONNECT_MS_MIN;
  else if (redirects <= before) ways.push(ways.shift());
  if (isLeaving) stop('left', 0);
  if (redirects > before && redirects <= REDIRECTS_MAX) continue;
  console.log('connection lost, connecting again');
  await new Promise((resolve) => setTimeout(resolve, delayMs));
}
