// A room that comes from another node: its clients connect here before it does.
//
//   expecting ──take──► taking ──claimed and restored──► attaching ──all who were here have their session──► over
//       │                 │                                               or 250 ms
//       │ cancelled,      │ another node has it, it cannot be restored, 1 s without Redis: nothing of it is shown here
//       ▼ 4.8 s           ▼
//      over              over

import type { ClientMessage } from '#protocol';
import { KEYS, type Redis } from '#redis';
import type { Clock } from '../../clock.ts';
import type { JournalRecord } from '../../journal/record.ts';
import type { Outbox } from '../../net/outbox.ts';
import type { Logger } from '../../ops/log.ts';
import type { Room } from '../../rooms/room.ts';
import type { Sessions } from '../../sessions/sessions.ts';
import { claimEpoch } from '../streams/claim-room.ts';
import type { MoveMessage, MovingMember } from './move-messages.ts';
import { ANSWER_MS_MAX, GATHER_MS_MAX, TURN_MS_MAX } from './move-source.ts';
import { readRoom, RoomUnreadable } from '../streams/read-room.ts';
import type { RoomStreams } from '../streams/room-streams.ts';

/** After the source has given up. */
const EXPECT_MS_MAX = ANSWER_MS_MAX + GATHER_MS_MAX + TURN_MS_MAX + 1000;
/** For how long the claim is tried while Redis does not answer. */
const CLAIM_MS_MAX = 1000;
const CLAIM_AGAIN_MS = 50;
/** How long the clients that are here may take to get their session. */
const ATTACH_MS_MAX = 250;

/** Late messages of all members that wait. */
const LATE_MAX = 256;

/** Clients whose sessions are about to come. */
export interface ExpectedClients {
  expect(digests: Iterable<string>, connected: (digest: string) => void): void;
  end(digests: Iterable<string>): void;
}

export interface MoveTargetParts {
  /** The id of this node. */
  readonly node: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly redis: Redis;
  readonly outbox: Outbox;
  readonly streams: Pick<RoomStreams, 'adopt'>;
  readonly sessions: Sessions;
  readonly clients: ExpectedClients;
  /** Restores a room and its members' sessions. @returns null if that is not possible; then nothing of it is here */
  readonly receive: (code: string, records: readonly JournalRecord[], connected: ReadonlySet<number>) => Room | null;
  readonly send: (to: string, message: MoveMessage) => void;
}

type Offer = MoveMessage & { readonly kind: 'offer' };

export class MoveTarget {
  readonly code: string;
  readonly from: string;
  private readonly move: number;
  private readonly parts: MoveTargetParts;
  private readonly over: (isTaken: boolean) => void;
  private state: 'expecting' | 'taking' | 'attaching' | 'over' = 'expecting';
  private members = new Map<number, MovingMember>();
  private readonly byDigest = new Map<string, number>();
  /** Members whose clients are here. */
  private readonly here = new Set<number>();
  private room: Room | null = null;
  /** What members have said on their old connections, before they had the session here. */
  private readonly late: { readonly session: number; readonly message: ClientMessage }[] = [];
  private cancelTimer: () => void;

  constructor(offer: Offer, from: string, parts: MoveTargetParts, over: (isTaken: boolean) => void) {
    this.code = offer.room;
    this.from = from;
    this.move = offer.move;
    this.parts = parts;
    this.over = over;
    this.cancelTimer = parts.clock.after(EXPECT_MS_MAX, () => this.end(false));
  }

  begin(offer: Offer): void {
    this.expect(offer);
    this.say({ kind: 'answer', move: offer.move, isReady: true });
  }

  /** Who comes, as of now. */
  expect({ members }: Offer): void {
    if (this.state !== 'expecting') return;
    this.members = new Map(members.map((member) => [member.id, member]));
    const digests: string[] = [];
    for (const { id, tokens } of members) {
      for (const digest of tokens) {
        if (this.byDigest.has(digest)) continue;
        this.byDigest.set(digest, id);
        digests.push(digest);
      }
    }
    this.parts.clients.expect(digests, (digest) => this.connected(digest));
  }

