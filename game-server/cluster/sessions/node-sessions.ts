// The sessions of this node and those of the others: what sessions/ asks `OtherNodes` for, put together from records, names,
// tickets and the finder.

import type { Refusal, ServerMessage } from '#protocol';
import { KEYS, type Redis } from '#redis';
import type { Clock, Rng } from '../../clock.ts';
import type { NameOwners } from '../../directory/directory.ts';
import type { Lobby } from '../../rooms/lobby.ts';
import type { Outbox } from '../../net/outbox.ts';
import { digestOf } from '../../sessions/secret.ts';
import type { Found, NameTaker, OtherNodes } from '../../sessions/other-nodes.ts';
import type { HandedOver, RoomRequest, Route, SentRequest } from '../../sessions/room-request.ts';
import type { Hello, Session } from '../../sessions/session.ts';
import type { Sessions } from '../../sessions/sessions.ts';
import { Arrivals } from './arrivals.ts';
import { NameClaims, type NameClaimsParts } from './name-claims.ts';
import type { RedisBatch } from '../streams/redis-batch.ts';
import { redirectTo, SessionFinder, type NodePlaces } from './session-finder.ts';
import { SessionCounts } from './session-counts.ts';
import { SessionRecords } from './session-records.ts';
import { isTicket, newTicket, TICKET_LIFE_MS, ticketText } from './seat-ticket.ts';
import { SESSION_WAITS, type SessionWaits } from './session-waits.ts';
import { within } from '../within.ts';

const UNREACHABLE: Refusal = { code: 'nodes-unreachable', retryAfterMs: 1000 };

export interface NodeSessionsParts {
  readonly redis: Redis;
  /** That of the streams of rooms: what is put there leaves before the frames that follow. */
  readonly batch: Pick<RedisBatch, 'add' | 'isOpen'>;
  readonly clock: Clock;
  /** `SESSION_WAITS` where it is left out. */
  readonly waits?: SessionWaits;
  readonly rng: Rng;
  /** The id of this node. */
  readonly node: string;
  readonly messages: NameClaimsParts['messages'];
  readonly places: NodePlaces;
  /** Which node answers a request; null for this one. */
  readonly route: (request: RoomRequest, from: Session, hops: number) => Route | null;
}

/** What it needs of this server, which is made after it. */
export interface NodeSessionsCore {
  readonly sessions: Sessions;
  readonly lobby: Lobby;
  readonly outbox: Outbox;
  readonly directory: NameOwners;
}

export class NodeSessions implements OtherNodes {
  /** Sessions that come with their rooms. */
  readonly arrivals = new Arrivals();
  readonly counts = new SessionCounts();
  readonly records: SessionRecords;
  private readonly parts: NodeSessionsParts;
  private readonly waits: SessionWaits;
  private readonly names: NameClaims;
  private readonly finder: SessionFinder;
  private core: NodeSessionsCore | null = null;
  /** Clients can connect before this node has joined the others: their questions wait until `begin`. */
  private readonly begun: Promise<void>;
  private hasBegun = (): void => {};

  constructor(parts: NodeSessionsParts) {
    this.parts = parts;
    this.begun = new Promise((resolve) => (this.hasBegun = resolve));
    const { redis, batch, clock, node, messages, places, waits = SESSION_WAITS } = parts;
    this.waits = waits;
    const sessions = () => this.server.sessions;
    const held = <Result>(act: () => Result) => this.held(act);
    this.records = new SessionRecords({
      ...{ redis, batch, clock, waits, node },
      current: (id) => {
        const session = sessions().withId(id);
        return session === null ? null : { room: session.room?.code ?? null, data: sessions().dataOf(session) };
      },
      fenced: (id) =>
        held(() => {
          const session = sessions().withId(id);
          if (session !== null) sessions().claimedElsewhere(session);
        }),
      renewed: (ids) => void this.renewNames(ids),
      added: (data) => {
        this.finder.added(data);
        void this.renewNames([data.id]);
      },
    });
    this.names = new NameClaims({
      ...{ redis, clock, waits, node, messages },
      owns: (user, name) => this.server.directory.ownerOf(name)?.user === user,
      giveUp: (name, user) => held(() => sessions().names.giveUp(name, user)),
    });
    const { arrivals, records, counts } = this;
    const hasRoom = (code: string) => this.server.lobby.room(code) !== null;
    this.finder = new SessionFinder({
      redis,
      clock,
      waits,
      node,
      records,
      counts,
      places,
      arrivals,
      sessions,
      hasRoom,
      held,
    });
  }

  /** This server is there: from now on records are renewed. */
  begin(core: NodeSessionsCore): void {
    this.core = core;
    this.hasBegun();
    this.records.begin();
    this.parts.redis.on('ready', () => this.records.renewAll());
  }

  stop(): void {
    this.records.stop();
  }

  find(hello: Hello, isWanted: () => boolean, done: (found: Found) => void): void {
    void this.answer(
      () => this.finder.find(hello, isWanted),
      (found) => {
        if (found.is === 'elsewhere') this.counts.redirects++;
        done(found);
      },
    );
  }

  nodeSpeaking({ version, follows = false, token }: Hello): ServerMessage | null {
    const node = follows ? this.parts.places.speaking(version) : null;
    if (node === null) return null;
    this.counts.redirects++;
    return redirectTo(node.id, node, isTicket(token) ? token : '');
  }

