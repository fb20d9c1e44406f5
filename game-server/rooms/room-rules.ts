// What a room is made with, and the numbers of its life cycle (rules/modes.md 1.3, 1.9, 1.10, 1.11 and 8). Numbers that
// depend on the mode are in its rules in the simulation, those of a deployment in settings.ts.

import { isDeepStrictEqual } from 'node:util';
import {
  hasKnownWords,
  LOG_INTERVAL_TICKS,
  PASSWORD_LENGTH_MAX,
  unknownWord,
  type ClientKind,
  type Fault,
  type KnownRoomSettings,
  type RoomSettings,
} from '#protocol';
import {
  frightTableName,
  matchSettings,
  modeNamed,
  plainSettings,
  SettingError,
  TICKS_PER_SECOND,
  type MatchSettings,
  type ModeRules,
} from '#simulation';
import { AI_NAMES, dailyOf, utcDateOf, type DailyMode } from '#handover';
import type { SeatPlan } from './seat-plan.ts';

/** What a server offers to all its rooms: modes, and its table of frightened turns, which settings name. */
export interface Offer {
  readonly modes: readonly ModeRules[];
  readonly frightTable: Uint8Array;
}

/**
 * What the matches of a room are for: no table, the ratings of humans or of bots (ranked/), or the table of a day. Rooms of
 * all kinds but the first belong to the server, which has fixed their settings.
 */
export type RoomKind = 'casual' | 'ranked' | 'ladder' | 'daily';

/** The settings of a room, and how it was made. */
export interface RoomRules {
  readonly mode: ModeRules;
  readonly settings: KnownRoomSettings;
  readonly kind: RoomKind;
  /** In daily rooms the date of the match, as `2026-11-30`; '' in others. */
  readonly dailyDate: string;
  /** '' for none. */
  readonly password: string;
  readonly offer: Offer;
  /** Made by quick play: it has no host, skips the lobby and starts again by itself. */
  readonly isQuickPlay: boolean;
  /** Whether its matches are those of quick play, which may then lead into it. */
  readonly isUsual: boolean;
  /** Who gets which seat, if a program has planned that. */
  readonly plan?: SeatPlan;
}

/** The rules of a room as plain data. The server that reads it has its own offer. */
export interface RulesData {
  readonly mode: string;
  readonly settings: KnownRoomSettings;
  readonly password: string;
  readonly isQuickPlay: boolean;
  /** This and `dailyDate` are missing in journals of earlier servers. */
  readonly kind?: RoomKind;
  readonly dailyDate?: string;
}

/** Rooms that are for no table. */
const CASUAL = { kind: 'casual', dailyDate: '' } as const;

/** How long a disconnected player may come back to the same seat. */
export const GRACE_TICKS = 30 * TICKS_PER_SECOND;
/** How long a kicked player stays out. */
export const KICK_MS = 60_000;
/** How long in all a player may be disconnected in one match. After it the seat is released. */
export const DISCONNECTED_TICKS_MAX = 60 * TICKS_PER_SECOND;
/** A human without a wish is warned by this time before the AI steers for them. */
export const IDLE_WARNING_TICKS = 5 * TICKS_PER_SECOND;
/** A host who does nothing in the lobby for this long loses the role. */
export const HOST_IDLE_TICKS = 30 * TICKS_PER_SECOND;

/** How long a question for a pause waits for its answers, and after it how long its asker waits before the next one. */
export const PAUSE_QUESTION_TICKS = 15 * TICKS_PER_SECOND;
export const PAUSE_ASK_AGAIN_TICKS = 30 * TICKS_PER_SECOND;

/** Watchers see a ranked match later by this, in modes that hide nothing too: no watcher helps a player. */
const RATED_WATCH_DELAY_TICKS = 5 * TICKS_PER_SECOND;
/** After this the room of a ranked match is closed. Bots read no results. */
export const RATED_RESULT_TICKS = { human: 60 * TICKS_PER_SECOND, bot: 3 * TICKS_PER_SECOND } as const;
/** Quick play starts again after this. */
export const AUTO_REMATCH_TICKS = 10 * TICKS_PER_SECOND;
/** How long players who are ready wait for the others. */
export const READY_WAIT_TICKS = 15 * TICKS_PER_SECOND;
/** If no player is ready for this long, the room goes back to its lobby. */
export const LOBBY_BACK_TICKS = 60 * TICKS_PER_SECOND;

/** After a restart a match waits this long for all its players, from when the first member is back. */
export const RESTORED_WAIT_TICKS = 10 * TICKS_PER_SECOND;
/** Then it counts down, so that players can find their places in the maze. */
export const RESTORED_COUNTDOWN_TICKS = 3 * TICKS_PER_SECOND;

