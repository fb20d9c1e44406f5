// One room: its members, and the matches they play. Every change of a room goes through here. room-commands.ts has the
// requests of members, match-cycle.ts the matches, lobby.ts the rooms that exist, ticker.ts their ticks.

import type { ClientMessage, Refusal, RoomState as WireState } from '#protocol';
import type { RecordedMatch, ReplayFacts, World } from '#simulation';
import type { Match, MatchCheckpoint, MatchScene } from '../match/match.ts';
import type { Clock, Rng, ServerTicks } from '../clock.ts';
import type { Caller } from '../limits/callers.ts';
import type { Outbox } from '../net/outbox.ts';
import type { Metrics } from '../ops/metrics.ts';
import type { MatchOutbox } from '../outbox/match-outbox.ts';
import { keepMatch } from '../replays/keep-match.ts';
import type { KeptReplays } from '../replays/kept-replays.ts';
import { Announcer } from './announcer.ts';
import type { Contests } from './contests.ts';
import { MatchCycle, type LogRecords } from './match-cycle.ts';
import { Members, type MembersData, type MembersView } from './members.ts';
import type { LeaveReason, Player } from './player.ts';
import type { Playing, PlayingData } from './playing.ts';
import { runCommand, type RoomCommand } from './room-commands.ts';
import { RoomEmotes, type Sign } from './room-emotes.ts';
import type { Progress, RoomView, ShownQuestion } from './room-messages.ts';
import { isRated, type RoomRules } from './room-rules.ts';
import { resultOwner } from './seat.ts';
import type { Seats, SeatsView } from './seats.ts';

/** Where rooms are recorded, so that a later process can go on with them. */
export interface RoomRecords extends LogRecords {
  /** The data of the room must be recorded before more is sent to clients. */
  roomChanged(room: Room): void;
  roomClosed(room: Room): void;
  /** Another node has it: nothing more of it is recorded here. */
  roomLetGo(room: Room): void;
}

export interface RoomParts {
  readonly clock: Clock;
  readonly ticks: ServerTicks;
  readonly outbox: Outbox;
  readonly rng: Rng;
  readonly metrics: Metrics;
  readonly contests: Contests;
  readonly records: RoomRecords;
  /** A client has reported a wrong hash at a tick of its match. */
  readonly hashDiffered: (room: Room, tick: number) => void;
  /** Null if no replays are kept. */
  readonly replays: KeptReplays | null;
  /** Null if no match is handed over. */
  readonly matchOutbox: MatchOutbox | null;
  readonly newMatchId: () => string;
  /** With other nodes: calls back when the journal has what has happened until now, unless another node has the room. */
  readonly whenCommitted: ((room: Room, then: () => void) => void) | null;
  /** The host has ended the room. */
  readonly closed: (room: Room) => void;
  /** An invariant of this room is broken: it cannot go on. */
  readonly failed: (room: Room, error: unknown) => void;
}

/** A room as plain data, without the words of its match. */
export interface RoomData {
  readonly code: string;
  /** The key of the caller in whose limits it counts. */
  readonly openedBy: string;
  readonly members: MembersData;
  readonly playing: PlayingData;
}

export class Room implements RoomView {
  readonly code: string;
  /** The address in whose limits the room counts. */
  readonly openedBy: Caller;
  private readonly parts: RoomParts;
  private readonly everybody: Members;
  private readonly announcer: Announcer;
  private readonly cycle: MatchCycle;
  private readonly emotes: RoomEmotes;
  /** While the room stands still: what happens to it when it goes on. Null otherwise. */
  private postponed: (() => void)[] | null = null;

  /**
   * @param phase any integer: rooms with different ones send their snapshots at different ticks.
   * @param playing the rules of a new room, or what a room of an earlier process plays
   * @param members those of that room
   */
  constructor(
    code: string,
    phase: number,
    playing: RoomRules | Playing,
    openedBy: Caller,
    parts: RoomParts,
    members = new Members(),
  ) {
    this.code = code;
    this.openedBy = openedBy;
    this.parts = parts;
    this.everybody = members;
    this.announcer = new Announcer(this, members, () => this.cycle.views.showMatch(), {
      ...parts,
      changed: () => parts.records.roomChanged(this),
    });
    const release = (player: Player) => this.remove(player, 'closed');
    const whenCommitted = parts.whenCommitted && ((then: () => void) => parts.whenCommitted!(this, then));
    const keepers = { ...parts, whenCommitted };
    const keep = (played: Playing) => keepMatch(played, openedBy, keepers, () => parts.records.roomChanged(this));
    const discount = (player: Player, match: string) =>
      this.change<void>(undefined, () => this.cycle.discount(player, match));
    const playingRoom = { view: this, members, announcer: this.announcer, release, discount, keep };
    this.cycle = new MatchCycle(playing, phase, playingRoom, parts);
    this.emotes = new RoomEmotes(members, parts.clock);
  }

