// The request for a room that waits for its answer: sent once, again where its refusal passes, and followed by another
// one on the way on from a lost session.

import { CLIENT_MESSAGES, type ErrorCode, type SnapshotRate } from '#protocol';
import { ReconnectPolicy } from './reconnect-policy.ts';
import type { Session } from './session.ts';
import type { Surroundings } from './surroundings.ts';
import { afterRefusal, requestBack, type Entry, type Place, type Request, type WayOn } from './way-on.ts';

export class RoomRequest {
  /** Snapshots a second, for the next request that is sent. */
  rate: SnapshotRate;
  /** Of the last request. */
  password = '';
  private readonly wayOn: WayOn;
  private readonly policy: ReconnectPolicy;
  private request: Request | null;
  /** The newest entry asked for. */
  private entry: Entry | null;

  constructor(surroundings: Surroundings, entry: Entry | null, rate: SnapshotRate, wayOn: WayOn) {
    this.rate = rate;
    this.wayOn = wayOn;
    this.policy = new ReconnectPolicy(surroundings);
    this.entry = entry;
    this.request = entry === null ? null : userRequest(entry);
  }

  get isWaiting(): boolean {
    return this.request !== null;
  }

  /** The room of a lost session that this request leads back to or on from; null for a request of the user's. */
  get lostRoom(): string | null {
    return this.request?.lostRoom ?? null;
  }

  /** What created the room that we are in, where we did. */
  get created(): Place['created'] {
    return this.entry?.type === 'create' ? this.entry : null;
  }

  want(entry: Entry): void {
    this.request = userRequest(entry);
  }

  wantBack(place: Place): void {
    this.request = requestBack(place);
  }

  /** Sends the request that waits, if one does. */
  send(session: Session): void {
    if (this.request === null) return;
    const { entry } = this.request;
    this.entry = entry;
    if ('password' in entry) this.password = entry.password;
    session.ask({ ...entry, rate: this.rate });
  }

  /** A room has answered, or nothing is asked for any more. */
  settle(): void {
    this.request = null;
    this.policy.cancel();
    this.policy.succeeded();
  }

  /** @param answers type number of the message that was refused */
  isAnsweredBy(answers: number): boolean {
    return this.request !== null && CLIENT_MESSAGES[this.request.entry.type].type === answers;
  }

  /**
   * Takes the refusal of the request that waits, and asks for what follows it.
   * @param code null for one that this version does not know
   * @returns the entry that is refused for good, null where something follows
   */
  refused(code: ErrorCode | null, session: Session): Entry | null {
    const request = this.request!;
    const next = afterRefusal(request, code, this.wayOn);
    if (next === 'wait' && this.policy.tryLater(() => this.send(session))) return null;
    if (next === 'wait' || next === null) {
      this.settle();
      return request.entry;
    }
    this.request = next;
    this.send(session);
    return null;
  }

  /** The connection is gone: what waits is sent over the next one. */
  disconnected(): void {
    this.policy.cancel();
  }
}

function userRequest(entry: Entry): Request {
  return { entry, fallback: null, lostRoom: null };
}
