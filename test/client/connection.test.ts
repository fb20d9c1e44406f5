// One connection on a clock and a transport that are given: what it sends when, what it counts, and why it ends.
import { describe, expect, test } from 'vitest';
import {
  decodeClient,
  encodeFrame,
  encodeServer,
  FrameDecoder,
  type ClientMessage,
  type ServerMessage,
} from '#protocol';
import { Connection, type Loss, type Traffic } from '../../client/connection.ts';
import type { TransportEvents } from '../../client/surroundings.ts';

const PONG = { type: 'pong', time: 5, tick: 7, logTick: 0 } as const satisfies ServerMessage;

function open() {
  const timers: { atMs: number; call: () => void }[] = [];
  const sent: ClientMessage[] = [];
  const received: ServerMessage[] = [];
  const losses: Loss[] = [];
  const traffic: Traffic = { messagesIn: 0, bytesIn: 0, messagesOut: 0, bytesOut: 0 };
  let [nowMs, closes, seenTick] = [0, 0, 3];
  let transport: TransportEvents | null = null;
  const decoder = new FrameDecoder(10_000);
  const connection = new Connection(
    {
      now: () => nowMs,
      rng: () => 0,
      after(ms, call) {
        const timer = { atMs: nowMs + ms, call };
        timers.push(timer);
        return () => void (timers.includes(timer) && timers.splice(timers.indexOf(timer), 1));
      },
      dial(events) {
        transport = events;
        return {
          send(bytes) {
            decoder.push(bytes);
            const decoded = decodeClient(decoder.next()!);
            if ('message' in decoded) sent.push(decoded.message);
          },
          close: () => void closes++,
        };
      },
    },
    traffic,
    {
      opened: () => connection.send({ type: 'leave' }),
      message: (message) => received.push(message),
      lost: (loss) => losses.push(loss),
      seenTick: () => seenTick,
    },
  );
  return {
    ...{ connection, sent, received, losses, traffic, timers },
    transport: transport!,
    closes: () => closes,
    see: (tick: number) => (seenTick = tick),
    /** Time passes: timers are called when they are due. */
    advance(ms: number) {
      const endMs = nowMs + ms;
      for (;;) {
        const due = timers.filter(({ atMs }) => atMs <= endMs).toSorted((a, b) => a.atMs - b.atMs)[0];
        if (!due) break;
        timers.splice(timers.indexOf(due), 1);
        nowMs = due.atMs;
        due.call();
      }
      nowMs = endMs;
    },
    /** Time passes while the program stands still: then timers are called, before anything is read. */
    stall(ms: number) {
      nowMs += ms;
      for (const due of timers.filter(({ atMs }) => atMs <= nowMs)) {
        timers.splice(timers.indexOf(due), 1);
        due.call();
      }
    },
    receive: (...messages: ServerMessage[]) =>
      transport!.received(Buffer.concat(messages.map((message) => encodeFrame(encodeServer(message))))),
  };
}

test('[CL7] messages and bytes are counted in both directions, headers included', () => {
  const opened = open();
  opened.transport.opened();
  opened.transport.opened();
  opened.receive(PONG, PONG);
  const { length } = encodeFrame(encodeServer(PONG));
  expect(opened.traffic).toEqual({ messagesIn: 2, bytesIn: 2 * length, messagesOut: 1, bytesOut: 4 + 2 });
  expect([opened.sent, opened.received]).toEqual([[{ type: 'leave' }], [PONG, PONG]]);
});

test('[CL5] an answer that does not come within 8 s loses the connection', () => {
  for (const [isOpen, reason] of [
    [false, 'unreachable'],
    [true, 'no-answer'],
  ] as const) {
    const opened = open();
    if (isOpen) opened.transport.opened();
    opened.advance(7999);
    expect(opened.losses).toEqual([]);
    opened.advance(1);
    expect(opened.losses).toEqual([{ reason, text: 'no answer to hello within 8 s', isDead: true }]);
    expect([opened.closes(), opened.timers.length]).toEqual([1, 0]);
  }
  const answered = open();
  answered.connection.answered();
  answered.advance(20_000);
  expect(answered.losses).toEqual([]);
});

test('[CL7] pings follow at first quickly, then at the interval of the server within its limits', () => {
  for (const [intervalMs, pauseMs] of [
    [2000, 2000],
    [1, 250],
    [9000, 3000],
  ] as const) {
    const opened = open();
    opened.connection.answered();
    opened.connection.startPings(intervalMs);
    const gaps = [50, 150, 300, 600, 1000, pauseMs, pauseMs];
    for (const [i, gap] of gaps.entries()) {
      expect(opened.sent).toHaveLength(i + 1);
      opened.receive(PONG);
      opened.advance(gap - 1);
      expect(opened.sent).toHaveLength(i + 1);
      opened.advance(1);
    }
    expect(opened.sent.at(-1)).toMatchObject({ type: 'ping', seenTick: 3 });
    opened.see(9);
    expect(opened.connection.ping()).toBe((opened.sent.at(-1) as { time: number }).time);
    expect(opened.sent.at(-1)).toMatchObject({ seenTick: 9 });
  }
});

