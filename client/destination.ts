// The room that a conversation asks for: the request that waits for its answer, the room that was entered, and the
// requests that follow when the session is lost.

import {
  CLIENT_MESSAGES,
  errorCodeOf,
  LOG_RATE,
  type ServerMessage,
  type SnapshotRate,
  type StreamRate,
} from '#protocol';
import type { ConversationOptions, SavedSession } from './conversation-state.ts';
import type { MatchModel } from './match-model.ts';
import { ReconnectPolicy } from './reconnect-policy.ts';
import type { Session } from './session.ts';
import type { Surroundings } from './surroundings.ts';
import {
  afterRefusal,
  isRepeatable,
  requestBack,
  type Entry,
  type Place,
  type Request,
  type AfterLoss,
} from './after-loss.ts';

type Options = Pick<ConversationOptions<MatchModel>, 'entry' | 'rate' | 'snapshotRate' | 'afterLoss' | 'saved'>;

export class Destination {
  /** Of the next request that is sent, if the server can give it. */
  rate: StreamRate;
  /** Whether the server may send the match log. */
  hasLog = false;
  /** The password that led into the room, or that we have set as its host. */
  password = '';
  private readonly snapshotRate: SnapshotRate;
  private readonly afterLoss: AfterLoss;
  /** When to repeat a request whose refusal is temporary. */
  private readonly policy: ReconnectPolicy;
  private request: Request | null = null;
  /** The newest request. */
  private entry: Entry | null = null;
  /** The room to return to; null in the lobby. */
  private place: Place | null;

  constructor(surroundings: Surroundings, { entry, rate, snapshotRate, afterLoss, saved }: Options) {
    this.rate = rate;
    this.snapshotRate = snapshotRate;
    this.afterLoss = afterLoss;
    this.policy = new ReconnectPolicy(surroundings);
    this.place = saved === null ? null : { ...saved, password: '', again: null };
    if (entry !== null) this.want(entry);
  }

  /** Whether a request waits for its answer. */
  get isRequested(): boolean {
    return this.request !== null;
  }

  /** Whether there is a room to return to. */
  get hasRoom(): boolean {
    return this.place !== null;
  }

  want(entry: Entry): void {
    this.request = { entry, fallback: null, lostRoom: null };
  }

  /** The session is lost: the next request is the one that leads back into its room. */
  wantBack(): void {
    if (this.place !== null) this.request = requestBack(this.place);
  }

  /** Sends the waiting request, if there is one. */
  send(session: Session): void {
    if (this.request === null) return;
    const { entry } = this.request;
    this.entry = entry;
    if ('password' in entry) this.password = entry.password;
    const rate = this.rate === LOG_RATE && !this.hasLog ? this.snapshotRate : this.rate;
    session.ask({ ...entry, rate });
  }

  /**
   * The waiting request was sent, and goes on at another node.
   * @returns whether there is one
   */
  expectAnswer(session: Session): boolean {
    if (this.request === null) return false;
    session.expectAnswer(this.request.entry.type);
    return true;
  }

  /**
   * We wait for a ranked match: our request goes out again over a later connection. It may be older, if the match that it
   * led to was called off.
   */
  waits(): void {
    if (this.request === null && this.entry?.type === 'play') this.want(this.entry);
  }

  /** @returns the room of the lost session that this one replaces; null if it replaces none */
  entered({ code, mode, seat }: MatchModel): string | null {
    const lostRoom = this.request?.lostRoom ?? null;
    this.settle();
    const again = this.entry !== null && isRepeatable(this.entry) ? this.entry : null;
    this.place = { code, mode, isWatching: seat < 0, password: this.password, again };
    return lostRoom;
  }

  left(): void {
    this.place = null;
  }

  /** Whether an error answers the waiting request. */
  isAnsweredBy({ answers }: ServerMessage & { readonly type: 'error' }): boolean {
    return this.request !== null && CLIENT_MESSAGES[this.request.entry.type].type === answers;
  }

  /**
   * The waiting request was refused: makes the next one, if one follows.
   * @returns the request whose refusal is final; null if another one follows
   */
  refused({ code, retryAfterMs }: ServerMessage & { readonly type: 'error' }, session: Session): Entry | null {
    const request = this.request!;
    if (errorCodeOf(code) === 'no-log' && this.hasLog) {
      this.hasLog = false;
      this.send(session);
      return null;
    }
    const next = afterRefusal(request, errorCodeOf(code), this.afterLoss);
    if (next === 'wait' && this.policy.tryLater(() => this.send(session), 0, retryAfterMs)) return null;
    if (next === 'wait' || next === null) {
      this.settle();
      return request.entry;
    }
    this.request = next;
    this.send(session);
    return null;
  }

  /** The connection is lost: a waiting request is sent over the next one. */
  disconnected(): void {
    this.policy.cancel();
  }

  /** Drops the waiting request. */
  settle(): void {
    this.request = null;
    this.policy.cancel();
    this.policy.restart();
  }

  /** What a restarted program needs to return here; null in the lobby. */
  saved(token: string, name: string, sequence: number): SavedSession | null {
    if (this.place === null) return null;
    const { code, mode, isWatching } = this.place;
    return { token, name, code, mode, isWatching, sequence };
  }
}
