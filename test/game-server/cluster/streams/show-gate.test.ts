// When frames may go out: the gate on a virtual clock.

import { expect, test } from 'vitest';
import { CUT_OFF_MS_MAX, ShowGate } from '../../../../game-server/cluster/streams/show-gate.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

function gateOf() {
  const clock = new VirtualClock();
  const lease = { lapses: 0, isSure: true, isAlone: false, isCutOff: false, mayShow: () => lease.isSure };
  const gate = new ShowGate(clock, lease);
  const shown: string[] = [];
  /** Sends something whose answer comes when the returned function is called. */
  const pass = (name: string, proves: (() => boolean) | null = null) => {
    let answer = () => {};
    const answered = new Promise<void>((resolve) => (answer = resolve));
    void gate.pass({ answered, proves }, true)!.then(() => shown.push(name));
    return answer;
  };
  const soon = async () => {
    for (let i = 0; i < 10; i++) await Promise.resolve();
  };
  return { clock, lease, gate, shown, pass, soon };
}

test('[CS5] frames wait for the answer, however late, and no longer than until Redis is gone for everybody', async () => {
  const { clock, lease, gate, shown, pass, soon } = gateOf();
  expect(gate.pass(null, true)).toBeNull();
  const answer = pass('one');
  const late = pass('two');
  clock.advance(60_000);
  await soon();
  expect(shown).toEqual([]);
  answer();
  await soon();
  expect([shown, gate.ticksUnreplicated]).toEqual([['one'], 0]);
  lease.isAlone = true;
  // The next tick looks.
  expect(gate.pass(null, true)).toBeNull();
  await soon();
  expect([shown, gate.ticksUnreplicated]).toEqual([['one', 'two'], 1]);
  late();
  await soon();
  expect(shown).toEqual(['one', 'two']);
  expect(gate['waiting'].size).toBe(0);
});

test('[CS5] after a loss nothing goes out, until each room has had an append or Redis is gone for everybody', async () => {
  const { lease, gate, shown, pass, soon } = gateOf();
  const failed = pass('one');
  gate.lose();
  failed();
  pass('two', () => false)();
  await soon();
  expect([shown, gate.needsProof]).toEqual([[], true]);
  // A proof that was sent before another loss is none.
  const stale = pass('three', () => true);
  gate.lose();
  stale();
  await soon();
  expect(shown).toEqual([]);
  lease.isAlone = true;
  expect(gate.pass(null, true)).toBeNull();
  await soon();
  expect([shown.length, gate.ticksUnreplicated]).toEqual([3, 1]);
  // Redis is back: what was shown meanwhile must be there before anything else is shown.
  expect(gate.needsProof).toBe(true);
  lease.isAlone = false;
  const proof = pass('four', () => true);
  await soon();
  expect(shown).toHaveLength(3);
  proof();
  await soon();
  expect([shown.length, gate.needsProof, gate.pass(null, true)]).toEqual([4, false, null]);
});

test('[CS5] a node that is alone waits again after a lapse: others may have taken its rooms', async () => {
  const { lease, shown, pass, soon } = gateOf();
  lease.isAlone = true;
  lease.lapses++;
  pass('one')();
  await soon();
  expect(shown).toEqual([]);
});

test('[CS10] while the lease is in doubt nothing goes out, not even what was acknowledged', async () => {
  const { clock, lease, gate, shown, pass, soon } = gateOf();
  const answer = pass('one');
  lease.isSure = false;
  answer();
  clock.advance(500);
  await soon();
  expect(shown).toEqual([]);
  // All that waits then waits for the same promise.
  expect(gate.pass(null, true)).toBe(gate.pass(null, true));
  // It was in doubt, but it has not lapsed: no other node can have claimed anything.
  lease.isSure = true;
  expect(gate.needsProof).toBe(false);
  await soon();
  expect(shown).toEqual(['one']);
  expect(gate.pass(null, true)).toBeNull();
});

test('[CS10] a proof that arrives while the lease is in doubt proves nothing', async () => {
  const { lease, gate, shown, pass, soon } = gateOf();
  lease.lapses++;
  const answer = pass('one', () => true);
  lease.isSure = false;
  answer();
  await soon();
  lease.isSure = true;
  expect(gate.needsProof).toBe(true);
  await soon();
  expect(shown).toEqual([]);
});

test('[CS10] an answer that comes after a stall shows nothing before each room has had a fresh append', async () => {
  const { lease, gate, shown, pass, soon } = gateOf();
  const old = pass('before the stall');
  lease.lapses++;
  old();
  await soon();
  expect(shown).toEqual([]);
  // Another append of some room is no proof, and neither is one that failed.
  pass('two')();
  pass('three', () => false)();
  await soon();
  expect(shown).toEqual([]);
  // A proof that was sent before another stall is none.
  const stale = pass('four', () => true);
  lease.lapses++;
  stale();
  await soon();
  expect(shown).toEqual([]);
  pass('five', () => true)();
  await soon();
  expect(shown).toHaveLength(5);
  expect(gate.needsProof).toBe(false);
});

test('[CN10] a gate that is closed is overdue earlier while another node has Redis', () => {
  const { clock, lease, gate } = gateOf();
  lease.isSure = false;
  expect(gate.needsProof).toBe(true);
  clock.advance(CUT_OFF_MS_MAX + 1);
  expect(gate.isOverdue).toBe(false);
  lease.isCutOff = true;
  expect(gate.isOverdue).toBe(true);
});

test('[CN10] a gate that is closed for two seconds is overdue, also if the lease is held for moments that prove nothing', async () => {
  const { clock, lease, gate, shown, pass, soon } = gateOf();
  for (let ms = 0; ms < 2100; ms += 300) {
    expect(gate.isOverdue).toBe(false);
    // The lease lapses again before Redis has answered what would open the gate.
    lease.lapses++;
    lease.isSure = true;
    const answer = pass('one', () => true);
    lease.lapses++;
    lease.isSure = false;
    answer();
    await soon();
    clock.advance(300);
  }
  expect([gate.isOverdue, shown]).toEqual([true, []]);
  lease.isSure = true;
  pass('two', () => true)();
  await soon();
  expect([gate.isOverdue, shown.length]).toEqual([false, 8]);
});
