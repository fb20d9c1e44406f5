// Watching with delay: a page that watches a match of the real server over a simulated link.

import { describe, expect, test } from 'vitest';
import { EVENT, hashWorld } from '#simulation';
import { heardEvents } from '../../../web-client/replay/heard-events.ts';
import { GAP_TICKS_MAX } from '../../../web-client/replay/live-history.ts';
import { LivePlayback } from '../../../web-client/replay/live-playback.ts';
import { seeded, SimulatedNetwork } from '../simulated-network.ts';
import type { SimulatedPage } from '../simulated-page.ts';

const LINK = { delayMs: 40, jitterMs: 10 };
/** Ticks between two news of a match at most: pieces of the log come at least every 250 ms. Some more for the jitter. */
const NEWS_TICKS_MAX = 18;

interface Watched {
  readonly network: SimulatedNetwork;
  readonly watcher: SimulatedPage;
  readonly playback: LivePlayback;
  /** Hashes of the server's world by tick. */
  readonly hashes: ReadonlyMap<number, number>;
  /** Times at which the watcher came to the present. */
  readonly returns: number[];
  /** Lets the match go on, with players who turn, and draws the frames of the watcher. */
  watch(ms: number): void;
}

function watching(seed: number): Watched {
  const network = new SimulatedNetwork(seed, LINK);
  const [host, guest] = network.beginMatch('Ann', ['Ben'], { seatCount: 2 });
  const watcher = network.join({ name: 'Wim', entry: { type: 'watch', code: network.room.code, password: '' } });
  const returns: number[] = [];
  const playback = new LivePlayback(watcher.match, {
    caughtUp: () => void returns.push(network.clock.now()),
    follow: () => {},
  });
  const hashes = new Map<number, number>();
  const random = seeded(seed);
  const watch = (ms: number): void =>
    network.frames(ms, () => {
      hashes.set(network.world.tick, hashWorld(network.world));
      for (const { session } of [host, guest!]) if (random(30) === 0) session.steer(random(4) as 0);
      playback.frame(network.clock.now());
    });
  return { network, watcher, playback, hashes, returns, watch };
}

