// The heartbeat of a node: six times in a lease it renews the lease in Redis, and looks which nodes are there.
//
// A Redis that answers late costs a node its lease when answer and interval together take longer than the lease: with 900 ms
// from 750 ms on.

import { KEYS, type Redis } from '#redis';
import type { Clock } from '../../clock.ts';
import type { KnownNodes } from './known-nodes.ts';
import type { Lease } from './lease.ts';
import { isWrongType } from '../streams/redis-batch.ts';
import { NODES_MAX, readPlace, readRecord, type NodePlace, type NodeRecord } from './node-record.ts';

const BEATS_IN_LEASE = 6;

export interface BeatParts {
  readonly redis: Pick<Redis, 'set' | 'hset' | 'hgetall' | 'mget' | 'del' | 'hdel' | 'multi'>;
  readonly clock: Clock;
  readonly lease: Lease;
  readonly nodes: KnownNodes;
  readonly place: NodePlace;
  /** The lease as it is to be written. @param beat its count */
  readonly record: (beat: number) => NodeRecord;
  /** Redis did not take a beat. */
  readonly refused: (error: unknown) => void;
  /** Redis has a lease. */
  readonly renewed: (record: NodeRecord) => void;
  /** A look has found the nodes. */
  readonly looked: () => void;
}

export class Beat {
  private readonly parts: BeatParts;
  private count = 0;
  private known: readonly string[] = [];
  private cancels: (() => void)[] = [];
  private isStopped = false;

  constructor(parts: BeatParts) {
    this.parts = parts;
  }

  /** Writes the first beat, and looks, then both again and again. @throws if Redis does not answer */
  async begin(): Promise<void> {
    await this.write();
    // The first look learns the names, the second one reads the leases.
    await this.read();
    await this.read();
    this.repeat(() => this.write());
    this.repeat(() => this.read());
  }

  /** Renews the lease at once, because what it says has changed. */
  renew(): void {
    void this.write().catch(() => {});
  }

  /** The others need not wait until the lease is over: this node has no rooms any more. */
  async leave(): Promise<void> {
    const { redis, place } = this.parts;
    this.stop();
    await Promise.all([redis.del(KEYS.node(place.id)), redis.hdel(KEYS.nodes, place.id)]);
  }

  stop(): void {
    this.isStopped = true;
    for (const cancel of this.cancels) cancel();
  }

  private repeat(work: () => Promise<void>): void {
    const { clock, lease } = this.parts;
    const slot = this.cancels.length;
    const next = () => {
      this.cancels[slot] = clock.after(lease.ms / BEATS_IN_LEASE, () => {
        void work().catch(() => {});
        next();
      });
    };
    next();
  }

  private async write(): Promise<void> {
    const { redis, clock, lease, place, renewed } = this.parts;
    const sentMs = clock.now();
    lease.beats();
    const record = this.parts.record(++this.count);
    const set = redis.set(KEYS.node(place.id), JSON.stringify(record), 'PX', lease.ms);
    // Redis may have lost its data since the last beat.
    const placed = redis.hset(KEYS.nodes, place.id, JSON.stringify(place)).catch((error: unknown) => {
      if (!isWrongType(error)) throw error;
      return this.makePlacesAnew();
    });
    try {
      await Promise.all([set, placed]);
    } catch (error) {
      this.parts.refused(error);
      throw error;
    }
    if (this.isStopped) return;
    renewed(record);
    lease.acknowledged(sentMs);
  }

  /** Somebody else has written the key. No node may be missing meanwhile: it would count as gone. */
  private async makePlacesAnew(): Promise<void> {
    const { redis, nodes, place } = this.parts;
    const all = [place, ...Array.from(nodes.all, (node) => node.place)];
    const texts = Object.fromEntries(all.map((each) => [each.id, JSON.stringify(each)]));
    await redis.multi().del(KEYS.nodes).hset(KEYS.nodes, texts).exec();
  }

  /** @throws if Redis does not answer, or the key of the places is not readable until the next beat */
  private async read(): Promise<void> {
    const { redis, lease, nodes, place } = this.parts;
    const asked = this.known;
    const [all, values] = await Promise.all([
      redis.hgetall(KEYS.nodes),
      asked.length === 0 ? [] : redis.mget(asked.map((id) => KEYS.node(id))),
    ]);
    if (this.isStopped) return;
    lease.heard();
    const places = Object.entries(all)
      .map(([id, text]) => ({ id, place: readPlace(text) }))
      .flatMap(({ id, place }) => (place?.id === id ? [place] : []))
      .slice(0, NODES_MAX);
    // The lease of a node that was not known before is asked for in the next look. Until then the node counts as missing.
    this.known = places.map(({ id }) => id).filter((id) => id !== place.id);
    const records = values
      .map(readRecord)
      .filter((record, at): record is NodeRecord => record !== null && record.id === asked[at]);
    nodes.looked(
      places.filter(({ id }) => asked.includes(id)),
      records,
    );
    this.parts.looked();
  }
}
