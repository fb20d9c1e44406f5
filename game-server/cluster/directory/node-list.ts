// What a node tells the others about itself, as text in Redis:
//
//   load:<node>   a few figures, and the number of its list     read five times a second
//   list:<node>   its rooms                                     read when its number is another
//
// A list is a line of JSON, and then one for each row. Rows that are as before are not read again.
//
// Both vanish three seconds after the node has stopped to renew them. What is read here was written by another process, maybe
// of another version: whatever does not fit is left out.

import {
  NAME_LENGTH_MAX,
  ROOM_CODE_ALPHABET,
  ROOM_CODE_LENGTH,
  UINT32_MAX,
  WORD_LENGTH_MAX,
  type ListedRoom,
} from '#protocol';

/** How long the two keys outlive the last time that they were renewed. */
export const LIST_LIFE_MS = 3000;

/** Above these, what another node has written is ignored. A list of 2,500 rooms has about 90 kB. */
export const LIST_BYTES_MAX = 1024 * 1024;
export const LOAD_BYTES_MAX = 1024;

/** Entries of a list. A node that has more leaves the others out. */
export const CODES_MAX = 20_000;
export const ROWS_MAX = 200;
export const OPEN_ROOMS_MAX = 200;
export const HOLDERS_MAX = 500;
export const CONTESTANTS_MAX = 2000;
const ROW_LENGTH_MAX = 1024;
const SETTINGS_MAX = 40;
/** The key of a caller or an identity. */
const KEY_LENGTH_MAX = 100;

const CODE = new RegExp(`^[${ROOM_CODE_ALPHABET}]{${ROOM_CODE_LENGTH}}$`);

/** How much a node has to do, and how much it can. */
export interface NodeLoad {
  readonly rooms: number;
  readonly roomsMax: number;
  readonly sessions: number;
  readonly sessionsMax: number;
  /** The share of its time in which its thread is busy, smoothed, in percent: 0 to 100. */
  readonly busy: number;
}

export interface NodeFigures extends NodeLoad {
  /** The number of its list; another one whenever the list is another. */
  readonly list: number;
  /** Connected sessions, by what drives them. */
  readonly players: number;
  readonly bots: number;
}

/** A room that quick play may put players into. */
export interface OpenRoom {
  readonly code: string;
  readonly mode: string;
  readonly drivers: 'any' | 'humans' | 'bots';
  /** Seats that players have, and others: at least one of them is free for a player, perhaps all. */
  readonly players: number;
  readonly places: number;
}

/** The public match of a node that is watched most. */
export interface FeaturedRoom {
  readonly code: string;
  readonly watchers: number;
  readonly players: number;
}

/** A room as the list of rooms shows it, and in whose limits it counts: the key of a caller, '' for one that has none. */
export interface ListRow {
  readonly room: ListedRoom;
  readonly by: string;
}

export interface NodeList {
  /** All rooms, listed or not. */
  readonly codes: ReadonlySet<string>;
  /** The rows by their texts. */
  readonly rows: ReadonlyMap<string, ListRow>;
  readonly open: readonly OpenRoom[];
  readonly featured: FeaturedRoom | null;
  /** Rooms that a caller has opened, for callers with more than one. */
  readonly held: ReadonlyMap<string, number>;
  /** The identities of those who have a seat in a ranked match. */
  readonly contestants: ReadonlySet<string>;
}

export const EMPTY_LIST: NodeList = Object.freeze({
  ...{ codes: new Set<string>(), rows: new Map<string, ListRow>(), open: [], featured: null },
  ...{ held: new Map<string, number>(), contestants: new Set<string>() },
});

export function listText({ codes, rows, open, featured, held, contestants }: NodeList): string {
  const facts = { open, featured, held: Object.fromEntries(held), contestants: [...contestants] };
  return [JSON.stringify({ codes: [...codes].join(''), ...facts }), ...rows.keys()].join('\n');
}

export function rowText(row: ListRow): string {
  return JSON.stringify(row);
}

export function loadText(figures: NodeFigures): string {
  return JSON.stringify(figures);
}

/**
 * @param known rows that were read before
 * @returns null for a text that is no list; rows that are damaged are left out
 */
export function readList(text: string, known: NodeList['rows'] = EMPTY_LIST.rows): NodeList | null {
  if (text.length > LIST_BYTES_MAX) return null;
  const [head = '', ...lines] = text.split('\n', ROWS_MAX + 1);
  const value = parsed(head, LIST_BYTES_MAX);
  if (value === null) return null;
  const rows = new Map<string, ListRow>();
  for (const line of lines) {
    const row = known.get(line) ?? readRow(parsed(line, ROW_LENGTH_MAX));
    if (row !== null) rows.set(line, row);
  }
  return {
    codes: readCodes(value['codes']),
    rows,
    open: readAll(value['open'], OPEN_ROOMS_MAX, readOpen),
    featured: readFeatured(value['featured']),
    held: readHeld(value['held']),
    contestants: new Set(readAll(value['contestants'], CONTESTANTS_MAX, readKey)),
  };
}

