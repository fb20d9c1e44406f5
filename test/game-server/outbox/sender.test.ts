// What is sent when, over real HTTP: an API that is down, wrong, slow to take it, or of another version.

import { once } from 'node:events';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { decodeRecords, isInternalBearer, RECORDS_BYTES_MAX, RECORDS_PATH } from '#handover';
import { MatchOutbox } from '../../../game-server/outbox/match-outbox.ts';
import { REFUSED_MAX, Sender } from '../../../game-server/outbox/sender.ts';
import { freePort } from '../../support/free-port.ts';
import { newFolder } from '../../support/new-folder.ts';
import { seededRng } from '../../support/seeded-rng.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const KEY = Buffer.alloc(32, 7);
const idOf = (number: number) => number.toString(16).padStart(32, '0');

type Answer = (response: ServerResponse, count: number) => void;
const taken: Answer = (response, count) =>
  response.end(JSON.stringify({ answers: Array.from({ length: count }, () => 'taken') }));
const status =
  (code: number): Answer =>
  (response) =>
    response.writeHead(code).end('no');

/** A program that takes what it is sent, and answers as the test says. */
async function listen(answers: Answer[], otherwise: Answer = taken) {
  const requests: number[][] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      expect([request.method, request.url]).toEqual(['POST', RECORDS_PATH]);
      if (!isInternalBearer(request.headers.authorization, KEY)) return response.writeHead(401).end();
      const records = decodeRecords(Buffer.concat(parts));
      requests.push(records.map(({ bytes }) => bytes[0]!));
      (answers.shift() ?? otherwise)(response, records.length);
      return server.emit('answered');
    });
  });
  // A test may close it, and listen there again.
  server.listen(await freePort(), '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { requests, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

function begin(url: string, folder = newFolder(), key = KEY) {
  const clock = new VirtualClock();
  const lines: string[] = [];
  const log = pino({}, { write: (line) => void lines.push((JSON.parse(line) as { msg: string }).msg) });
  const outbox = new MatchOutbox({ folder, bytesMax: 1e9, clock, log });
  const sender = new Sender({ outbox, folder, url, key, clock, rng: seededRng(1), log });
  onTestFinished(() => sender.stop());
  /** Lets its timers pass, between requests, until something is so. */
  const until = async (isSo: () => boolean) => {
    while (!isSo()) {
      if (clock.nextDueMs !== null) clock.advance(clock.nextDueMs - clock.now());
      await new Promise<void>((resolve) => void setImmediate(resolve));
    }
  };
  const take = (...numbers: number[]) => {
    for (const number of numbers) outbox.take('match', idOf(number), Buffer.of(number, 1, 2));
  };
  return { clock, lines, outbox, sender, until, take, folder };
}

test('[OB5] what waits is sent in one request, oldest first, and removed when it was taken', async () => {
  const { requests, url } = await listen([]);
  const { outbox, sender, until, take } = begin(url);
  take(3, 1, 2);
  await until(() => outbox.totals.count === 0);
  expect(requests).toEqual([[3, 1, 2]]);
  expect(sender.sentCount).toBe(3);
  take(9);
  await until(() => outbox.totals.count === 0);
  expect(requests.length).toBe(2);
});

test('[OB5] what an earlier process has left is sent', async () => {
  const { requests, url } = await listen([]);
  const folder = newFolder();
  const first = begin('http://127.0.0.1:1', folder);
  first.take(5);
  await first.sender.stop();
  const { outbox, until } = begin(url, folder);
  await until(() => outbox.totals.count === 0);
  expect(requests).toEqual([[5]]);
});

test('[OB5] without an answer that says so nothing is removed, and it is tried again later and later', async () => {
  const broken: Answer[] = [
    status(503),
    status(404),
    (response) => response.destroy(),
    (response) => response.end('hello'),
    (response) => response.end('{"answers":["taken"]}'),
    (response) => response.end('{"answers":["taken","eaten"]}'),
    (response) => response.end('x'.repeat(100_000)),
    (response) => response.writeHead(307, { location: 'http://127.0.0.1:1/' }).end(),
  ];
  const failures = broken.length;
  const { requests, url } = await listen(broken);
  const { clock, outbox, sender, until, take, lines } = begin(url);
  take(1, 2);
  const times: number[] = [];
  for (let failed = 1; failed <= failures; failed++) {
    await until(() => sender.failedCount === failed);
    times.push(clock.now());
    expect(outbox.totals.count).toBe(2);
  }
  await until(() => outbox.totals.count === 0);
  expect(requests.length).toBe(failures + 1);
  expect(lines).toEqual(['matches wait: the API does not take them', 'the API takes matches again']);
  expect(times.at(-1)! - times.at(-2)!).toBeGreaterThan(4 * (times[1]! - times[0]!));
});

test('[OB5] nobody listens for an hour: nothing is lost, and little is tried', async () => {
  const { requests, url, server } = await listen([]);
  const { port } = server.address() as AddressInfo;
  server.close();
  const { clock, outbox, sender, until, take } = begin(url);
  take(1);
  await until(() => clock.now() > 3_600_000);
  expect(sender.failedCount).toBeLessThan(150);
  take(2);
  expect(outbox.totals.count).toBe(2);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  await until(() => outbox.totals.count === 0);
  expect(requests.flat()).toEqual([1, 2]);
});

test('[OB5] a wrong key sends nothing away', async () => {
  const { requests, url } = await listen([]);
  const { outbox, sender, until, take } = begin(url, newFolder(), Buffer.alloc(32, 8));
  take(1);
  await until(() => sender.failedCount === 2);
  expect([requests, outbox.totals.count]).toEqual([[], 1]);
});

test('[OB6] what the API refuses is kept apart, and the others go on', async () => {
  const answer: Answer = (response) => response.end('{"answers":["taken",{"refused":"version"},"taken"]}');
  const { url } = await listen([answer]);
  const { outbox, sender, until, take, folder, lines } = begin(url);
  take(1, 2, 3);
  await until(() => outbox.totals.count === 0);
  expect([sender.sentCount, sender.refusedCount]).toEqual([2, 1]);
  expect(readdirSync(join(folder, 'refused'))).toEqual([`000000000002-${idOf(2)}.match`]);
  expect(lines).toEqual(['the API refuses a match']);
  // It is not read again by the next process.
  expect(begin(url, folder).outbox.totals.count).toBe(0);
});

test('[OB6] only so many refused ones are kept, the newest', async () => {
  const refused: Answer = (response, count) =>
    response.end(JSON.stringify({ answers: Array.from({ length: count }, () => ({ refused: 'no' })) }));
  const { url } = await listen([], refused);
  const { outbox, until, take, folder } = begin(url);
  take(...Array.from({ length: REFUSED_MAX + 5 }, (_, i) => i % 256));
  await until(() => outbox.totals.count === 0);
  const names = readdirSync(join(folder, 'refused')).toSorted();
  expect([names.length, names[0]!.slice(0, 12)]).toEqual([REFUSED_MAX, '000000000006']);
});

test('[OB5] a request has a size, and less after one that was too large for the API', async () => {
  const { requests, url } = await listen([status(413), status(413)]);
  const { outbox, sender, until } = begin(url);
  for (let i = 0; i < 4; i++) outbox.take('match', idOf(i), Buffer.alloc(RECORDS_BYTES_MAX / 2, i));
  await until(() => outbox.totals.count === 0);
  expect(requests).toEqual([[0, 1], [0], [1], [2, 3]]);
  expect([sender.refusedCount, sender.sentCount]).toEqual([1, 3]);
});

test('[OB5] a file that is gone is counted, and does not hold up the others', async () => {
  const { requests, url } = await listen([]);
  const { outbox, sender, until, take } = begin(url);
  take(1, 2);
  rmSync(outbox.pathOf(outbox.first(1)[0]!));
  await until(() => outbox.totals.count === 0);
  expect([requests, sender.missingCount]).toEqual([[[2]], 1]);
});

test('[OB5] a stop breaks off the request, and leaves what was not acknowledged', async () => {
  const { requests, url, server } = await listen([], () => {});
  const { outbox, sender, clock, take } = begin(url);
  take(1);
  const answered = once(server, 'answered');
  clock.advance(1000);
  await answered;
  await sender.stop();
  expect(requests).toEqual([[1]]);
  const [record] = outbox.first(1);
  expect(existsSync(outbox.pathOf(record!))).toBe(true);
  writeFileSync(outbox.pathOf(record!), 'x');
  clock.advance(100_000);
  expect(requests.length).toBe(1);
});
