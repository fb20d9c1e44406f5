// `packetman bot`: a few bots that play until they are stopped, and print a line for whatever happens to them.

import { setMaxListeners } from 'node:events';
import { DEFAULT_SETTINGS } from '#client';
import { printableLine, type RoomSettings } from '#protocol';
import { BotClient } from './bot-client.ts';
import type { BotsOptions, Print } from './bots-options.ts';
import { isContest, seatsOf } from './arena/mode-seats.ts';
import { BotError } from './bot-error.ts';
import { handlersOf } from './bot-handlers.ts';
import { RecordedModel } from './match-recorder.ts';
import { stopSignal, TIME_UP } from './stop-signal.ts';

/**
 * Connects bots and lets them play until they are stopped.
 * @param printLine takes a line without its end
 * @returns an exit code: 0 when all played to the end, 1 when one had no seat by then or was thrown out.
 */
export async function runBots(options: BotsOptions, printLine: Print): Promise<number> {
  // Names and errors are what a server says.
  const print = (line: string): void => printLine(printableLine(line));
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
    client = await BotClient.connect(options, name, handlersOf(options, print), {
      ...{ signal, afterLoss, token: options.token ?? '' },
      ...(options.keepReplay === undefined ? {} : { createMatch: (joined, world) => new RecordedModel(joined, world) }),
    });
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

function entryOf({ room, password = '', alone, ladder, mode, rate }: BotsOptions): Parameters<BotClient['enter']>[0] {
  if (room !== undefined) return { type: 'join', code: room, password, rate };
  if (alone === true) return { type: 'create', settings: aloneIn(mode), password: '', rate };
  return { type: 'play', mode, rate, ranked: ladder === true };
}

/** A room for one bot, with the defaults of its mode. In modes that need several seats the built-in AI takes the others. */
function aloneIn(mode: string): RoomSettings {
  return { ...DEFAULT_SETTINGS, mode, seatCount: seatsOf(mode), fill: isContest(mode) };
}
