// A client's conversation with a server: its session, and the room that it leads to.
//
//                   ┌──────────────────── left ──────────────────────┐
//                   ▼                                                │
//   connecting ──► lobby ──joined──► entering ──room──► room ────────┤◄─┐ joined, room,
//                   ▲ ▲                 ▲                 │          └──┘ seats, results
//                   │ │ pong, and       │ joined          │
//     not resumed   │ │ no joined       │                 │ connection lost, here and in any state
//                   │ └───────────── resuming             ▼
//                   └──────────────────┴── welcome ── disconnected
//
//   From any of them: ──fatal error, close, too many tries──► ended
//
// A redirect to another node changes no state: `welcome` and `joined` of that node go on with the match.
//
// session.ts has connections and tokens, destination.ts the requests for a room, also after a lost session.

import { errorCodeOf, type ClientMessage, type ServerMessage, type StreamRate } from '#protocol';
import { decodedWorld, RULES_VERSION, type Direction } from '#simulation';
import { Destination } from './destination.ts';
import {
  NO_FAVOURITE,
  type ConversationEvents,
  type ConversationOptions,
  type ConversationState,
  type EndReason,
  type Favourite,
  type Queued,
} from './conversation-state.ts';
import { KeyframeRequest } from './keyframe-request.ts';
import type { Joined, MatchModel, Update } from './match-model.ts';
import type { RoomModel } from './room-model.ts';
import { afterJoined, afterMessage } from './room-transitions.ts';
import { Session } from './session.ts';
import type { Surroundings } from './surroundings.ts';
import type { Entry } from './after-loss.ts';

/** As many inputs of a seat as wait at a server at most. */
const UNCONFIRMED_MAX = 32;

/** An input as it is sent. */
type Input = Pick<ClientMessage & { readonly type: 'input' }, 'sequence' | 'tick'> & { readonly direction: Direction };
type Received<Type extends ServerMessage['type']> = ServerMessage & { readonly type: Type };

export class Conversation<Match extends MatchModel = MatchModel> {
  state: ConversationState<Match> = { name: 'connecting' };
  /** The last input sequence used. It rises for as long as the session lasts. */
  sequence: number;
  /** Our name, traffic, pings, attempts to connect. */
  readonly session: Session;
  private readonly surroundings: Surroundings;
  private readonly options: ConversationOptions<Match>;
  private readonly events: ConversationEvents<Match>;
  private readonly destination: Destination;
  private readonly keyframeRequest: KeyframeRequest;
  private isBrowsing = false;
  /** Whether the server has not said yet whether the session that goes on is in a room. */
  private isResuming = false;
  /** Whether the match that we know goes on if it is the one of the session. */
  private keepsMatch = false;
  /** Inputs that the World may not contain yet, the oldest first. */
  private unconfirmed: Input[] = [];

  /** Dials at once. */
  constructor(surroundings: Surroundings, options: ConversationOptions<Match>, events: ConversationEvents<Match>) {
    const { name, kind, favourite = NO_FAVOURITE, ticket = '', saved, afterLoss } = options;
    this.surroundings = surroundings;
    this.options = options;
    this.events = events;
    this.sequence = saved?.sequence ?? 0;
    this.destination = new Destination(surroundings, options);
    this.keyframeRequest = new KeyframeRequest(
      () => surroundings.now(),
      (tick) => this.send({ type: 'keyframe', tick }),
    );
    const session = { name, kind, favourite, ticket, token: saved?.token ?? '', afterLoss };
    this.session = new Session(surroundings, session, {
      welcomed: (welcome, isRequestDone, isAtOnce) => this.welcomed(welcome, isRequestDone, isAtOnce),
      redirected: (to) => this.events.redirected?.(to),
      message: (message) => this.receive(message),
      disconnected: (text, afterMs) => this.disconnected(text, afterMs),
      ended: (reason, text) => this.ended({ name: 'ended', reason, text }),
      seenTick: () => this.seenTick,
      newestTick: () => (this.match ?? this.room?.match)?.world.tick ?? 0,
    });
  }

  /** The room we are in, or were in when the connection was lost. */
  get room(): RoomModel<Match> | null {
    return 'room' in this.state ? this.state.room : null;
  }

  /** The current match, which messages refer to. */
  get match(): Match | null {
    if (this.state.name === 'entering') return this.state.match;
    return this.state.name === 'room' ? this.state.room.match : null;
  }

  /** Whether a request for a room waits for its answer. */
  get isRequesting(): boolean {
    return this.destination.isRequested;
  }

  /** The password that led into the room, or that we gave the room as its host. */
  get password(): string {
    return this.destination.password;
  }

