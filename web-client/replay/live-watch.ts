// The controls of a watcher of a live match: pause, places in what they have seen, whom to follow. They stand below the maze
// of the match.

import type { MatchEvent, OnlineMatch } from '../netcode/online-match.ts';
import { make, write } from '../view/element.ts';
import type { MatchSounds } from '../view/sound/match-sounds.ts';
import { followedText } from './followed-player.ts';
import { heardEvents } from './heard-events.ts';
import { LivePlayback } from './live-playback.ts';
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
   * @param caughtUp is called when the watcher returns to the present
   */
  constructor(section: HTMLElement, match: OnlineMatch, before: LiveWatch | null, caughtUp: () => void) {
    this.section = section;
    this.playback = new LivePlayback(match, caughtUp);
    this.playback.seat = before?.playback.seat ?? -1;
    this.playback.showsDestinations = before?.playback.showsDestinations ?? false;
    section.classList.add('with-bar');
    section.querySelector('.middle')!.append(this.bar.root);
    section.querySelector('.around')!.append(this.followed);
    listenToPlaybackKeys(() => (section.hidden ? null : this.playback), this.ends.signal);
    this.bar.show(this.playback);
  }

  /** Whether this is the match that is watched. */
  shows(match: OnlineMatch): boolean {
    return this.playback.shows(match);
  }

  /** After every frame. */
  drawn(events: readonly MatchEvent[], sounds: MatchSounds): void {
    const { playback } = this;
    this.bar.update();
    write(this.followed, followedText(playback.prediction.predicted, playback.seats, playback.seat));
    sounds.play(playback.isLive ? events : heardEvents(playback, events));
  }

  remove(): void {
    this.ends.abort();
    this.bar.root.remove();
    this.followed.remove();
    this.section.classList.remove('with-bar');
  }
}
