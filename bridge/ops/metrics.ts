/**
 * What the bridge counts, in one registry per bridge. Hot paths add to plain numbers; they become metrics when read.
 * Where the text is served is left to admin.ts.
 */
import { STATUS_CODES } from 'node:http';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Drop } from './refusal-log.ts';
import { openDescriptors } from '#process';
import type { Refusal } from '../websocket/refusals.ts';
import { noTraffic, type Traffic } from '../websocket/relay.ts';
import type { TunnelEnd } from '../websocket/tunnel.ts';

export interface BridgeMetrics {
  /** What a route has relayed, to be added to. */
  trafficOf(route: string): Traffic;
  handshake(result: 'accepted' | 'client-gone' | Refusal): void;
  /** A wrong password or token that counts for its address. */
  wrongSecret(): void;
  httpAnswered(status: number): void;
  /** A connection that was closed before it had sent a request. */
  connectionDropped(reason: Drop): void;
  targetConnected(route: string, seconds: number): void;
  roundTrip(seconds: number): void;
  tunnelEnded(end: TunnelEnd): void;
  /** A recording is not whole. */
  recordingCut(): void;
  /** Bytes relayed since the start, of all routes. */
  relayedBytes(): { readonly toTarget: number; readonly toBrowser: number };
  readonly registry: Registry;
  /** All metrics in the text format of Prometheus. */
  text(): Promise<string>;
  /** Ends what measures in the background. */
  stop(): void;
}

export interface OpenTunnels {
  readonly count: number;
  /** Bytes that wait in all tunnels together. */
  readonly queuedBytes: { readonly toTarget: number; readonly toBrowser: number };
}

/** What is counted of the process itself, since its start. */
export interface ProcessCounts {
  /** Log lines that could not be written. */
  readonly linesDropped: () => number;
  /** Looks, one a second, without a free descriptor. */
  readonly exhausted: () => number;
}

/** The interval of the timer that measures the event loop, and the most samples that one stall counts for. */
const LOOP_INTERVAL_MS = 20;
const LOOP_SERIES_MAX = 5000;

