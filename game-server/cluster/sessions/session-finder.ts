// Finds the session of a `hello` that no session of this node answers to.
//
//     token or ticket ──► nobody's: unknown
//                     ──► of a living node: redirect                          ◄─┐
//                     ──► of a dead node, in a room: wait until that is claimed ┘ or gone
//                     ──► of a dead node in the lobby, or on its way: claim it. One node wins, the others look again.
//
// No session is ever at two nodes, since only the newest epoch of its stream can be written (session-records.ts): a node
// that another one has overtaken learns of it before it has sent anything.

import { PROTOCOL_VERSION, type Fault, type ServerMessage } from '#protocol';
import { KEYS, type Redis } from '#redis';
import type { Clock } from '../../clock.ts';
import { digestOf } from '../../sessions/secret.ts';
import type { Found } from '../../sessions/other-nodes.ts';
import type { SessionData } from '../../sessions/session-data.ts';
import type { Hello, Session } from '../../sessions/session.ts';
import type { Sessions } from '../../sessions/sessions.ts';
import type { Arrivals } from './arrivals.ts';
import { ownerOf } from '../streams/claim-room.ts';
import type { SessionRecords, StoredSession } from './session-records.ts';
import type { SessionCounts } from './session-counts.ts';
import type { SessionWaits } from './session-waits.ts';
import { isTicket, readTicket } from './seat-ticket.ts';
import { unlessWrongType } from '../streams/redis-batch.ts';
import { within } from '../within.ts';

/** Between two looks at a session whose room is about to be claimed: doubled up to the second one. */
const LOOK_MS_FIRST = 20;
const LOOK_MS_MAX = 200;

const UNKNOWN: Found = { is: 'unknown' };
const UNREACHABLE: Found = { is: 'refused', refusal: { code: 'nodes-unreachable', retryAfterMs: 500 } };

/** What is known of the other nodes. */
export interface NodePlaces {
  /** Where clients connect to a node, and what it speaks; null for one that is not known to live. */
  addressOf(node: string): { readonly host: string; readonly port: number; readonly protocol: number } | null;
  /** A living node that speaks this version of the protocol; null if there is none. */
  speaking(protocol: number): { readonly id: string; readonly host: string; readonly port: number } | null;
  /** Whether a node is so surely dead that its sessions may be claimed. */
  isDead(node: string): boolean;
}

export interface SessionFinderParts {
  readonly redis: Redis;
  readonly clock: Clock;
  readonly waits: SessionWaits;
  /** The id of this node. */
  readonly node: string;
  readonly records: SessionRecords;
  readonly counts: SessionCounts;
  readonly places: NodePlaces;
  readonly arrivals: Arrivals;
  readonly sessions: () => Sessions;
  /** Whether a room with this code is at this node. */
  readonly hasRoom: (code: string) => boolean;
  /** Does something whose effects are recorded before they are shown. */
  readonly held: <Result>(act: () => Result) => Result;
}

/** Since when a room has the owner that was seen last. */
interface RoomWait {
  owner: string | null;
  sinceMs: number;
}

export class SessionFinder {
  private readonly parts: SessionFinderParts;
  /** Ends the waits for a session. */
  private readonly waiting = new Map<string, Set<() => void>>();
  /** Claims under way, by the id of the session. */
  private readonly claims = new Map<number, Promise<Session | null>>();

  constructor(parts: SessionFinderParts) {
    this.parts = parts;
  }

  /** A session is here now. */
  added({ tokens }: SessionData): void {
    if (this.waiting.size === 0) return;
    for (const digest of tokens) for (const wake of this.waiting.get(digest) ?? []) wake();
  }

  /** Never throws. */
  async find(hello: Hello, isWanted: () => boolean): Promise<Found> {
    try {
      if (isTicket(hello.token)) {
        const found = await this.withTicket(hello);
        if (found.is === 'here') this.parts.counts.ticketsTaken++;
        else this.parts.counts.ticketsRefused++;
        return found;
      }
      return await this.withToken(hello, isWanted);
    } catch {
      // Redis does not answer.
      return UNREACHABLE;
    }
  }