test('[CL7] a server that is silent for more than 6 s is gone', () => {
  const opened = open();
  opened.transport.opened();
  opened.receive(PONG);
  opened.connection.answered();
  opened.connection.startPings(1000);
  opened.advance(6000);
  expect(opened.losses).toEqual([]);
  opened.advance(2000);
  expect(opened.losses).toEqual([{ reason: 'connection-lost', text: 'the server is silent', isDead: true }]);
});

const STOPS: readonly [what: string, prepare: (opened: ReturnType<typeof open>) => void][] = [
  ['that pings', ({ connection }) => connection.startPings(1000)],
  [
    'that has just sent a ping to a server that was quiet',
    ({ connection, advance }) => {
      connection.watchClosely();
      advance(1000);
    },
  ],
  ['that waits for an answer', ({ connection }) => connection.expectAnswer('play')],
];

describe.each(STOPS)('[CL7] a connection of a program that stood still, %s,', (_, prepare) => {
  const stopped = (ms: number) => {
    const opened = open();
    opened.transport.opened();
    opened.receive(PONG);
    opened.connection.answered();
    prepare(opened);
    const before = opened.sent.length;
    opened.stall(ms);
    expect(opened.losses).toEqual([]);
    return { ...opened, sentAtOnce: () => opened.sent.slice(before) };
  };

  test.each([9000, 20_000])('holds after %i ms if the answer waited, and is heard of at once', (ms) => {
    const { sentAtOnce, receive, connection, advance, losses } = stopped(ms);
    expect(sentAtOnce()).toMatchObject([{ type: 'ping' }]);
    receive(PONG);
    connection.answered();
    advance(1000);
    expect(losses).toEqual([]);
  });

  test('is lost a second later if nothing came', () => {
    const { advance, losses } = stopped(9000);
    advance(999);
    expect(losses).toEqual([]);
    advance(1);
    expect(losses).toMatchObject([{ isDead: true }]);
  });

  test('does nothing more if it is closed in this second', () => {
    const { connection, advance, losses, timers } = stopped(9000);
    connection.close();
    advance(60_000);
    expect([losses, timers]).toEqual([[], []]);
  });
});

test('[CL7] a program that stood still while it dialled is answered', () => {
  const opened = open();
  opened.stall(20_000);
  expect(opened.losses).toEqual([]);
  opened.transport.opened();
  opened.receive(PONG);
  opened.connection.answered();
  opened.advance(60_000);
  expect(opened.losses).toEqual([]);
  expect(opened.sent).toEqual([{ type: 'leave' }]);
});

describe('[CL5] a connection that has ended', () => {
  test.each([
    ['closed by us', (opened: ReturnType<typeof open>) => opened.connection.close(), []],
    ['closed before it was heard of', (opened) => opened.transport.closed('refused'), ['unreachable']],
    [
      'closed after that',
      (opened) => {
        opened.receive(PONG);
        opened.transport.closed('reset');
      },
      ['connection-lost'],
    ],
    ['of another protocol', (opened) => opened.transport.received(Buffer.from('HTTP/1.1')), ['bad-server']],
  ] as [string, (opened: ReturnType<typeof open>) => void, Loss['reason'][]][])(
    '%s sends, counts and reports nothing more',
    (_name, end, reasons) => {
      const opened = open();
      opened.connection.startPings(1000);
      opened.connection.updateCame(200);
      end(opened);
      const before = { traffic: { ...opened.traffic }, sent: opened.sent.length, received: opened.received.length };
      opened.connection.send({ type: 'leave' });
      opened.connection.close();
      opened.transport.closed('again');
      opened.transport.opened();
      opened.receive(PONG);
      opened.advance(60_000);
      expect({ traffic: opened.traffic, sent: opened.sent.length, received: opened.received.length }).toEqual(before);
      expect(opened.losses.map(({ reason }) => reason)).toEqual(reasons);
      expect([opened.closes(), opened.timers.length]).toEqual([1, 0]);
    },
  );
});

test('[CL7] a snapshot is reported by a ping when no other follows within 200 ms', () => {
  const opened = open();
  opened.connection.answered();
  opened.connection.updateCame(200);
  opened.advance(150);
  opened.connection.updateCame(200);
  opened.advance(199);
  expect(opened.sent).toEqual([]);
  opened.advance(1);
  expect(opened.sent).toMatchObject([{ type: 'ping' }]);
  opened.advance(10_000);
  expect(opened.sent).toHaveLength(1);
});
