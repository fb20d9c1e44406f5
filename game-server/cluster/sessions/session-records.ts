// The sessions of this node in Redis, so that any node can go on with them. Each has a stream that keeps its newest record:
//
//     sess:<id>         id <epoch>-<n>    as in the streams of rooms: of two nodes, only the one with the newer epoch can write
//                       d    the record
//                       by   the node that has claimed it; the record before it still holds
//                       end  1 when the session has ended
//     token:<digest>    the id of the session
//
// What is written leaves with the batch of the outbox, so a client never sees what another node would not find.

import { KEYS, type Redis } from '#redis';
import type { Clock } from '../../clock.ts';
import type { SessionData } from '../../sessions/session-data.ts';
import { isFenced } from '../streams/claim-room.ts';
import type { RedisCommand } from '../streams/command-bytes.ts';
import { isRefusal, isWrongType, unlessWrongType, type RedisBatch } from '../streams/redis-batch.ts';
import type { SessionSink } from '../streams/room-streams.ts';
import { readSessionRecord, type SessionRecord } from './session-record.ts';
import type { SessionWaits } from './session-waits.ts';
import { parseId } from '../streams/stream-entry.ts';

/** Each record is written anew after this time at the latest, so that it stays, and a newer owner is noticed. */
const RENEW_MS = 15_000;
/** A dead node's session can be resumed for as long as a disconnected one, however old its record is. */
export const SESSION_LIFE_MS = 30_000 + RENEW_MS;
/** Sessions that have ended while Redis did not answer. Further ones are found, until their records are over, and go on. */
const UNENDED_MAX = 10_000;
const TURN_MS = 250;
/** Records that are renewed in one turn: a thousand a second. More sessions than 15,000 are renewed later. */
export const RENEWED_PER_TURN_MAX = 250;
/** Entries that are read: the record, and claims of nodes that died before they wrote their own. */
const ENTRIES_MAX = 16;

/** A session as it is in Redis. */
export interface StoredSession {
  readonly id: number;
  /** Of its newest entry. */
  readonly epoch: number;
  /** The node that has it or has claimed it; '' while it is on its way. */
  readonly owner: string;
  readonly record: SessionRecord;
}

export interface SessionRecordsParts {
  readonly redis: Redis;
  readonly batch: Pick<RedisBatch, 'add' | 'isOpen'>;
  readonly clock: Clock;
  readonly waits: SessionWaits;
  /** The id of this node. */
  readonly node: string;
  /** A session of this node as it is now; null if it has ended. */
  readonly current: (id: number) => { readonly room: string | null; readonly data: SessionData } | null;
  /** Another node has claimed a session of this one. */
  readonly fenced: (id: number) => void;
  /** These records were renewed. */
  readonly renewed: (ids: readonly number[]) => void;
  /** A session is here now that was elsewhere before, or is new. */
  readonly added: (data: SessionData) => void;
}

/** What was written of one session. */
interface Written {
  readonly epoch: number;
  /** Of the next entry. */
  n: number;
  /** Digests of tokens that lead to it. */
  tokens: readonly string[];
  /** When it was renewed, or written first. Changes in between do not count: names are renewed with it. */
  renewedMs: number;
}

export class SessionRecords implements SessionSink {
  private readonly parts: SessionRecordsParts;
  /** By id. Those that were renewed longest ago come first. */
  private readonly written = new Map<number, Written>();
  /** Sessions that have ended, which Redis does not know. */
  private readonly unended = new Map<number, Written>();
  /** On their way to another node, unless they stay. */
  private readonly departing = new Set<number>();
  private cancel: (() => void) | null = null;

  constructor(parts: SessionRecordsParts) {
    this.parts = parts;
  }

  get count(): number {
    return this.written.size;
  }

  /** Begins to renew records. */
  begin(): void {
    this.cancel = this.parts.clock.after(TURN_MS, () => {
      this.renew();
      this.begin();
    });
  }

  stop(): void {
    this.cancel?.();
  }

  /** Redis may have lost data, or been away: all records are renewed in the next turns. */
  renewAll(): void {
    const unended = [...this.unended];
    this.unended.clear();
    for (const [id, written] of unended) this.writeEnd(id, written);
    for (const written of this.written.values()) written.renewedMs = -Infinity;
  }

  // Writing.

  changed(id: number, room: string | null, state: unknown): void {
    // Its last record is there already.
    if (this.departing.has(id)) return;
    const data = state as SessionData;
    const isNew = !this.written.has(id);
    this.write(id, this.parts.node, room, data);
    if (isNew) this.parts.added(data);
  }

  ended(id: number): void {
    this.departing.delete(id);
    const written = this.written.get(id);
    if (written === undefined) return;
    this.written.delete(id);
    this.writeEnd(id, written);
  }

  private writeEnd(id: number, written: Written): void {
    const keys = [KEYS.session(id), ...written.tokens.map((digest) => KEYS.token(digest))];
    // Only the owner takes it away.
    const accepted = () => this.parts.batch.add(['DEL', ...keys]);
    const failed = (error: Error) => {
      if (isRefusal(error) || this.unended.size >= UNENDED_MAX) return;
      this.unended.set(id, written);
    };
    this.append(id, written, ['end', '1'], accepted, failed);
  }

  /** Nothing more is written of a session: another node has it. */
  letGo(id: number): void {
    this.departing.delete(id);
    this.written.delete(id);
  }

  /**
   * The session is on its way to another node: whoever comes first with its token or its ticket can claim it. From now on it
   * is not recorded, until `stays`.
   * @param done whether Redis has the record
   */
  depart(data: SessionData, done: (isWritten: boolean) => void): void {
    this.departing.add(data.id);
    this.write(data.id, '', null, data, done);
  }

