// The nodes that were found in Redis, and which of them are dead: so surely that their rooms may be claimed.

import { ALONE_MS_MAX } from './lease.ts';
import { NODES_MAX, type NodePlace, type NodeRecord } from './node-record.ts';

/** What the links say about a node. */
export interface LinkState {
  /** Since when its machine refuses connections: the process is gone. Null while it does not. */
  readonly refusedMs: number | null;
  /** Whether its address is one of this machine. */
  readonly isNear: boolean;
  /** Whether it was reached there before. */
  readonly wasUp: boolean;
  /** Since when it answers on its link without a break; null while it does not. */
  readonly answersSinceMs: number | null;
}

export interface KnownNode {
  readonly place: NodePlace;
  /** Its lease as of the last look; null if it was over. */
  readonly record: NodeRecord | null;
  /** When a new beat was seen last. */
  readonly renewedMs: number;
  /** Since when looks find no lease; null while they find one. */
  readonly missingSinceMs: number | null;
  /** Whether it has named this node in its lease: then it shows nothing while this node has Redis and it has not. */
  readonly knowsUs: boolean;
}

export interface KnownNodesParts {
  readonly id: string;
  readonly run: string;
  readonly leaseMs: number;
  readonly nowMs: () => number;
  readonly linkOf: (id: string) => LinkState | null;
}

export class KnownNodes {
  private readonly parts: KnownNodesParts;
  private byId = new Map<string, KnownNode>();

  constructor(parts: KnownNodesParts) {
    this.parts = parts;
  }

  /** All other nodes, those whose lease is over included. */
  get all(): Iterable<KnownNode> {
    return this.byId.values();
  }

  /** Nodes with a lease, this one not among them. */
  get live(): NodeRecord[] {
    return [...this.byId.values()].flatMap(({ record, place }) =>
      record !== null && !this.isDead(place.id) ? [record] : [],
    );
  }

  node(id: string): KnownNode | null {
    return this.byId.get(id) ?? null;
  }

  /**
   * What a look has found.
   * @param places of all nodes, this one among them
   * @param records of those whose lease is not over
   */
  looked(places: readonly NodePlace[], records: readonly NodeRecord[]): void {
    const nowMs = this.parts.nowMs();
    const leases = new Map(records.map((record) => [record.id, record]));
    const next = new Map<string, KnownNode>();
    for (const place of places.slice(0, NODES_MAX)) {
      if (place.id === this.parts.id) continue;
      const before = this.byId.get(place.id);
      const known = before?.place.run === place.run ? before : null;
      // The place of a process that has started again is written before its lease.
      const lease = leases.get(place.id);
      const record = lease?.run === place.run ? lease : null;
      const isNew = record !== null && record.beat !== known?.record?.beat;
      next.set(place.id, {
        ...{ place, record },
        renewedMs: isNew ? nowMs : (known?.renewedMs ?? nowMs),
        missingSinceMs: record === null ? (known?.missingSinceMs ?? nowMs) : null,
        knowsUs: record === null ? (known?.knowsUs ?? false) : record.knows.includes(this.parts.run),
      });
    }
    this.byId = next;
  }

  /** This node may have been taken for dead: what others have known of it before means nothing. */
  forgotten(): void {
    for (const [id, known] of this.byId) this.byId.set(id, { ...known, knowsUs: false });
  }

  /**
   * The lease of a node to which clients can be sent; null for none. A node that has just refused its link is dead, or its
   * next beats show that it is not.
   */
  answering(id: string): NodeRecord | null {
    const record = this.byId.get(id)?.record ?? null;
    const refusedMs = this.parts.linkOf(id)?.refusedMs ?? null;
    const isInDoubt = refusedMs !== null && this.parts.nowMs() - refusedMs < this.parts.leaseMs;
    return isInDoubt || this.isDead(id) ? null : record;
  }

  /** Whether a node shows nothing more, or nothing that its streams do not fence, so that its rooms may be claimed. */
  isDead(id: string): boolean {
    const known = this.byId.get(id);
    if (known === undefined) return true;
    const nowMs = this.parts.nowMs();
    const link = this.parts.linkOf(id);
    const isRefused = link !== null && link.refusedMs !== null;
    if (known.record !== null) {
      // A firewall may refuse as well as a dead process' machine, but then beats go on. So may this machine, if a node on
      // another one names an address that this one has too, such as a loopback address.
      const isSilent = nowMs - known.renewedMs >= this.parts.leaseMs / 2;
      return isRefused && (isSilent || (link.wasUp && link.isNear));
    }
    if (isRefused || known.knowsUs) return true;
    // It may be alone, and show its rooms without knowing of this node. If they have a link, it learns of it there.
    const answersMs = nowMs - (link?.answersSinceMs ?? nowMs);
    const missingMs = nowMs - (known.missingSinceMs ?? nowMs);
    return answersMs >= 2 * this.parts.leaseMs || missingMs > ALONE_MS_MAX + this.parts.leaseMs;
  }
}
