// The page's session: a conversation (client/), and what only a page adds to it: matches that predict, the server's
// clock, and figures of how the connection is doing.

import { Conversation, NO_FAVOURITE, type Entry, type Favourite, type Joined, type Update } from '#client';
import { LOG_RATE, msSincePing, type ClientMessage, type RoomState, type ServerMessage } from '#protocol';
import type { Direction, World } from '#simulation';
import type { Vitals } from './link-health.ts';
import { OnlineMatch } from './online-match.ts';
import { ServerClock } from './server-clock.ts';
import type { OnlineRoom, PageSurroundings, SessionEvents, SessionState, SessionWish } from './session-state.ts';

/** Without the log: prediction fills the ticks between snapshots, so more a second would only cost battery. */
const SNAPSHOT_RATE = 30;
/**
 * The log has a piece every quarter of a second at least. If nothing comes for longer, pings ask how far the server is: it
 * may stand still, and its pongs arrive as soon as it goes on, before the next piece.
 */
const SILENCE_MS = 300;
/** Between two of these pings, as a share of the silence so far: the longer a server stands still, the more clients wait for it. */
const SILENCE_PING_SHARE = 0.2;
const SILENCE_PING_INTERVAL_MS_MIN = 200;
/** In all other states, those of later versions too, the server's world does not tick. */
const RUNNING: readonly RoomState[] = ['countdown', 'play'];

/** How a session is connected. */
export interface LinkFacts {
  /** The node of its connection, where a redirect led; '' for that of the page's address. */
  readonly node: string;
  /** Redirects, and connections that were dialled. */
  readonly redirects: number;
  readonly dials: number;
}

export class Session {
  private readonly surroundings: PageSurroundings;
  private readonly events: SessionEvents;
  private readonly conversation: Conversation<OnlineMatch>;
  private clock = new ServerClock();
  /** When the world was last heard of. */
  private updateMs = 0;
  /** Times of the pings that were sent out of turn, because the clock was in doubt, and have no pong yet. */
  private readonly doubtPings = new Set<number>();
  private isWatching = false;

  /** Dials at once. */
  constructor(
    surroundings: PageSurroundings,
    { name, favourite = NO_FAVOURITE, entry, saved = null }: SessionWish,
    events: SessionEvents,
  ) {
    this.surroundings = surroundings;
    this.events = events;
    this.conversation = new Conversation(
      surroundings,
      {
        ...{ name, kind: 'human', favourite, entry, afterLoss: 'ask', saved },
        ...{ rate: LOG_RATE, snapshotRate: SNAPSHOT_RATE },
        createMatch: (joined, world) => this.createMatch(joined, world),
      },
      {
        changed: (state) => this.changed(state),
        received: (message) => this.received(message),
        refused: (code, _text, refused) => events.refused(code, refused),
        // The match counts them for the overlay.
        wrongHash: () => {},
        movedOn: (from, to) => events.movedOn(from, to),
        saved: (session) => surroundings.save(session),
      },
    );
  }

  /** As the server has it, which may have made it unique. */
  get name(): string {
    return this.conversation.session.name;
  }

  get state(): SessionState {
    return this.conversation.state;
  }

  get room(): OnlineRoom | null {
    return this.conversation.room;
  }

  /** Whether a request for a room waits for its answer. */
  get isRequesting(): boolean {
    return this.conversation.isRequesting;
  }

  /** The password that led into the room, or that the player gave the room as its host. */
  get roomPassword(): string {
    return this.conversation.password;
  }

  /** Of the connection to the server, measured in every state; 0 before the first answer. */
  get roundTripMs(): number {
    return this.clock.roundTripMs;
  }

  /** How the connection is doing, while a match is played over it. */
  get vitals(): Vitals | null {
    const { room, clock, conversation } = this;
    if (room === null) return null;
    const { match } = room;
    return {
      roundTripMs: clock.roundTripMs,
      jitterMs: clock.jitterMs,
      leadTicks: clock.leadTicks,
      updateAgeMs: match.stands || match.isAsleep ? 0 : this.surroundings.now() - this.updateMs,
      traffic: conversation.session.traffic,
      redirects: conversation.session.redirectCount,
      figures: match.figures,
    };
  }

  get link(): LinkFacts {
    const { node, redirectCount, dials } = this.conversation.session;
    return { node, redirects: redirectCount, dials };
  }

  /** When the connection began, by the page's clock: differs for each. */
  get helloMs(): number {
    return this.conversation.session.helloMs;
  }

  /** Whether the server knows who plays. */
  get isIdentified(): boolean {
    return this.conversation.session.identity !== '';
  }

  /** Says who plays. @param ticket of the API */
  identify(ticket: string): void {
    this.send({ type: 'identify', ticket });
  }

  /** Steers the player's actor. Does nothing while there is none, or no connection. */
  steer(direction: Direction): void {
    const { state, sequence } = this.conversation;
    if (state.name !== 'room' || !state.room.isSeated) return;
    const { tick } = state.room.match.steer(direction, sequence + 1, this.surroundings.now());
    this.conversation.steer(direction, tick);
  }