  // What others may read.

  /** The match that it plays: another seed for each match. */
  get seed(): number {
    return this.cycle.match.seed;
  }

  /** Its match at the current tick, to which the World is stepped first. */
  get checkpoint(): MatchCheckpoint {
    this.guard<void>(undefined, () => this.cycle.settle());
    return this.cycle.match.checkpoint;
  }

  /** The same with all that was recorded of the match. */
  get wholeCheckpoint(): MatchCheckpoint {
    this.guard<void>(undefined, () => this.cycle.settle());
    return this.cycle.match.wholeCheckpoint;
  }

  data(nowMs: number): RoomData {
    const { code, openedBy, everybody, cycle } = this;
    return { code, openedBy: openedBy.key, members: everybody.data(nowMs), playing: cycle.data };
  }

  get rules(): RoomRules {
    return this.cycle.rules;
  }

  get members(): MembersView {
    return this.everybody;
  }

  get seats(): SeatsView {
    return this.cycle.seats;
  }

  get world(): World {
    return this.cycle.world;
  }

  get isPublic(): boolean {
    return this.match.isPublic;
  }

  mayHaveLog(player: Player): boolean {
    return this.match.hidesNothing && (this.isPublic || this.seats.indexOf(player) >= 0);
  }

  /** What a player sees of the match: the view of their seat, or of a watcher. */
  sceneFor(player: Player): MatchScene {
    return this.cycle.views.sceneFor(player);
  }

  isEndKeptFrom(player: Player): boolean {
    return this.cycle.views.isEndKeptFrom(player);
  }

  /** The match up to now, for a replay; null if it had too many inputs. Nothing is recorded afterwards. */
  recorded(facts: ReplayFacts = {}): RecordedMatch | null {
    return this.cycle.match.recorded(facts);
  }

  get tickNow(): number {
    return this.cycle.tickNow;
  }

  /** The tick of the match that a player could have seen by now: an older one for late watchers, and in an empty maze. */
  tickFor(player: Player): number {
    return this.cycle.views.tickFor(player);
  }

  /** The tick up to which a player has the whole log; 0 if pieces are missing. */
  logTickOf(player: Player): number {
    return this.cycle.logTickOf(player);
  }

  get isRunning(): boolean {
    return this.cycle.isRunning;
  }

  /** The match itself, for a program that runs the clock of the room. */
  get match(): Match {
    return this.cycle.match;
  }

  /** Its seats, for the same. */
  get seatList(): Seats {
    return this.cycle.seats;
  }

  get isBetweenMatches(): boolean {
    return this.cycle.isBetweenMatches;
  }

  /** Whether its match has ended, and is kept as soon as its log has been read. */
  get awaitsLog(): boolean {
    return this.match.handOver === 'awaits-log';
  }

  /** An earlier process has ended before it kept the match that has ended here. */
  keepRestored(): void {
    if (this.isBetweenMatches && this.awaitsLog) this.cycle.keep();
  }

  get stateName(): WireState {
    return this.cycle.stateName;
  }

  get endsInTicks(): number {
    return this.cycle.endsInTicks;
  }

  get progress(): Progress {
    return this.cycle.progress;
  }

  get question(): ShownQuestion {
    return this.cycle.question;
  }

  /** Rises with every change that the list of rooms may show. */
  get version(): number {
    return this.announcer.version;
  }

  /** The player whose budget pays for what is sent later. */
  get payer(): Player | null {
    return this.announcer.payer;
  }

  /** Rooms that quick play made, those of ranked matches, and planned rooms, belong to nobody. */
  get host(): Player | null {
    const isOwn = !this.rules.isQuickPlay && !isRated(this.rules) && this.rules.plan === undefined;
    return isOwn ? this.everybody.host : null;
  }

  countsFor(player: Player): boolean {
    return this.cycle.countsFor(player);
  }

  /** Whether the room has had its only match, and its members have seen the result. */
  get isDone(): boolean {
    const isShown = this.stateName === 'result' && this.endsInTicks <= 1;
    return isRated(this.rules) && isShown && !this.cycle.views.isEndAwaited;
  }