/** A match that another node has taken over waits this long for the rest of its players. Most are back within 30 ticks. */
export const TAKEN_OVER_WAIT_TICKS = TICKS_PER_SECOND;
/**
 * A client has seen at most so many ticks that are not in the room's stream: a running room appends at least every 60 ticks,
 * and frames of later ticks wait for the answer. Some more, for a node that was late.
 */
export const SEEN_AHEAD_TICKS_MAX = 66;
/**
 * A client has seen at most so many ticks that are not in the stream of a node: each running room appends after
 * LOG_INTERVAL_TICKS, and a client may be told of a tick that is so much later. A match that does not wait for all goes on
 * from there. SEEN_AHEAD_TICKS_MAX is more, since nodes of earlier versions append once a second.
 */
export const UNWRITTEN_TICKS_MAX = 2 * LOG_INTERVAL_TICKS;

export const WATCHERS_MAX = 100;
/** Keys that one room bans, keys that it keeps out for a minute, and names that it mutes; the oldest is forgotten. */
export const BANS_PER_ROOM_MAX = 200;
export const MUTES_PER_ROOM_MAX = 200;

/** The name of the AI in a seat: in a large match names come again with a number. */
export function aiName(seat: number): string {
  const name = AI_NAMES[seat % AI_NAMES.length]!;
  return seat < AI_NAMES.length ? name : `${name} ${Math.floor(seat / AI_NAMES.length) + 1}`;
}

/** Inputs that may wait for their tick at one seat: half a second, at twice the rate of the fastest player. */
export const INPUT_QUEUE_PER_SEAT_MAX = 32;

/** The rules of a room that quick play makes: the defaults of the mode. */
export function quickPlayRules(mode: ModeRules, offer: Offer): RoomRules {
  const settings = defaultSettings(mode, mode.room.quickPlaySeats, offer);
  return { mode, settings, password: '', offer, isQuickPlay: true, isUsual: true, ...CASUAL };
}

/** The rules of a ranked match: the defaults of the mode, for so many players of a kind, without AI. */
export function ratedRules(mode: ModeRules, driver: ClientKind, seatCount: number, offer: Offer): RoomRules {
  const settings = { ...defaultSettings(mode, seatCount, offer), fill: false, drivers: `${driver}s` } as const;
  const kind = driver === 'bot' ? 'ladder' : 'ranked';
  return { mode, settings, password: '', offer, isQuickPlay: false, isUsual: false, kind, dailyDate: '' };
}

/** The rules of a room for the match of a day. Its code is its only way in. */
export function dailyRules(mode: ModeRules, date: string, offer: Offer): RoomRules {
  const { seed: _, ...settings } = dailyOf(date, mode.name as DailyMode).settings;
  return {
    ...{ mode, password: '', offer, isQuickPlay: false, isUsual: false, kind: 'daily', dailyDate: date },
    settings: { ...defaultSettings(mode, settings.seatCount, offer), ...settings, fill: false, listed: false },
  };
}

/** The rules of a match that begins now: a daily room has the match of the present day. @param nowMs since 1970 */
export function rulesNow(rules: RoomRules, nowMs: number): RoomRules {
  const date = utcDateOf(nowMs);
  return rules.kind !== 'daily' || rules.dailyDate === date ? rules : dailyRules(rules.mode, date, rules.offer);
}

/** The seed that the rules ask for; null if any will do. */
export function fixedSeed({ plan, kind, dailyDate, mode }: RoomRules): number | null {
  if (kind === 'daily') return dailyOf(dailyDate, mode.name as DailyMode).settings.seed;
  return plan?.nextSeed ?? null;
}

/** Whether the result changes ratings. Such a room plays one match, with the players it was made for and no AI. */
export function isRated({ kind }: RoomRules): boolean {
  return kind === 'ranked' || kind === 'ladder';
}

/** Ticks by which watchers see a match later because of what it is for. */
export function ratedDelayTicks(rules: RoomRules): number {
  return isRated(rules) ? RATED_WATCH_DELAY_TICKS : 0;
}

/** Whether the first match begins with the room. */
export function beginsAtOnce(rules: RoomRules): boolean {
  return rules.isQuickPlay || isRated(rules) || (rules.kind === 'daily' && rules.mode.seats.most === 1);
}

/** Whether AI steers for players who do not: where the result counts, nobody else plays a part of it. */
export function hasStandIns({ kind }: RoomRules): boolean {
  return kind === 'casual';
}

/** After so many ticks without a wish AI steers for a human. */
export function idleTicksOf(rules: RoomRules): number {
  return hasStandIns(rules) ? rules.mode.room.idleTicks : Infinity;
}

/** The rules of a planned room: the defaults of the mode. @throws RangeError if the mode has no such number of seats */
export function plannedRules(mode: ModeRules, plan: SeatPlan, offer: Offer): RoomRules {
  const settings = defaultSettings(mode, plan.seats.length, offer);
  return { mode, settings, password: '', offer, isQuickPlay: false, isUsual: false, ...CASUAL, plan };
}