  /** The room stands still at its source, and its last entry is written. */
  async take(epoch: number): Promise<void> {
    if (this.state !== 'expecting') return;
    this.state = 'taking';
    this.cancelTimer();
    const { parts, code } = this;
    try {
      const records = await this.claim(epoch);
      if (records !== null && this.restore(records, epoch)) return;
    } catch (error) {
      parts.log.error({ err: error, room: code, from: this.from }, 'a room that moves here cannot be taken');
    }
    this.end(false);
  }

  cancel(): void {
    if (this.state === 'expecting') this.end(false);
  }

  /** A member has said something to the source after the room had left it. */
  said(session: number, message: ClientMessage): void {
    if (!this.members.has(session)) return;
    if (this.state === 'over') this.request(session, message);
    else if (this.late.length < LATE_MAX) this.late.push({ session, message });
  }

  /** Whether all clients that are here have their sessions. Called several times a second. */
  look(): void {
    if (this.state === 'attaching') this.attachIfAllAreHere();
  }

  /** The client of a member is here; it may ask several times. */
  private connected(digest: string): void {
    const id = this.byDigest.get(digest);
    if (id === undefined || this.here.has(id)) return;
    this.here.add(id);
    this.say({ kind: 'here', move: this.move, session: id });
  }

  /** @returns null if another node has the room @throws if Redis does not answer in time: the claim is given up for good */
  private async claim(epoch: number): Promise<readonly JournalRecord[] | null> {
    const { redis, clock, node } = this.parts;
    const untilMs = clock.now() + CLAIM_MS_MAX;
    for (;;) {
      try {
        // One after the other on one connection. From the first on it is in the set of a living node at any time.
        const [, isOurs, records] = await Promise.all([
          redis.sadd(KEYS.owned(node), this.code),
          claimEpoch(redis, this.code, node, epoch),
          readRoom(redis, this.code),
        ]);
        return isOurs ? records : null;
      } catch (error) {
        if (error instanceof RoomUnreadable || clock.now() >= untilMs) throw error;
        await new Promise<void>((resolve) => clock.after(CLAIM_AGAIN_MS, resolve));
      }
    }
  }

  /** @returns whether the room is here now */
  private restore(records: readonly JournalRecord[], epoch: number): boolean {
    const { parts, code } = this;
    const connected = [...this.members.values()].filter(({ isConnected }) => isConnected).map(({ id }) => id);
    parts.outbox.hold();
    this.room = parts.receive(code, records, new Set(connected));
    if (this.room !== null) {
      parts.streams.adopt(code, epoch);
      this.state = 'attaching';
      this.say({ kind: 'done', move: this.move, isTaken: true });
      this.cancelTimer = parts.clock.after(ATTACH_MS_MAX, () => this.attached());
      this.parts.clients.end(this.byDigest.keys());
    }
    // What is recorded wakes the clients that wait.
    parts.outbox.release();
    return this.room !== null;
  }

  private attachIfAllAreHere(): void {
    const { sessions } = this.parts;
    for (const id of this.here) if (sessions.withId(id)?.isConnected === false) return;
    this.attached();
  }

  /** Whoever has not come is disconnected. */
  private attached(): void {
    this.parts.outbox.hold();
    this.room?.expectNobody();
    for (const { session, message } of this.late) this.request(session, message);
    this.parts.outbox.release();
    this.end(true);
  }

  private end(isTaken: boolean): void {
    if (this.state === 'over') return;
    const wasTaking = this.state === 'taking';
    this.state = 'over';
    this.cancelTimer();
    this.parts.clients.end(this.byDigest.keys());
    if (!isTaken && wasTaking) {
      void this.parts.redis.srem(KEYS.owned(this.parts.node), this.code).catch(() => {});
      this.say({ kind: 'done', move: this.move, isTaken: false });
    }
    this.over(isTaken);
  }

  private request(id: number, message: ClientMessage): void {
    const session = this.parts.sessions.withId(id);
    if (this.room === null || session?.room !== this.room) return;
    this.parts.outbox.hold();
    session.saidElsewhere(message);
    this.parts.outbox.release();
  }

  private say(message: MoveMessage): void {
    this.parts.send(this.from, message);
  }
}
