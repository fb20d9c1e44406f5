import { pino } from 'pino';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { PLAYER_THINK_TIMES } from '../../bots/brains/walker.ts';
import { runLoad } from '../../load/load.ts';
import { parseExpectation, type Expectation } from '../../load/report/measures.ts';
import type { BotsOptions } from '../../bots/bots-options.ts';
import { runBots } from '../../bots/main.ts';
import { gameServerConfig } from '../../game-server/config.ts';
import { startGameServer } from '../../game-server/main.ts';
import { startCuttableWay } from './cuttable-way.ts';
import { frameOf, JOINED, startFakeServer, WELCOME } from './fake-server.ts';

const NOBODY = { host: '127.0.0.1', port: 1 };
const BOTS = { count: 1, name: 'Bot', mode: 'coop', rate: 60 } as const;
const ALONE = { workers: 1, bots: 0, giveUp: false, think: PLAYER_THINK_TIMES } as const;
const CALM = {
  modes: ['coop'],
  seats: 0,
  ramp: 500,
  churn: 0,
  slow: 0,
  expect: [],
  findLimit: false,
  ...ALONE,
} as const;
const LOAD = { clients: 4, seconds: 0.5, settle: 0, rate: 60, seed: 1, ...CALM } as const;

describe('packetman bot', () => {
  test('[BT7] bots are named, join, say so, and stop with 0 when they are told to', async () => {
    const { address } = await startServer();
    const bots = startBots({ ...BOTS, ...address, count: 3 });
    await bots.line(/Bot-1: joined room .* \(coop\), seat \d of 4/);
    await bots.line(/Bot-2: joined/);
    await bots.line(/Bot-3: joined/);
    expect(await bots.stop()).toBe(0);
  });

  test('[BT7] bots join a room by its code, or are alone in one each', async () => {
    const { address, lobby } = await startServer();
    const first = startBots({ ...BOTS, ...address, alone: true });
    const [, room] = await first.line(/Bot: joined room (.*) \(coop\), seat 1 of 1/);
    expect(lobby.room(room!)!.world.seatCount).toBe(1);
    const second = startBots({ ...BOTS, ...address, name: 'Other', room: room! });
    await second.line(/Other: room-full/);
    expect(await second.exitCode).toBe(1);
    expect(await first.stop()).toBe(0);
  });

  test('[BT7] the exit code is 1 after a bot that cannot connect, or whose session the server ends', async () => {
    expect(await startBots({ ...BOTS, ...NOBODY }).exitCode).toBe(1);
    const bye = frameOf({ type: 'bye', reason: 'closing time' });
    const address = await startFakeServer([frameOf(WELCOME)], [frameOf(JOINED), bye]);
    const thrownOut = startBots({ ...BOTS, ...address, giveUp: true });
    await thrownOut.line(/Ann: bye: closing time/);
    expect(await thrownOut.exitCode).toBe(1);
  });

  test('[BT8] bots whose connections are cut play on in their seats', async () => {
    const { address } = await startServer();
    const way = await startCuttableWay(address.port);
    const bots = startBots({ ...BOTS, ...way, count: 2 });
    const joined = (name: string) => new RegExp(`${name}: joined room (.*), seat (.)`);
    const before = [await bots.line(joined('Bot-1')), await bots.line(joined('Bot-2'))];
    const after = Promise.all([bots.nextLine(joined('Bot-1')), bots.nextLine(joined('Bot-2'))]);
    way.cut();
    await bots.line(/Bot-1: the connection was lost and is back/);
    await bots.line(/Bot-2: the connection was lost and is back/);
    expect((await after).map(([line]) => line)).toEqual(before.map(([line]) => line));
    expect(await bots.stop()).toBe(0);
  });

  test('[BT8] after a restart of the server bots play on in new sessions, and print a line', async () => {
    const first = await startServer();
    const second = await startServer();
    const way = await startCuttableWay(first.address.port);
    const bots = startBots({ ...BOTS, ...way, count: 2 });
    const [, room] = await bots.line(/Bot-1: joined room (.*) \(coop\)/);
    await bots.line(/Bot-2: joined room/);
    way.lead(second.address.port);
    way.cut();
    const moved = /: the server no longer has the session: room (.*) is gone, on to room (.*)/;
    const [, from, to] = await bots.line(moved);
    expect(from).toBe(room);
    expect(second.lobby.room(to!)).not.toBe(null);
    await bots.line(/Bot-2: the server no longer has the session/);
    expect(await bots.stop()).toBe(0);
  });

  test('[BT8] a server that says goodbye and comes back is played on as well', async () => {
    const first = await startServer();
    const second = await startServer();
    const way = await startCuttableWay(first.address.port);
    const bots = startBots({ ...BOTS, ...way });
    await bots.line(/Bot: joined room/);
    way.lead(second.address.port);
    await first.drain();
    const [, to] = await bots.line(/Bot: the server no longer has the session: room .* is gone, on to room (.*)/);
    expect(second.lobby.room(to!)).not.toBe(null);
    expect(await bots.stop()).toBe(0);
  });

  test('[BT8] a bot that gives up ends with 1 after a restart', async () => {
    const first = await startServer();
    const second = await startServer();
    const way = await startCuttableWay(first.address.port);
    const bots = startBots({ ...BOTS, ...way, giveUp: true });
    await bots.line(/Bot: joined room/);
    way.lead(second.address.port);
    way.cut();
    await bots.line(/Bot: session-lost: the server no longer has the session/);
    expect(await bots.exitCode).toBe(1);
  });

  test('[BT7] seconds end the play with 0', async () => {
    const { address } = await startServer();
    // The time is up once the bot has its seat, however long that takes.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const bots = startBots({ ...BOTS, ...address, seconds: 1 });
    await bots.line(/Bot: joined room/);
    vi.advanceTimersByTime(1000);
    expect(await bots.exitCode).toBe(0);
  });
});

