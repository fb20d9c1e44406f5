// What each member gets to see of a match, and of its end: some see the match late, and must not learn its end before they
// have seen it. audience.ts sends what is seen.

import type { Match as Worlds } from '#simulation';
import type { ServerTicks } from '../clock.ts';
import type { MatchScene } from '../match/match.ts';
import type { Audience } from './audience.ts';
import { EndNews } from './end-news.ts';
import type { Members } from './members.ts';
import type { Player } from './player.ts';
import { isBetweenMatches, resultsFrame, type Playing } from './playing.ts';
import { roomFrame, seatsFrame, type RoomView } from './room-messages.ts';

/** About what a word of a keyframe takes. */
const KEYFRAME_BYTES_PER_WORD = 2;

/** Ticks of the server between two looks whether anybody still sees the match late. */
const LATE_CHECK_TICKS = 60;

/** What is played, and its tick. */
export interface Watched {
  readonly playing: Playing;
  readonly tickNow: number;
}

export class MemberViews {
  private readonly watched: Watched;
  private readonly room: { readonly view: RoomView; readonly members: Members };
  private readonly audience: Audience;
  private readonly endNews: EndNews;

  constructor(
    watched: Watched,
    room: { readonly view: RoomView; readonly members: Members },
    audience: Audience,
    ticks: ServerTicks,
  ) {
    this.watched = watched;
    this.room = room;
    this.audience = audience;
    this.endNews = new EndNews((player) => this.sceneFor(player), ticks);
    const { late, tick } = watched.playing.match;
    const unseenTicks = late === null || !isBetweenMatches(watched.playing) ? 0 : tick - late.worlds.tick;
    if (unseenTicks > 0) this.endNews.keep(unseenTicks);
  }

  sceneFor(player: Player): MatchScene {
    const { looks, seats, match } = this.watched.playing;
    return looks.sceneFor(player, seats.indexOf(player), match);
  }

  /** The tick of the match that a player could have seen by now. An empty maze keeps an older one. */
  tickFor(player: Player): number {
    const { match } = this.watched.playing;
    if (match.isPublic) return this.watched.tickNow;
    const { world, isLate } = this.sceneFor(player);
    return isLate || world.tick < match.tick ? world.tick : this.watched.tickNow;
  }

  /** Whether a member does not know yet that the match has ended. */
  isEndKeptFrom(player: Player): boolean {
    return this.endNews.isKeptFrom(player);
  }

  /** Whether some who see the match late have not seen its end yet. */
  get isEndAwaited(): boolean {
    return this.endNews.isAwaited;
  }

  /** A member without a seat in play chooses what to look at. @returns false if that is not possible */
  follow(player: Player, seat: number, maze: number): boolean {
    const { looks, seats, match } = this.watched.playing;
    const own = seats.indexOf(player);
    const isInPlay = own >= 0 && !match.isOut(own);
    if (isInPlay || !looks.choose(player, seat, maze, match)) return false;
    // What leads to the other maze is sent with the next tick.
    player.caused(this.sceneFor(player).world.words.length * KEYFRAME_BYTES_PER_WORD);
    return true;
  }

  /** Sends a player the whole state, if they are connected. */
  show(player: Player): void {
    const { playing } = this.watched;
    this.audience.show(player);
    const isEndKept = this.isEndKeptFrom(player);
    player.send(roomFrame(this.room.view, isEndKept));
    if (playing.state.name === 'result' && !isEndKept) player.send(resultsFrame(playing));
  }

  /** Sends all members the World of a new match. */
  showMatch(): void {
    this.audience.showAll(this.room.members);
  }

  /** The match has ended: sends its results to all members but those who see it late. */
  showResults(): void {
    const { playing } = this.watched;
    if (playing.match.late !== null) this.endNews.keep(playing.match.watchDelayTicks);
    const frame = resultsFrame(playing);
    for (const player of this.room.members) if (!this.isEndKeptFrom(player)) player.send(frame);
  }

  /** A tick of the server has passed, also for those who see the match late. */
  passLate(serverTick: number): void {
    const { audience } = this;
    const { match } = this.watched.playing;
    const { late } = match;
    if (late === null) return;
    late.pass(serverTick, match.tickNow, isBetweenMatches(this.watched.playing), () => audience.record(late.worlds));
    if (this.endNews.isDue) this.showEnd();
    if (serverTick % LATE_CHECK_TICKS === 0 && !this.isLateSeen(late.worlds)) match.endLate();
  }

  /** Whether anybody sees the match late, or would if they were connected: who comes back goes on where they were. */
  private isLateSeen(worlds: Worlds): boolean {
    if (this.audience.shows(worlds)) return true;
    for (const player of this.room.members) if (!player.isConnected && this.sceneFor(player).isLate) return true;
    return false;
  }

  /** Those who see the match late learn what the others know. */
  showEnd(): void {
    const { view, members } = this.room;
    const { playing } = this.watched;
    this.endNews.release(members, () => Buffer.concat([resultsFrame(playing), seatsFrame(view), roomFrame(view)]));
  }
}
