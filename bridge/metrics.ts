/**
 * What the bridge counts, in one registry per bridge. Hot paths add to plain numbers; they become metrics when read.
 * Where the text is served is left to main.ts.
 */
import { Counter, Gauge, Registry } from 'prom-client';
import type { Traffic, TunnelEnd } from './tunnel.ts';

export type HandshakeResult =
  | 'accepted'
  | 'malformed'
  | 'foreign-origin'
  | 'sessions'
  | 'sessions-per-address'
  | 'draining';

export interface BridgeMetrics {
  /** Bytes relayed since the last reading. */
  readonly traffic: Traffic;
  handshake(result: HandshakeResult): void;
  sessionEnded(end: TunnelEnd): void;
  /** All metrics in the text format of Prometheus. */
  text(): Promise<string>;
}

/** @param sessionCount read whenever the metrics are */
export function createMetrics(sessionCount: () => number): BridgeMetrics {
  const traffic: Traffic = { toTarget: 0, toBrowser: 0 };
  const sessions = new Gauge({
    name: 'bridge_sessions',
    help: 'Sessions open now',
    registers: [],
    collect() {
      this.set(sessionCount());
    },
  });
  const bytes = new Counter({
    name: 'bridge_bytes_total',
    help: 'Bytes relayed, without framing',
    labelNames: ['direction'],
    registers: [],
    collect() {
      this.inc({ direction: 'to_target' }, traffic.toTarget);
      this.inc({ direction: 'to_browser' }, traffic.toBrowser);
      traffic.toTarget = 0;
      traffic.toBrowser = 0;
    },
  });
  const handshakes = new Counter({
    name: 'bridge_handshakes_total',
    help: 'WebSocket handshakes by result',
    labelNames: ['result'],
    registers: [],
  });
  const closes = new Counter({
    name: 'bridge_closes_total',
    help: 'Finished sessions by close code and cause',
    labelNames: ['code', 'cause'],
    registers: [],
  });
  const registry = new Registry();
  registry.registerMetric(sessions);
  registry.registerMetric(bytes);
  registry.registerMetric(handshakes);
  registry.registerMetric(closes);

  return {
    traffic,
    handshake: (result) => handshakes.inc({ result }),
    sessionEnded: (end) => closes.inc({ code: codeLabel(end.code), cause: end.id }),
    text: () => registry.metrics(),
  };
}

/** Codes from 3000 up are free for a browser's page to choose; 2,000 time series are not. */
function codeLabel(code: number): string {
  return code < 3000 ? String(code) : 'application';
}
