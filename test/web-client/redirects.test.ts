// What a page shows when its session moves to another node of the server: nothing. The nodes are one server here, whose
// sessions any connection finds.

import { describe, expect, test } from 'vitest';
import { LEFT, RIGHT } from '#simulation';
import type { ServerMessage } from '#protocol';
import { SimulatedNetwork, type Profile } from './simulated-network.ts';
import type { SimulatedPage } from './simulated-page.ts';

const COUNTDOWN_MS = 3200;
const LINKS: readonly (readonly [string, Profile])[] = [
  ['without delay', { delayMs: 0, jitterMs: 0 }],
  ['at 80 ms', { delayMs: 40, jitterMs: 10 }],
];
/** Between two moves. */
const MOVE_MS = 2500;
const MOVES = 8;

function redirect(keep: boolean): ServerMessage {
  return { type: 'redirect', node: 'b', host: '192.0.2.7', port: 1980, token: '', keep };
}

/** A match in which a page turns and is sent to another node again and again. */
function playWithMoves(
  profile: Profile,
  keep: boolean,
): { network: SimulatedNetwork; page: SimulatedPage; ticks: number[] } {
  const network = new SimulatedNetwork(5, profile);
  const [page] = network.beginMatch('Ann', ['Ben']);
  network.frames(COUNTDOWN_MS);
  const ticks: number[] = [];
  page.states.length = 0;
  let frame = 0;
  for (let move = 0; move < MOVES; move++) {
    network.say(page, redirect(keep));
    network.frames(MOVE_MS, () => {
      ticks.push(page.match.prediction.predicted.tick);
      if (frame++ % 23 === 0) page.session.steer(frame % 2 === 0 ? LEFT : RIGHT);
    });
  }
  return { network, page, ticks };
}

describe.each(LINKS)('%s', (_name, profile) => {
  test('[W181] while a node is away the picture waits as it is, and the match goes on at the other one', () => {
    const network = new SimulatedNetwork(7, profile);
    const [page] = network.beginMatch('Ann', ['Ben']);
    network.core.sessions.nameNodes([{ node: 'b', host: '192.0.2.7', port: 1980 }]);
    network.frames(COUNTDOWN_MS);
    const { match } = page;
    page.session.steer(LEFT);
    network.isUnreachable = true;
    page.link.cut();
    const shown = match.prediction.predicted.tick;
    network.frames(500, () => expect(match.prediction.predicted.tick).toBe(shown));
    expect(page.states.at(-1)?.name).toBe('disconnected');
    network.isUnreachable = false;
    network.until(() => page.isInRoom);
    network.frames(1000);
    expect(page.match.prediction.predicted.tick).toBeGreaterThan(shown + 30);
    network.settle();
    expect(page.match.prediction.confirmed.tick).toBe(network.world.tick);
  });

  test.each([
    ['closed', false],
    ['kept until the next one', true],
  ])(
    '[W180] a move whose connection is %s is not seen: no state, no jump, no correction, no input lost',
    (_kind, keep) => {
      const { network, page, ticks } = playWithMoves(profile, keep);
      expect(page.session.link).toEqual({ node: 'b', redirects: MOVES, dials: MOVES + 1 });
      expect(page.states.filter(({ name }) => name !== 'room')).toEqual([]);
      expect(new Set(page.states.map(({ name }) => name))).toEqual(new Set(['room']));
      // One picture a tick, as without moves: the present is bent by a twentieth at most.
      const steps = ticks.slice(1).map((tick, i) => tick - ticks[i]!);
      expect([Math.min(...steps) >= 0, Math.max(...steps) <= 2]).toEqual([true, true]);
      const { largeCorrections, lateInputs, wrongHashes } = page.match.figures;
      expect({ largeCorrections, wrongHashes }).toEqual({ largeCorrections: 0, wrongHashes: 0 });
      expect(lateInputs).toBeLessThanOrEqual(MOVES);
      const newest = network.received.filter(({ message }) => message.type === 'input').length;
      expect(newest).toBeGreaterThan(MOVES);
      network.settle();
      expect(page.match.prediction.applied).toBe(
        Math.max(...network.inputs.filter((input) => input.page === page).map(({ sequence }) => sequence)),
      );
    },
  );
});
