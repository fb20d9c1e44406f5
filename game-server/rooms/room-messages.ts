// What is sent about a room, to its members and to readers of the list of rooms.

import { TICK_WORD, type ListedRoom, type RoomState as WireState, type ServerMessage } from '#protocol';
import { layoutFor, packFrightTable, plainSettings, type World } from '#simulation';
import type { Scene } from '../match/viewer-group.ts';
import { frameOf } from '../net/frame.ts';
import type { Player } from './player.ts';
import type { RoomRules } from './room-rules.ts';
import type { SeatsView } from './seats.ts';

export type NoticeKind = (ServerMessage & { type: 'notice' })['kind'];

/** An open question as the members see it. */
export interface ShownQuestion {
  readonly askedBy: string;
  readonly seats: readonly number[];
  readonly lapsesInTicks: number;
}

export const NO_QUESTION: ShownQuestion = { askedBy: '', seats: [], lapsesInTicks: 0 };

/** How far a public match is. */
export interface Progress {
  /** The level, 0 while no match is played, or where each maze has its own. */
  readonly level: number;
  /** Parts of its dots that are eaten, of `LISTED_DOT_PARTS`; 0 where that is hidden from some of the players. */
  readonly eaten: number;
}

export const NO_PROGRESS: Progress = { level: 0, eaten: 0 };

/** The part of a room that is sent. */
export interface RoomView {
  readonly code: string;
  readonly rules: RoomRules;
  readonly seats: SeatsView;
  /** The current match; another object for each match. */
  readonly world: World;
  /** Whether players and watchers see all of the match, and at once. */
  readonly isPublic: boolean;
  /** Whether a player may have the log of the match. */
  mayHaveLog(player: Player): boolean;
  /** Whether the result of a player counts for the table that the match is for. */
  countsFor(player: Player): boolean;
  /** What a player sees of the match. */
  sceneFor(player: Player): Scene;
  /** Whether a member does not know yet that the match has ended. */
  isEndKeptFrom(player: Player): boolean;
  readonly stateName: WireState;
  /** Ticks until its state ends by itself; 0 where it does not. */
  readonly endsInTicks: number;
  readonly question: ShownQuestion;
  readonly host: Player | null;
  readonly watcherCount: number;
  readonly progress: Progress;
}

/** @param isEndKept for members who do not know yet that the match has ended */
export function roomFrame(room: RoomView, isEndKept = false): Buffer {
  const { settings, password } = room.rules;
  const question = isEndKept ? NO_QUESTION : room.question;
  return frameOf({
    type: 'room',
    code: room.code,
    state: isEndKept ? 'play' : room.stateName,
    host: room.host?.name ?? '',
    settings,
    locked: password !== '',
    watchers: room.watcherCount,
    endsInTicks: isEndKept ? 0 : room.endsInTicks,
    pauseAskedBy: question.askedBy,
    pauseSeats: question.seats,
    pauseLapsesInTicks: question.lapsesInTicks,
  });
}

export function seatsFrame(room: RoomView): Buffer {
  return frameOf({ type: 'seats', seats: room.seats.wire });
}

/** @param about the member that it is about, null for none. */
export function noticeFrame(kind: NoticeKind, about: Player | null): Buffer {
  return frameOf({ type: 'notice', kind, name: about?.name ?? '' });
}

export function renamedFrame(oldName: string, { name }: Player): Buffer {
  return frameOf({ type: 'renamed', name: oldName, newName: name });
}

/**
 * @param words the baseline of the next delta for this player
 * @param log whether pieces of the log follow
 */
export function joinedMessage(
  room: RoomView,
  player: Player,
  words: Int32Array,
  log: boolean,
): ServerMessage & { type: 'joined' } {
  const { world, view } = room.sceneFor(player);
  const { settings, maze } = world;
  const { mode, ...plain } = plainSettings(settings);
  const { kind, dailyDate } = room.rules;
  return {
    type: 'joined',
    code: room.code,
    mode,
    seat: room.seats.indexOf(player),
    tick: words[TICK_WORD]!,
    settings: { ...plain, seed: view.knowsSeed ? settings.seed : 0 },
    tiles: maze.lines,
    layout: layoutFor(settings),
    words,
    seats: room.seats.wire,
    frightTable: view.knowsSeed ? packFrightTable(settings.frightTable) : [],
    log,
    ...{ kind: kind === 'casual' ? '' : kind, counts: room.countsFor(player), date: dailyDate },
  };
}

/** What whoever knows the code of a room may know before they join. `listed` rooms show as much of themselves. */
export function linkedRoom(room: RoomView): ListedRoom & Pick<RoomView['rules'], 'settings'> {
  return { ...listedRoom(room), settings: room.rules.settings };
}

export function listedRoom(room: RoomView): ListedRoom {
  const { mode, settings, password } = room.rules;
  return {
    code: room.code,
    mode: mode.name,
    state: room.stateName,
    taken: room.seats.takenCount,
    seatCount: settings.seatCount,
    watchers: room.watcherCount,
    locked: password !== '',
    drivers: settings.drivers,
    host: room.host?.name ?? '',
    players: room.seats.players.length,
    ...room.progress,
    ...{ rule: settings.rule, target: settings.target, rounds: settings.rounds, fill: settings.fill },
  };
}