function defaultSettings(mode: ModeRules, seatCount: number, offer: Offer): KnownRoomSettings {
  const { seed: _, ...defaults } = plainSettings(matchSettings({ mode: mode.name, seatCount }, [mode]));
  return {
    ...defaults,
    ...{ fill: mode.room.hasAiSeats, skill: 'normal', drivers: 'any', listed: true },
    frightTable: frightTableName(offer.frightTable),
  };
}

/** Whether a room plays as quick play does. @param rules with the mode's own values of the settings that it does not use */
function isUsual(rules: RoomRules): boolean {
  const facts = (of: RoomRules) => {
    const { fill, skill, drivers } = of.settings;
    return { ...plainSettings(matchSettingsOf(of, 0)), fill, skill, drivers };
  };
  return isDeepStrictEqual(facts(rules), facts(quickPlayRules(rules.mode, rules.offer)));
}

/**
 * The rules that a client asks for. A setting that the mode does not use gets the mode's own value.
 * @param offer the server's; settings may name its table of frightened turns, or none
 * @returns the fault if there is no such mode or maze, a word is unknown, or something is out of range
 */
export function readRules(asked: RoomSettings, password: string, offer: Offer): RoomRules | { readonly fault: Fault } {
  if (!hasKnownWords(asked)) return badSettings(unknownWord(asked));
  if ([...password].length > PASSWORD_LENGTH_MAX)
    return badSettings(`password: at most ${PASSWORD_LENGTH_MAX} characters`);
  const frightTable = frightTableName(offer.frightTable);
  if (asked.frightTable !== 0 && asked.frightTable !== frightTable) {
    return badSettings(`settings.frightTable: 0 or ${frightTable}`);
  }
  const mode = modeNamed(asked.mode, offer.modes);
  if (mode === null) return badSettings(`settings.mode: one of ${offer.modes.map(({ name }) => name).join(', ')}`);
  const settings = { ...asked, frightTable };
  const rules = { mode, settings, password, offer, isQuickPlay: false, isUsual: false, ...CASUAL };
  try {
    return normalised(rules);
  } catch (error) {
    if (error instanceof SettingError)
      return badSettings(`settings.${error.setting}: ${error.allowed} in ${mode.name}`);
    throw error;
  }
}

/** @throws {SettingError} if a setting is out of range */
function normalised(rules: RoomRules): RoomRules {
  const { seed: _, ...used } = plainSettings(matchSettingsOf(rules, 0));
  const fill = rules.settings.fill && rules.mode.room.hasAiSeats;
  const settings = { ...rules.settings, ...used, fill };
  return { ...rules, settings, isUsual: rules.kind === 'casual' && isUsual({ ...rules, settings }) };
}

function badSettings(text: string): { readonly fault: Fault } {
  return { fault: { code: 'bad-settings', text } };
}

export function rulesData({ mode, settings, password, isQuickPlay, kind, dailyDate }: RoomRules): RulesData {
  return { mode: mode.name, settings, password, isQuickPlay, kind, dailyDate };
}

/** The rules of a room of an earlier process. @returns null if this server does not offer them */
export function restoreRules(
  { mode: name, settings, password, isQuickPlay, kind = 'casual', dailyDate = '' }: RulesData,
  offer: Offer,
): RoomRules | null {
  const mode = modeNamed(name, offer.modes);
  if (mode === null || settings.frightTable !== frightTableName(offer.frightTable)) return null;
  const rules = { mode, settings, password, offer, isQuickPlay, isUsual: false, kind, dailyDate };
  try {
    return normalised(rules);
  } catch (error) {
    if (error instanceof SettingError) return null;
    throw error;
  }
}

/** The settings of a match in this room. @throws {SettingError} if a setting is out of range */
export function matchSettingsOf({ mode, settings, offer }: RoomRules, seed: number): MatchSettings {
  return matchSettings({ ...settings, mode: mode.name, seed, frightTable: offer.frightTable }, [mode]);
}

/** How many seats AI fills up to. */
export function fillTo({ mode, settings, isQuickPlay }: RoomRules): number {
  if (!settings.fill || !mode.room.hasAiSeats) return 0;
  return isQuickPlay ? mode.room.quickPlayFill : settings.seatCount;
}

/** Whether this kind of client may have a seat. */
export function mayDrive({ settings: { drivers } }: RoomRules, kind: ClientKind): boolean {
  return drivers === 'any' || drivers === `${kind}s`;
}

/** Why this kind of client may not have a seat, null if it may. */
export function refusedSeat(rules: RoomRules, kind: ClientKind): Fault | null {
  if (isRated(rules))
    return { code: 'room-full', text: 'the seats of a ranked match are for the players it was made for' };
  if (mayDrive(rules, kind)) return null;
  return { code: 'driver-refused', text: `the seats of this room are only for ${rules.settings.drivers}` };
}
