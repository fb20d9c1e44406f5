// The screen of a replay: figures, maze, controls and players, or why there is nothing to see.

import type { Replay } from '#simulation';
import { words } from '../language/language.ts';
import type { MatchEvent } from '../netcode/online-match.ts';
import { copyAddress, setReplayTime } from '../view/address.ts';
import { make, makeButton, write } from '../view/element.ts';
import { stageIn } from '../view/maze/shared-stage.ts';
import { modeTitle } from '../view/mode-cards.ts';
import type { MatchSounds } from '../view/sound/match-sounds.ts';
import { becomeMuteButton, toggleMuted } from '../view/sound/mute-button.ts';
import { mazeName } from '../view/wording.ts';
import { followedText } from './followed-player.ts';
import { heardEvents, isHeard } from './heard-events.ts';
import type { LoadedReplay, PlayableReplay, ReplayTrouble } from './load-replay.ts';
import { PlaybackBar } from './playback-bar.ts';
import { listenToPlaybackKeys } from './playback-keys.ts';
import { Playback } from './playback.ts';
import { PlayerRows } from './player-rows.ts';
import { linkTime, momentText, tickOfTime, timeText } from './playing-time.ts';
import { layOut, type ReplayLayout } from './replay-layout.ts';
import { ReplayTimeline } from './replay-timeline.ts';
import { canTryAgain, troubleText } from './replay-troubles.ts';

export interface ReplayScreenParts {
  readonly section: HTMLElement;
  readonly sounds: MatchSounds;
  /** Back to where the player came from. */
  back(): void;
}

export class ReplayScreen {
  /** What is played; null while there is nothing to play. */
  playback: Playback | null = null;
  private readonly parts: ReplayScreenParts;
  private readonly bar = new PlaybackBar();
  private readonly players = new PlayerRows((seat) => this.follow(seat));
  private readonly layout: ReplayLayout;
  private readonly copy: HTMLButtonElement;
  private readonly back: HTMLButtonElement;
  private readonly stage: ReturnType<typeof stageIn>;
  private timeline: ReplayTimeline | null = null;
  private keys: AbortController | null = null;
  private frameCalled: () => void = () => {};

  constructor(parts: ReplayScreenParts) {
    this.parts = parts;
    const { page, replay } = words();
    this.copy = makeButton(words().link.copy, () => this.share());
    this.copy.title = replay.copyTitle;
    const mute = becomeMuteButton(makeButton('', () => {}));
    this.back = makeButton(page.back, () => parts.back(), 'strong');
    this.back.title = replay.backTitle;
    this.layout = layOut(parts.section, this.bar.root, this.players.root, [this.copy, mute, this.back], {
      choose: (seat) => this.follow(seat),
      look: (maze) => this.playback?.showMaze(maze),
    });
    this.stage = stageIn(this.layout.stage);
  }

  /** Nothing is there yet. */
  wait(text: string): void {
    this.forget();
    this.listen();
    this.say(make('p', '', text));
  }

  /** @param again loads the same replay again */
  show(loaded: LoadedReplay, seconds: number, canShare: boolean, again: () => void): void {
    this.forget();
    this.listen();
    if ('trouble' in loaded) return this.explain(loaded.trouble, loaded.detail, again);
    this.say();
    this.copy.hidden = !canShare;
    this.begin(loaded, tickOfTime(seconds));
  }

  /** Nothing is shown any more. */
  forget(): void {
    this.keys?.abort();
    this.keys = null;
    if (this.playback !== null) this.parts.sounds.silence();
    this.playback = null;
    this.timeline = null;
    this.bar.show(null);
    this.copy.hidden = true;
    write(this.layout.facts, '');
    write(this.layout.followed, '');
    write(this.layout.note, '');
    this.players.clear();
    this.stage()
      .then((stage) => this.playback === null && stage.clear())
      .catch(() => {});
  }

  /** @param back what the button that leads back says. @param text what happens meanwhile, asked for in every frame */
  describeWayBack(back: string, text: () => string): void {
    write(this.back, back);
    this.frameCalled = () => write(this.layout.meanwhile, text());
    this.frameCalled();
  }

  private begin({ replay, rules }: PlayableReplay, tick: number): void {
    const timeline = new ReplayTimeline(replay, rules);
    const playback = new Playback(timeline, (error) => this.playback === playback && this.fail(error));
    this.timeline = timeline;
    this.playback = playback;
    playback.seek(tick);
    // A link to the end shows the end.
    if (playback.tick < playback.lastTick) playback.play();
    this.bar.show(playback);
    write(this.layout.facts, factsOf(replay));
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    this.stage()
      .then((stage) => {
        if (this.playback === playback) stage.show(playback, ({ events }) => this.drawn(playback, events));
      })
      .catch(() => this.explain('unreachable', '', () => location.reload()));
  }

  /** A checkpoint of the file has words that no match comes to. */
  private fail(error: unknown): void {
    this.forget();
    this.listen();
    this.explain('broken', error instanceof Error ? error.message : String(error), () => {});
  }

  private drawn(playback: Playback, events: readonly MatchEvent[]): void {
    const { predicted } = playback.prediction;
    this.bar.update();
    this.layout.figures.update(predicted);
    this.layout.modeHuds.update(playback, performance.now());
    this.players.update(playback);
    write(this.layout.followed, followedText(predicted, playback.seats, playback.seat));
    write(this.layout.note, this.noteText(playback));
    this.parts.sounds.frame(playback, heardEvents(playback, events), isHeard(playback));
    this.frameCalled();
  }

  private noteText({ tick, lastTick }: Playback): string {
    const { failure = null, differsAtTick = null } = this.timeline ?? {};
    if (differsAtTick !== null) {
      return words().replay.differs(timeText(differsAtTick));
    }
    return failure !== null && tick === lastTick ? words().replay.failed(failure) : '';
  }

  private explain(trouble: ReplayTrouble, detail: string, again: () => void): void {
    const buttons = [makeButton(this.back.textContent || words().page.menu, () => this.parts.back(), 'strong')];
    if (canTryAgain(trouble)) buttons.unshift(makeButton(words().page.again, again));
    const more = trouble === 'broken' || trouble === 'other-rules' ? [make('p', 'quiet', detail)] : [];
    this.say(make('p', '', troubleText(trouble)), ...more, make('div', 'buttons', ...buttons));
    buttons.at(-1)!.focus();
  }

  private say(...content: readonly HTMLElement[]): void {
    this.layout.message.replaceChildren(...content);
    this.layout.message.hidden = content.length === 0;
    this.parts.section.classList.toggle('nothing', content.length > 0);
  }

  private follow(seat: number): void {
    if (this.playback !== null) this.playback.seat = this.playback.seat === seat ? -1 : seat;
  }

  private share(): void {
    setReplayTime(linkTime(this.playback?.tick ?? 0));
    void copyAddress(this.copy);
  }

  private listen(): void {
    this.keys = new AbortController();
    const { signal } = this.keys;
    listenToPlaybackKeys(() => this.playback, signal);
    window.addEventListener(
      'keydown',
      ({ key, target }) => {
        if (target instanceof Element && target.closest('dialog, select') !== null) return;
        if (key === 'Escape') this.parts.back();
        else if (key === 'm' || key === 'M') toggleMuted();
      },
      { signal },
    );
  }
}

/** What was played, and when. */
function factsOf({ settings, playedAtMs }: Replay): string {
  const facts = [modeTitle(settings.mode), words().replay.maze(mazeName(settings.maze))];
  if (playedAtMs !== undefined) facts.push(momentText(playedAtMs));
  return facts.join(' · ');
}
