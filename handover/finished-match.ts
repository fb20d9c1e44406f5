// A match that has ended, as the game server hands it over to the API: its log, and who had its seats. The bytes are the
// same in the outbox on disk and in the request. Nothing of it is a result yet: the API plays the log again first.

import {
  booleanAt,
  integerAt,
  listAt,
  objectAt,
  oneOfAt,
  replayHead,
  SEAT_COUNTS,
  SEAT_DRIVERS,
  textAt,
  type Fields,
  type RecordedMatch,
  type SeatChange,
  type SeatCounts,
} from '#simulation';
import { isDateText } from './daily.ts';
import { identityText, readIdentity, type Identity } from './identity.ts';
import { packed, unpacked } from './msgpack.ts';

/** The version of the format. It rises when an older API would misread a newer match. */
const VERSION = 1;

/** Bytes of one match. The longest log of a match with 64 seats has 4 million. */
export const FINISHED_MATCH_BYTES_MAX = 8 * 1024 * 1024;
/** Seats in a finished match: those of the largest mode, and as many players who left before the end. */
export const FINISHED_SEATS_MAX = 192;

/**
 * What a match is played for: `ranked` by humans and `ladder` by bots change ratings, `daily` is the match of a date, and
 * `offline` was played in the page, without a server.
 */
export const MATCH_KINDS = ['casual', 'ranked', 'ladder', 'daily', 'offline'] as const;
export type MatchKind = (typeof MATCH_KINDS)[number];

/** A player or AI that had a seat, and what the seat had reached when the match ended. */
export interface FinishedSeat {
  /** Its index, from 0. */
  readonly seat: number;
  readonly name: string;
  readonly driver: 'human' | 'bot' | 'ai';
  /** That of a bot's program, as its token says; '' for others. */
  readonly version: string;
  /** Null for AI, and for a player without a device secret, account or token. */
  readonly player: Identity | null;
  /** The tick of the match from which on it had the seat; 0 from the start. */
  readonly sinceTick: number;
  /** The tick at which it left the seat; that of the end for those who had it until then. */
  readonly untilTick: number;
  /** Whether no other player, and no AI, has moved the seat in this match before. */
  readonly isFirst: boolean;
  /** Ticks in which AI steered in place of the player, who was idle or disconnected. */
  readonly standInTicks: number;
  /** From 1; equal results share a place. 0 for those who left before the end. */
  readonly place: number;
  readonly score: number;
  readonly counts: SeatCounts;
}

export interface FinishedMatch {
  /** 16 random bytes as hex, drawn when the match began. */
  readonly id: string;
  /** How often the match went on in another process. Of two ends of one match that of the higher epoch is true. */
  readonly epoch: number;
  /** The game server that played it; '' for an offline match. */
  readonly node: string;
  readonly kind: MatchKind;
  /** The date of a daily match, as `2026-11-30`; otherwise null. */
  readonly dailyDate: string | null;
  /** Whether it may be shown to players who were not in it: its room was listed and had no password. */
  readonly listed: boolean;
  /** Milliseconds since 1970. */
  readonly endedMs: number;
  /** Settings, log and checkpoints. `replayText` makes the replay file of it. */
  readonly recorded: RecordedMatch;
  /** Those who had the seats at the end, best first, then those who left before. */
  readonly seats: readonly FinishedSeat[];
}

const ID = /^[0-9a-f]{32}$/;
const NODE_LENGTH_MAX = 64;
const NAME_LENGTH_MAX = 64;
const VERSION_LENGTH_MAX = 64;
/** Those of the replay format: more checkpoints than a recorder keeps, and all changes of seats. */
const CHECKPOINTS_MAX = 64;
const SEAT_CHANGES_MAX = 2000;
const FRIGHT_WORDS = 512;
const LINES = 31;
const COLUMNS = 28;
const COUNT_MAX = 0xffff_ffff;
const SEAT_INDEX_MAX = 1000;

/** Whether a text of any origin has the form of a match's id. */
export function isMatchId(text: string): boolean {
  return ID.test(text);
}

/** It takes a fraction of a millisecond: the log and the checkpoints are copied as they are. */
export function encodeFinishedMatch({ seats, ...match }: FinishedMatch): Uint8Array {
  const rows = seats.map(({ player, counts, ...seat }) => ({
    ...seat,
    player: player === null ? '' : identityText(player),
    counts: SEAT_COUNTS.map((name) => counts[name]),
  }));
  return packed([VERSION, { ...match, seats: rows }]);
}

/**
 * @param bytes of any origin
 * @returns a match whose fields have their types and bounds. Whether its log can be played is not checked.
 * @throws RangeError that names the first place that is wrong
 */
export function decodeFinishedMatch(bytes: Uint8Array): FinishedMatch {
  if (bytes.length > FINISHED_MATCH_BYTES_MAX) throw new RangeError(`more than ${FINISHED_MATCH_BYTES_MAX} bytes`);
  const [version, match] = listAt(unpacked(bytes), 2, 'a finished match');
  if (version !== VERSION) throw new RangeError(`version: this program reads version ${VERSION}`);
  return finishedMatchFrom(objectAt(match, 'a finished match'));
}

