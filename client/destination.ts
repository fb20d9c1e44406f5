// The room that a conversation wants to be in: the request that waits for its answer, the room that was entered, and the
// way back into it when the session is lost.

import { CLIENT_MESSAGES, errorCodeOf, type ServerMessage, type SnapshotRate } from '#protocol';
import type { ConversationOptions, SavedSession } from './conversation-state.ts';
import type { MatchModel } from './match-model.ts';
import { ReconnectPolicy } from './reconnect-policy.ts';
import type { Session } from './session.ts';
import type { Surroundings } from './surroundings.ts';
import { afterRefusal, requestBack, type Entry, type Place, type Request, type WayOn } from './way-on.ts';

type Options = Pick<ConversationOptions<MatchModel>, 'entry' | 'rate' | 'wayOn' | 'saved'>;

export class Destination {
  /** Snapshots a second, for the next request that is sent. */
  rate: SnapshotRate;
  /** That led into the room, or that we gave the room as its host. */
  password = '';
  private readonly wayOn: WayOn;
  /** When to repeat a request that was refused for the moment. */
  private readonly policy: ReconnectPolicy;
  private request: Request | null = null;
  /** The newest entry asked for. */
  private entry: Entry | null = null;
  /** The room to come back to; null in the lobby. */
  private place: Place | null;

  constructor(surroundings: Surroundings, { entry, rate, wayOn, saved }: Options) {
    this.rate = rate;
    this.wayOn = wayOn;
    this.policy = new ReconnectPolicy(surroundings);
    this.place = saved === null ? null : { ...saved, password: '', created: null };
    if (entry !== null) this.want(entry);
  }

  /** Whether a request waits for its answer. */
  get isRequested(): boolean {
    return this.request !== null;
  }

  /** Whether there is a room to come back to. */
  get hasRoom(): boolean {
    return this.place !== null;
  }

  want(entry: Entry): void {
    this.request = { entry, fallback: null, lostRoom: null };
  }

  /** The session is lost: wants the way back into its room. */
  wantBack(): void {
    if (this.place !== null) this.request = requestBack(this.place);
  }

  /** Sends the request that waits, if one does. */
  send(session: Session): void {
    if (this.request === null) return;
    const { entry } = this.request;
    this.entry = entry;
    if ('password' in entry) this.password = entry.password;
    session.ask({ ...entry, rate: this.rate });
  }

  /** @returns the room of the lost session from which this one is the way on; null otherwise */
  entered({ code, mode, seat }: MatchModel): string | null {
    const lostRoom = this.request?.lostRoom ?? null;
    this.settle();
    const created = this.entry?.type === 'create' ? this.entry : null;
    this.place = { code, mode, isWatching: seat < 0, password: this.password, created };
    return lostRoom;
  }

  left(): void {
    this.place = null;
  }

  /** Whether an error answers the request that waits. */
  isAnsweredBy({ answers }: ServerMessage & { readonly type: 'error' }): boolean {
    return this.request !== null && CLIENT_MESSAGES[this.request.entry.type].type === answers;
  }

  /**
   * Takes the refusal of the request that waits, and asks for what follows it.
   * @returns the entry that is refused for good; null where something follows
   */
  refused({ code }: ServerMessage & { readonly type: 'error' }, session: Session): Entry | null {
    const request = this.request!;
    const next = afterRefusal(request, errorCodeOf(code), this.wayOn);
    if (next === 'wait' && this.policy.tryLater(() => this.send(session))) return null;
    if (next === 'wait' || next === null) {
      this.settle();
      return request.entry;
    }
    this.request = next;
    this.send(session);
    return null;
  }

  /** The connection is gone: a request that waits is sent over the next one. */
  disconnected(): void {
    this.policy.cancel();
  }

  /** Nothing is asked for any more. */
  settle(): void {
    this.request = null;
    this.policy.cancel();
    this.policy.restart();
  }

  /** What leads a restarted program back here; null in the lobby. */
  saved(token: string, name: string, sequence: number): SavedSession | null {
    if (this.place === null) return null;
    const { code, mode, isWatching } = this.place;
    return { token, name, code, mode, isWatching, sequence };
  }
}