describe('[PB3] a watcher', () => {
  test('sees the present at first, as every page does', () => {
    const { playback, watcher, watch } = watching(1);
    watch(3000);
    expect([playback.isLive, playback.isPlaying, playback.behindTicks]).toEqual([true, true, 0]);
    expect(playback.prediction).toBe(watcher.match.prediction);
    expect(playback.seats).toBe(watcher.match.seats);
  });

  test('hears the dots of the player that they follow, of whom the server reports none', () => {
    const { playback, network, watch } = watching(6);
    const eaten = (): number[] =>
      heardEvents(playback, playback.takeEvents()).flatMap(({ kind, who }) => (kind === EVENT.dotEaten ? [who] : []));
    watch(6000);
    expect(eaten()).toEqual([]);
    playback.seat = 1;
    const before = network.world.dotsLeft;
    let heard = 0;
    for (let i = 0; i < 60; i++) {
      watch(100);
      for (const who of eaten()) heard += who === 1 ? 1 : 1000;
    }
    expect(heard).toBeGreaterThan(0);
    expect(heard).toBeLessThanOrEqual(before - network.world.dotsLeft + 2);
  });

  test('pauses, and finds the same picture later, while the match goes on', () => {
    const { playback, network, watch } = watching(2);
    watch(3000);
    playback.pause();
    const { tick } = playback;
    const hash = hashWorld(playback.prediction.predicted);
    watch(2000);
    expect([playback.isLive, playback.isPlaying, playback.tick]).toEqual([false, false, tick]);
    expect(hashWorld(playback.prediction.predicted)).toBe(hash);
    expect(playback.behindTicks).toBeGreaterThan(100);
    expect(network.world.tick - tick).toBeGreaterThan(110);
  });

  test('[PB2] stays paused in a hidden tab, which misses nothing of the match', () => {
    const { playback, network, watcher, watch } = watching(10);
    watch(3000);
    const first = playback.firstTick;
    playback.pause();
    const { tick } = playback;
    watcher.isHidden = true;
    network.frames(5000);
    watcher.isHidden = false;
    watch(100);
    expect([playback.isLive, playback.isPlaying, playback.tick, playback.firstTick]).toEqual([
      false,
      false,
      tick,
      first,
    ]);
    expect(playback.behindTicks).toBeGreaterThan(290);
  });

  test('[PB2] stays paused after a silence, at the first tick that is known since then', () => {
    const { playback, watcher, watch } = watching(11);
    watch(3000);
    playback.pause();
    const { tick } = playback;
    const { confirmedChanged } = watcher.match;
    watcher.match.confirmedChanged = () => {};
    watch(3000);
    watcher.match.confirmedChanged = confirmedChanged;
    watch(1000);
    expect(playback.firstTick).toBeGreaterThan(tick + GAP_TICKS_MAX);
    expect([playback.isLive, playback.isPlaying, playback.tick]).toEqual([false, false, playback.firstTick]);
  });

  test('plays on with the same delay, and returns to the present at a higher speed', () => {
    const { playback, returns, watch } = watching(3);
    watch(3000);
    playback.pause();
    watch(2000);
    playback.play();
    const { behindTicks } = playback;
    watch(3000);
    expect(Math.abs(playback.behindTicks - behindTicks)).toBeLessThanOrEqual(NEWS_TICKS_MAX);
    expect(returns).toEqual([]);
    playback.setSpeed(4);
    watch(3000);
    expect([playback.isLive, playback.speed, returns.length]).toEqual([true, 1, 1]);
  });

  test('moves to any tick seen since joining, and sees there what the server had', () => {
    const { playback, hashes, watch } = watching(4);
    watch(8000);
    playback.pause();
    let known = 0;
    let same = 0;
    const last = playback.lastTick;
    for (let tick = playback.firstTick; tick < last; tick++) {
      playback.seek(tick);
      expect([playback.isLive, playback.tick]).toEqual([false, tick]);
      if (!hashes.has(tick)) continue;
      known++;
      if (hashWorld(playback.prediction.predicted) === hashes.get(tick)) same++;
    }
    // Between two moments of the history an input is not known.
    expect(known).toBeGreaterThan(100);
    expect(same / known).toBeGreaterThan(0.9);
    playback.seek(playback.lastTick);
    expect(playback.isLive).toBe(true);
  });

  test('steps back from the present, and on again up to what is known', () => {
    const { playback, watch } = watching(5);
    watch(3000);
    const last = playback.lastTick;
    playback.stepOn();
    expect(playback.isLive).toBe(true);
    playback.stepBack();
    expect([playback.isLive, playback.isPlaying, playback.tick]).toEqual([false, false, last - 1]);
    playback.stepOn();
    playback.stepOn();
    expect([playback.isLive, playback.tick]).toEqual([false, last]);
  });

  test('cannot be ahead of the present: only a lower speed leaves it', () => {
    const { playback, watch } = watching(6);
    watch(3000);
    playback.setSpeed(8);
    expect([playback.isLive, playback.speed]).toEqual([true, 1]);
    playback.setSpeed(0.5);
    expect([playback.isLive, playback.isPlaying, playback.speed]).toEqual([false, true, 0.5]);
    watch(2000);
    expect(playback.behindTicks).toBeGreaterThan(50);
    playback.goLive();
    expect([playback.isLive, playback.isPlaying, playback.speed]).toEqual([true, true, 1]);
  });

  test('with a delay of almost nothing waits for news, and is not taken to the present', () => {
    const { playback, returns, watch } = watching(8);
    watch(3000);
    playback.pause();
    watch(50);
    playback.play();
    watch(3000);
    expect([playback.isLive && returns.length === 0, playback.isPlaying]).toEqual([false, true]);
    expect(playback.behindTicks).toBeLessThanOrEqual(2 * NEWS_TICKS_MAX);
  });

  test('sees the end of the match, and is then in the present', () => {
    const { playback, network, returns, watch } = watching(9);
    watch(3000);
    playback.seek(playback.firstTick + 30);
    network.endMatch();
    network.until(() => network.room.stateName === 'result');
    watch(1000);
    expect([playback.isLive, returns]).toEqual([false, []]);
    watch(4000);
    expect([playback.isLive, returns.length]).toEqual([true, 1]);
  });

  test('sees a match to its end, also when the server has gone on to another one', () => {
    const { playback, returns, watch } = watching(7);
    watch(3000);
    playback.seek(playback.firstTick + 30);
    playback.end();
    const last = playback.lastTick;
    watch(1000);
    expect(playback.lastTick).toBe(last);
    expect(playback.isLive).toBe(false);
    watch(4000);
    expect([playback.isLive, returns.length]).toEqual([true, 1]);
  });
});
