// What a room of an earlier process, or of another node, plays from now on: the match as it stood, and nobody connected yet.

import type { Match } from '../match/match.ts';
import { Leavers } from './leavers.ts';
import { Looks } from './looks.ts';
import type { Player } from './player.ts';
import type { Playing, PlayingData } from './playing.ts';
import type { RoomRules } from './room-rules.ts';
import { inPause, inRestored, inResult, type RoomState } from './room-state.ts';
import { Seats } from './seats.ts';

/**
 * How a room comes to a server: this process has started, or another node is dead that has played it until a moment ago. Then
 * it goes on as soon as its players are back. Or a node has handed it over (`move`): its players are about to be connected here, and
 * nothing waits for them.
 */
export type Restoration = 'restart' | 'takeover' | 'move';

/**
 * @param data recorded by the earlier process
 * @param rules those of the data
 * @param match at the last tick of the earlier process
 * @param players by id; all of them are disconnected
 * @param by how it comes here
 * @throws AssertionError if the data contradicts itself
 */
export function restorePlaying(
  data: PlayingData,
  rules: RoomRules,
  match: Match,
  players: ReadonlyMap<number, Player>,
  by: Restoration,
): Playing {
  match.replay = data.replay;
  match.handOver = data.handOver ?? 'none';
  const sequenceOf = (seat: number) => match.worldOf(seat).seatInput[seat]!;
  const seats = Seats.restore(rules, data.seats, players, sequenceOf);
  const connected = by === 'move' ? [] : seats.players.filter(({ presence }) => !presence.isDisconnected);
  for (const seat of connected) {
    seat.presence.disconnect();
  }
  const watching = by === 'takeover' ? (data.watching ?? []) : [];
  const awaited = [...connected.map(({ player }) => player.id), ...watching];
  // After half a write a player can be missing. What follows is what follows when a player leaves.
  const isInMatch = data.state.name !== 'lobby' && data.state.name !== 'result';
  if (isInMatch) seats.fill();
  const leavers = Leavers.restore(data.leavers ?? []);
  const line = data.line.flatMap((id) => players.get(id) ?? []);
  const isEmpty = isInMatch && seats.takenCount === 0;
  const state = isEmpty ? inResult() : stateAfter(data.state, { awaited, by }, rules, match);
  // The earlier process was ended before it could keep what has ended.
  if (isInMatch && state.name === 'result') match.handOver = 'awaits-log';
  return {
    rules,
    seats,
    match,
    state,
    line,
    looks: Looks.restore(data.looks ?? [], players),
    leavers,
    counted: data.counted ?? [],
  };
}

function stateAfter(
  state: RoomState,
  { awaited, by }: { readonly awaited: readonly number[]; readonly by: Restoration },
  rules: RoomRules,
  match: Match,
): RoomState {
  if (by === 'move') return { ...state };
  switch (state.name) {
    case 'match':
      // The match may have ended in its last ticks, before the room was recorded again.
      if (match.isOver) return inResult();
      if (by === 'takeover') return inRestored(awaited, match.tick);
      return rules.mode.room.waitsForPlayers ? inPause() : inRestored(awaited);
    case 'restored':
      return inRestored(
        [...new Set([...state.awaited, ...awaited])],
        by === 'takeover' ? (state.fromTick ?? match.tick) : null,
      );
    case 'lobby':
    case 'paused':
    case 'result':
      return { ...state };
  }
}
