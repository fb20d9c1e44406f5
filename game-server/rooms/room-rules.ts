// What a room is made with, and all numbers of its life (rules/modes.md 1.3, 1.9, 1.10, 1.11 and 8). Those of the
// match itself are in the simulation, those of a deployment in config.ts.

import { hasKnownWords, PASSWORD_LENGTH_MAX, type KnownRoomSettings, type RoomSettings } from '#protocol';
import { frightTableName, matchSettings, MODES, TICKS_PER_SECOND, type MatchSettings, type Mode } from '#simulation';

/** Settings that hold, and how the room came to be. */
export interface RoomRules {
  readonly mode: Mode;
  readonly settings: KnownRoomSettings;
  /** '' for none. */
  readonly password: string;
  /** The server's table of frightened turns; `settings` has its name. */
  readonly frightTable: Uint8Array;
  /** Made by quick play: it has no host, skips the lobby and starts again by itself. */
  readonly isQuickPlay: boolean;
}

/** How long somebody may be away and come back to the same seat. */
export const GRACE_TICKS = 30 * TICKS_PER_SECOND;
/** A lobby where nobody is present closes after this: long enough for the only one in it to load the page anew. */
export const EMPTY_LOBBY_TICKS = 5 * TICKS_PER_SECOND;
/** How long somebody whom the host has sent away stays out. */
export const KICK_MS = 60_000;
/** The last wish of one who is away holds so long, then the AI steers. */
export const STANDIN_AFTER_TICKS = 3 * TICKS_PER_SECOND;
/** Absence in one match, in all; past it the seat is released. */
export const ABSENT_TICKS_MAX = 60 * TICKS_PER_SECOND;
/** A human who wished for nothing so long is steered by the AI, and warned before. */
export const IDLE_TICKS = 45 * TICKS_PER_SECOND;
export const IDLE_WARNING_TICKS = 5 * TICKS_PER_SECOND;
/** A host who does nothing in the lobby so long is host no more. */
export const HOST_IDLE_TICKS = 30 * TICKS_PER_SECOND;

/** A result stays at least so long; in `classic`, where nobody else wants to read it, not at all. */
export const RESULT_TICKS_MIN: Readonly<Record<Mode, number>> = { classic: 0, coop: 5 * TICKS_PER_SECOND };
/** Quick play starts again after this. */
export const AUTO_REMATCH_TICKS = 10 * TICKS_PER_SECOND;
/** Who is ready waits at most so long for the others. */
export const READY_WAIT_TICKS = 15 * TICKS_PER_SECOND;
/** With nobody ready for so long, a room goes back to its lobby. */
export const LOBBY_BACK_TICKS = 60 * TICKS_PER_SECOND;
/** How long a pause lasts at most. `coop` then goes on; `classic` is scored as it stands. */
export const PAUSE_TICKS_MAX: Readonly<Record<Mode, number>> = {
  classic: 600 * TICKS_PER_SECOND,
  coop: 60 * TICKS_PER_SECOND,
};

export const SEATS_TAKEN_MIN = 1;
export const WATCHERS_MAX = 100;
/** Keys one room turns away, for good or for a minute, and names it silences; the oldest is forgotten. */
export const BANS_PER_ROOM_MAX = 200;
export const MUTES_PER_ROOM_MAX = 200;

/** What the AI is called, by seat. Nobody else may have these names. */
export const AI_NAMES = ['Pip', 'Nibble', 'Munch', 'Crumb'] as const;

/** Inputs that may wait for their tick at one seat: half a second ahead at twice as many wishes as anybody makes. */
export const INPUT_QUEUE_PER_SEAT_MAX = 32;

/** The one maze there is. */
const MAZE = 'classic';

/** Seats to which AI fills a room that quick play made: nobody waits for strangers. */
const QUICK_PLAY_FILL: Readonly<Record<Mode, number>> = { classic: 0, coop: 2 };
const QUICK_PLAY_SEATS: Readonly<Record<Mode, number>> = { classic: 1, coop: 4 };

/** The rules of a room that quick play makes. */
export function quickPlayRules(mode: Mode, frightTable: Uint8Array): RoomRules {
  const settings: KnownRoomSettings = {
    ...{
      mode,
      maze: MAZE,
      seatCount: QUICK_PLAY_SEATS[mode],
      fill: true,
      skill: 'normal',
      drivers: 'any',
      listed: true,
    },
    ...{ level: 1, lives: 3, extraLifeScore: 10_000, killScreen: true, variant: 'none' },
    frightTable: frightTableName(frightTable),
  };
  return { mode, settings, password: '', frightTable, isQuickPlay: true };
}

/**
 * The rules that somebody asks for. Null when there is no such mode or maze, a word is unknown, or something is out of
 * range.
 * @param frightTable the server's; settings may name it, or none
 */
export function readRules(asked: RoomSettings, password: string, frightTable: Uint8Array): RoomRules | null {
  const { mode } = asked;
  if (!hasKnownWords(asked) || asked.maze !== MAZE) return null;
  if (!isMode(mode) || [...password].length > PASSWORD_LENGTH_MAX) return null;
  const settings = { ...asked, frightTable: frightTableName(frightTable) };
  if (asked.frightTable !== 0 && asked.frightTable !== settings.frightTable) return null;
  const rules = { mode, settings, password, frightTable, isQuickPlay: false };
  try {
    matchSettingsOf(rules, 0);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
  return rules;
}

/** What a match of this room is made with. @throws RangeError when a setting is out of range. */
export function matchSettingsOf({ mode, settings, frightTable }: RoomRules, seed: number): MatchSettings {
  const { seatCount, level, killScreen, variant } = settings;
  const lives = settings.lives as MatchSettings['lives'];
  const extraLifeScore = settings.extraLifeScore as MatchSettings['extraLifeScore'];
  return matchSettings({ mode, seed, seatCount, level, lives, extraLifeScore, killScreen, variant, frightTable });
}

/** How many seats AI fills up to. The AI of `classic` are the ghosts. */
export function fillTo({ mode, settings, isQuickPlay }: RoomRules): number {
  if (!settings.fill || mode === 'classic') return 0;
  return isQuickPlay ? QUICK_PLAY_FILL[mode] : settings.seatCount;
}

export function isMode(mode: string): mode is Mode {
  return MODES.includes(mode as Mode);
}
