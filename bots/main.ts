// `packetman bot`: a few bots that play until they are stopped, and print a line for whatever happens to them.

import { setMaxListeners } from 'node:events';
import { DEFAULT_SETTINGS } from '#client';
import type { RoomSettings, StreamRate } from '#protocol';
import { EVENT, EVENT_LENGTH, NONE, ROLE } from '#simulation';
import { BotClient, type BotHandlers } from './bot-client.ts';
import { isContest, seatsOf } from './arena/arena.ts';
import { BotError } from './bot-error.ts';
import { Pilot } from './brains/pilot.ts';
import type { ServerAddress } from './server-socket.ts';
import { stopSignal, TIME_UP } from './stop-signal.ts';

export interface BotsOptions extends ServerAddress {
  /** How many bots, 1 or more. */
  readonly count: number;
  /** Name of a lone bot; several are called NAME-1, NAME-2 ... */
  readonly name: string;
  readonly mode: string;
  /** Snapshots a second, or `LOG_RATE`. */
  readonly rate: StreamRate;
  /** Code of the room to join; without it, quick play. */
  readonly room?: string | undefined;
  /** Each bot plays in a room of its own, without built-in AI where it can play alone. */
  readonly alone?: boolean | undefined;
  /** Ends a bot whose session the server no longer has, instead of playing on in a new one. */
  readonly giveUp?: boolean | undefined;
  /** How long to play; without it, until stopped. */
  readonly seconds?: number | undefined;
  /** Stops the bots, as SIGINT, SIGTERM and `seconds` do. */
  readonly signal?: AbortSignal | undefined;
}

type Print = (line: string) => void;

/**
 * Connects bots and lets them play until they are stopped.
 * @param print takes a line without its end
 * @returns an exit code: 0 when all played to the end, 1 when one had no seat by then or was thrown out.
 */
export async function runBots(options: BotsOptions, print: Print): Promise<number> {
  const stop = stopSignal(options.seconds, options.signal);
  // Each bot adds a listener, and removes it again.
  setMaxListeners(0, stop.signal);
  try {
    const failures = new Failures(print);
    const ends = await Promise.all(namesOf(options).map((name) => play(options, name, stop.signal, print, failures)));
    failures.end();
    return ends.every((end) => end === null) ? 0 : 1;
  } finally {
    stop.dispose();
  }
}

function namesOf({ name, count }: BotsOptions): string[] {
  return count === 1 ? [name] : Array.from({ length: count }, (_, i) => `${name}-${i + 1}`);
}

/** Why bots never got a seat: a line for the first bot with a reason, and one for all others with it together. */
class Failures {
  private readonly print: Print;
  private readonly countByReason = new Map<string, number>();

  constructor(print: Print) {
    this.print = print;
  }

  add(name: string, { message }: BotError): void {
    const count = this.countByReason.get(message) ?? 0;
    if (count === 0) this.print(`${name}: ${message}`);
    this.countByReason.set(message, count + 1);
  }

  end(): void {
    for (const [reason, count] of this.countByReason) if (count > 1) this.print(`${count - 1} more: ${reason}`);
  }
}

/** Plays one bot to its end. @returns the error that ended it, null where we stopped it */
async function play(
  options: BotsOptions,
  name: string,
  signal: AbortSignal,
  print: Print,
  failures: Failures,
): Promise<BotError | null> {
  let client: BotClient | null = null;
  const close = () => client?.close();
  signal.addEventListener('abort', close);
  try {
    const afterLoss = options.giveUp === true ? 'give-up' : 'play';
    client = await BotClient.connect(options, name, handlersOf(print), { signal, afterLoss });
    signal.throwIfAborted();
    await client.enter(entryOf(options));
    if (signal.aborted) close();
    const end = await client.closed;
    if (end !== null) print(`${client.name}: ${end.message}`);
    return end;
  } catch (error) {
    if (!signal.aborted && !(error instanceof BotError)) throw error;
    // A stop by the user needs no line; a time that was too short for a seat does.
    if (signal.aborted && signal.reason !== TIME_UP) return null;
    const failure = signal.aborted
      ? new BotError('no-answer', `no seat within ${options.seconds} s`)
      : (error as BotError);
    failures.add(name, failure);
    return failure;
  } finally {
    signal.removeEventListener('abort', close);
    close();
  }
}

function entryOf({ room, alone, mode, rate }: BotsOptions): Parameters<BotClient['enter']>[0] {
  if (room !== undefined) return { type: 'join', code: room, password: '', rate };
  if (alone === true) return { type: 'create', settings: aloneIn(mode), password: '', rate };
  return { type: 'play', mode, rate };
}

/** A room for one bot, with the defaults of its mode. In modes that need several seats the built-in AI takes the others. */
function aloneIn(mode: string): RoomSettings {
  return { ...DEFAULT_SETTINGS, mode, seatCount: seatsOf(mode), fill: isContest(mode) };
}

/** By ROLE: what a seat steers. */
const ROLE_NAMES = ['nothing', 'Pac-Man', 'a ghost'] as const;

/** Steers as the chaser decides, is always ready, and prints levels and ends of matches. */
function handlersOf(print: Print): BotHandlers {
  let pilot: Pilot;
  let role: number = ROLE.none;
  let isOut = false;

  return {
    onJoined(client, match) {
      role = ROLE.none;
      isOut = false;
      const { code, mode, seat, world } = match;
      pilot = new Pilot(match);
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
    onMovedOn(client, from, to) {
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
        if (kind === EVENT.matchOver) print(`${client.name}: match over on level ${value}, score ${score}`);
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