describe('packetman load', () => {
  test('[LD1] reports what the clients got and what it cost the server', async () => {
    const { address, adminUrl } = await startServer();
    const lines: string[] = [];
    expect(await runLoad({ ...LOAD, ...address, seconds: 2, adminUrls: [adminUrl] }, (line) => lines.push(line))).toBe(
      0,
    );
    const report = lines.join('\n');
    expect(report).toContain('4 of 4 connected, 0 lost, 0 resumed');
    expect(report).toMatch(/received +\d+\.\d messages and [1-9]\d* bytes a second and client/);
    expect(report).toMatch(/update interval +p50 \d+\.\d+ ms, p99 \d+\.\d+ ms/);
    expect(report).toMatch(/input to update +p50 \d+\.\d+ ms/);
    expect(report).toMatch(/server tick +p50 \d/);
    expect(report).toMatch(/server CPU +\d+ % of one core, 1 rooms, 4 connections/);
  });

  test('[BT8] counts a client that resumed as resumed, and not as lost', async () => {
    const { address, adminUrl } = await startServer();
    const way = await startCuttableWay(address.port);
    const lines: string[] = [];
    const exitCode = await runLoad({ ...LOAD, ...way, seconds: 1.5, adminUrls: [adminUrl] }, (line) => {
      lines.push(line);
      // All are there.
      if (line.startsWith('connecting: 4 of 4')) way.cut();
    });
    expect(lines.join('\n')).toContain('4 of 4 connected, 0 lost, 4 resumed');
    expect(exitCode).toBe(0);
  });

  test('[LD1] counts a client that plays on after a restart of the server, and not as lost', async () => {
    const first = await startServer();
    const second = await startServer();
    const way = await startCuttableWay(first.address.port);
    const lines: string[] = [];
    const exitCode = await runLoad({ ...LOAD, ...way, seconds: 1.5, adminUrls: [first.adminUrl] }, (line) => {
      lines.push(line);
      if (!line.startsWith('connecting: 4 of 4')) return;
      way.lead(second.address.port);
      way.cut();
    });
    expect(lines.join('\n')).toContain('4 of 4 connected, 0 lost, 0 resumed, 4 in new sessions');
    expect(exitCode).toBe(0);
  });

  test('[LD1] a client without a connection at the end, which gets none, is lost', async () => {
    const { address, adminUrl } = await startServer();
    const way = await startCuttableWay(address.port);
    const lines: string[] = [];
    const exitCode = await runLoad({ ...LOAD, ...way, adminUrls: [adminUrl] }, (line) => {
      lines.push(line);
      if (line.startsWith('connecting: 4 of 4')) way.close();
    });
    expect(lines.join('\n')).toContain('4 of 4 connected, 4 lost (4 connection-lost), 0 resumed');
    expect(exitCode).toBe(1);
  });

  test('[LD1] ends early when all clients have given up', async () => {
    const fake = await startFakeServer(
      [frameOf(WELCOME)],
      [frameOf(JOINED), frameOf({ type: 'bye', reason: 'night' })],
    );
    const lines: string[] = [];
    const options = { ...LOAD, ...fake, giveUp: true, seconds: 600, adminUrls: ['http://127.0.0.1:1'] };
    expect(await runLoad(options, (line) => lines.push(line))).toBe(1);
    expect(lines.join('\n')).toContain('4 of 4 connected, 4 lost (4 bye), 0 resumed');
    expect(lines).toContain('  first loss         bye: night');
  });

  test('[LD1] stopped before its window it measures nothing, and is judged by what it has', async () => {
    const { address, adminUrl } = await startServer();
    const stop = new AbortController();
    const lines: string[] = [];
    const print = (line: string) => {
      lines.push(line);
      if (line.startsWith('connecting: 4 of 4')) stop.abort();
    };
    const options = { ...LOAD, ...address, settle: 600, adminUrls: [adminUrl], signal: stop.signal };
    expect(await runLoad(options, print)).toBe(0);
    expect(lines.at(-1)).toBe('Nothing was measured.');
    expect(lines.join('\n')).not.toContain('server CPU');
    expect(await runLoad({ ...options, expect: [expected('bytes_in<1000B/s')] }, print)).toBe(1);
    expect(lines.at(-1)).toBe('NOT AS EXPECTED: bytes_in<1000B/s, was not measured');
  });

  test('[LD3] expectations about figures of the admin port are errors if it does not answer', async () => {
    const lines: string[] = [];
    const options = { ...LOAD, ...NOBODY, expect: [expected('cpu<50%')], adminUrls: ['http://127.0.0.1:1'] };
    expect(await runLoad(options, (line) => lines.push(line))).toBe(1);
    expect(lines).toEqual([
      expect.stringMatching(/^packetman: cpu is asked of .* http:\/\/127.0.0.1:1 does not answer/),
    ]);
  });

  test('[BT9] sends `leave` to the server, which keeps no seat', async () => {
    const { address, adminUrl, lobby } = await startServer();
    await runLoad({ ...LOAD, ...address, clients: 40, adminUrls: [adminUrl] }, () => {});
    // Rooms of those who were only lost would be kept for half a minute.
    await expect.poll(() => lobby.roomCount).toBe(0);
  });

  test('[LD1] does without the admin port', async () => {
    const { address } = await startServer();
    const lines: string[] = [];
    const options = { ...LOAD, ...address, adminUrls: ['http://127.0.0.1:1'] };
    expect(await runLoad(options, (line) => lines.push(line))).toBe(0);
    expect(lines.join('\n')).toContain('no figures: its admin port did not answer');
  });

  test('[LD1] is 1 when a client was lost, and says why', async () => {
    const lines: string[] = [];
    const options = { ...LOAD, ...NOBODY, adminUrls: ['http://127.0.0.1:1'] };
    expect(await runLoad(options, (line) => lines.push(line))).toBe(1);
    expect(lines.join('\n')).toContain('0 of 4 connected, 4 lost (4 unreachable), 0 resumed');
  });
});