  /** It has not left: its next record says so. */
  stays(id: number): void {
    this.departing.delete(id);
  }

  private write(
    id: number,
    node: string,
    room: string | null,
    data: SessionData,
    done?: (isWritten: boolean) => void,
  ): void {
    const { batch, clock } = this.parts;
    const before = this.written.get(id);
    const epoch = data.epoch ?? 0;
    const written = before?.epoch === epoch ? before : { epoch, n: 0, tokens: [], renewedMs: clock.now() };
    if (written !== before) this.put(id, written);
    const gone = written.tokens.filter((digest) => !data.tokens.includes(digest));
    written.tokens = data.tokens;
    for (const digest of data.tokens) batch.add(['SET', KEYS.token(digest), id, 'PX', SESSION_LIFE_MS]);
    const record: SessionRecord = { node, room, session: data };
    this.append(
      id,
      written,
      ['d', JSON.stringify(record)],
      () => {
        if (gone.length > 0) batch.add(['DEL', ...gone.map((digest) => KEYS.token(digest))]);
        done?.(true);
      },
      () => done?.(false),
    );
  }

  /** To the end. */
  private put(id: number, written: Written): void {
    this.written.delete(id);
    this.written.set(id, written);
  }

  private append(
    id: number,
    written: Written,
    fields: RedisCommand,
    accepted: () => void,
    failed: (error: Error) => void = () => {},
  ): void {
    const { batch, fenced } = this.parts;
    const key = KEYS.session(id);
    batch.add(['XADD', key, 'MAXLEN', 1, `${written.epoch}-${written.n++}`, ...fields], (error) => {
      if (error === null) return accepted();
      failed(error);
      // Somebody else has written the key. The next record makes the stream anew.
      if (isWrongType(error)) batch.add(['DEL', key]);
      if (isFenced(error) && this.written.get(id) === written) fenced(id);
    });
    batch.add(['PEXPIRE', key, SESSION_LIFE_MS]);
  }

  /** Writes some records anew, the oldest ones. */
  private renew(): void {
    const { batch, clock, current, renewed } = this.parts;
    if (!batch.isOpen) return;
    const nowMs = clock.now();
    const due: [number, Written][] = [];
    for (const entry of this.written) {
      if (entry[1].renewedMs > nowMs - RENEW_MS || due.length === RENEWED_PER_TURN_MAX) break;
      due.push(entry);
    }
    for (const [id, written] of due) {
      written.renewedMs = nowMs;
      this.put(id, written);
      const now = current(id);
      if (now === null) this.written.delete(id);
      else if (!this.departing.has(id)) this.write(id, this.parts.node, now.room, now.data);
    }
    if (due.length > 0) renewed(due.map(([id]) => id));
  }

  // Reading and claiming.

  /** @returns null if no session has this token @throws if Redis fails */
  async withToken(digest: string): Promise<StoredSession | null> {
    const id = Number(await unlessWrongType(this.parts.redis.get(KEYS.token(digest)), null));
    const stored = Number.isSafeInteger(id) && id > 0 ? await this.withId(id) : null;
    return stored?.record.session.tokens.includes(digest) === true ? stored : null;
  }

  /** @returns null if there is none, or it has ended @throws if Redis fails */
  async withId(id: number): Promise<StoredSession | null> {
    const read = this.parts.redis.xrevrange(KEYS.session(id), '+', '-', 'COUNT', ENTRIES_MAX);
    return storedSession(id, await unlessWrongType(read, []));
  }

  /**
   * Claims a session that no living node has. Of all nodes that try, one wins.
   * @returns its data, to be restored here at once; null if another node was quicker, or it has ended
   * @throws if Redis fails. The claim may have been made then; it ends with the life of the record.
   */
  async claim({ id, epoch }: { readonly id: number; readonly epoch: number }): Promise<SessionData | null> {
    const { redis, node, clock, waits } = this.parts;
    const sentMs = clock.now();
    const key = KEYS.session(id);
    const replies = await redis
      .pipeline()
      .xadd(key, 'NOMKSTREAM', `${epoch + 1}-0`, 'by', node)
      .pexpire(key, SESSION_LIFE_MS)
      .xrevrange(key, '+', '-', 'COUNT', ENTRIES_MAX)
      .exec();
    const [[addError, added] = [], , [readError, entries] = []] = replies ?? [];
    if (addError instanceof Error && isFenced(addError)) return null;
    for (const error of [addError, readError]) if (error instanceof Error) throw error;
    // After so long the claim may count as that of a dead node.
    if (added === null || clock.now() - sentMs > waits.claimMs) return null;
    const stored = storedSession(id, entries as Entry[]);
    if (stored?.epoch !== epoch + 1 || stored.owner !== node) return null;
    this.put(id, { epoch: epoch + 1, n: 1, tokens: stored.record.session.tokens, renewedMs: -Infinity });
    return { ...stored.record.session, epoch };
  }
}

type Entry = [id: string, fields: string[]];

/** @param entries the newest first */
function storedSession(id: number, entries: readonly Entry[]): StoredSession | null {
  const epoch = parseId(entries[0]?.[0] ?? '')?.epoch;
  if (epoch === undefined) return null;
  let claimer: string | null = null;
  for (const [, fields] of entries) {
    const text = field(fields, 'd');
    if (field(fields, 'end') !== null) return null;
    claimer ??= field(fields, 'by');
    if (text === null) continue;
    const record = readSessionRecord(text);
    return record?.session.id === id ? { id, epoch, owner: claimer ?? record.node, record } : null;
  }
  return null;
}

function field(fields: readonly string[], name: string): string | null {
  for (let i = 0; i + 1 < fields.length; i += 2) if (fields[i] === name) return fields[i + 1]!;
  return null;
}
