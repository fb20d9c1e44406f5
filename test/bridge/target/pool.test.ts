import { once } from 'node:events';
import { Socket } from 'node:net';
import { pino } from 'pino';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { TcpAddress } from '../../../bridge/target/address.ts';
import { DialError, type Dial, type DialSettings, type Target } from '../../../bridge/target/dial.ts';
import { CHECKS_AT_ONCE_MAX } from '../../../bridge/target/health-checks.ts';
import { type TargetRoute, Targets } from '../../../bridge/target/targets.ts';

const A: TcpAddress = { host: '10.0.0.1', port: 1 };
const B: TcpAddress = { host: '10.0.0.2', port: 1 };
const DIAL = { tls: null, timeoutMs: 1000 };
const CHECK = { everyMs: 5000, timeoutMs: 2000 };
/** The most addresses that a bridge may remember after failures, as its documentation says. */
const REMEMBERED = 4096;

/** A target that says something when it is read: a check waits for nothing more. */
function greeting(socket: Socket): Target {
  const target: Target = { socket, address: '', deliver: () => false };
  socket.resume = () => {
    target.deliver(Buffer.of(1), false);
    return socket;
  };
  return target;
}

/** Targets of a network that is only pretended: which addresses accept is said by the test. */
function openTargets() {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const refusing = new Set<TcpAddress>();
  const lines: object[] = [];
  const tried: TcpAddress[] = [];
  const checked: TcpAddress[] = [];
  let refusal = 'ECONNREFUSED';
  const dialTarget = ({ addresses, timeoutMs, onTry }: DialSettings): Dial => {
    const [address] = addresses as [TcpAddress];
    (timeoutMs === CHECK.timeoutMs ? checked : tried).push(address);
    const socket = new Socket();
    socket.on('error', () => {});
    onTry?.(address, socket);
    if (refusing.has(address)) {
      socket.destroy(Object.assign(new Error('refused'), { code: refusal }));
      const failure = Promise.reject(new DialError('target-unreachable'));
      failure.catch(() => {});
      return { connected: failure, cancel() {} };
    }
    process.nextTick(() => socket.emit('connect'));
    return {
      connected: Promise.resolve(greeting(socket)),
      cancel: () => void socket.destroy(),
    };
  };
  const log = pino(
    { base: null, timestamp: false },
    {
      write: (line: string) => void lines.push(JSON.parse(line) as object),
    },
  );
  const targets = new Targets(log, () => performance.now(), dialTarget);
  onTestFinished(() => targets.stop());
  const connect = async (route: TargetRoute, addresses = route.target ?? [], token: string | null = null) => {
    const { connected } = targets.dial(route, addresses, token, DIAL);
    await vi.advanceTimersByTimeAsync(0);
    return connected.then(({ socket }) => socket);
  };
  const refuseWith = (code: string) => (refusal = code);
  return { refuseWith, targets, refusing, lines, tried, checked, connect };
}

function routeOf(settings: Partial<TargetRoute>): TargetRoute {
  return { name: 'r', target: [A, B], balance: 'order', sticky: 'none', healthCheck: null, ...settings };
}

function figures(targets: Targets) {
  return targets.figures().map(({ sessions, isUp, downs }) => ({ sessions, isUp, downs }));
}

test('[B95] sessions are spread over the targets with the fewest, and counted until their connection ends', async () => {
  const { targets, tried, connect } = openTargets();
  const route = routeOf({ balance: 'least-sessions' });
  targets.use([route], new Map());
  const sockets = [await connect(route), await connect(route), await connect(route)];
  expect(tried).toEqual([A, B, A]);
  expect(figures(targets).map(({ sessions }) => sessions)).toEqual([2, 1]);
  for (const socket of [sockets[0]!, sockets[2]!]) {
    socket.destroy();
    await once(socket, 'close');
  }
  await connect(route);
  expect(tried.at(-1)).toBe(A);
});

test('[B96] a target that fails a check is left out until one passes, with a line for each change', async () => {
  const { targets, refusing, lines, tried, checked, connect } = openTargets();
  const route = routeOf({ healthCheck: CHECK });
  targets.use([route], new Map());
  refusing.add(A);
  await vi.advanceTimersByTimeAsync(CHECK.everyMs);
  await connect(route);
  await connect(route);
  expect(tried).toEqual([B, B]);
  await vi.advanceTimersByTimeAsync(3 * CHECK.everyMs);
  expect(figures(targets)).toMatchObject([{ isUp: false, downs: 1 }, { isUp: true }]);
  refusing.delete(A);
  await vi.advanceTimersByTimeAsync(CHECK.everyMs);
  await connect(route);
  expect(tried.at(-1)).toBe(A);
  expect(lines).toEqual([
    { level: 40, route: 'r', target: '10.0.0.1:1', cause: 'check: refused', msg: 'target down' },
    { level: 30, route: 'r', target: '10.0.0.1:1', msg: 'target up' },
  ]);
  expect(checked.length).toBe(targets.checks.passed + targets.checks.failed);
});

test('[B96] a client that finds a target dead marks it until the next check that passes', async () => {
  const { targets, refusing, lines, tried, connect } = openTargets();
  const route = routeOf({ healthCheck: CHECK });
  targets.use([route], new Map());
  await vi.advanceTimersByTimeAsync(0);
  refusing.add(A);
  await expect(connect(route)).rejects.toThrow('target-unreachable');
  refusing.delete(A);
  await connect(route);
  expect(tried).toEqual([A, B]);
  await vi.advanceTimersByTimeAsync(CHECK.everyMs);
  await connect(route);
  expect(tried.at(-1)).toBe(A);
  expect(lines).toMatchObject([{ msg: 'target down', cause: 'refused' }, { msg: 'target up' }]);
});

