// One headless client of a load test: a seat, a random walk or a bot's game, and figures on what comes back.

import { DEFAULT_SETTINGS, MatchModel, type Joined } from '#client';
import { LOG_INTERVAL_TICKS, LOG_RATE, type StreamRate } from '#protocol';
import { NONE, TICKS_PER_SECOND, type Direction, type World } from '#simulation';
import { BotClient, type BotHandlers } from '../bots/bot-client.ts';
import { BotError } from '../bots/bot-error.ts';
import { Pilot } from '../bots/brains/pilot.ts';
import { createWalker } from '../bots/brains/walker.ts';
import { ClientTiming } from './client-timing.ts';
import { SNAPSHOT_RATE_INSTEAD, type LoadClientPlan, type LoadTarget } from './client-plan.ts';
import { monotonicMs, type LoadFigures } from './figures.ts';
import type { Watch, Watched } from './frames/watch.ts';
import { LogMatch } from './log-match.ts';

const LOG_INTERVAL_MS = (LOG_INTERVAL_TICKS * 1000) / TICKS_PER_SECOND;
/** A slow client reads for this long, then does not read for as long. The server cuts off a client after 5 s without. */
const SLOW_SPELL_MS = 2500;

/**
 * Connects, takes a seat and plays until the client is closed.
 * @param code of the room to take a seat in; '' to make one, or for quick play
 * @param figures shared by all clients of this process
 * @param watch likewise; null where one server is tested
 * @throws BotError
 */
export async function startLoadClient(
  target: LoadTarget,
  { name, mode, makesSeats, rate, seed, think, isBot, runsRules, isSlow, afterLoss }: LoadClientPlan,
  code: string,
  figures: LoadFigures,
  watch: Watch | null,
): Promise<BotClient> {
  const walker = createWalker(seed, think);
  const beganMs = monotonicMs();
  let pilot: Pilot | undefined;
  let thinking: NodeJS.Timeout | undefined;
  let spells: NodeJS.Timeout | undefined;
  let isOn = false;
  // What arrives late at a client that does not read says nothing about the server.
  const timing = isSlow ? null : new ClientTiming(figures, intervalMs(rate));
  const createMatch = (joined: Joined, world: World): MatchModel => {
    timing?.setInterval(joined.log ? LOG_INTERVAL_MS : intervalMs(rate), monotonicMs());
    return joined.log ? new LogMatch(joined, world, runsRules, figures) : new MatchModel(joined, world);
  };

  const watched = { name, kind: 'client', node: '' };
  const watchedAt = ({ node }: BotClient): Watched => {
    // With `--connect` one node can have two names: its own, and none.
    if (target.node !== undefined) watched.node = node?.node ?? target.node;
    return watched;
  };
  const handlers: BotHandlers = {
    onJoined(client, match) {
      watch?.joined(watchedAt(client), match);
      if (isBot) pilot = new Pilot(match);
    },
    onRoom(client, room) {
      watch?.roomIs(watched, room.code, room.state, true);
      if (room.state === 'lobby' && room.host === client.name) client.send({ type: 'start' });
      if (room.state === 'result') client.send({ type: 'ready', ready: true });
      // In all other states the World stands still, and no updates are sent.
      isOn = room.state === 'countdown' || room.state === 'play';
      timing?.setDue(isOn, monotonicMs());
    },
    onUpdate(client, match) {
      watch?.moved(watchedAt(client), match, !(match instanceof LogMatch) || match.runsRules);
      // Nothing comes of a maze without Pac-Men, and inputs of a seat that is out have no effect.
      timing?.setDue(isOn && !match.isOut && !match.isAsleep, monotonicMs());
      timing?.update(monotonicMs(), match.world.seatInput[match.seat]!);
    },
    onCut() {
      timing?.forget(monotonicMs());
    },
    onMovedOn() {
      watch?.lost(watched, 'plays on in a new session');
      // What was due so far counts. The new session has sequences of its own.
      timing?.settle(monotonicMs());
      timing?.forget(monotonicMs());
    },
  };
  const client = await BotClient.connect(target, name, handlers, { afterLoss, createMatch });

  const decide = (): Direction => {
    if (client.match?.isOut === true) return NONE;
    return isBot ? pilot!.decide(client.ahead()) : walker.direction();
  };
  const play = (): void => {
    thinking = setTimeout(play, walker.thinkMs());
    const direction = decide();
    if (direction === NONE) return;
    const sequence = client.steer(direction);
    pilot?.sent(sequence, direction);
    timing?.input(sequence, monotonicMs());
  };

  void client.closed.then(() => {
    clearTimeout(thinking);
    clearInterval(spells);
    watch?.left(watched);
    timing?.end(monotonicMs());
  });
  try {
    await client.enter(entryOf(mode, makesSeats, code, rate));
  } catch (error) {
    client.close();
    // An answer that was due and did not come is at least this late.
    if (error instanceof BotError && error.fault === 'no-answer') figures.recordConnect(beganMs, monotonicMs());
    throw error;
  }
  figures.recordConnect(beganMs, monotonicMs());
  thinking = setTimeout(play, walker.thinkMs());
  if (isSlow) {
    let reads = true;
    spells = setInterval(() => client.setReading((reads = !reads)), SLOW_SPELL_MS);
  }
  return client;
}

function entryOf(mode: string, makesSeats: number, code: string, rate: StreamRate): Parameters<BotClient['enter']>[0] {
  if (makesSeats === 0) return code === '' ? { type: 'play', mode, rate } : { type: 'join', code, password: '', rate };
  const settings = { ...DEFAULT_SETTINGS, mode, seatCount: makesSeats, fill: true, listed: true };
  return { type: 'create', settings, password: '', rate };
}

/** Between two snapshots. */
function intervalMs(rate: StreamRate): number {
  return 1000 / (rate === LOG_RATE ? SNAPSHOT_RATE_INSTEAD : rate);
}