  /** Pieces of the match log, in all matches so far, that led to another World than the server's. */
  get wrongHashes(): number {
    return this.keyframeRequest.wrongHashes;
  }

  /**
   * Asks for a room. Only in the lobby, and not while another request waits. If the connection to the lobby is lost, the
   * request is sent over the next one.
   * @param rate snapshots a second, or `LOG_RATE`; by default the last one
   * @returns whether the request was made
   */
  enter(entry: Entry, rate: StreamRate = this.destination.rate): boolean {
    const { name } = this.state;
    const isLobbyLost = (name === 'disconnected' || name === 'resuming') && !this.destination.hasRoom;
    if ((name !== 'lobby' && !isLobbyLost) || this.destination.isRequested) return false;
    this.destination.rate = rate;
    this.destination.want(entry);
    if (name === 'lobby') this.destination.send(this.session);
    return true;
  }

  /**
   * Sends a direction for our seat.
   * @param tick the tick it is meant for; 0 for the server's next one
   * @returns its sequence, which `world.seatInput[seat]` reaches in the first update that contains the input
   */
  steer(direction: Direction, tick: number): number {
    const sequence = ++this.sequence;
    this.save();
    this.sendInput({ sequence, tick, direction });
    return sequence;
  }

  private sendInput(input: Input): void {
    this.unconfirmed.push(input);
    if (this.unconfirmed.length > UNCONFIRMED_MAX) this.unconfirmed.shift();
    this.session.send({ type: 'input', ...input, seenTick: this.seenTick });
  }

  /** How our wait for a ranked match stands; null if we do not wait. */
  get queued(): Queued | null {
    return this.state.name === 'lobby' ? (this.state.queued ?? null) : null;
  }

  /** Sends a message that needs no further handling. `leave` also ends a wait for a ranked match. Without a connection it is lost. */
  send(message: ClientMessage): void {
    if (message.type === 'configure') this.destination.password = message.password;
    this.session.send(message);
  }

  /** Other favourites than before. In a room they count between matches and from the next match on. */
  prefer(favourite: Favourite): void {
    this.session.prefer(favourite);
  }

  /** Subscribes to the list of rooms, also over later connections, or unsubscribes. */
  browse(on: boolean): void {
    if (on === this.isBrowsing) return;
    this.isBrowsing = on;
    this.send({ type: 'browse', on });
  }

  /** Leaves the room and ends the session: the server keeps no seat for it. */
  close(): void {
    this.quit('left', 'we left');
  }

  /** Ends the conversation for a reason of the program. The server keeps no seat for it. */
  fail(text: string): void {
    this.quit('bad-server', text);
  }

  private get seenTick(): number {
    return this.match?.world.tick ?? 0;
  }

  private receive(message: ServerMessage): void {
    this.take(message);
    if (this.state.name !== 'ended') this.events.received(message);
  }

  /** Brings the models up to date. */
  private take(message: ServerMessage): void {
    switch (message.type) {
      case 'joined':
        return this.joined(message);
      case 'snapshot':
      case 'keyframe':
      case 'log':
        return this.update(message);
      case 'left':
        // A repeated `left`, of a room that was left before, must not send a waiting request again.
        if (this.state.name !== 'lobby') this.enterLobby();
        else if (this.queued !== null) this.waitEnded();
        return;
      case 'queued':
        return this.waits(message);
      case 'pong':
        return this.ponged(message);
      case 'error':
        return this.refused(message);
      default:
        this.become(afterMessage(this.state, message, this.session.name, this.surroundings.now()));
    }
  }

  private update(message: Update): void {
    const { match } = this;
    if (match === null) return;
    const outcome = match.receive(message);
    if (outcome === 'misfit') return this.fail(`a message \`${message.type}\` does not fit the match`);
    if (message.type === 'keyframe') this.keyframeRequest.settle();
    this.session.updateCame(message.type);
    if (outcome === 'applied') return;
    this.keyframeRequest.wrongHash(match.world.tick);
    this.events.wrongHash(match.world.tick);
  }

  private welcomed(welcome: Received<'welcome'>, isRequestDone: boolean, isAtOnce: boolean): void {
    this.destination.hasLog = welcome.rules === RULES_VERSION;
    if (this.isBrowsing) this.send({ type: 'browse', on: true });
    if (!welcome.resumed) this.began();
    else {
      // A match that went on without us for longer is another one for the player.
      this.keepsMatch = isAtOnce || this.match !== null;
      this.goesOn(isRequestDone);
    }
    if (this.state.name !== 'ended') this.events.received(welcome);
  }

