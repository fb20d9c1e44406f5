/** What this process knows for the status page: its open tunnels, the last that have ended, and its history. */
import type { BridgeMetrics } from '../ops/metrics.ts';
import type { TunnelEnd } from '../websocket/tunnel.ts';
import type { AboutTunnel, OpenTunnel, Tunnels } from '../websocket/tunnels.ts';
import type { EndedRow, SessionRow, StatusSnapshot } from './answers.ts';
import { History } from './history.ts';
import { Rates } from './rates.ts';
import { FirstInOrder } from './first-in-order.ts';
import { ENDED_MAX, endOf, orderOf, type Sortable, type StatusQuery, type StatusSource } from './snapshot.ts';

export class ProcessStatus implements StatusSource {
  readonly #tunnels: Tunnels;
  readonly #history: History;
  readonly #rates = new Rates();
  /** The oldest first. */
  readonly #ended: EndedRow[] = [];

  /** Listens to the end of tunnels from now on, until `stop`. */
  constructor(tunnels: Tunnels, metrics: Pick<BridgeMetrics, 'relayedBytes'>) {
    this.#tunnels = tunnels;
    this.#history = new History(() => ({ sessions: tunnels.count, ...metrics.relayedBytes() }));
    tunnels.onEnded = (...ended) => this.#keep(...ended);
  }

  snapshots(query: StatusQuery): readonly StatusSnapshot[] {
    const nowMs = performance.now();
    this.#rates.look(this.#tunnels.all(), nowMs);
    const first = new FirstInOrder<Found>(endOf(query), orderOf(query));
    let found = 0;
    for (const open of this.#tunnels.all()) {
      if (!isFound(open, query.search)) continue;
      found++;
      first.add(this.#sortable(open, nowMs));
    }
    const rows = first.items.map(rowOf);
    const ended = this.#ended.toReversed();
    return [{ sessions: this.#tunnels.count, found, rows, ended, history: this.#history.points }];
  }

  end(id: string): boolean {
    for (const { tunnel, about } of this.#tunnels.all()) {
      if (about.tunnel !== id) continue;
      // The first cause to end it counts.
      if (tunnel.phase === 'closing') return false;
      tunnel.close('ended-by-operator');
      return true;
    }
    return false;
  }

  stop(): void {
    this.#tunnels.onEnded = () => {};
    this.#history.stop();
    this.#rates.stop();
  }

  #sortable(open: OpenTunnel, nowMs: number): Found {
    const { tunnel, about, startedMs } = open;
    const { bytesToTarget, bytesToBrowser } = tunnel.traffic;
    const rate = this.#rates.of(open);
    return {
      open,
      id: about.tunnel,
      client: about.client,
      route: about.route,
      ageMs: nowMs - startedMs,
      bytesToTarget,
      bytesToBrowser,
      rateToTarget: rate && rate.toTarget,
      rateToBrowser: rate && rate.toBrowser,
      rttMs: tunnel.rttMs,
    };
  }

  #keep({ tunnel: id, client, route, user }: AboutTunnel, end: TunnelEnd, durationMs: number): void {
    const { id: cause, code, target, bytesToTarget, bytesToBrowser } = end;
    const endedAtMs = Date.now();
    this.#ended.push({
      ...{ id, client, route, user: user ?? null, target, cause, code, endedAtMs, durationMs },
      ...{ bytesToTarget, bytesToBrowser },
    });
    if (this.#ended.length > ENDED_MAX) this.#ended.shift();
  }
}

interface Found extends Sortable {
  readonly open: OpenTunnel;
}

function isFound({ tunnel, about }: OpenTunnel, search: string): boolean {
  // The whole id only: short ones are parts of ports and addresses.
  if (search === '' || search === about.tunnel) return true;
  const texts = [about.client, about.route, about.user, tunnel.target];
  return texts.some((text) => text?.toLowerCase().includes(search) === true);
}

function rowOf({ open, ...row }: Found): SessionRow {
  const { tunnel, about } = open;
  return { ...row, user: about.user ?? null, state: tunnel.phase, target: tunnel.target };
}
