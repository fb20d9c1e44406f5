// The controls of a watcher of a live match: pause, places in what they have seen, whom to follow. They stand below the maze
// of the match.

import { PHASE } from '#simulation';
import type { MatchEvent, OnlineMatch } from '../netcode/online-match.ts';
import { standingOf } from '../netcode/standing.ts';
import { make, write } from '../view/element.ts';
import type { MatchSounds } from '../view/sound/match-sounds.ts';
import { followedText } from './followed-player.ts';
import { heardEvents, isHeard } from './heard-events.ts';
import { LivePlayback, type LiveCalls } from './live-playback.ts';
import { PlaybackBar } from './playback-bar.ts';
import { listenToPlaybackKeys } from './playback-keys.ts';

export class LiveWatch {
  readonly playback: LivePlayback;
  private readonly section: HTMLElement;
  private readonly bar = new PlaybackBar();
  private readonly followed = make('p', 'quiet followed');
  private readonly ends = new AbortController();

  /**
   * @param section the screen of the match
   * @param before what was watched until now: whom to follow is taken over
   */
  constructor(section: HTMLElement, match: OnlineMatch, before: LiveWatch | null, calls: LiveCalls) {
    this.section = section;
    this.playback = new LivePlayback(match, calls);
    this.playback.seat = before?.playback.seat ?? this.leader();
    this.playback.showsDestinations = before?.playback.showsDestinations ?? false;
    section.classList.add('with-bar');
    section.querySelector('.middle')!.append(this.bar.root);
    section.querySelector('.around')!.append(this.followed);
    listenToPlaybackKeys(() => (section.hidden ? null : this.playback), this.ends.signal, match.seat >= 0);
    this.bar.show(this.playback);
  }

  /** Whether this is the match that is watched. */
  shows(match: OnlineMatch): boolean {
    return this.playback.shows(match);
  }

  /** After every frame. @param goesOn whether the match goes on in the present */
  drawn(events: readonly MatchEvent[], sounds: MatchSounds, goesOn: boolean): void {
    const { playback } = this;
    this.followLeader();
    this.bar.update();
    write(this.followed, followedText(playback.prediction.predicted, playback.seats, playback.seat));
    sounds.frame(playback, heardEvents(playback, events), playback.isLive ? goesOn : isHeard(playback));
  }

  /** Of several mazes the one of the leader is shown, until the watcher chooses another player or maze. */
  private leader(): number {
    const { prediction, seats, severalMazes } = this.playback;
    if (!severalMazes) return -1;
    const { order, living } = standingOf(prediction.confirmed, (seat) => seats[seat]?.name !== '');
    return living > 0 ? order[0]! : -1;
  }

  /** In place of a followed player who is out. */
  private followLeader(): void {
    const { playback } = this;
    const { confirmed } = playback.prediction;
    if (!playback.isLive || playback.seat < 0 || (confirmed.seatPlace[playback.seat] ?? 0) === 0) return;
    if (confirmed.phase !== PHASE.over) playback.seat = this.leader();
  }

  remove(): void {
    this.ends.abort();
    this.bar.root.remove();
    this.followed.remove();
    this.section.classList.remove('with-bar');
  }
}
