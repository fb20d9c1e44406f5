// Tells the members of a room what has become of it. What is said is room-messages.ts, the snapshots are broadcast.ts.
//
// A single change is told at once. Many in a short time are gathered, and the newest state is told a few times a second:
// what members do to their room must not cost the others more than the room itself does.

import type { Clock } from '../clock.ts';
import type { Members } from './members.ts';
import type { Metrics } from '../ops/metrics.ts';
import type { Player } from './player.ts';
import { noticeFrame, roomFrame, seatsFrame, type NoticeKind, type RoomView } from './room-messages.ts';
import { TokenBucket } from '../limits/token-bucket.ts';

/** State (`room`, `seats`), as often as this. The burst is what a few people do who come in at the same time. */
const NEWS_PER_SECOND = 4;
const NEWS_BURST = 8;
/** A match that another one may take the place of at any time: while the host changes settings. */
const MATCHES_PER_SECOND = 2;
const MATCHES_BURST = 2;
/** Notices beyond are left out: `seats` and `room` have all that matters. */
const NOTICES_PER_SECOND = 5;
const NOTICES_BURST = 20;
/** Notices that anybody can cause by coming and going have a bucket of their own, so that they keep out no others. */
const COMINGS: readonly NoticeKind[] = ['joined', 'left', 'disconnected', 'reconnected'];

export interface Announced extends RoomView {
  /** Sends `joined` to all members. */
  tellMatch(): void;
}

export interface AnnouncerParts {
  readonly clock: Clock;
  readonly metrics: Metrics;
}

export class Announcer {
  /** Goes up whenever the list of rooms may have to show something else. */
  version = 0;
  /** Whose message changed something last, and who pays for what is told later because of it. */
  cause: Player | null = null;
  private readonly view: Announced;
  private readonly members: Members;
  private readonly parts: AnnouncerParts;
  /** What the members were last told. */
  private told = { state: '', host: '' };
  private readonly owed = { match: false, seats: false, room: false };
  private readonly pace: Readonly<Record<'match' | 'seats' | 'room' | 'comings' | 'notices', TokenBucket>>;

  constructor(view: Announced, members: Members, parts: AnnouncerParts) {
    this.view = view;
    this.members = members;
    this.parts = parts;
    const nowMs = parts.clock.now();
    const notices = () => new TokenBucket(NOTICES_PER_SECOND, NOTICES_BURST, nowMs);
    const news = () => new TokenBucket(NEWS_PER_SECOND, NEWS_BURST, nowMs);
    const match = new TokenBucket(MATCHES_PER_SECOND, MATCHES_BURST, nowMs);
    this.pace = { match, seats: news(), room: news(), comings: notices(), notices: notices() };
  }

  get owesNews(): boolean {
    return this.owed.match || this.owed.seats || this.owed.room;
  }

  /** A new match in the lobby: nothing happens in it before the host starts, so it may come later than what follows. */
  match(): void {
    this.owed.match = true;
    this.owed.room = true;
    this.version++;
    this.sendOwed();
  }

  /** A new match that begins: its first snapshot must find it. */
  matchBegins(): void {
    const nowMs = this.parts.clock.now();
    this.pace.match.spend(1, nowMs);
    this.sendMatch();
    this.pace.room.spend(1, nowMs);
    this.version++;
    this.sendRoom(null);
  }

  /** What kind of room this is now. */
  room(except: Player | null = null): void {
    this.version++;
    if (this.owed.match || !this.pace.room.take(this.parts.clock.now())) this.owed.room = true;
    else this.sendRoom(except);
  }

  /** The same, if there is another state or another host. */
  change(): void {
    const { host, stateName } = this.view;
    if (this.owed.room) return;
    if (stateName !== this.told.state || (host?.name ?? '') !== this.told.host) this.room();
  }

  seats(except: Player | null = null): void {
    this.version++;
    this.owed.seats = this.owed.match || !this.pace.seats.take(this.parts.clock.now());
    if (!this.owed.seats) this.members.send(seatsFrame(this.view), except);
  }

  /** Tells what was put off, as far as it is time for it. */
  flush(): void {
    this.charge(() => this.sendOwed());
  }

  /** Does what a tick has made due, at the cost of who asked for it. */
  charge(tell: () => void): void {
    const { metrics } = this.parts;
    const bytesBefore = metrics.bytesOut;
    tell();
    this.cause?.caused(metrics.bytesOut - bytesBefore);
  }

  notice(kind: NoticeKind, about: Player, except: Player | null = null): void {
    const pace = COMINGS.includes(kind) ? this.pace.comings : this.pace.notices;
    if (pace.take(this.parts.clock.now())) this.members.send(noticeFrame(kind, about), except);
  }

  private sendOwed(): void {
    const { owed, pace } = this;
    const nowMs = this.parts.clock.now();
    // Seats and state are those of a match: they do not come before it.
    if (owed.match && !pace.match.take(nowMs)) return;
    if (owed.match) this.sendMatch();
    // In one write for each member where both are due.
    const seats = owed.seats && pace.seats.take(nowMs) ? seatsFrame(this.view) : null;
    if (seats !== null) owed.seats = false;
    if (owed.room && pace.room.take(nowMs)) this.sendRoom(null, seats);
    else if (seats !== null) this.members.send(seats);
  }

  private sendMatch(): void {
    this.owed.match = false;
    // `joined` has the seats in it.
    this.owed.seats = false;
    this.view.tellMatch();
  }

  /** @param before a frame to be written in front of it. */
  private sendRoom(except: Player | null, before: Buffer | null = null): void {
    this.owed.room = false;
    const { host, stateName } = this.view;
    const isNewHost = host !== null && host.name !== this.told.host;
    this.told = { state: stateName, host: host?.name ?? '' };
    const frame = roomFrame(this.view);
    this.members.send(before === null ? frame : Buffer.concat([before, frame]), except);
    if (isNewHost) this.notice('host', host);
  }
}