  /** Whether a new player would get a seat now. */
  get hasPlace(): boolean {
    return this.cycle.hasPlace;
  }

  get watcherCount(): number {
    return this.everybody.count - this.cycle.seats.players.length;
  }

  // Moving to another node.

  /** Stands still while it moves: what happens to it waits until `goOn`. Its ticks must not be run. */
  standStill(): void {
    this.postponed = [];
  }

  /** Whether a running match has shown this tick of the server to all who get snapshots: the best moment to stand still. */
  hasShown(serverTick: number): boolean {
    return !this.isRunning || this.cycle.audience.showsAll(serverTick);
  }

  /** It stays here, and goes on from the same tick. */
  goOn(): void {
    const postponed = this.postponed ?? [];
    this.postponed = null;
    this.cycle.goOn();
    for (const act of postponed) act();
  }

  /** It has come from another node, where these members were connected. They connect here without being noticed. */
  expect(players: Iterable<Player>): void {
    this.everybody.expect(players);
  }

  /** Members who have not come count as disconnected. */
  expectNobody(): void {
    for (const player of this.everybody.expectNobody()) if (!player.isConnected) this.disconnected(player);
  }

  // What players do.

  /**
   * Lets a player in.
   * @param wantsSeat otherwise they watch
   * @param mayWait whether they may watch until the next match if there is no seat in this one
   * @returns null, or why not; then nothing has changed.
   */
  enter(player: Player, wantsSeat: boolean, mayWait: boolean): Refusal | null {
    const { everybody, announcer, cycle } = this;
    return this.change<Refusal | null>('room-failed', () => {
      const isSeated = wantsSeat && cycle.seat(player);
      if (wantsSeat && !isSeated && (!mayWait || cycle.seats.isFull)) return 'room-full';
      everybody.add(player);
      cycle.fill();
      cycle.views.show(player);
      if (isSeated) announcer.seatsChanged(player);
      else if (wantsSeat) cycle.wait(player);
      announcer.notice('joined', player, player);
      announcer.roomChanged(player);
      announcer.chargeTo(player);
      cycle.beginIfPlanned();
      return null;
    });
  }

  leave(player: Player): void {
    this.change<void>(undefined, () => {
      this.takeOut(player);
      this.announcer.chargeTo(player);
    });
  }

  /** Ends the match as it stands. */
  finish(): void {
    this.change<void>(undefined, () => this.cycle.finishNow());
  }

  /** Back to the lobby, as if no match had been played. */
  reset(): void {
    this.change<void>(undefined, () => this.cycle.reopen(this.rules));
  }

  /** Takes a seat of a planned room away from its player. @param isForGood whether no player gets it again */
  dismiss(seat: number, isForGood: boolean): void {
    this.change<void>(undefined, () => {
      if (isForGood) this.rules.plan?.close(seat);
      const taken = this.cycle.seats.at(seat);
      if ('player' in taken) this.remove(taken.player, 'closed');
      this.cycle.beginIfPlanned();
    });
  }

  /** A member lost the connection. */
  disconnected(player: Player): void {
    this.change<void>(undefined, () => {
      this.everybody.moveToEnd(player);
      this.cycle.disconnect(player);
      this.announcer.notice('disconnected', player);
      this.announcer.stateMayHaveChanged();
    });
  }

  /** A member has another connection. @param seenTick the newest tick of the match that their client has; 0 for none */
  reconnected(player: Player, seenTick: number): void {
    this.change<void>(undefined, () => {
      const { announcer, cycle } = this;
      if (cycle.catchUp(player, seenTick)) this.parts.records.roomChanged(this);
      cycle.views.show(player);
      // Their last frame was of the other node.
      if (this.everybody.isExpected(player)) return cycle.audience.hurry(player);
      // The older connection was still open, so the player was never disconnected.
      if (cycle.seats.of(player)?.presence.isDisconnected === false) return;
      cycle.reconnect(player);
      announcer.notice('reconnected', player, player);
      cycle.unpauseForBot(player);
      announcer.stateMayHaveChanged();
    });
  }

  /** A member has another name than before. */
  renamed(oldName: string, player: Player): void {
    this.change<void>(undefined, () => {
      this.everybody.renamed(oldName, player);
      this.announcer.renamed(oldName, player);
    });
  }

  /** A member sent something other than a ping. */
  heard(player: Player): void {
    if (player === this.host) this.cycle.hostActed();
  }

