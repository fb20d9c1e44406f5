// The lists of the other nodes, as they were read last, and where each code is. A node whose lease has ended is left out at
// once, with all its rooms.

import { KEYS } from '#redis';
import type { Clock } from '../../clock.ts';
import { BoundedMap } from '../../limits/bounded-map.ts';
import { unlessWrongType } from '../streams/redis-batch.ts';
import { RareWarning } from './rare-warning.ts';
import {
  EMPTY_LIST,
  LIST_BYTES_MAX,
  LOAD_BYTES_MAX,
  readList,
  readLoad,
  type NodeFigures,
  type NodeList,
} from './node-list.ts';

/** Nodes whose lists are read. */
export const NODES_MAX = 64;
/** How long it is known that a node that has died had a room: others claim it meanwhile. */
const LOST_MS = 5000;

/** For a value of another type: it is neither a list nor figures. */
const DAMAGED = '?';

/** What Redis must do for this: each value is read up to its maximum, and no further. */
export interface RangeReader {
  getrange(key: string, start: number, end: number): Promise<string>;
}

export interface ListReaderParts {
  readonly redis: RangeReader;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: { warn(fields: object, text: string): void };
}

/** Another node, as it is known now. */
export interface OtherNode {
  readonly id: string;
  readonly figures: NodeFigures;
  readonly list: NodeList;
}

export class OtherLists {
  private readonly redis: RangeReader;
  private readonly clock: Pick<Clock, 'now'>;
  /** The ids of the nodes whose leases are known to hold. */
  private readonly liveIds: () => Iterable<string>;
  private readonly byId = new Map<string, OtherNode>();
  private nodeByCode: Map<string, string> | null = null;
  /** The codes of nodes that have died, oldest first, and until when they are kept. At most one of each node. */
  private readonly lost = new BoundedMap<string, { readonly codes: ReadonlySet<string>; readonly untilMs: number }>(
    NODES_MAX,
  );
  private readonly damaged: RareWarning;
  private changeCount = 0;

  constructor({ redis, clock, log }: ListReaderParts, liveIds: () => Iterable<string>) {
    this.redis = redis;
    this.clock = clock;
    this.liveIds = liveIds;
    this.damaged = new RareWarning('the list of another node is damaged', clock, log);
  }

  /** Rises with each change of a list. */
  get version(): number {
    this.dropDead();
    return this.changeCount;
  }

  /** The nodes that are alive and have said what they have. */
  get nodes(): OtherNode[] {
    this.dropDead();
    return [...this.byId.values()];
  }

  /** Which other node has a room; null if none is known to have it. */
  nodeOf(code: string): string | null {
    this.dropDead();
    this.nodeByCode ??= new Map(
      [...this.byId].flatMap(([id, { list }]) => [...list.codes].map((each): [string, string] => [each, id])),
    );
    return this.nodeByCode.get(code) ?? null;
  }

  /** Whether a room was at a node that has just died, and nobody is known to have claimed it. */
  isLost(code: string): boolean {
    const nowMs = this.clock.now();
    if (this.nodeOf(code) !== null) return false;
    return [...this.lost].some(([, { codes, untilMs }]) => untilMs > nowMs && codes.has(code));
  }

  /** Reads what has changed. @throws if Redis does not answer; then all stays as it was */
  async read(): Promise<void> {
    await Promise.all([...this.liveIds()].slice(0, NODES_MAX).map((id) => this.readNode(id)));
  }

  /** Reads what one of the nodes has changed. @throws if Redis does not answer */
  async readOne(id: string): Promise<void> {
    if (this.byId.has(id)) await this.readNode(id);
  }

  private async readNode(id: string): Promise<void> {
    const load = await unlessWrongType(this.redis.getrange(KEYS.load(id), 0, LOAD_BYTES_MAX), DAMAGED);
    if (load === '') return this.drop(id);
    const figures = readLoad(load);
    if (figures === null) {
      this.damaged.happened({ node: id });
      return this.drop(id);
    }
    const known = this.byId.get(id);
    if (known?.figures.list === figures.list) return void this.byId.set(id, { ...known, figures });
    const text = await unlessWrongType(this.redis.getrange(KEYS.list(id), 0, LIST_BYTES_MAX), DAMAGED);
    const list = readList(text, known?.list.rows);
    if (list === null) this.damaged.happened({ node: id });
    // The newest list comes last: while a room moves, two nodes may name its code.
    this.byId.delete(id);
    this.byId.set(id, { id, figures, list: list ?? EMPTY_LIST });
    this.changed();
  }

  private dropDead(): void {
    const live = new Set(this.liveIds());
    for (const id of this.byId.keys()) if (!live.has(id)) this.drop(id);
  }

  private drop(id: string): void {
    const node = this.byId.get(id);
    if (node === undefined) return;
    this.lost.set(id, { codes: node.list.codes, untilMs: this.clock.now() + LOST_MS });
    this.byId.delete(id);
    this.changed();
  }

  private changed(): void {
    this.changeCount++;
    this.nodeByCode = null;
  }
}
