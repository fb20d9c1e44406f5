// Ranked matches: the server brings players of like strength together, humans or bots.
//
//                        strength known              opponents found        the match begins
//   lobby ──play──► looking up ──────► waiting ───────────────────► room ──────────────────► room, until it is over or
//     ▲  ▲              │               │  ▲                         │ countdown              the player leaves (a loss)
//     │  └── refused ◄──┘ no answer     │  └──── called off: another ─┘
//     │                                 │        player has left
//     └── leave, a request for a room, the end of the session, another session of the same player
//
// A player whose connection is lost keeps the place, and is passed over until they are back.

import { identityText, isSameIdentity, type Identity } from '#handover';
import { type ClientMessage, type Refusal } from '#protocol';
import { modeNamed, TICKS_PER_SECOND } from '#simulation';
import type { Clock, Rng } from '../clock.ts';
import type { Leave } from '../rooms/contests.ts';
import type { Lobby } from '../rooms/lobby.ts';
import { isRated, ratedRules, type Offer } from '../rooms/room-rules.ts';
import type { SeatOwner } from '../rooms/seat.ts';
import { CONTESTS, contestOf, type ContestRules } from './contest-table.ts';
import { LeavePauses } from './leave-pauses.ts';
import type { Lookups } from './lookups.ts';
import { matchesOf } from './matchmaker.ts';
import type { OtherQueues } from './other-queues.ts';
import { Queue, type RankedPlayer, type Waiting } from './queue.ts';
import { QueueNews } from './queue-news.ts';
import type { RankedFigures } from './ranked-figures.ts';

type Play = ClientMessage & { readonly type: 'play' };

/** Ticks of the server between two looks for matches. */
const LOOK_TICKS = TICKS_PER_SECOND;

export interface RankedParts {
  readonly clock: Clock;
  readonly rng: Rng;
  readonly lobby: Lobby;
  readonly offer: Offer;
  readonly lookups: Lookups;
  readonly figures: RankedFigures;
  /** The queues of other nodes. */
  readonly others: OtherQueues;
}

export class RankedPlay {
  private readonly parts: RankedParts;
  private readonly queue = new Queue();
  private readonly news = new QueueNews(this.queue);
  private readonly pauses = new LeavePauses();
  /** By the code of the room: the players of a match that has not begun. If it does not, they wait again. */
  private readonly beginning = new Map<string, readonly Waiting[]>();
  private readonly calledOff = new Set<string>();

  constructor(parts: RankedParts) {
    this.parts = parts;
    parts.figures.watch(() => this.queue);
  }

  /** Whether a player waits. */
  isWaiting(player: RankedPlayer): boolean {
    return this.queue.of(player) !== undefined;
  }

  /** A player wants a ranked match. @returns why they cannot wait for one, or null */
  seek(player: RankedPlayer, { mode, rate }: Play): Refusal | null {
    const rules = contestOf(mode, player.kind);
    if (rules === null || modeNamed(mode, this.parts.offer.modes) === null) {
      const modes = CONTESTS.filter(({ kind }) => kind === player.kind).map((each) => each.mode);
      return { code: 'bad-settings', text: `play.mode: one of ${modes.join(', ')} for ranked matches` };
    }
    const { identity } = player;
    if (identity === null) return 'not-identified';
    const nowMs = this.parts.clock.now();
    const retryAfterMs = this.pauses.waitMs(identity, nowMs);
    if (retryAfterMs > 0) return { code: 'ranked-pause', retryAfterMs };
    const before = this.queue.of(player);
    // A client that was disconnected asks again.
    if (before?.rules === rules) {
      this.queue.replace({ ...before, rate });
      this.news.sendNow(this.queue.of(player)!, nowMs);
      return null;
    }
    this.queue.remove(player);
    this.removeOtherSession(player);
    const address = player.caller.isShared ? null : player.caller.key;
    const refusal = this.queue.refusal({ player, address });
    if (refusal !== null) return refusal;
    this.queue.add({ player, identity, rules, rate, address, sinceMs: nowMs, isKnown: false, mu: 0, sigma: 0 });
    this.parts.others.waits(identity);
    this.news.sendNow(this.queue.of(player)!, nowMs);
    this.lookUp(this.queue.of(player)!);
    return null;
  }

