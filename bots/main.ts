// `packetman bot`: a handful of bots that play until they are stopped, and say in plain lines what happens to them.

import type { RoomSettings, SnapshotRate } from '#protocol';
import { EVENT, EVENT_LENGTH, NONE } from '#simulation';
import { BotClient, type BotHandlers } from './bot-client.ts';
import { BotError } from './bot-error.ts';
import { Pilot } from './brains/pilot.ts';
import type { ServerAddress } from './connection.ts';
import { stopSignal } from './stop-signal.ts';

export interface BotsOptions extends ServerAddress {
  /** How many bots, 1 or more. */
  readonly count: number;
  /** Name of a lone bot; several are called NAME-1, NAME-2 ... */
  readonly name: string;
  readonly mode: string;
  readonly rate: SnapshotRate;
  /** Code of the room to join; without it, quick play. */
  readonly room?: string | undefined;
  /** Each bot plays in a room of its own, without built-in AI. */
  readonly alone?: boolean | undefined;
  /** How long to play; without it, until stopped. */
  readonly seconds?: number | undefined;
  /** Stops the bots, as SIGINT, SIGTERM and `seconds` do. */
  readonly signal?: AbortSignal | undefined;
}

type Print = (line: string) => void;

/**
 * Connects bots and lets them play until they are stopped.
 * @param print takes a line without its end
 * @returns an exit code: 0 when all played to the end, 1 when one could not connect or was thrown out.
 */
export async function runBots(options: BotsOptions, print: Print): Promise<number> {
  const stop = stopSignal(options.seconds, options.signal);
  try {
    const ends = await Promise.all(namesOf(options).map((name) => play(options, name, stop.signal, print)));
    return ends.every((end) => end === null) ? 0 : 1;
  } finally {
    stop.dispose();
  }
}

function namesOf({ name, count }: BotsOptions): string[] {
  return count === 1 ? [name] : Array.from({ length: count }, (_, i) => `${name}-${i + 1}`);
}

/** One bot's life. @returns what ended it, null when we did. */
async function play(options: BotsOptions, name: string, signal: AbortSignal, print: Print): Promise<BotError | null> {
  let client: BotClient | null = null;
  const close = () => client?.close();
  signal.addEventListener('abort', close);
  try {
    client = await BotClient.connect(options, name, pilot(print));
    if (!signal.aborted) await client.enter(entranceOf(options));
    if (signal.aborted) close();
    const end = await client.closed;
    if (end !== null) print(`${client.name}: ${end.message}`);
    return end;
  } catch (error) {
    if (!(error instanceof BotError)) throw error;
    if (signal.aborted) return null;
    print(`${name}: ${error.message}`);
    return error;
  } finally {
    signal.removeEventListener('abort', close);
    close();
  }
}

function entranceOf({ room, alone, mode, rate }: BotsOptions): Parameters<BotClient['enter']>[0] {
  if (room !== undefined) return { type: 'join', code: room, password: '', rate };
  if (alone === true) return { type: 'create', settings: { ...ALONE, mode }, password: '', rate };
  return { type: 'play', mode, rate };
}

/** A room for one, as the mode is by itself. */
const ALONE: Omit<RoomSettings, 'mode'> = {
  seatCount: 1,
  fill: false,
  skill: 'normal',
  drivers: 'any',
  listed: false,
  level: 1,
  lives: 3,
  extraLifeScore: 10_000,
  killScreen: true,
  variant: 'none',
  frightTable: 0,
};

/** Steers by the chaser's word, is always ready, and tells of levels and ends. */
function pilot(print: Print): BotHandlers {
  let wheel: Pilot;

  return {
    onJoined(client, match) {
      const { code, mode, seat, world } = match;
      wheel = new Pilot(match);
      print(`${client.name}: joined room ${code} (${mode}), seat ${seat + 1} of ${world.seatCount}`);
    },
    onRoom(client, { state, host }) {
      if (state !== 'lobby' && state !== 'result') return;
      client.send({ type: 'ready', ready: true });
      if (state === 'lobby' && host === client.name) client.send({ type: 'start' });
    },
    onResumed(client) {
      print(`${client.name}: the connection was lost and is back`);
    },
    onSnapshot(client, { world }, events) {
      for (let at = 0; at < events.length; at += EVENT_LENGTH) {
        const value = events[at + 3]!;
        if (events[at] === EVENT.levelCleared) print(`${client.name}: level ${value} cleared, score ${world.score}`);
        if (events[at] === EVENT.matchOver) print(`${client.name}: match over on level ${value}, score ${world.score}`);
      }
      const direction = wheel.decide(client.roundTripTicks);
      if (direction !== NONE) wheel.wished(client.wish(direction), direction);
    },
  };
}