test('[B96] without checks a target that failed is left out for 5 s, and then up again when it accepts', async () => {
  const { targets, refusing, lines, tried, connect } = openTargets();
  const route = routeOf({ sticky: 'token' });
  targets.use([route], new Map());
  refusing.add(A);
  await expect(connect(route)).rejects.toThrow('target-unreachable');
  await connect(route);
  await vi.advanceTimersByTimeAsync(4_999);
  await connect(route);
  await vi.advanceTimersByTimeAsync(1);
  await expect(connect(route)).rejects.toThrow('target-unreachable');
  refusing.delete(A);
  await vi.advanceTimersByTimeAsync(5_000);
  await connect(route);
  expect(tried).toEqual([A, B, B, A, A]);
  expect(lines).toMatchObject([{ msg: 'target down' }, { msg: 'target up' }]);
});

test('[B16] a route without any of the settings marks nothing', async () => {
  const { targets, refusing, lines, tried, connect } = openTargets();
  const route = routeOf({});
  targets.use([route], new Map());
  refusing.add(A);
  await expect(connect(route)).rejects.toThrow('target-unreachable');
  await expect(connect(route)).rejects.toThrow('target-unreachable');
  expect(tried).toEqual([A, A]);
  expect(lines).toEqual([]);
});

test('[B96] a client that gives up marks nothing', async () => {
  const { targets, tried, connect } = openTargets();
  const route = routeOf({ balance: 'least-sessions' });
  targets.use([route], new Map());
  const { connected, cancel } = targets.dial(route, [A, B], null, DIAL);
  cancel();
  await once((await connected).socket, 'close');
  expect(figures(targets)[0]).toEqual({ sessions: 0, isUp: true, downs: 0 });
  await connect(route);
  expect(tried).toEqual([A, A]);
});

test('[B14] targets that stay keep their sessions and their health when the configuration is read again', async () => {
  const { targets, refusing, checked, connect } = openTargets();
  const route = routeOf({ balance: 'least-sessions', healthCheck: CHECK });
  targets.use([route], new Map());
  await connect(route);
  await connect(route);
  refusing.add(B);
  await vi.advanceTimersByTimeAsync(CHECK.everyMs);
  const before = checked.length;
  const next = routeOf({ balance: 'least-sessions', target: [B, A, { host: '10.0.0.3', port: 1 }] });
  targets.use([next], new Map());
  expect(figures(targets)).toEqual([
    { sessions: 1, isUp: false, downs: 1 },
    { sessions: 1, isUp: true, downs: 0 },
    { sessions: 0, isUp: true, downs: 0 },
  ]);
  await vi.advanceTimersByTimeAsync(3 * CHECK.everyMs);
  expect(checked.length).toBe(before);
});

test('[B96] errors of this machine mark nothing', async () => {
  const { refuseWith, targets, refusing, lines, connect } = openTargets();
  const route = routeOf({ healthCheck: CHECK });
  targets.use([route], new Map());
  refusing.add(A);
  refuseWith('EMFILE');
  await expect(connect(route)).rejects.toThrow('target-unreachable');
  await vi.advanceTimersByTimeAsync(CHECK.everyMs);
  expect(targets.checks.failed).toBe(1);
  expect(figures(targets)).toMatchObject([{ isUp: true, sessions: 0 }, { isUp: true }]);
  expect(lines).toEqual([]);
});

test('[B96] checks under way have a maximum, and the others follow', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const accepts: (() => void)[] = [];
  const dialTarget = (): Dial => ({
    connected: new Promise((resolve) => accepts.push(() => resolve(greeting(new Socket())))),
    cancel() {},
  });
  const targets = new Targets(pino({ level: 'silent' }), () => 0, dialTarget);
  const target = Array.from({ length: 3 * CHECKS_AT_ONCE_MAX }, (_, port) => ({ host: 'h', port: port + 1 }));
  targets.use([routeOf({ target, healthCheck: CHECK })], new Map());
  expect(accepts).toHaveLength(CHECKS_AT_ONCE_MAX);
  accepts[0]!();
  await vi.advanceTimersByTimeAsync(0);
  expect(accepts).toHaveLength(CHECKS_AT_ONCE_MAX + 1);
  targets.stop();
  for (const accept of accepts) accept();
  await vi.advanceTimersByTimeAsync(10 * CHECK.everyMs);
  expect(accepts).toHaveLength(CHECKS_AT_ONCE_MAX + 1);
});

test('[B96] targets of look-ups are marked too, and at most so many of them are remembered', async () => {
  const { targets, refusing, tried, connect } = openTargets();
  const route = routeOf({ target: undefined, balance: 'least-sessions' });
  targets.use([route], new Map());
  const addresses = Array.from({ length: REMEMBERED + 1 }, (_, port) => ({ host: '10.1.0.1', port: port + 1 }));
  for (const address of addresses) {
    refusing.add(address);
    targets.dial(route, [address], null, DIAL);
  }
  await vi.advanceTimersByTimeAsync(0);
  refusing.clear();
  await connect(route, [addresses.at(-1)!, B]);
  expect(tried.at(-1)).toBe(B);
  await connect(route, [addresses[0]!, B]);
  expect(tried.at(-1)).toBe(addresses[0]);
  expect(targets.figures()).toEqual([]);
});
