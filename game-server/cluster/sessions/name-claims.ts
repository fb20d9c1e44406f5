// The names of the sessions of all nodes: no two are the same or look the same. A name is two keys in Redis, one for the
// name and one for its looks, each with the session that has it. They end when nobody renews them.
//
// While Redis is away a name is only unique on its node. Each renewal looks whether the keys are still those of the session:
// if another session has them, this one gets a suffix. Exactly one of the two sees that, since a key has one value.

import { nameKey, skeleton } from '#handover';
import { KEYS, NODE_ID, type Redis } from '#redis';
import type { Clock } from '../../clock.ts';
import type { NameTaker } from '../../sessions/other-nodes.ts';
import { isCount, isFields, isText, parsed } from './session-record.ts';
import { SESSION_LIFE_MS } from './session-records.ts';
import type { SessionWaits } from './session-waits.ts';
import { within } from '../within.ts';

/** Who has a name. */
interface NameHolder extends NameTaker {
  /** '' while its session is on its way to another node. */
  readonly node: string;
}

/** How long the owner of a name waits after each try for another node to give it up; then the owner has it in any case. */
const WAITS_MS = [5, 10, 20, 40, 80, 160, 320];
/** The kind of the message that asks for a name. */
const GIVE_UP = 'give-up-name';

/** Messages between nodes, as far as names need them. */
interface NameMessages {
  on(kind: string, handle: (body: Readonly<Record<string, unknown>>) => void): void;
  send(node: string, kind: string, body: Readonly<Record<string, unknown>>): Promise<unknown>;
}

export interface NameClaimsParts {
  readonly redis: Redis;
  readonly clock: Clock;
  readonly waits: SessionWaits;
  /** The id of this node. */
  readonly node: string;
  readonly messages: NameMessages;
  /** Whether a user has claimed a name, or one that looks the same. */
  readonly owns: (user: string, name: string) => boolean;
  /** A user of another node wants a name that is theirs. */
  readonly giveUp: (name: string, user: string) => void;
}

export class NameClaims {
  private readonly parts: NameClaimsParts;

  constructor(parts: NameClaimsParts) {
    this.parts = parts;
    parts.messages.on(GIVE_UP, ({ name, user }) => {
      if (isText(name) && isText(user) && parts.owns(user, name)) parts.giveUp(name, user);
    });
  }

  /** Reserves a name. @returns whether no session of another node has it. It never throws. */
  async reserve(name: string, taker: NameTaker): Promise<boolean> {
    const { clock, waits } = this.parts;
    try {
      return await within(waits.nameMs + sum(WAITS_MS), clock, this.tryReserve(name, taker));
    } catch {
      // Unique on this node until Redis is back.
      return true;
    }
  }

  private async tryReserve(name: string, taker: NameTaker): Promise<boolean> {
    const { clock, waits, messages, owns } = this.parts;
    const isOwner = taker.user !== null && owns(taker.user, name);
    for (const waitMs of isOwner ? WAITS_MS : [0]) {
      const other = await within(waits.nameMs, clock, this.take(name, taker));
      if (other === null) return true;
      if (!isOwner || other.user === taker.user) return false;
      await messages.send(other.node, GIVE_UP, { name, user: taker.user });
      await new Promise<void>((resolve) => void clock.after(waitMs, resolve));
    }
    await this.write(name, taker);
    return true;
  }

  /** @returns the session of another node that has the name; null if it is reserved now */
  private async take(name: string, taker: NameTaker): Promise<NameHolder | null> {
    const { redis } = this.parts;
    const value = this.valueOf(taker);
    const keys = keysOf(name);
    const pipeline = redis.pipeline();
    for (const key of keys) pipeline.set(key, value, 'PX', SESSION_LIFE_MS, 'NX').get(key);
    const replies = await answersOf(pipeline);
    const added = keys.filter((_, at) => replies[at * 2] === 'OK');
    const holders = keys.map((_, at) => readHolder(replies[at * 2 + 1]));
    const other = holders.find((holder) => holder !== null && !this.isOurs(holder, taker)) ?? null;
    if (other !== null) {
      if (added.length > 0) await redis.del(...added);
      return other;
    }
    // A session that came from another node with its name, or one of this node that has ended.
    if (added.length < keys.length) await this.write(name, taker);
    return null;
  }