  /** Asks for a room; from the lobby only, and not while another answer is awaited. */
  enter(entry: Entry): void {
    this.conversation.enter(entry);
  }

  /** Sends a message that needs no more than sending; it is lost while there is no connection. */
  send(message: ClientMessage): void {
    this.conversation.send(message);
  }

  /** The player has other favourites. */
  prefer(favourite: Favourite): void {
    this.conversation.prefer(favourite);
  }

  browse(on: boolean): void {
    this.conversation.browse(on);
  }

  /** Leaves the room for the lobby. */
  leave(): void {
    this.send({ type: 'leave' });
  }

  /** Leaves everything. */
  close(): void {
    this.conversation.close();
  }

  /** The network is said to be back. */
  reconnectNow(): void {
    this.conversation.session.reconnectNow();
  }

  private createMatch(joined: Joined, world: World): OnlineMatch {
    const { heardMs } = this.conversation.session;
    this.clock.restart();
    this.clock.heard(joined.tick, heardMs);
    this.updateMs = heardMs;
    return new OnlineMatch(joined, world, this.clock, {
      broke: (error) => this.conversation.fail(`its World breaks the rules (${String(error)})`),
      awaitsNews: () => this.conversation.session.ping(),
      goesOn: (tick) => this.goesOn(tick),
    });
  }

  /** The match that is shown goes on over another connection. */
  private goesOn(tick: number): void {
    const { heardMs } = this.conversation.session;
    this.clock.goesOn(tick, heardMs);
    this.updateMs = heardMs;
  }

  private changed(state: SessionState): void {
    // A match whose node died stands still until another node has it.
    if (state.name === 'disconnected' && this.conversation.session.hasOtherWays) state.room?.match.hold();
    if (state.name === 'room') {
      const now = this.surroundings.now();
      const { match, info } = state.room;
      match.skill = info.settings.skill;
      // A world that stands still sends no updates: that is not silence.
      if (match.stands) this.updateMs = now;
      // Only after a takeover a match that is restored has no countdown.
      match.stand(!RUNNING.includes(info.state), now, info.state === 'restored' && info.endsInTicks === 0);
    }
    this.events.changed(state);
  }

  private received(message: ServerMessage): void {
    switch (message.type) {
      case 'welcome':
        return this.welcomed();
      case 'snapshot':
      case 'keyframe':
      case 'log':
        return this.updated(message);
      case 'pong':
        return this.ponged(message);
      case 'chat':
      case 'notice':
      case 'emote':
      case 'phrase':
      case 'left':
      case 'rooms':
      case 'listed':
      case 'unlisted':
      case 'identity':
      case 'renamed':
      case 'queued':
        return this.events.news(message);
      default:
    }
  }

  private welcomed(): void {
    const { room, match, session } = this.conversation;
    this.doubtPings.clear();
    // After a redirect the match is shown without a break. The other node may have kept `hello` waiting.
    if (match !== null) return;
    if (room === null) this.clock = new ServerClock();
    this.clock.reconnected(session.heardMs - session.helloMs);
  }

  private updated({ tick }: Update): void {
    if (this.conversation.match === null) return;
    const { heardMs } = this.conversation.session;
    this.updateMs = heardMs;
    this.clock.heard(tick, heardMs);
    if (this.clock.doubts(heardMs)) this.pingInDoubt();
    if (!this.isWatching) this.watchSilence(SILENCE_MS);
  }

  /** One timer for many updates: it is extended when it ends, not with each of them. */
  private watchSilence(ms: number): void {
    this.isWatching = true;
    this.surroundings.after(ms, () => {
      this.isWatching = false;
      const { match } = this.conversation;
      // The next update begins again.
      if (match === null || match.stands || match.isAsleep) return;
      const silentMs = this.surroundings.now() - this.updateMs;
      if (silentMs < SILENCE_MS) return this.watchSilence(Math.max(1, SILENCE_MS - silentMs));
      this.pingInDoubt();
      this.watchSilence(Math.max(SILENCE_PING_INTERVAL_MS_MIN, silentMs * SILENCE_PING_SHARE));
    });
  }

  private pingInDoubt(): void {
    const time = this.conversation.session.ping();
    if (time !== null) this.doubtPings.add(time);
  }

  private ponged({ time, tick }: ServerMessage & { readonly type: 'pong' }): void {
    const { heardMs } = this.conversation.session;
    const roundTripMs = msSincePing(time, heardMs);
    // Extra pings go out while the connection is at its worst: they tell the usual round trip only when they are quick.
    const isInDoubt = this.doubtPings.delete(time);
    if (!isInDoubt || roundTripMs < this.clock.roundTripMs) this.clock.returned(roundTripMs);
    this.clock.answered(tick, heardMs - roundTripMs);
  }
}