function expected(text: string): Expectation {
  const parsed = parseExpectation(text);
  if ('wrong' in parsed) throw new Error(parsed.wrong);
  return parsed;
}

async function startServer() {
  const config = gameServerConfig({ host: '127.0.0.1', port: 0, adminPort: 0 });
  const server = await startGameServer(config, pino({ level: 'silent' }));
  onTestFinished(() => server.drain());
  return {
    lobby: server.lobby,
    drain: () => server.drain(),
    address: { host: '127.0.0.1', port: server.port },
    adminUrl: `http://127.0.0.1:${server.adminPort}`,
  };
}

/** Bots whose lines can be waited for. */
function startBots(options: BotsOptions) {
  const stop = new AbortController();
  const lines: string[] = [];
  const wakes: (() => void)[] = [];
  const exitCode = runBots({ ...options, signal: stop.signal }, (line) => {
    lines.push(line);
    for (const wake of wakes.splice(0)) wake();
  });
  onTestFinished(() => stop.abort());
  /** The first line like this after so many. */
  const lineAfter = async (pattern: RegExp, count: number): Promise<RegExpMatchArray> => {
    for (let at = count; ; at++) {
      while (at === lines.length) await new Promise<void>((resolve) => wakes.push(resolve));
      const found = lines[at]!.match(pattern);
      if (found !== null) return found;
    }
  };
  return {
    exitCode,
    line: (pattern: RegExp) => lineAfter(pattern, 0),
    /** The next one that is still to come. */
    nextLine: (pattern: RegExp) => lineAfter(pattern, lines.length),
    stop() {
      stop.abort();
      return exitCode;
    },
  };
}
