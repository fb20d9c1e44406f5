// Nodes with one room, a Redis and links between them, all simulated: messages are late, nodes stop and wake, and any link
// can be cut in one direction. The lease and what is known of other nodes are the real ones. Every moment at which a node shows
// the room is kept with its epoch: two owners show it if an older epoch comes after a newer one.

import { Lease, type PeerAnswer, type PeerWord } from '../../../../game-server/cluster/lease/lease.ts';
import { KnownNodes, type LinkState } from '../../../../game-server/cluster/lease/known-nodes.ts';
import type { NodeRecord } from '../../../../game-server/cluster/lease/node-record.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

export const LEASE_MS = 900;
const ASK_MS = 100;

export interface Shown {
  readonly atMs: number;
  readonly node: string;
  readonly epoch: number;
}

/** What the room's stream, the leases and the places are in Redis. */
export class ModelRedis {
  isUp = true;
  /** Whether it refuses to write: always, at times, or never. */
  refuses: 'always' | 'at times' | 'never' = 'never';
  epoch = 1;
  owner = '';
  readonly leases = new Map<string, { readonly record: NodeRecord; readonly untilMs: number }>();
  readonly places = new Map<string, NodeRecord>();
}

export class Model {
  readonly clock = new VirtualClock();
  readonly redis = new ModelRedis();
  readonly nodes: ModelNode[] = [];
  readonly shown: Shown[] = [];
  /** Cut directions, as `from>to`; Redis is `redis`. */
  readonly cut = new Set<string>();
  /** A whole number below another. */
  readonly draw: (below: number) => number;
  private started = 0;

  constructor(draw: (below: number) => number) {
    this.draw = draw;
  }

  start(id: string): ModelNode {
    const node = new ModelNode(this, id, `run${++this.started}`);
    this.nodes.push(node);
    node.begin();
    return node;
  }

  /** Something travels, if nothing is in the way when it leaves. */
  send(from: string, to: string, arrive: () => void): void {
    if (this.cut.has(`${from}>${to}`)) return;
    const delayMs = this.draw(20) === 0 ? this.draw(600) : 1 + this.draw(20);
    this.clock.after(delayMs, arrive);
  }

  /** Whether a newer owner has shown the room before an older one did. */
  get faults(): Shown[] {
    let newest = 0;
    return this.shown.filter(({ epoch }) => {
      const isOld = epoch < newest;
      newest = Math.max(newest, epoch);
      return isOld;
    });
  }
}

export class ModelNode {
  readonly id: string;
  readonly run: string;
  readonly lease: Lease;
  /** The epoch under which it believes to have the room. */
  owns: number | null = null;
  isAlive = true;
  isFrozen = false;
  private readonly model: Model;
  private readonly nodes: KnownNodes;
  private readonly links = new Map<string, Link>();
  private waiting: (() => void)[] = [];
  private named = new Set<string>();
  private beat = 0;
  private lapsesSeen = 0;
  private lapsesProven = 0;
  private appendedMs = 0;
  private isBusy = false;

  constructor(model: Model, id: string, run: string) {
    this.model = model;
    this.id = id;
    this.run = run;
    const nowMs = () => model.clock.now();
    this.lease = new Lease({ ms: LEASE_MS, nowMs, words: () => this.words() });
    this.nodes = new KnownNodes({
      id,
      run,
      leaseMs: LEASE_MS,
      nowMs,
      linkOf: (other) => this.links.get(other)?.state ?? null,
    });
  }

  begin(): void {
    this.lease.begin();
    this.every(LEASE_MS / 6, () => this.renew());
    this.every(LEASE_MS / 6, () => this.look());
    this.every(ASK_MS, () => this.ask());
    this.every(1000 / 60, () => this.tick());
  }

  kill(): void {
    this.isAlive = false;
    this.waiting = [];
  }

  freeze(): void {
    this.isFrozen = true;
  }

  wake(): void {
    this.isFrozen = false;
    const { waiting } = this;
    this.waiting = [];
    for (const act of waiting) this.does(act);
  }

  /** Does something when it runs. */
  does(act: () => void): void {
    if (!this.isAlive) return;
    if (this.isFrozen) this.waiting.push(act);
    else act();
  }

  private every(ms: number, act: () => void): void {
    const next = () => {
      this.model.clock.after(ms, () => {
        this.does(() => {
          act();
          next();
        });
      });
    };
    next();
  }

  /** Something that Redis may refuse to write, and its answer. */
  private write<Reply>(command: (redis: ModelRedis) => Reply, done: (reply: Reply) => void, failed = () => {}): void {
    const { draw } = this.model;
    this.ask_(
      (redis) => {
        const isRefused = redis.refuses === 'always' || (redis.refuses === 'at times' && draw(2) === 0);
        return isRefused ? null : { reply: command(redis) };
      },
      (answer) => {
        if (answer !== null) return done(answer.reply);
        this.lease.refusedToWrite(draw(3) === 0 ? 'replica' : 'everybody');
        failed();
      },
      failed,
    );
  }

  /** A command to Redis and its answer. */
  private ask_<Reply>(command: (redis: ModelRedis) => Reply, done: (reply: Reply) => void, failed = () => {}): void {
    const { model, id } = this;
    const { redis } = model;
    if (!redis.isUp && model.draw(2) === 0) this.lease.refused();
    model.send(id, 'redis', () => {
      if (!redis.isUp) return;
      const reply = command(redis);
      model.send('redis', id, () => this.does(() => done(reply)));
    });
    model.clock.after(1500, () => this.does(failed));
  }