  /** The newest session of a player waits, as the newest connection of a session wins. */
  private removeOtherSession({ identity }: RankedPlayer): void {
    if (identity !== null) this.waitsElsewhere(identity);
  }

  /** Another session of a player waits, here or at another node. */
  waitsElsewhere(identity: Identity): void {
    const other = this.queue.ofIdentity(identity);
    if (other === undefined) return;
    this.queue.remove(other.player);
    other.player.refusePlay('queued-elsewhere');
  }

  /** The session has another identity now, or none. */
  private seekAnew({ player, rules: { mode }, rate }: Waiting): void {
    this.queue.remove(player);
    const refusal = this.seek(player, { type: 'play', mode, rate, ranked: true });
    if (refusal !== null) player.refusePlay(refusal);
  }

  private lookUp({ player, rules, identity, sinceMs }: Waiting): void {
    this.parts.lookups.strengthOf(rules.kind, rules.mode, identity, (strength) => {
      const waiting = this.queue.of(player);
      // The player may have left meanwhile, and even be back.
      if (waiting === undefined || waiting.rules !== rules || waiting.sinceMs !== sinceMs) return;
      if (strength !== null) {
        this.queue.replace({ ...waiting, ...strength, isKnown: true });
        return;
      }
      this.queue.remove(player);
      player.refusePlay('ratings-unavailable');
    });
  }

  /** A player leaves the queue. @returns whether they were in it */
  withdraw(player: RankedPlayer): boolean {
    return this.queue.remove(player);
  }

  /** A player has another connection. */
  resumed(player: RankedPlayer): void {
    const waiting = this.queue.of(player);
    if (waiting !== undefined) this.news.sendNow(waiting, this.parts.clock.now());
  }

  /** A player leaves a ranked match that is not over. @param code of its room, which is in the middle of a change */
  left(code: string, { identity }: SeatOwner, { isCalledOff }: Leave): void {
    if (identity !== null) {
      this.hasLeft(identity);
      this.parts.others.left(identity);
    }
    if (isCalledOff) this.calledOff.add(code);
  }

  /** A player has left a ranked match, of this node or of another one. */
  hasLeft(identity: Identity): void {
    this.pauses.add(identity, this.parts.clock.now());
  }

  tick(serverTick: number): void {
    const nowMs = this.parts.clock.now();
    for (const code of this.calledOff) this.callOff(code);
    this.calledOff.clear();
    if (serverTick % LOOK_TICKS === 0) {
      this.closeRooms();
      this.checkIdentities();
      this.sendOn();
      const ableByContest = this.ableByContest();
      for (const rules of CONTESTS) this.makeMatches(ableByContest.get(rules) ?? [], rules, nowMs);
    }
    this.news.tick(serverTick, nowMs);
  }

  /** Players who have signed in or out since they began to wait. */
  private checkIdentities(): void {
    const changed: Waiting[] = [];
    for (const waiting of this.queue) {
      if (!isSameIdentity(waiting.identity, waiting.player.identity)) changed.push(waiting);
    }
    for (const waiting of changed) {
      // Another one of them may have removed it: of two sessions of one player the newer one waits.
      if (this.queue.of(waiting.player) === waiting) this.seekAnew(waiting);
    }
  }

  /** Players of contests whose queue is at another node by now, since nodes come and go. They wait again there. */
  private sendOn(): void {
    if (this.queue.count === 0) return;
    const elsewhere = new Set(CONTESTS.filter((rules) => !this.parts.others.isHere(rules)));
    for (const { player, rules, rate } of [...this.queue]) {
      if (!elsewhere.has(rules)) continue;
      this.queue.remove(player);
      player.request({ message: { type: 'play', mode: rules.mode, rate, ranked: true }, hops: 0 });
    }
  }