  /** What this node has given to another session of its own before is free: the names of a node are unique on it. */
  private isOurs(holder: NameHolder, { id }: NameTaker): boolean {
    return holder.id === id || holder.node === this.parts.node;
  }

  private async write(name: string, taker: NameTaker): Promise<void> {
    const pipeline = this.parts.redis.pipeline();
    for (const key of keysOf(name)) pipeline.set(key, this.valueOf(taker), 'PX', SESSION_LIFE_MS);
    await answersOf(pipeline);
  }

  /** A session goes to another node with its name: no session of either can have it meanwhile. */
  async depart(name: string, { id, user }: NameTaker): Promise<void> {
    const value = JSON.stringify({ node: '', id, user } satisfies NameHolder);
    const pipeline = this.parts.redis.pipeline();
    for (const key of keysOf(name)) pipeline.set(key, value, 'PX', SESSION_LIFE_MS);
    await pipeline.exec();
  }

  /** A session has its name no more. Keys that another session has meanwhile stay. @param kept its new name; '' for none */
  async release(name: string, id: number, kept: string): Promise<void> {
    const { redis } = this.parts;
    const keptKeys: readonly string[] = kept === '' ? [] : keysOf(kept);
    const keys = keysOf(name).filter((key) => !keptKeys.includes(key));
    if (keys.length === 0) return;
    const holders = (await redis.mget(keys)).map(readHolder);
    const own = keys.filter((_, at) => holders[at]?.id === id);
    if (own.length > 0) await redis.del(...own);
  }

  /**
   * Renews the names of some sessions.
   * @returns the ids of those whose names other sessions have
   */
  async renew(takers: readonly (NameTaker & { readonly name: string })[]): Promise<number[]> {
    const { redis, owns } = this.parts;
    const rows = takers.flatMap((taker) => keysOf(taker.name).map((key) => ({ taker, key })));
    if (rows.length === 0) return [];
    const holders = (await redis.mget(rows.map(({ key }) => key))).map(readHolder);
    const pipeline = redis.pipeline();
    const missing: NameTaker[] = [];
    const losing = new Set<number>();
    rows.forEach(({ taker, key }, at) => {
      const holder = holders[at] ?? null;
      const isKept = holder?.id === taker.id && holder.node === this.parts.node;
      const isOwner = taker.user !== null && owns(taker.user, taker.name) && holder?.user !== taker.user;
      if (isKept) pipeline.pexpire(key, SESSION_LIFE_MS);
      else if (holder?.id === taker.id || (holder !== null && isOwner)) {
        pipeline.set(key, this.valueOf(taker), 'PX', SESSION_LIFE_MS);
      } else if (holder !== null) losing.add(taker.id);
      else {
        pipeline.set(key, this.valueOf(taker), 'PX', SESSION_LIFE_MS, 'NX');
        missing.push(taker);
      }
    });
    await answersOf(pipeline);
    if (missing.length === 0) return [...losing];
    // Another session may have been quicker.
    const again = rows.filter(({ taker }) => missing.includes(taker));
    const now = (await redis.mget(again.map(({ key }) => key))).map(readHolder);
    again.forEach(({ taker }, at) => {
      const holder = now[at] ?? null;
      if (holder !== null && holder.id !== taker.id) losing.add(taker.id);
    });
    return [...losing];
  }

  private valueOf({ id, user }: NameTaker): string {
    return JSON.stringify({ node: this.parts.node, id, user } satisfies NameHolder);
  }
}

function keysOf(name: string): [name: string, look: string] {
  return [KEYS.name(nameKey(name)), KEYS.look(skeleton(name))];
}

function readHolder(value: unknown): NameHolder | null {
  const holder = typeof value === 'string' && value.length <= 256 ? parsed(value) : null;
  if (!isFields(holder)) return null;
  const { node, id, user } = holder;
  const isRight = isText(node) && (node === '' || NODE_ID.test(node)) && isCount(id) && (user === null || isText(user));
  return isRight ? { node, id, user } : null;
}

/** @throws if one of the commands failed */
async function answersOf(pipeline: ReturnType<Redis['pipeline']>): Promise<unknown[]> {
  const replies = (await pipeline.exec()) ?? [];
  return replies.map(([error, reply]) => {
    if (error !== null) throw error;
    return reply;
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
