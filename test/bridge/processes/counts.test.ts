import { expect, test } from 'vitest';
import { Asks } from '../../../bridge/processes/asks.ts';
import { AllCounts } from '../../../bridge/processes/all-counts.ts';
import { AddedMetrics } from '../../../bridge/processes/added-metrics.ts';
import type { FromProcess } from '../../../bridge/processes/messages.ts';
import { ProcessCounts } from '../../../bridge/processes/process-counts.ts';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

const LIMITS = { tunnelsMax: 4, tunnelsPerAddressMax: 3, handshakesPerSecondMax: 5 };
const CLIENT = { address: '192.0.2.1', port: 1, forwarded: true };
const OTHER = { address: '192.0.2.2', port: 1, forwarded: true };

/** Processes of one bridge, without processes: each message is heard at once. */
function openProcesses(count: number) {
  let nowMs = 0;
  const all = new AllCounts(() => nowMs);
  const processes = Array.from({ length: count }, () => {
    const own = all.openProcess();
    let wrong = 0;
    const hear = (message: FromProcess): void => {
      if (message.name === 'take') asks.answered(message.ask, own.take(message.client, LIMITS));
      else if (message.name === 'leave') own.leave(message.client);
      else if (message.name === 'begin') asks.answered(message.ask, own.begin(message.guess));
      else if (message.name === 'wrong') asks.answered(message.ask, own.wrong(message.guess));
      else if (message.name === 'right' || message.name === 'dropped') own[message.name](message.guess);
    };
    const asks = new Asks(hear);
    const counts = new ProcessCounts('key', asks, hear);
    const guesses = counts.guesses(() => (wrong += 1));
    return { own, places: counts.places, of: (address: string) => guesses.of({ address }), wrong: () => wrong };
  });
  return { processes, advance: (ms: number) => (nowMs += ms) };
}

test('[B97] places are those of all processes, and come back with a process that ends', async () => {
  const { processes } = openProcesses(3);
  const [a, b, c] = processes as [(typeof processes)[0], (typeof processes)[0], (typeof processes)[0]];
  for (const each of processes) expect(await each.places.take(CLIENT, LIMITS)).toBeNull();
  expect(await a.places.take(CLIENT, LIMITS)).toBe('too-many-tunnels');
  expect(await b.places.take(OTHER, LIMITS)).toBeNull();
  expect(await c.places.take(OTHER, LIMITS)).toBe('over-capacity');
  a.places.leave(CLIENT);
  expect(await c.places.take(OTHER, LIMITS)).toBeNull();
  expect(b.own.places).toBe(2);
  b.own.close();
  expect(b.own.places).toBe(0);
  expect(await a.places.take(OTHER, LIMITS)).toBeNull();
});

test('[B97] handshakes a second are those of all processes', async () => {
  const { processes, advance } = openProcesses(2);
  const handshake = async (at: number) => {
    const { places } = processes[at % 2]!;
    const broken = await places.take(CLIENT, LIMITS);
    if (broken === null) places.leave(CLIENT);
    return broken;
  };
  for (let at = 0; at < LIMITS.handshakesPerSecondMax; at++) expect(await handshake(at)).toBeNull();
  expect([await handshake(0), await handshake(1)]).toEqual(['too-many-handshakes', 'too-many-handshakes']);
  advance(1000);
  expect(await handshake(0)).toBeNull();
});

test('[B97] guesses are those of all processes; a process that ends while it looks at one is no guess', async () => {
  const { processes, advance } = openProcesses(2);
  const [a, b] = processes as [(typeof processes)[0], (typeof processes)[0]];
  for (let at = 0; at < 5; at++) {
    const guesses = processes[at % 2]!.of('192.0.2.1');
    expect(await guesses.begin(`wrong ${at}`)).toEqual({ name: 'open' });
    guesses.wrong(`wrong ${at}`);
  }
  await Promise.resolve();
  expect([a.wrong(), b.wrong()]).toEqual([3, 2]);
  expect(await a.of('192.0.2.1').begin('next')).toEqual({ name: 'waits', seconds: 1 });
  expect(await b.of('192.0.2.1').begin('next')).toEqual({ name: 'waits', seconds: 1 });
  expect(await b.of('192.0.2.1').begin('wrong 0')).toEqual({ name: 'repeated' });
  advance(1000);
  // One at a time: the other process has to wait for it, until that one ends.
  expect(await a.of('192.0.2.1').begin('right')).toEqual({ name: 'open' });
  expect(await b.of('192.0.2.1').begin('other')).toEqual({ name: 'waits', seconds: 1, isForOthers: true });
  a.own.close();
  expect(await b.of('192.0.2.1').begin('other')).toEqual({ name: 'open' });
  b.of('192.0.2.1').right('other');
  expect(await b.of('192.0.2.9').begin('other')).toEqual({ name: 'known' });
});

test('[B97] counters and histograms of an ended process stay in the sum, its gauges do not', async () => {
  const valuesOf = (count: number, gauge: number) => {
    const registry = new Registry();
    const registers = [registry];
    new Counter({ name: 'counter', help: 'c', labelNames: ['a'], registers }).inc({ a: '1' }, count);
    new Gauge({ name: 'gauge', help: 'g', registers }).set(gauge);
    new Gauge({ name: 'up', help: 'u', registers, aggregator: 'min' }).set(gauge > 1 ? 1 : 0);
    new Histogram({ name: 'seconds', help: 's', buckets: [1], registers }).observe(0.5);
    return registry.getMetricsAsJSON();
  };
  const added = new AddedMetrics();
  const [a, b, c] = [{}, {}, {}];
  added.put(a, await valuesOf(1, 1));
  added.put(b, await valuesOf(2, 2));
  added.put(c, await valuesOf(4, 4));
  const lines = async () => (await added.text([])).split('\n');
  expect(await lines()).toEqual(
    expect.arrayContaining(['counter{a="1"} 7', 'gauge 7', 'up 0', 'seconds_count 3', 'seconds_bucket{le="1"} 3']),
  );
  added.ended(a);
  added.ended(b);
  const after = [
    'counter{a="1"} 7',
    'gauge 4',
    'up 1',
    'seconds_count 3',
    'seconds_bucket{le="1"} 3',
    'seconds_sum 1.5',
  ];
  expect(await lines()).toEqual(expect.arrayContaining(after));
  expect(await lines()).toEqual(expect.arrayContaining(after));
});