  input(player: Player, input: ClientMessage & { type: 'input' }): void {
    // Like `guard`, without a closure: this is most of what clients send.
    try {
      this.cycle.input(player, input);
    } catch (error) {
      this.parts.failed(this, error);
    }
  }

  /**
   * A member on the log stream asks for a keyframe.
   * @param tick the tick of the match whose hash differed, 0 for another reason
   */
  wantKeyframe(player: Player, tick: number): void {
    if (this.cycle.wantKeyframe(player) && tick > 0) this.parts.hashDiffered(this, tick);
  }

  /** Does what a member asks for. @returns the code of a refusal, or null. */
  command(player: Player, command: RoomCommand): Refusal | null {
    const { host, everybody: members, announcer, cycle } = this;
    const remove = (target: Player, reason: LeaveReason) => this.remove(target, reason);
    const close = () => this.parts.closed(this);
    return this.change(null, () => {
      const { version } = announcer;
      const nowMs = this.parts.clock.now();
      const code = runCommand({ host, members, announcer, cycle, remove, close }, player, command, nowMs);
      if (announcer.version !== version) announcer.chargeTo(player);
      cycle.beginIfPlanned();
      return code;
    });
  }

  /** Sends a line of chat to the members. @returns the code of a refusal, or null. */
  say(from: Player, frame: Buffer): Refusal | null {
    if (this.everybody.isMuted(from)) return 'muted';
    for (const player of this.everybody) if (player === from || player.hears(from.name)) player.send(frame);
    return null;
  }

  /** Shows an emote or a phrase of a member to the others. @returns the code of a refusal, or null. */
  emote(from: Player, sign: Sign): Refusal | null {
    const { cycle, everybody, emotes } = this;
    if (cycle.rules.mode.seats.most === 1) return 'no-emotes';
    if (everybody.isMuted(from)) return 'muted';
    const seat = cycle.seats.indexOf(from);
    if (cycle.isBetweenMatches) {
      emotes.show(from, seat, sign, () => true);
      return null;
    }
    const { maze } = cycle.views.sceneFor(from);
    // A watcher who sees more than the players do must not give them signs.
    const isSecret = seat < 0 && cycle.match.watchDelayTicks > 0;
    const maySee = (player: Player) => !isSecret || cycle.seats.indexOf(player) < 0;
    emotes.show(from, seat, sign, (player) => maySee(player) && cycle.views.sceneFor(player).maze === maze);
    return null;
  }

  /** One tick passes. Most rooms have nothing to do in it. @throws when an invariant is broken: the room cannot go on. */
  tick(serverTick: number, nowMs: number): void {
    if (serverTick >= this.cycle.wakeTick) this.cycle.tick(serverTick, nowMs);
  }

  /** One tick passes in which the room stands still, as it was: this node may not show it. */
  missTick(): void {
    this.cycle.missTick();
  }

  private remove(player: Player, reason: LeaveReason): void {
    this.takeOut(player);
    player.removed(reason);
  }

  private takeOut(player: Player): void {
    this.noteLeaver(player);
    this.everybody.remove(player);
    this.cycle.remove(player);
    this.announcer.seatsChanged();
    this.announcer.notice('left', player);
    const { plan } = this.rules;
    if (plan !== undefined && this.cycle.seats.players.length === 0) this.cycle.finishNow();
    else if (!this.cycle.finishIfEmpty()) this.announcer.roomChanged();
  }

  /** A ranked match begins with all of its players, or not at all. */
  private noteLeaver(player: Player): void {
    const seat = this.cycle.seats.of(player);
    if (!isRated(this.rules) || seat === null || this.cycle.isBetweenMatches) return;
    const isCalledOff = this.stateName === 'countdown';
    this.parts.contests.left(this.code, resultOwner(seat), { isCalledOff });
  }

  /** Does something other than an input to the room. The World is stepped to the current tick first. */
  private change<Result>(ifFailed: Result, act: () => Result): Result {
    if (this.postponed !== null) {
      this.postponed.push(() => this.change(ifFailed, act));
      return ifFailed;
    }
    this.parts.records.roomChanged(this);
    return this.guard(ifFailed, () => {
      this.cycle.settle();
      return act();
    });
  }

  /** Does something to the room. A broken invariant ends this room, and nothing else on the server. */
  private guard<Result>(ifFailed: Result, act: () => Result): Result {
    try {
      return act();
    } catch (error) {
      this.parts.failed(this, error);
      return ifFailed;
    }
  }
}
