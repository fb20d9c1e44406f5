// The box over the maze, for moments in which nothing moves: connecting, the lobby, a pause, the results.

import type { Results, RoomModel } from '#client';
import { PHASE } from '#simulation';
import { padded } from './terminal/safe-text.ts';
import type { Shown } from './shown.ts';

/** Rows of the results that are shown. A match of `mega` has 64. */
const RESULT_ROWS_MAX = 10;
const NAME_COLUMNS = 16;

/** @returns the lines of the box, the first one being its title; null for no box */
export function boxOf({ server, state, world, nowMs }: Shown, room: RoomModel | null): string[] | null {
  switch (state.name) {
    case 'connecting':
      return ['PACKETMAN', '', `Connecting to ${server}`];
    case 'lobby':
      return ['PACKETMAN', '', 'Asking for a room'];
    case 'disconnected':
    case 'resuming':
      return ['The connection is lost', '', 'Trying again'];
    default:
  }
  if (room === null || world === null) return null;
  switch (room.state) {
    case 'lobby':
      return lobbyLines(room);
    case 'paused':
      return ['PAUSE', '', 'p goes on, q leaves'];
    case 'restored':
      return ['The match is about to go on', '', 'Waiting for the other players'];
    case 'result':
      return resultLines(room, nowMs);
    default:
      return world.phase === PHASE.ready || world.phase === PHASE.tune
        ? ['READY!']
        : world.phase === PHASE.over
          ? ['GAME OVER']
          : null;
  }
}

function lobbyLines(room: RoomModel): string[] {
  const { info, seats, isHost, isSeated, isReady } = room;
  const taken = seats.filter(({ driver }) => driver !== 'empty');
  const players = taken.map(({ name, driver, ready }) => `${ready ? '●' : '·'} ${name === '' ? driver : name}`);
  const start = isHost ? 'g starts the match' : `${info.host === '' ? 'The host' : info.host} starts the match`;
  return [
    `Room ${room.code}: ${info.settings.mode}`,
    '',
    ...players.slice(0, RESULT_ROWS_MAX),
    '',
    ...(isSeated ? [`Enter: ${isReady ? 'not ready' : 'ready'}`] : []),
    start,
  ];
}

function resultLines(room: RoomModel, nowMs: number): string[] {
  const { results, endsAtMs, isSeated, isReady } = room;
  const seconds = endsAtMs === null ? 0 : Math.max(0, Math.ceil((endsAtMs - nowMs) / 1000));
  const next = seconds > 0 ? [`Next match in ${seconds} s`] : [];
  const ready = isSeated ? [isReady ? 'You are ready' : 'Enter: play again'] : [];
  return [titleOf(results), '', ...rowsOf(results), '', ...next, ...ready];
}

function titleOf(results: Results | null): string {
  if (results === null) return 'The match is over';
  const { level, score, cleared } = results;
  return cleared ? `CLEARED, score ${score}` : score > 0 ? `Level ${level}, score ${score}` : 'The match is over';
}

function rowsOf(results: Results | null): string[] {
  const seats = (results?.seats ?? []).filter(({ name }) => name !== '').toSorted((a, b) => a.place - b.place);
  return seats
    .slice(0, RESULT_ROWS_MAX)
    .map(
      ({ place, name, score }) =>
        `${String(place).padStart(2)}  ${padded(name, NAME_COLUMNS)}  ${String(score).padStart(6)}`,
    );
}