  private makeMatches(able: readonly Waiting[], rules: ContestRules, nowMs: number): void {
    if (able.length < rules.least) return;
    for (const match of matchesOf(able, nowMs, rules)) this.begin(match, rules, nowMs);
  }

  /** Who has a seat in a ranked match, also one whose connection is lost: a program that was started again waits for it. */
  private playing(): Set<string> {
    const identities = new Set<string>();
    for (const { rules, stateName, seats } of this.parts.lobby.rooms) {
      if (!isRated(rules) || stateName === 'result') continue;
      for (const { owner } of seats.players) if (owner.identity !== null) identities.add(identityText(owner.identity));
    }
    return identities;
  }

  /** The players who can play now, by the matches that they wait for. */
  private ableByContest(): Map<ContestRules, Waiting[]> {
    const byContest = new Map<ContestRules, Waiting[]>();
    const playing = this.queue.count === 0 ? new Set<string>() : this.playing();
    for (const waiting of this.queue) {
      if (!waiting.isKnown || !waiting.player.isConnected) continue;
      if (playing.has(identityText(waiting.identity)) || this.parts.others.isPlaying(waiting.identity)) continue;
      const able = byContest.get(waiting.rules);
      if (able === undefined) byContest.set(waiting.rules, [waiting]);
      else able.push(waiting);
    }
    return byContest;
  }

  /** The seats are shuffled: in `versus` they decide who begins. */
  private begin(match: readonly Waiting[], rules: ContestRules, nowMs: number): void {
    const { lobby, offer, figures } = this.parts;
    const players = this.shuffled(match);
    const mode = modeNamed(rules.mode, offer.modes)!;
    const room = lobby.openRated(ratedRules(mode, rules.kind, players.length, offer), players[0]!.player.caller);
    // The server has as many rooms as it can: all keep waiting.
    if (room === null) return;
    this.beginning.set(room.code, players);
    for (const { player, rate } of players) {
      this.queue.remove(player);
      const refusal = player.enterRoom(rate, () => lobby.seat(room, player));
      if (refusal === null) continue;
      player.refusePlay(refusal);
      this.calledOff.add(room.code);
    }
    if (!this.calledOff.has(room.code)) figures.began(players, rules, nowMs);
  }

  private shuffled(match: readonly Waiting[]): Waiting[] {
    const order = [...match];
    for (let last = order.length - 1; last > 0; last--) {
      const other = this.parts.rng(last + 1);
      [order[last], order[other]] = [order[other]!, order[last]!];
    }
    return order;
  }

  /** Ends a room whose match does not take place. Its other players wait again, for as long as they had before. */
  private callOff(code: string): void {
    const room = this.parts.lobby.room(code);
    const again = (this.beginning.get(code) ?? []).filter(({ player }) => player.room === room);
    this.beginning.delete(code);
    // The last player may have left meanwhile.
    if (room === null) return;
    this.parts.lobby.end(room, 'called-off');
    for (const waiting of again) {
      const isElsewhere = this.queue.ofIdentity(waiting.identity) !== undefined;
      if (isElsewhere || this.queue.refusal(waiting) !== null) continue;
      this.queue.add(waiting);
      this.news.sendNow(waiting, this.parts.clock.now());
    }
  }

  /** Ranked rooms have one match. After it they are closed, when the result has been shown. */
  private closeRooms(): void {
    const { lobby } = this.parts;
    for (const code of this.beginning.keys()) {
      if (lobby.room(code)?.stateName !== 'countdown') this.beginning.delete(code);
    }
    const done = [...lobby.rooms].filter((room) => isRated(room.rules) && room.isDone);
    for (const room of done) lobby.end(room, 'closed');
  }
}