function finishedMatchFrom(given: Fields): FinishedMatch {
  const recorded = recordedFrom(objectAt(given['recorded'], 'recorded'));
  const { ticks, settings } = recorded.head;
  const { dailyDate } = given;
  return {
    id: formAt(given['id'], isMatchId, 'id'),
    epoch: integerAt(given['epoch'], 0, COUNT_MAX, 'epoch'),
    node: textAt(given['node'], NODE_LENGTH_MAX, 'node'),
    kind: oneOfAt(given['kind'], MATCH_KINDS, 'kind'),
    dailyDate: dailyDate === null ? null : formAt(dailyDate, isDateText, 'dailyDate'),
    listed: booleanAt(given['listed'], 'listed'),
    endedMs: integerAt(given['endedMs'], 0, Number.MAX_SAFE_INTEGER, 'endedMs'),
    recorded,
    seats: Array.from(listAt(given['seats'], FINISHED_SEATS_MAX, 'seats'), (seat, index) =>
      seatFrom(objectAt(seat, `seats[${index}]`), `seats[${index}]`, ticks, settings.seatCount),
    ),
  };
}

function seatFrom(given: Fields, at: string, ticks: number, seatCount: number): FinishedSeat {
  const player = textAt(given['player'], NAME_LENGTH_MAX, `${at}.player`);
  const identity = player === '' ? null : readIdentity(player);
  if (player !== '' && identity === null) throw new RangeError(`${at}.player: expected an identity`);
  const sinceTick = integerAt(given['sinceTick'], 0, ticks, `${at}.sinceTick`);
  const counts = listAt(given['counts'], SEAT_COUNTS.length, `${at}.counts`);
  return {
    seat: integerAt(given['seat'], 0, seatCount - 1, `${at}.seat`),
    name: textAt(given['name'], NAME_LENGTH_MAX, `${at}.name`),
    driver: oneOfAt(given['driver'], ['human', 'bot', 'ai'], `${at}.driver`),
    version: textAt(given['version'], VERSION_LENGTH_MAX, `${at}.version`),
    player: identity,
    sinceTick,
    untilTick: integerAt(given['untilTick'], sinceTick, ticks, `${at}.untilTick`),
    isFirst: booleanAt(given['isFirst'], `${at}.isFirst`),
    standInTicks: integerAt(given['standInTicks'], 0, ticks, `${at}.standInTicks`),
    place: integerAt(given['place'], 0, seatCount, `${at}.place`),
    score: integerAt(given['score'], 0, COUNT_MAX, `${at}.score`),
    counts: Object.fromEntries(
      SEAT_COUNTS.map((name, index) => [name, integerAt(counts[index], 0, COUNT_MAX, `${at}.counts.${name}`)]),
    ) as unknown as SeatCounts,
  };
}

function recordedFrom(given: Fields): RecordedMatch {
  const givenHead = objectAt(given['head'], 'recorded.head');
  const head = replayHead(givenHead);
  integerAt(head.settings.seatCount, 1, SEAT_INDEX_MAX, 'recorded.head.settings.seatCount');
  const { tiles } = givenHead;
  const { frightTable } = objectAt(given['frightTable'], 'recorded.frightTable');
  return {
    head: tiles === undefined ? head : { ...head, tiles: tilesFrom(tiles) },
    frightTable: frightTable === undefined ? {} : { frightTable: frightTableFrom(frightTable) },
    log: bytesAt(given['log'], 'recorded.log'),
    players: Array.from(listAt(given['players'], SEAT_CHANGES_MAX, 'recorded.players'), seatChangeFrom),
    checkpoints: Array.from(listAt(given['checkpoints'], CHECKPOINTS_MAX, 'recorded.checkpoints'), (each, index) => {
      const at = `recorded.checkpoints[${index}]`;
      const { tick, hash, packed: world } = objectAt(each, at);
      return {
        tick: integerAt(tick, 0, COUNT_MAX, `${at}.tick`),
        hash: integerAt(hash, 0, COUNT_MAX, `${at}.hash`),
        packed: bytesAt(world, `${at}.packed`),
      };
    }),
  };
}

function tilesFrom(tiles: unknown): string[] {
  return Array.from(listAt(tiles, LINES, 'tiles'), (line, index) => textAt(line, COLUMNS, `tiles[${index}]`));
}

function frightTableFrom(words: unknown): number[] {
  return Array.from(listAt(words, FRIGHT_WORDS, 'frightTable'), (word) =>
    integerAt(word, -0x8000_0000, 0x7fff_ffff, 'frightTable'),
  );
}

function seatChangeFrom(each: unknown, index: number): SeatChange {
  const at = `recorded.players[${index}]`;
  const { tick, seat, driver, name, colour, mark } = objectAt(each, at);
  const look = (value: unknown, field: string) => integerAt(value, 0, COUNT_MAX, `${at}.${field}`);
  return {
    tick: integerAt(tick, 0, COUNT_MAX, `${at}.tick`),
    seat: integerAt(seat, 0, SEAT_INDEX_MAX, `${at}.seat`),
    driver: oneOfAt(driver, SEAT_DRIVERS, `${at}.driver`),
    name: textAt(name, NAME_LENGTH_MAX, `${at}.name`),
    ...(colour === undefined ? {} : { colour: look(colour, 'colour') }),
    ...(mark === undefined ? {} : { mark: look(mark, 'mark') }),
  };
}

function formAt(value: unknown, hasForm: (text: string) => boolean, place: string): string {
  const text = textAt(value, NAME_LENGTH_MAX, place);
  if (!hasForm(text)) throw new RangeError(`${place}: another form is expected`);
  return text;
}

/** A copy, since the bytes of the whole would otherwise live as long as the part. */
function bytesAt(value: unknown, place: string): Uint8Array {
  if (!(value instanceof Uint8Array)) throw new RangeError(`${place}: expected bytes`);
  return Uint8Array.from(value);
}