/** @param openTunnels read whenever the metrics are */
export function createMetrics(openTunnels: () => OpenTunnels, counts: ProcessCounts): BridgeMetrics {
  const registry = new Registry();
  const registers = [registry];
  const trafficByRoute = new Map<string, Traffic>();

  const handshakes = counter('bridge_handshakes_total', 'WebSocket handshakes by result', ['result']);
  const wrongSecrets = counter('bridge_wrong_secrets_total', 'Wrong passwords and tokens', []);
  const answers = counter('bridge_http_answers_total', 'HTTP requests answered, by status', ['status']);
  const drops = counter('bridge_connections_dropped_total', 'Connections closed before a request', ['reason']);
  const closes = counter('bridge_closes_total', 'Finished tunnels by close code and cause', ['code', 'cause']);
  const cuts = counter('bridge_recordings_cut_total', 'Recordings that are not whole', []);
  const connects = new Histogram({
    name: 'bridge_target_connect_seconds',
    help: 'Time until a target accepted, or the attempt timed out',
    labelNames: ['route'],
    buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10],
    registers,
  });
  const roundTrips = new Histogram({
    name: 'bridge_round_trip_seconds',
    help: 'Time until a browser answered a ping, or the ping timed out',
    buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30],
    registers,
  });
  relayedCounter('bridge_bytes_total', 'Bytes relayed, without framing', 'bytesToTarget', 'bytesToBrowser');
  relayedCounter('bridge_messages_total', 'Messages relayed', 'messagesToTarget', 'messagesToBrowser');
  totalCounter('bridge_log_lines_dropped_total', 'Log lines that could not be written', counts.linesDropped);
  totalCounter('bridge_descriptors_exhausted_total', 'Looks without a free descriptor', counts.exhausted);
  gauge('bridge_open_descriptors', 'Files and sockets that are open', (set) => set({}, openDescriptors()));
  gauge('bridge_tunnels', 'Tunnels open now', (set) => set({}, openTunnels().count));
  gauge('bridge_queued_bytes', 'Bytes that wait for a side to take them', (set) => {
    const { toTarget, toBrowser } = openTunnels().queuedBytes;
    set({ direction: 'to_target' }, toTarget);
    set({ direction: 'to_browser' }, toBrowser);
  });
  const loopLag = new Histogram({
    name: 'bridge_event_loop_lag_seconds',
    help: 'How late timers of 20 ms were, including those that a stall has skipped',
    buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10],
    registers,
  });
  const stopWatching = watchLoop((seconds) => loopLag.observe(seconds));

  return {
    registry,
    trafficOf(route) {
      const known = trafficByRoute.get(route);
      if (known !== undefined) return known;
      const traffic = noTraffic();
      trafficByRoute.set(route, traffic);
      return traffic;
    },
    handshake: (result) => handshakes.inc({ result }),
    wrongSecret: () => wrongSecrets.inc(),
    httpAnswered: (status) => answers.inc({ status: STATUS_CODES[status] === undefined ? 'other' : String(status) }),
    connectionDropped: (reason) => drops.inc({ reason }),
    targetConnected: (route, seconds) => connects.observe({ route }, seconds),
    roundTrip: (seconds) => roundTrips.observe(seconds),
    tunnelEnded: (end) => closes.inc({ code: codeLabel(end.code), cause: end.id }),
    recordingCut: () => cuts.inc(),
    relayedBytes() {
      const total = { toTarget: 0, toBrowser: 0 };
      for (const { bytesToTarget, bytesToBrowser } of trafficByRoute.values()) {
        total.toTarget += bytesToTarget;
        total.toBrowser += bytesToBrowser;
      }
      return total;
    },
    text: () => registry.metrics(),
    stop: stopWatching,
  };

  function counter(name: string, help: string, labelNames: string[]): Counter {
    return new Counter({ name, help, labelNames, registers });
  }

  function gauge(name: string, help: string, collect: (set: (labels: Labels, value: number) => void) => void): void {
    void new Gauge({
      name,
      help,
      labelNames: ['direction'],
      registers,
      collect() {
        collect((labels, value) => this.set(labels, value));
      },
    });
  }

  function totalCounter(name: string, help: string, read: () => number): void {
    void new Counter({
      name,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(read());
      },
    });
  }

  function relayedCounter(name: string, help: string, toTarget: keyof Traffic, toBrowser: keyof Traffic): void {
    void new Counter({
      name,
      help,
      labelNames: ['direction', 'route'],
      registers,
      collect() {
        this.reset();
        for (const [route, traffic] of trafficByRoute) {
          this.inc({ direction: 'to_target', route }, traffic[toTarget]);
          this.inc({ direction: 'to_browser', route }, traffic[toBrowser]);
        }
      },
    });
  }
}

/** @returns what ends it */
function watchLoop(observe: (seconds: number) => void): () => void {
  let dueMs = performance.now() + LOOP_INTERVAL_MS;
  const timer = setInterval(() => {
    const nowMs = performance.now();
    const lateMs = Math.max(0, nowMs - dueMs);
    const due = Math.min(LOOP_SERIES_MAX, 1 + Math.floor(lateMs / LOOP_INTERVAL_MS));
    for (let i = 0; i < due; i++) observe((lateMs - i * LOOP_INTERVAL_MS) / 1000);
    dueMs = nowMs + LOOP_INTERVAL_MS;
  }, LOOP_INTERVAL_MS).unref();
  return () => clearInterval(timer);
}

type Labels = Partial<Record<'direction', string>>;

/** Codes from 3000 up are free for a browser's page to choose; 2,000 time series are not. */
function codeLabel(code: number): string {
  return code < 3000 ? String(code) : 'application';
}