  /** The session goes on. After a redirect what is shown goes on too. */
  private goesOn(isRequestDone: boolean): void {
    const awaitsAnswer = isRequestDone && this.destination.expectAnswer(this.session);
    this.isResuming = !awaitsAnswer;
    if (awaitsAnswer) this.become(this.state.name === 'lobby' ? this.state : { name: 'lobby' });
    else if (this.state.name === 'disconnected' || this.state.name === 'connecting') {
      this.become({ name: 'resuming', room: this.room });
    }
    this.save();
  }

  /** A new session: sequences begin anew, and the room of the old session is requested again. */
  private began(): void {
    this.sequence = 0;
    this.unconfirmed = [];
    if (this.destination.hasRoom && this.options.afterLoss === 'give-up') {
      return this.quit('session-lost', 'the server no longer has the session');
    }
    this.destination.wantBack();
    this.enterLobby();
  }

  private enterLobby(): void {
    this.isResuming = false;
    this.unconfirmed = [];
    this.destination.left();
    if (!this.destination.isRequested) this.session.arrived();
    this.save();
    this.become({ name: 'lobby' });
    this.destination.send(this.session);
  }

  /** The server looks for opponents. Nothing more is asked of it: `joined` follows, however long it takes. */
  private waits(place: Received<'queued'>): void {
    if (this.state.name !== 'lobby') return;
    this.destination.waits();
    this.session.answered();
    this.session.arrived();
    this.become({ name: 'lobby', queued: { ...place, atMs: this.surroundings.now() } });
  }

  private waitEnded(): void {
    this.destination.settle();
    this.become({ name: 'lobby' });
  }

  private joined(message: Joined): void {
    const world = decodedWorld(message);
    if (world === null || message.seat >= world.seatCount) {
      return this.fail('its match is not one that this version can play');
    }
    this.sequence = Math.max(this.sequence, world.seatInput[message.seat] ?? 0);
    const known = this.isResuming && this.keepsMatch ? (this.match ?? this.room?.match ?? null) : null;
    const goesOn = known !== null && known.resume(message, world);
    const match = goesOn ? known : this.options.createMatch(message, world);
    this.isResuming = false;
    this.keyframeRequest.settle();
    const lostRoom = this.destination.entered(match);
    this.session.answered();
    this.session.arrived();
    this.save();
    if (goesOn) this.repeatInputs(match);
    else this.unconfirmed = [];
    this.become(afterJoined(this.state, match));
    if (lostRoom !== null) this.events.movedOn(lostRoom, match.code);
  }

  /** The match goes on over another connection: inputs that were under way may be lost. */
  private repeatInputs({ world, seat }: Match): void {
    const applied = world.seatInput[seat] ?? 0;
    const inputs = this.unconfirmed;
    this.unconfirmed = [];
    for (const input of inputs) if (input.sequence > applied) this.sendInput(input);
  }

  /**
   * The pong of a server that sends the log is news too: there were no inputs since the last piece. In a resumed session
   * `joined` arrives before the first pong. Without it the room has ended meanwhile.
   */
  private ponged({ logTick }: Received<'pong'>): void {
    const { match } = this;
    if (match !== null && logTick > match.world.tick && match.passTicks(logTick) === 'misfit') {
      return this.fail('the tick of a `pong` does not fit the match');
    }
    if (!this.isResuming) return;
    if (!this.destination.hasRoom) this.enterLobby();
    else this.receive({ type: 'left', reason: 'closed' });
  }

  private refused(error: Received<'error'>): void {
    const isOfRequest = this.destination.isAnsweredBy(error);
    if (isOfRequest) this.session.answered();
    const entry = isOfRequest ? this.destination.refused(error, this.session) : null;
    if (isOfRequest && entry === null) return;
    if (entry !== null) this.session.arrived();
    if (entry !== null && this.queued !== null) this.become({ name: 'lobby' });
    this.events.refused(errorCodeOf(error.code) ?? 'unknown-error', error.text, entry);
  }

  private disconnected(text: string, afterMs: number): void {
    this.destination.disconnected();
    this.become({ name: 'disconnected', room: this.room });
    this.events.retries?.(text, afterMs);
  }

  /** Without `leave` the server would keep the seat for a client that comes back. */
  private quit(reason: EndReason, text: string): void {
    this.send({ type: 'leave' });
    this.session.end(reason, text);
  }

  private ended(state: ConversationState<Match> & { readonly name: 'ended' }): void {
    this.destination.settle();
    this.events.saved(null);
    this.become(state);
  }

  private become(state: ConversationState<Match>): void {
    if (state === this.state) return;
    this.state = state;
    this.events.changed(state);
  }

  private save(): void {
    this.events.saved(this.destination.saved(this.session.token, this.options.name, this.sequence));
  }
}
