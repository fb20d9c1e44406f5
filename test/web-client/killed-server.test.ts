// Pages whose server is killed, and goes on from its journal.

import { describe, expect, test } from 'vitest';
import type { Direction } from '#simulation';
import { FRAME_MS, SimulatedNetwork, type Profile } from './simulated-network.ts';
import type { SimulatedPage } from './simulated-page.ts';
import { expectSameWorlds } from './same-worlds.ts';

const LINK: Profile = { delayMs: 40, jitterMs: 20 };
const DOWN_MS = 700;

describe('the server is killed in a match', () => {
  test('[W9] both pages are back in their seats, see the countdown, and play on from the same tick within five seconds', () => {
    const network = new SimulatedNetwork(1, LINK);
    const [ann, bob] = network.beginMatch('Ann', ['Bob']);
    network.frames(6000, (frame) => {
      if (frame % 20 === 0) turn(ann, frame / 20);
      if (frame % 30 === 0) turn(bob!, frame / 30);
    });
    const { code, tickNow } = network.room;
    const seats = [ann, bob!].map(({ session }) => session.room!.match.seat);
    const seen = Math.max(...network.pages.map(({ session }) => session.room!.match.seenTick));
    const killedMs = network.clock.now();
    network.kill(DOWN_MS);
    network.until(() =>
      network.pages.every(({ session }) => session.room?.state === 'restored' && session.room.endsAtMs !== null),
    );
    expect(network.room.code).toBe(code);
    expect(network.room.tickNow).toBe(tickNow);
    expect(network.room.tickNow).toBeGreaterThanOrEqual(seen);
    expect([ann, bob!].map(({ session }) => session.room!.match.seat)).toEqual(seats);
    network.until(() => network.room.tickNow > tickNow);
    expect(network.clock.now() - killedMs).toBeLessThan(5000);
    network.frames(3000, (frame) => {
      if (frame % 20 === 0) turn(ann, frame / 20);
    });
    expect(network.pages.map(({ session }) => session.room?.state)).toEqual(['play', 'play']);
    // Nobody was told of another room, and no page has lost its session.
    expect(network.pages.flatMap(({ moves, refusals }) => [...moves, ...refusals])).toEqual([]);
    expectSameWorlds(network);
  });

  test('[W9] killed while the page comes back, it is back after all', () => {
    const network = new SimulatedNetwork(2, LINK);
    const [ann] = network.beginMatch('Ann', ['Bob']);
    network.frames(5000);
    for (const ms of [0, 30, 80, 130, 400]) {
      network.kill(DOWN_MS);
      network.frames(DOWN_MS + FRAME_MS);
      network.until(() => ann.session.state.name !== 'disconnected');
      network.frames(ms);
    }
    network.until(() => network.pages.every((page) => page.isInRoom && page.session.room?.state === 'play'));
    expect(network.pages.flatMap(({ moves }) => moves)).toEqual([]);
  });

  test('[W9] a page that is loaded anew meanwhile comes back too', () => {
    const network = new SimulatedNetwork(3, LINK);
    const [ann, bob] = network.beginMatch('Ann', ['Bob']);
    network.frames(5000);
    const { saved } = ann;
    const { seat } = ann.session.room!.match;
    network.kill(DOWN_MS);
    network.close(ann);
    network.frames(DOWN_MS * 2);
    const again = network.open({ entry: null, saved });
    network.until(() => again.isInRoom && bob!.isInRoom);
    expect(again.session.room!.match.seat).toBe(seat);
    network.until(() => again.session.room?.state === 'play');
  });
});

function turn({ session }: SimulatedPage, count: number): void {
  session.steer((count % 4) as Direction);
}
