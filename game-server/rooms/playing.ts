// What a room plays at a moment: its rules, seats and match, and its state. match-cycle.ts changes them.

import { LISTED_DOT_PARTS, type RoomState as WireState } from '#protocol';
import type { MatchKey } from '../match/match-key.ts';
import type { HandOver, Match } from '../match/match.ts';
import { frameOf } from '../net/frame.ts';
import { Leavers, type LeaverData } from './leavers.ts';
import { Looks, type LookData } from './looks.ts';
import type { Player } from './player.ts';
import { NO_PROGRESS, type Progress } from './room-messages.ts';
import { beginsAtOnce, rulesData, type RoomRules, type RulesData } from './room-rules.ts';
import { inLobby, inMatch, ticksLeft, type RoomState } from './room-state.ts';
import { Seats, type SeatData } from './seats.ts';

export interface Playing {
  readonly rules: RoomRules;
  readonly seats: Seats;
  readonly match: Match;
  readonly state: RoomState;
  /** Members who get a seat with the next match, in their order. */
  readonly line: readonly Player[];
  /** What members have chosen to look at. */
  readonly looks: Looks;
  /** Players who have left the match. */
  readonly leavers: Leavers;
  /** Ids of the players whose result counts for the table that the match is for. */
  readonly counted: readonly number[];
}

/** The same as plain data, without what happened in the match. */
export interface PlayingData {
  readonly rules: RulesData;
  readonly seed: number;
  readonly seats: readonly SeatData[];
  readonly state: RoomState;
  /** Ids of members who get a seat with the next match. */
  readonly line: readonly number[];
  /** Missing in journals of servers without matches of several mazes. */
  readonly looks?: readonly LookData[];
  /** Missing in journals of servers without such tables. */
  readonly counted?: readonly number[];
  /** The current tick of the match, and whether it moves on by one in each tick of the server. */
  readonly tick: number;
  readonly isRunning: boolean;
  /** The id of its replay once it has ended, '' if it is not kept. */
  readonly replay: string;
  /** These are missing in journals of servers that handed nothing over. */
  readonly key?: MatchKey;
  readonly handOver?: HandOver;
  readonly leavers?: readonly LeaverData[];
  /** Ids of connected members without a seat. Missing in journals of servers that did not wait for them. */
  readonly watching?: readonly number[];
}

/** What a new room plays. */
export function firstPlaying(rules: RoomRules, match: Match): Playing {
  const state = beginsAtOnce(rules) ? inMatch() : inLobby();
  return {
    rules,
    seats: new Seats(rules),
    match,
    state,
    line: [],
    looks: new Looks(),
    leavers: new Leavers(),
    counted: [],
  };
}

export function playingData(
  { rules, seats, match, state, line, looks, leavers, counted }: Playing,
  members: Iterable<Player>,
  tick: number,
  isRunning: boolean,
): PlayingData {
  const watching = [...members].filter((player) => seats.of(player) === null);
  return {
    rules: rulesData(rules),
    seed: match.seed,
    seats: seats.data,
    state: { ...state },
    line: line.map(({ id }) => id),
    looks: looks.data,
    counted,
    tick,
    isRunning,
    replay: match.replay,
    key: match.key,
    handOver: match.handOver,
    leavers: leavers.data,
    watching: watching.filter(({ isConnected }) => isConnected).map(({ id }) => id),
  };
}

export function stateNameOf({ state, match }: Playing): WireState {
  if (state.name !== 'match') return state.name;
  return match.isCountingDown ? 'countdown' : 'play';
}

/** Ticks until the state ends by itself; 0 if it does not. */
export function endsInTicks(playing: Playing): number {
  const { rules, match, state } = playing;
  if (stateNameOf(playing) !== 'countdown') return ticksLeft(state, rules);
  return Math.max(0, match.world.phaseEndsTick - match.tick);
}

/** How far the match is, as far as strangers may know. It may be some ticks old. */
export function progressOf(playing: Playing): Progress {
  const { match } = playing;
  if (isBetweenMatches(playing) || match.mazeCount > 1) return NO_PROGRESS;
  const { level, dotsLeft, maze } = match.world;
  const share = match.isPublic ? 1 - Math.min(1, dotsLeft / maze.dotCount) : 0;
  return { level, eaten: Math.floor(share * LISTED_DOT_PARTS) };
}

export function isBetweenMatches({ state }: Playing): boolean {
  return state.name === 'lobby' || state.name === 'result';
}

/** Whether a match would have enough taken seats for its mode, and a connected player if the mode waits for its players. */
export function canBegin({ rules, seats: { count, players, takenCountAtStart }, line }: Playing): boolean {
  const { seats: seatLimits, room } = rules.mode;
  if (room.waitsForPlayers && players.every((seat) => seat.presence.isDisconnected)) return false;
  return Math.min(count, takenCountAtStart + line.length) >= seatLimits.least;
}

/** Whether all members with these ids are connected, or have left. */
export function areBack(members: Iterable<Player>, awaited: readonly number[]): boolean {
  const isAwaited = new Set(awaited);
  for (const { id, isConnected } of members) if (!isConnected && isAwaited.has(id)) return false;
  return true;
}

export function resultsFrame({ match, seats }: Playing): Buffer {
  const id = match.handOver === 'none' ? '' : match.key.id;
  return frameOf({ ...match.results(seats), replay: match.replay, match: id });
}

/** A match has ended: those who share the first place have won. Where the seats play together nobody has. */
export function countWins({ rules, match, seats }: Playing): void {
  const { seats: choice, lives } = rules.mode;
  if (choice.most === 1 || lives.owner === 'team') return;
  for (const { seat: index, place } of match.results(seats).seats) {
    const seat = seats.at(index);
    if (place === 1 && 'player' in seat) seat.wins++;
  }
}
