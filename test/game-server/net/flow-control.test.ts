// Which ticks a client may say it has seen, and what they are worth.

import { expect, test } from 'vitest';
import { gameServerConfig } from '../../../game-server/config.ts';
import { FlowControl } from '../../../game-server/net/flow-control.ts';

const config = gameServerConfig();
const FRAME = Buffer.alloc(1);

/** A client that was sent ticks 1 to 60 of a match, one in each of the first 60 ms, and has seen the 50th. */
function flowAt60() {
  const flow = new FlowControl(config, { queuedBytes: 0, write: () => {} });
  flow.start(0, 0);
  for (let tick = 1; tick <= 60; tick++) flow.show(FRAME, tick, tick);
  flow.seen(50, 60, 60);
  return flow;
}

const REPORTS: readonly (readonly [what: string, seenTicks: readonly number[], hasSeenAll: boolean])[] = [
  ['nothing more', [], false],
  ['the last one sent', [60], true],
  ['an older one after the last', [60, 40], true],
  ['the first of the match after the last', [60, 0], true],
  ['one of another match, which is later', [1000], false],
  ['one that was not sent yet', [61], false],
  ['the last, and then one that was not sent', [60, 61], true],
  ['the same again', [50], false],
  ['an older one', [49], false],
];

test.each(REPORTS)('[GC4] a client that has seen %s stands still, or has seen all', (_, seenTicks, hasSeenAll) => {
  const flow = flowAt60();
  for (const seenTick of seenTicks) flow.seen(seenTick, 70, 100);
  expect(flow.standsStill(60 + config.standstillMsMax)).toBe(false);
  expect(flow.standsStill(100 + config.standstillMsMax + 1)).toBe(!hasSeenAll);
});

test('[GC4] only a tick that is new puts off the moment from which a client stands still', () => {
  const flow = flowAt60();
  flow.seen(50, 60, 3000);
  flow.seen(49, 60, 3000);
  expect(flow.standsStill(60 + config.standstillMsMax)).toBe(false);
  expect(flow.standsStill(61 + config.standstillMsMax)).toBe(true);
  flow.seen(51, 60, 3000);
  expect(flow.standsStill(3000 + config.standstillMsMax)).toBe(false);
  expect(flow.standsStill(3001 + config.standstillMsMax)).toBe(true);
});

test('[GC4] a client that is behind gets nothing until it has seen all and nothing is queued', () => {
  const outlet = { queuedBytes: 0, write: () => {} };
  const flow = new FlowControl(config, outlet);
  flow.start(0, 0);
  flow.show(FRAME, 1, 0);
  const behindAt = config.behindTicksMax + 60 + 120 + 1;
  expect([behindAt - 1, behindAt, behindAt + 1].map((tick) => flow.isReady(tick))).toEqual([true, false, false]);
  flow.seen(0, behindAt + 2, 0);
  expect(flow.isReady(behindAt + 2)).toBe(false);
  flow.seen(1, behindAt + 3, 0);
  outlet.queuedBytes = 1;
  expect(flow.isReady(behindAt + 3)).toBe(false);
  outlet.queuedBytes = 0;
  expect(flow.isReady(behindAt + 4)).toBe(true);
  // From there it has its full time again.
  flow.show(FRAME, behindAt + 4, 0);
  expect([2 * behindAt + 3, 2 * behindAt + 4].map((tick) => flow.isReady(tick))).toEqual([true, false]);
});
