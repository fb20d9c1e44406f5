// Sends changes of a room to its members. room-messages.ts makes the messages, broadcast.ts the snapshots.
//
// A single change is sent at once. After many changes in a short time only the newest state is sent, a few times a
// second: what members do to their room must not cost the others more than the room itself does.

import type { Clock } from '../clock.ts';
import { TokenBucket } from '#net';
import type { Metrics } from '../ops/metrics.ts';
import type { Members } from './members.ts';
import type { Player } from './player.ts';
import { noticeFrame, renamedFrame, roomFrame, seatsFrame, type NoticeKind, type RoomView } from './room-messages.ts';

/** How often `room` and `seats` are sent. The burst is enough for a few players who enter at the same time. */
const STATES_PER_SECOND = 4;
const STATES_BURST = 8;
/** How often `joined` is sent while the host changes settings: each match may be replaced at any time. */
const MATCHES_PER_SECOND = 2;
const MATCHES_BURST = 2;
/** Further notices are left out: `seats` and `room` have all that matters. */
const NOTICES_PER_SECOND = 5;
const NOTICES_BURST = 20;
/** Notices that any client can cause by coming and going have a bucket of their own, so that they displace no others. */
const COMINGS: readonly NoticeKind[] = ['joined', 'left', 'disconnected', 'reconnected'];

export interface AnnouncerParts {
  readonly clock: Clock;
  readonly metrics: Metrics;
  /** The room has changed, so that its data differs. */
  readonly changed: () => void;
}

export class Announcer {
  private readonly room: RoomView;
  private readonly members: Members;
  private readonly sendJoined: () => void;
  private readonly parts: AnnouncerParts;
  private changeCount = 0;
  /** The player whose request made the last change. */
  private charged: Player | null = null;
  /** What the members know. */
  private sent = { state: '', host: '' };
  /** What is still to be sent to them. */
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

  /** Rises with every change that the list of rooms may show. */
  get version(): number {
    return this.changeCount;
  }

  /** The player whose budget pays for what is sent later. */
  get payer(): Player | null {
    return this.charged;
  }

  /** Whether something is still to be sent. */
  get isOwing(): boolean {
    return this.owed.match || this.owed.seats || this.owed.room;
  }

  /** From now on this player pays for what is sent later. */
  chargeTo(player: Player): void {
    this.charged = player;
  }

  /** Does what a tick has made due, at the cost of the player whose request led to it. */
  charge(act: () => void): void {
    const { metrics } = this.parts;
    const bytesBefore = metrics.bytesOut;
    act();
    this.charged?.caused(metrics.bytesOut - bytesBefore);
  }

  /** A new match in the lobby. Nothing happens in it before the host starts it, so it may be sent later. */
  matchChanged(): void {
    this.owed.match = true;
    this.owed.room = true;
    this.countChange();
    this.sendOwed();
  }

  /** A new match begins. It is sent at once, because snapshots follow. */
  matchBegins(): void {
    const nowMs = this.parts.clock.now();
    this.rates.match.spend(1, nowMs);
    this.sendMatch();
    this.rates.room.spend(1, nowMs);
    this.countChange();
    this.sendRoom(null);
  }

  /** The room has changed. */
  roomChanged(except: Player | null = null): void {
    this.countChange();
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
    this.countChange();
    this.owed.seats = this.owed.match || !this.rates.seats.take(this.parts.clock.now());
    if (!this.owed.seats) this.send(seatsFrame(this.room), except);
  }

  notice(kind: NoticeKind, about: Player, except: Player | null = null): void {
    const rate = COMINGS.includes(kind) ? this.rates.comings : this.rates.notices;
    if (rate.take(this.parts.clock.now())) this.members.send(noticeFrame(kind, about), except);
  }

  /** A member has another name. `seats` and `room` show it too. */
  renamed(oldName: string, player: Player): void {
    // Whoever is the host stays the host.
    if (this.sent.host === oldName) this.sent = { ...this.sent, host: player.name };
    if (this.rates.notices.take(this.parts.clock.now())) this.members.send(renamedFrame(oldName, player));
    this.seatsChanged();
    this.roomChanged();
  }

  /** A tick has passed: sends what was delayed, as far as the rates allow. */
  tick(): void {
    if (this.isOwing) this.charge(() => this.sendOwed());
  }

  private countChange(): void {
    this.changeCount++;
    this.parts.changed();
  }

  private sendOwed(): void {
    const { owed, rates } = this;
    const nowMs = this.parts.clock.now();
    // Seats and state belong to a match, so they follow it.
    if (owed.match && !rates.match.take(nowMs)) return;
    if (owed.match) this.sendMatch();
    // If both are due, each member gets them in one write.
    const seats = owed.seats && rates.seats.take(nowMs) ? seatsFrame(this.room) : null;
    if (seats !== null) owed.seats = false;
    if (owed.room && rates.room.take(nowMs)) this.sendRoom(null, seats);
    else if (seats !== null) this.send(seats, null);
  }

  /** Sends the state of the room to those who know of it. The others get it once they have seen the end of the match. */
  private send(frame: Buffer, except: Player | null): void {
    for (const player of this.members) if (player !== except && !this.room.isEndKeptFrom(player)) player.send(frame);
  }

  private sendMatch(): void {
    this.owed.match = false;
    // `joined` contains the seats.
    this.owed.seats = false;
    this.sendJoined();
  }

  /** @param before a frame to write first. */
  private sendRoom(except: Player | null, before: Buffer | null = null): void {
    this.owed.room = false;
    const { host, stateName } = this.room;
    const isNewHost = host !== null && host.name !== this.sent.host;
    this.sent = { state: stateName, host: host?.name ?? '' };
    const frame = roomFrame(this.room);
    this.send(before === null ? frame : Buffer.concat([before, frame]), except);
    if (isNewHost) this.notice('host', host);
  }
}