  reserveName(name: string, taker: NameTaker, done: (isOurs: boolean) => void): void {
    void this.answer(() => this.names.reserve(name, taker), done);
  }

  releaseName(name: string, id: number, kept: string): void {
    // Without Redis it ends by itself.
    void this.names.release(name, id, kept).catch(() => {});
  }

  useTicket(nonce: string, expiresMs: number, done: (refusal: Refusal | null) => void): void {
    const { redis, clock } = this.parts;
    const leftMs = Math.max(1, Math.ceil(expiresMs - clock.date()));
    const use = () => redis.set(KEYS.usedTicket(nonce), '1', 'PX', leftMs, 'NX');
    const refusal = () =>
      within(this.waits.answerMs, clock, use()).then(
        (reply): Refusal | null => (reply === 'OK' ? null : 'ticket-expired'),
        () => UNREACHABLE,
      );
    void this.answer(refusal, done);
  }

  route(request: RoomRequest, from: Session, hops: number): Route | null {
    return this.parts.route(request, from, hops);
  }

  addressOf(node: string): string | null {
    const address = this.parts.places.addressOf(node);
    return address === null ? null : `${address.host}:${address.port}`;
  }

  handOver(session: Session, node: string, request: SentRequest, done: (result: HandedOver) => void): void {
    void this.answer(
      () => this.prepare(session, node, request),
      (message) => {
        // Recording stops if the session is removed now.
        this.records.stays(session.id);
        if (message !== null) {
          this.counts.redirects++;
          return done({ message });
        }
        if (!session.hasEnded) this.server.sessions.changed(session);
        done({ refusal: UNREACHABLE });
      },
    );
  }

  /** Writes a session on its way, and its ticket. @returns what leads its client there; null if it has to stay */
  private async prepare(session: Session, node: string, request: SentRequest): Promise<ServerMessage | null> {
    const { batch, clock, places, rng } = this.parts;
    const { id, epoch, spent, name } = session;
    const address = places.addressOf(node);
    if (address === null) return null;
    const ticket = newTicket(rng);
    const text = ticketText({ session: id, epoch, node, request, spent });
    const isWritten = new Promise<boolean>((resolve) => {
      batch.add(['SET', KEYS.ticket(digestOf(ticket)), text, 'PX', TICKET_LIFE_MS], (error) => {
        if (error !== null) resolve(false);
      });
      this.records.depart(this.server.sessions.dataOf(session), resolve);
    });
    void this.names.depart(name, this.takerOf(session)).catch(() => {});
    const isReady = await within(this.waits.answerMs, clock, isWritten).catch(() => false);
    return isReady ? redirectTo(node, address, ticket) : null;
  }

  /** Sends a session that is in no room to another node, where it goes on with its own token. It stays without Redis. */
  async sendAway(session: Session, node: string): Promise<void> {
    const { places, clock } = this.parts;
    const { sessions } = this.server;
    const address = places.addressOf(node);
    if (address === null || session.hasEnded || session.room !== null) return;
    const departed = new Promise<boolean>((resolve) => {
      this.held(() => this.records.depart(sessions.dataOf(session), resolve));
    });
    void this.names.depart(session.name, this.takerOf(session)).catch(() => {});
    const hasDeparted = await within(this.waits.answerMs, clock, departed).catch(() => false);
    this.held(() => {
      // Recording stops if the session is removed now.
      this.records.stays(session.id);
      if (session.hasEnded) return;
      if (hasDeparted && session.room === null) {
        this.counts.redirects++;
        sessions.letGo(session, redirectTo(node, address, ''));
      }
      // Its next record says that it is still here.
      else sessions.changed(session);
    });
  }

  letGo(session: Session): void {
    this.records.letGo(session.id);
  }

  private get server(): NodeSessionsCore {
    if (this.core === null) throw new Error('no session is there before the server');
    return this.core;
  }

  private takerOf({ id, account }: Session): NameTaker {
    const identity = account !== null && account.claimedName !== '' ? account.identity : null;
    return { id, user: identity?.kind === 'user' ? identity.id : null };
  }

  /** Renews names. A session whose name another session has gets a suffix. */
  private async renewNames(ids: readonly number[]): Promise<void> {
    const { sessions } = this.server;
    const takers = ids.flatMap((id) => {
      const session = sessions.withId(id);
      return session === null ? [] : [{ ...this.takerOf(session), name: session.name }];
    });
    try {
      const names = new Map(takers.map(({ id, name }) => [id, name]));
      const losing = await this.names.renew(takers);
      this.held(() => {
        for (const id of losing) {
          const session = sessions.withId(id);
          // It may have another name by now.
          if (session !== null && session.name === names.get(id)) sessions.names.addSuffix(session);
        }
      });
    } catch {
      // The next renewal tries again.
    }
  }

  private async answer<Result>(ask: () => Promise<Result>, done: (result: Result) => void): Promise<void> {
    if (this.core === null) await this.begun;
    const answer = await ask();
    this.held(() => done(answer));
  }

  private held<Result>(act: () => Result): Result {
    const { outbox } = this.server;
    outbox.hold();
    try {
      return act();
    } finally {
      outbox.release();
    }
  }
}