  private async withToken(hello: Hello, isWanted: () => boolean): Promise<Found> {
    const { clock, waits, records, arrivals, sessions } = this.parts;
    const digest = digestOf(hello.token);
    const untilMs = clock.now() + waits.findMs;
    const wait: RoomWait = { owner: null, sinceMs: 0 };
    for (let waitMs = LOOK_MS_FIRST; ; waitMs = Math.min(LOOK_MS_MAX, 2 * waitMs)) {
      const isLast = clock.now() + waitMs > untilMs;
      if (!arrivals.isExpected(digest)) {
        const stored = await within(waits.answerMs, clock, records.withToken(digest));
        const here = sessions().withToken(hello.token);
        if (here !== null) return { is: 'here', session: here, request: null };
        if (stored === null) return UNKNOWN;
        const found = await this.answer(stored, hello, wait);
        if (found !== null) return found;
      }
      if (isLast || !isWanted()) return UNREACHABLE;
      await this.wait(waitMs, digest);
      const here = sessions().withToken(hello.token);
      if (here !== null) return { is: 'here', session: here, request: null };
    }
  }

  /** @returns null to look again a little later */
  private async answer(stored: StoredSession, hello: Hello, wait: RoomWait): Promise<Found | null> {
    const { node, places, redis, clock, waits, hasRoom } = this.parts;
    const { owner, record } = stored;
    const { room } = record;
    // It has ended here when that could not be recorded: it was not found above.
    const isOver = owner === node && room !== null && hasRoom(room);
    if (owner !== '' && owner !== node && !places.isDead(owner)) return this.redirect(owner, hello);
    if (room !== null && owner === record.node && !isOver) {
      // Whoever claims the room goes on with its members.
      const roomOwner = await ownerOf(redis, room);
      if (roomOwner !== wait.owner) Object.assign(wait, { owner: roomOwner, sinceMs: clock.now() });
      const isRestored = roomOwner !== owner && clock.now() - wait.sinceMs >= waits.restoreMs;
      const isLeftOut = isRestored && (roomOwner === node || !places.isDead(roomOwner!));
      if (roomOwner !== null && !isLeftOut) return null;
    }
    const session = await this.claim(stored);
    return session === null ? null : { is: 'here', session, request: null };
  }

  /** @returns null for a node that is neither known to live nor to be dead */
  private redirect(node: string, { follows }: Hello): Found | null {
    const address = this.parts.places.addressOf(node);
    if (address === null) return null;
    // It would refuse the client. Versions are side by side only during an update.
    if (address.protocol !== PROTOCOL_VERSION) return UNKNOWN;
    if (follows === true) return { is: 'elsewhere', message: redirectTo(node, address, '') };
    const refusal: Fault = { code: 'other-node', text: `your session is at ${address.host}:${address.port}` };
    return { is: 'refused', refusal };
  }

  private async withTicket(hello: Hello): Promise<Found> {
    const { redis, clock, waits, node, records } = this.parts;
    const used = redis.getdel(KEYS.ticket(digestOf(hello.token)));
    const text = await within(waits.answerMs, clock, unlessWrongType(used, null));
    const ticket = text === null ? null : readTicket(text);
    if (ticket?.node !== node) return UNKNOWN;
    const stored = await within(waits.answerMs, clock, records.withId(ticket.session));
    // Its client may have gone on elsewhere with its token.
    if (stored?.owner !== '' || stored.epoch !== ticket.epoch) return UNKNOWN;
    const session = await this.claim(stored);
    if (session === null) return UNKNOWN;
    session.spentElsewhere(ticket.spent);
    return { is: 'here', session, request: ticket.request };
  }

  /** @returns null if another node was quicker */
  private claim(stored: StoredSession): Promise<Session | null> {
    const known = this.claims.get(stored.id);
    if (known !== undefined) return known;
    const claim = this.claimNow(stored).finally(() => this.claims.delete(stored.id));
    this.claims.set(stored.id, claim);
    return claim;
  }

  private async claimNow(stored: StoredSession): Promise<Session | null> {
    const { records, sessions, counts, held, clock, waits } = this.parts;
    const data = await within(waits.answerMs, clock, records.claim(stored));
    if (data === null) {
      counts.claimsLost++;
      return null;
    }
    counts.claimed++;
    return held(() => {
      const session = sessions().restore(data);
      session.restorePlace(data, null);
      return session;
    });
  }

  private wait(ms: number, digest: string): Promise<void> {
    const wakes = this.waiting.get(digest) ?? new Set();
    this.waiting.set(digest, wakes);
    return new Promise((resolve) => {
      const wake = () => {
        cancel();
        wakes.delete(wake);
        if (wakes.size === 0) this.waiting.delete(digest);
        resolve();
      };
      const cancel = this.parts.clock.after(ms, wake);
      wakes.add(wake);
    });
  }
}

/** @param token '' for that of the session */
export function redirectTo(
  node: string,
  { host, port }: { readonly host: string; readonly port: number },
  token: string,
): ServerMessage {
  return { type: 'redirect', node, host, port, token, keep: false };
}
