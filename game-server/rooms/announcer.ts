// Sends the members of a room what has become of it. What the messages contain is room-messages.ts, the snapshots are
// broadcast.ts.
//
// A single change is sent at once. Of many in a short time the newest state is sent a few times a second: what members do
// to their room must not cost the others more than the room itself does.

import type { Clock } from '../clock.ts';
import { TokenBucket } from '../limits/token-bucket.ts';
import type { Metrics } from '../ops/metrics.ts';
import type { Members } from './members.ts';
import type { Player } from './player.ts';
import { noticeFrame, roomFrame, seatsFrame, type NoticeKind, type RoomView } from './room-messages.ts';

/** State (`room`, `seats`), as often as this. The burst is what a few players do who come in at the same time. */
const STATES_PER_SECOND = 4;
const STATES_BURST = 8;
/** A match that another one may replace at any time: while the host changes settings. */
const MATCHES_PER_SECOND = 2;
const MATCHES_BURST = 2;
/** Notices beyond are left out: `seats` and `room` have all that matters. */
const NOTICES_PER_SECOND = 5;
const NOTICES_BURST = 20;
/** Notices that any client can cause by coming and going have a bucket of their own, so that they displace no others. */
const COMINGS: readonly NoticeKind[] = ['joined', 'left', 'disconnected', 'reconnected'];

export interface AnnouncerParts {
  readonly clock: Clock;
  readonly metrics: Metrics;
}

export class Announcer {
  private readonly room: RoomView;
  private readonly members: Members;
  private readonly sendJoined: () => void;
  private readonly parts: AnnouncerParts;
  private changeCount = 0;
  /** Whose request changed something last. */
  private charged: Player | null = null;
  /** What the members know. */
  private sent = { state: '', host: '' };
  /** What they are still to be sent. */
  private readonly owed = { match: false, seats: false, room: false };
  private readonly rates: Readonly<Record<'match' | 'seats' | 'room' | 'comings' | 'notices', TokenBucket>>;

  /** @param sendJoined sends `joined` to all members */
  constructor(room: RoomView, members: Members, sendJoined: () => void, parts: AnnouncerParts) {
    this.room = room;
    this.members = members;
    this.sendJoined = sendJoined;
    this.parts = parts;
    const nowMs = parts.clock.now();
    const notices = () => new TokenBucket(NOTICES_PER_SECOND, NOTICES_BURST, nowMs);
    const states = () => new TokenBucket(STATES_PER_SECOND, STATES_BURST, nowMs);
    const match = new TokenBucket(MATCHES_PER_SECOND, MATCHES_BURST, nowMs);
    this.rates = { match, seats: states(), room: states(), comings: notices(), notices: notices() };
  }

  /** Goes up whenever the list of rooms may have to show something else. */
  get version(): number {
    return this.changeCount;
  }

  /** Who pays for what is sent later. */
  get payer(): Player | null {
    return this.charged;
  }

  /** From now on this player pays for what is sent later. */
  chargeTo(player: Player): void {
    this.charged = player;
  }

  /** Does what a tick has made due, at the cost of whose request led to it. */
  charge(act: () => void): void {
    const { metrics } = this.parts;
    const bytesBefore = metrics.bytesOut;
    act();
    this.charged?.caused(metrics.bytesOut - bytesBefore);
  }

  /** A new match in the lobby: nothing happens in it before the host starts, so it may come later than what follows. */
  matchChanged(): void {
    this.owed.match = true;
    this.owed.room = true;
    this.changeCount++;
    this.sendOwed();
  }

  /** A new match begins: its first snapshot must find it. */
  matchBegins(): void {
    const nowMs = this.parts.clock.now();
    this.rates.match.spend(1, nowMs);
    this.sendMatch();
    this.rates.room.spend(1, nowMs);
    this.changeCount++;
    this.sendRoom(null);
  }

  /** The room has changed. */
  roomChanged(except: Player | null = null): void {
    this.changeCount++;
    if (this.owed.match || !this.rates.room.take(this.parts.clock.now())) this.owed.room = true;
    else this.sendRoom(except);
  }

  /** The room may have another state or another host than the members know. */
  stateMayHaveChanged(): void {
    const { host, stateName } = this.room;
    if (this.owed.room) return;
    if (stateName !== this.sent.state || (host?.name ?? '') !== this.sent.host) this.roomChanged();
  }

  /** The seats have changed. */
  seatsChanged(except: Player | null = null): void {
    this.changeCount++;
    this.owed.seats = this.owed.match || !this.rates.seats.take(this.parts.clock.now());
    if (!this.owed.seats) this.members.send(seatsFrame(this.room), except);
  }

  notice(kind: NoticeKind, about: Player, except: Player | null = null): void {
    const rate = COMINGS.includes(kind) ? this.rates.comings : this.rates.notices;
    if (rate.take(this.parts.clock.now())) this.members.send(noticeFrame(kind, about), except);
  }

  /** A tick has passed: sends what was put off, as far as the rates allow. */
  tick(): void {
    const { match, seats, room } = this.owed;
    if (match || seats || room) this.charge(() => this.sendOwed());
  }

  private sendOwed(): void {
    const { owed, rates } = this;
    const nowMs = this.parts.clock.now();
    // Seats and state are those of a match: they do not come before it.
    if (owed.match && !rates.match.take(nowMs)) return;
    if (owed.match) this.sendMatch();
    // In one write for each member where both are due.
    const seats = owed.seats && rates.seats.take(nowMs) ? seatsFrame(this.room) : null;
    if (seats !== null) owed.seats = false;
    if (owed.room && rates.room.take(nowMs)) this.sendRoom(null, seats);
    else if (seats !== null) this.members.send(seats);
  }

  private sendMatch(): void {
    this.owed.match = false;
    // `joined` has the seats in it.
    this.owed.seats = false;
    this.sendJoined();
  }

  /** @param before a frame to be written in front of it. */
  private sendRoom(except: Player | null, before: Buffer | null = null): void {
    this.owed.room = false;
    const { host, stateName } = this.room;
    const isNewHost = host !== null && host.name !== this.sent.host;
    this.sent = { state: stateName, host: host?.name ?? '' };
    const frame = roomFrame(this.room);
    this.members.send(before === null ? frame : Buffer.concat([before, frame]), except);
    if (isNewHost) this.notice('host', host);
  }
}