/** @returns null for a text that has no figures */
export function readLoad(text: string): NodeFigures | null {
  const value = parsed(text, LOAD_BYTES_MAX);
  if (value === null) return null;
  const { list, rooms, roomsMax, sessions, sessionsMax, busy, players, bots } = value;
  if (!isCount(list, Number.MAX_SAFE_INTEGER)) return null;
  if (!isCount(rooms) || !isCount(roomsMax) || !isCount(sessions) || !isCount(sessionsMax)) return null;
  if (!isCount(players) || !isCount(bots) || !isCount(busy, 100)) return null;
  return { list, rooms, roomsMax, sessions, sessionsMax, busy, players, bots };
}

/** The settings of a room by name: no more than a room has, and no nested values. @returns null for anything else */
export function readPlainSettings(value: unknown): Readonly<Record<string, Plain>> | null {
  const entries = Object.entries(fieldsOf(value) ?? {});
  if (entries.length > SETTINGS_MAX) return null;
  const isPlain = (item: unknown): item is Plain =>
    typeof item === 'boolean' || typeof item === 'number' || isText(item, WORD_LENGTH_MAX);
  return entries.every(([name, item]) => name.length <= WORD_LENGTH_MAX && isPlain(item))
    ? (Object.fromEntries(entries) as Record<string, Plain>)
    : null;
}

type Plain = boolean | number | string;
type Fields = Readonly<Record<string, unknown>>;

function parsed(text: string, lengthMax: number): Fields | null {
  if (text.length > lengthMax) return null;
  try {
    return fieldsOf(JSON.parse(text));
  } catch {
    return null;
  }
}

function fieldsOf(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null;
}

function readAll<Item>(value: unknown, countMax: number, read: (item: unknown) => Item | null): Item[] {
  if (!Array.isArray(value)) return [];
  return value
    .slice(0, countMax)
    .map(read)
    .filter((item) => item !== null);
}

function readCodes(value: unknown): ReadonlySet<string> {
  const codes = new Set<string>();
  if (typeof value !== 'string') return codes;
  const end = Math.min(value.length, CODES_MAX * ROOM_CODE_LENGTH);
  for (let at = 0; at < end; at += ROOM_CODE_LENGTH) {
    const code = value.slice(at, at + ROOM_CODE_LENGTH);
    if (CODE.test(code)) codes.add(code);
  }
  return codes;
}

function readRow(row: Fields | null): ListRow | null {
  const room = readListedRoom(row?.['room']);
  const by = row?.['by'];
  return room === null || !isText(by, KEY_LENGTH_MAX) ? null : { room, by };
}

/** @returns null for what is no room of the list */
export function readListedRoom(value: unknown): ListedRoom | null {
  const room = fieldsOf(value);
  if (room === null) return null;
  const { code, mode, state, drivers, host, rule, locked, fill } = room;
  const { taken, seatCount, watchers, target, rounds, players, level, eaten } = room;
  if (!isCode(code) || !isWord(mode) || !isWord(state) || !isWord(drivers) || !isWord(rule)) return null;
  if (!isText(host, 2 * NAME_LENGTH_MAX) || typeof locked !== 'boolean' || typeof fill !== 'boolean') return null;
  if (!isCount(taken) || !isCount(seatCount) || !isCount(watchers) || !isCount(target)) return null;
  if (!isCount(rounds) || !isCount(players) || !isCount(level) || !isCount(eaten)) return null;
  return {
    ...{ code, mode, state: state as ListedRoom['state'], drivers: drivers as ListedRoom['drivers'] },
    ...{ taken, seatCount, watchers, locked, rule: rule as ListedRoom['rule'] },
    ...{ target, rounds, fill, host, players, level, eaten },
  };
}

function readOpen(value: unknown): OpenRoom | null {
  const { code, mode, drivers, players, places } = fieldsOf(value) ?? {};
  if (!isCode(code) || !isWord(mode) || !isCount(players) || !isCount(places)) return null;
  const isDriver = drivers === 'any' || drivers === 'humans' || drivers === 'bots';
  return isDriver ? { code, mode, drivers, players, places } : null;
}

function readFeatured(value: unknown): FeaturedRoom | null {
  const { code, watchers, players } = fieldsOf(value) ?? {};
  return isCode(code) && isCount(watchers) && isCount(players) ? { code, watchers, players } : null;
}

function readHeld(value: unknown): ReadonlyMap<string, number> {
  const held = new Map<string, number>();
  for (const [key, count] of Object.entries(fieldsOf(value) ?? {}).slice(0, HOLDERS_MAX)) {
    if (key.length <= KEY_LENGTH_MAX && isCount(count)) held.set(key, count);
  }
  return held;
}

function readKey(value: unknown): string | null {
  return isText(value, KEY_LENGTH_MAX) ? value : null;
}

function isCode(value: unknown): value is string {
  return typeof value === 'string' && CODE.test(value);
}

/** A word of the protocol, known to this version or not. */
function isWord(value: unknown): value is string {
  return isText(value, WORD_LENGTH_MAX);
}

function isText(value: unknown, lengthMax: number): value is string {
  return typeof value === 'string' && value.length <= lengthMax;
}

function isCount(value: unknown, most = UINT32_MAX): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most;
}