  private renew(): void {
    const sentMs = this.model.clock.now();
    this.lease.beats();
    const record = this.record();
    const set = (redis: ModelRedis) => {
      redis.leases.set(this.id, { record, untilMs: this.model.clock.now() + LEASE_MS });
      redis.places.set(this.id, record);
    };
    this.write(set, () => {
      this.named = new Set([...record.knows, ...this.nodes.live.map((node) => node.run)]);
      this.lease.acknowledged(sentMs);
    });
  }

  private look(): void {
    const read = (redis: ModelRedis) => {
      const nowMs = this.model.clock.now();
      const live = [...redis.leases.values()].filter(({ untilMs }) => untilMs > nowMs).map(({ record }) => record);
      return { places: [...redis.places.values()], live, owner: redis.owner, epoch: redis.epoch };
    };
    this.ask_(read, ({ places, live, owner, epoch }) => {
      this.lease.heard();
      this.nodes.looked(places, live);
      if (this.lease.lapses !== this.lapsesSeen) this.nodes.forgotten();
      this.lapsesSeen = this.lease.lapses;
      for (const { run } of this.nodes.live) this.named.add(run);
      for (const { id, run } of places) {
        if (id !== this.id && this.links.get(id)?.run !== run) this.links.set(id, new Link(this.model, this, id, run));
      }
      const isOrphan = owner === this.id ? this.owns === null : this.nodes.isDead(owner);
      if (isOrphan && this.lease.mayClaim) this.claim(epoch, owner);
    });
  }

  private claim(from: number, owner: string): void {
    if (this.isBusy) return;
    this.isBusy = true;
    const seen = this.nodes.node(owner)?.record?.beat;
    const { lapses } = this.lease;
    const done = () => (this.isBusy = false);
    this.write(
      (redis) => {
        const lease = redis.leases.get(owner);
        const isBack = lease !== undefined && lease.untilMs > this.model.clock.now() && lease.record.beat !== seen;
        if (redis.epoch !== from || (isBack && owner !== this.id)) return null;
        redis.owner = this.id;
        return ++redis.epoch;
      },
      (epoch) => {
        done();
        if (epoch === null) return;
        this.owns = epoch;
        this.lapsesProven = lapses;
      },
      done,
    );
  }

  private ask(): void {
    for (const link of this.links.values()) link.ask();
  }

  /** The room is shown, with an append once a second, and after a lapse only when one was accepted. */
  private tick(): void {
    const { model, lease, owns } = this;
    const nowMs = model.clock.now();
    const mayShow = lease.mayShow(nowMs);
    if (owns === null) return;
    const isProven = lease.lapses === this.lapsesProven;
    if (!this.isBusy && (nowMs - this.appendedMs > 1000 || !isProven)) this.append(owns);
    if (mayShow && isProven) model.shown.push({ atMs: nowMs, node: `${this.id} ${this.run}`, epoch: owns });
  }

  private append(epoch: number): void {
    const { lapses } = this.lease;
    this.isBusy = true;
    this.appendedMs = this.model.clock.now();
    const done = () => (this.isBusy = false);
    this.write(
      (redis) => redis.epoch === epoch,
      (isAccepted) => {
        done();
        if (!isAccepted) {
          if (this.owns === epoch) this.owns = null;
        } else if (lapses === this.lease.lapses) this.lapsesProven = lapses;
      },
      done,
    );
  }

  private record(): NodeRecord {
    const { id, run } = this;
    return {
      ...{
        id,
        run,
        host: '10.0.0.1',
        linkPort: 1,
        linkKey: '',
        rules: 1,
        port: 1,
        adminUrl: '',
        protocol: 1,
        startedMs: 0,
      },
      ...{ isDraining: false, free: 1, beat: ++this.beat, knows: this.nodes.live.map((node) => node.id) },
    };
  }

  private *words(): Generator<PeerWord | null> {
    for (const run of this.named) yield [...this.links.values()].find((link) => link.run === run)?.word ?? null;
  }
}

/** A link that a node has dialled, as peers.ts makes it. */
class Link {
  readonly run: string;
  private readonly model: Model;
  private readonly from: ModelNode;
  private readonly to: string;
  private goneMs: number | null = null;
  private answersSinceMs: number | null = null;
  private answer: PeerAnswer | null = null;

  constructor(model: Model, from: ModelNode, to: string, run: string) {
    this.model = model;
    this.from = from;
    this.to = to;
    this.run = run;
  }

  get state(): LinkState {
    const isSilent = this.answer === null || this.model.clock.now() - this.answer.atMs > 3 * ASK_MS;
    const answersSinceMs = isSilent ? null : this.answersSinceMs;
    return { refusedMs: this.goneMs, isNear: false, wasUp: true, answersSinceMs };
  }

  get word(): PeerWord {
    const { goneMs, answer } = this;
    return { goneMs, answer };
  }

  ask(): void {
    const { model, from, to } = this;
    const askedMs = model.clock.now();
    const withoutMs = from.lease.sayWithoutMs();
    model.send(from.id, to, () => {
      const target = model.nodes.find(({ id, run, isAlive }) => isAlive && id === to && run === this.run);
      if (target === undefined) return model.send(to, from.id, () => from.does(() => this.refuse()));
      target.does(() => {
        target.lease.asked(from.run, withoutMs);
        const answer = target.lease.sayWithoutMs();
        model.send(to, from.id, () => from.does(() => this.answered(askedMs, answer)));
      });
    });
  }

  private answered(askedMs: number, withoutMs: number | null): void {
    const atMs = this.model.clock.now();
    if (this.answer !== null && askedMs <= this.answer.askedMs) return;
    if (this.state.answersSinceMs === null) this.answersSinceMs = atMs;
    this.answer = { askedMs, atMs, withoutMs };
  }

  private refuse(): void {
    this.goneMs ??= this.model.clock.now();
    this.answersSinceMs = null;
  }
}
