// What a bot of `packetman bot` does and says: it steers as its brain decides, is always ready, and prints levels, results and
// what becomes of its connection.

import type { MatchModel, Results } from '#client';
import { EVENT, EVENT_LENGTH, NONE, ROLE } from '#simulation';
import { isContest } from './arena/mode-seats.ts';
import type { BotHandlers } from './bot-client.ts';
import { Chaser } from './brains/chaser.ts';
import { Pilot } from './brains/pilot.ts';
import type { BotsOptions, Print } from './bots-options.ts';
import { RecordedModel } from './match-recorder.ts';
import { resultLine } from './result-line.ts';

/** By ROLE: what a seat steers. */
const ROLE_NAMES = ['nothing', 'Pac-Man', 'a ghost'] as const;

/** Retries are a line each time the delay is another one, in seconds. */
const MS_PER_SECOND = 1000;

/** The ratings of `queued` are so many times as large. */
const RATING_UNITS = 100;

export function handlersOf({ createBrain, skill = 'hard', keepReplay }: BotsOptions, print: Print): BotHandlers {
  let pilot: Pilot;
  let retrySeconds = 0;
  let role: number = ROLE.none;
  let isOut = false;
  let lastError = '';
  let isQueued = false;
  let lastRating = 0;
  const keep = (name: string, match: MatchModel, results: Results): void => {
    const recorded = match instanceof RecordedModel ? match.finish(results, Date.now()) : null;
    if (recorded === null) return print(`${name}: no replay: the log of the match is not complete`);
    keepReplay!(recorded).then(
      (file) => print(`${name}: replay ${file}`),
      (error: unknown) => print(`${name}: no replay: ${String(error)}`),
    );
  };

  return {
    onQueued(client, { mode, rating }) {
      if (!isQueued) print(`${client.name}: waits for opponents (${mode})`);
      else if (rating !== 0 && rating !== lastRating)
        print(`${client.name}: its rating is ${(rating / RATING_UNITS).toFixed(2)}`);
      isQueued = true;
      if (rating !== 0) lastRating = rating;
    },
    onJoined(client, match) {
      isQueued = false;
      role = ROLE.none;
      isOut = false;
      const { code, mode, seat, world } = match;
      pilot = new Pilot(match, createBrain?.(match, { skill }) ?? new Chaser(match.seat, skill));
      print(`${client.name}: joined room ${code} (${mode}), seat ${seat + 1} of ${world.seatCount}`);
    },
    onRoom(client, { state, host }) {
      if (state !== 'lobby' && state !== 'result') return;
      client.send({ type: 'ready', ready: true });
      if (state === 'lobby' && host === client.name) client.send({ type: 'start' });
    },
    onResults(client, results) {
      const { match } = client;
      if (match === null) return;
      print(`${client.name}: ${resultLine(results, match.seat, isContest(match.mode))}`);
      if (keepReplay !== undefined) keep(client.name, match, results);
    },
    onError(client, { message }) {
      // A brain that makes a mistake makes it again at each turn.
      if (message !== lastError) print(`${client.name}: the server refused a message (${message})`);
      lastError = message;
    },
    onRetry(client, text, afterMs) {
      const seconds = Math.ceil(afterMs / MS_PER_SECOND);
      if (seconds !== retrySeconds) print(`${client.name}: no connection (${text}), trying again within ${seconds} s`);
      retrySeconds = seconds;
    },
    onResumed(client) {
      retrySeconds = 0;
      print(`${client.name}: the connection was lost and is back`);
    },
    onMovedOn(client, from, to) {
      retrySeconds = 0;
      const where = from === to ? `back in room ${to}` : `room ${from} is gone, on to room ${to}`;
      print(`${client.name}: the server no longer has the session: ${where}`);
    },
    onUpdate(client, match, events) {
      const { world, seat } = match;
      const score = isContest(match.mode) ? world.seatScore[seat]! : world.score;
      const newRole = world.seatRole[seat]!;
      if (newRole !== role && role !== ROLE.none) print(`${client.name}: steers ${ROLE_NAMES[newRole]} now`);
      role = newRole;
      if (match.isOut && !isOut) print(`${client.name}: out of the match, score ${score}`);
      ({ isOut } = match);
      for (let at = 0; at < events.length; at += EVENT_LENGTH) {
        const kind = events[at]!;
        const value = events[at + 3]!;
        if (kind === EVENT.levelCleared) print(`${client.name}: level ${value} cleared, score ${score}`);
      }
    },
    onWrongHash(client, tick) {
      print(`${client.name}: the World after tick ${tick} was not the server's; a keyframe corrects it`);
    },
    onTurn(client, ahead) {
      const direction = pilot.decide(ahead);
      if (direction !== NONE) pilot.sent(client.steer(direction), direction);
    },
  };
}
