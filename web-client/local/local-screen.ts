// The screen of a game in the page: figures, maze, the tools of practice, pause, and how it ended.

import { NONE, TICKS_PER_SECOND, type Direction } from '#simulation';
import type { ShownTimes } from '../debug/shown-times.ts';
import { codeOf } from '../input/key-map.ts';
import { actionOfKey, listenToKeys } from '../input/keys.ts';
import { Steering } from '../input/steering.ts';
import { listenToSwipes } from '../input/swipe.ts';
import { showTouchPad } from '../view/hud/touch-pad.ts';
import { favourite } from '../favourite.ts';
import { words } from '../language/language.ts';
import type { FrameNews } from '../view/maze/maze-scene.ts';
import type { MatchEvent } from '../netcode/online-match.ts';
import { preferences } from '../preferences.ts';
import { iconButton, relabel } from '../replay/icons.ts';
import { timeText } from '../replay/playing-time.ts';
import { scoreHeader } from '../replay/replay-layout.ts';
import { comfort } from '../view/comfort.ts';
import type { Prompt } from '../view/dialogs/prompt.ts';
import { make, makeButton, write } from '../view/element.ts';
import { MomentsHud } from '../view/hud/moments/moments-hud.ts';
import { settingsButton } from '../view/settings/settings-button.ts';
import { stageIn } from '../view/maze/shared-stage.ts';
import type { MatchSounds } from '../view/sound/match-sounds.ts';
import { toggleMuted } from '../view/sound/mute-button.ts';
import { withHighScore } from './high-scores.ts';
import { settingsOf, type LocalGame } from './local-game.ts';
import { LocalMatch } from './local-match.ts';
import { LocalResults, type LocalResult } from './local-results.ts';
import { PracticeBar } from './practice-bar.ts';
import { Intermission, type PlayTune } from './scenes/intermission.ts';
import { sceneOf } from './scenes/scenes.ts';

/** A press of the rewind key goes back so far, and several of them a minute. */
const REWIND_SECONDS = 3;
const REWIND_SECONDS_MAX = 60;
/** GAME OVER is seen for so long before the results are shown. */
const OVER_SEEN_TICKS = 2 * TICKS_PER_SECOND;

export interface LocalScreenParts {
  readonly section: HTMLElement;
  readonly sounds: MatchSounds;
  readonly prompt: Prompt;
  /** Plays the music of a scene. */
  readonly playTune: PlayTune;
  /** Of what is shown over the maze, for tests. */
  readonly shownTimes: ShownTimes;
  /** A frame of the match was drawn. @param workMs that the match took of it */
  drawn(nowMs: number, workMs: number): void;
  /** A game that counts is over. @param replay its file */
  finished(replay: string): void;
  /** The rules threw an error: says so, and goes back. */
  broke(): void;
  leave(): void;
}

export class LocalScreen {
  /** The game; null for none. */
  match: LocalMatch | null = null;
  private readonly parts: LocalScreenParts;
  private readonly stage: ReturnType<typeof stageIn>;
  readonly steering = new Steering((direction) => this.steer(direction));
  private readonly intermission: Intermission;
  private readonly moments: MomentsHud;
  /** Levels after which a scene was shown in this game. */
  private readonly scenesShown = new Set<number>();
  private readonly header = scoreHeader();
  private readonly bar = new PracticeBar(REWIND_SECONDS, () => this.rewind());
  private readonly results = new LocalResults({ again: () => this.again(), leave: () => this.parts.leave() });
  private readonly notice = make('p', 'notice');
  private readonly pauseButton = iconButton('pause', '', () => this.togglePause());
  private game: LocalGame | null = null;
  private input: AbortController | null = null;
  /** Why the match stands still. */
  private stands: 'paused' | 'covered' | 'rewound' | null = null;
  private overTick: number | null = null;

  /** Whether the player steers: the game is not over. */
  get isSteered(): boolean {
    return this.input !== null && this.results.root.hidden === true;
  }

  constructor(parts: LocalScreenParts) {
    this.parts = parts;
    const text = words().practice;
    const stage = make('div', 'stage');
    const leave = makeButton(text.leave, () => this.askToLeave());
    this.notice.role = 'status';
    this.pauseButton.title = text.pauseTitle;
    stage.role = 'img';
    stage.ariaLabel = words().page.maze;
    const middle = make('div', 'middle', stage, this.notice, this.results.root);
    this.intermission = new Intermission(middle, parts.playTune);
    parts.section.replaceChildren(
      make('h1', 'spoken', words().match.label),
      this.header.header,
      middle,
      make(
        'aside',
        'company',
        make('div', 'around'),
        make('div', 'space'),
        make('div', 'room', this.bar.root, make('div', 'buttons', this.pauseButton, settingsButton(), leave)),
      ),
    );
    this.moments = new MomentsHud(parts.section);
    this.stage = stageIn(stage);
  }

  begin(game: LocalGame): void {
    this.forget();
    this.game = game;
    const seed = Math.floor(Math.random() * 2 ** 32);
    const match = new LocalMatch({
      settings: settingsOf(game, seed),
      seats: [{ driver: 'human', name: preferences.get('name'), favourite: favourite() }],
      seat: 0,
      rewindSeconds: game.isPractice ? REWIND_SECONDS_MAX : 0,
      records: !game.isPractice,
      broke: () => this.match === match && this.parts.broke(),
    });
    match.setSpeed(game.speed);
    match.showsDestinations = game.showsTargets;
    match.play();
    this.match = match;
    this.overTick = null;
    this.scenesShown.clear();
    this.steering.restart();
    this.input = this.listen();
    this.bar.show(game.isPractice ? match : null);
    this.stand(null);
    this.header.figures.showHighScore(game.isPractice ? null : (preferences.get('highScores')[0]?.score ?? 0));
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    this.stage()
      .then((stage) => {
        if (this.match === match) stage.show(match, (news) => this.drawn(match, news));
      })
      .catch(() => this.match === match && this.parts.broke());
  }

  /** Drops the game that was played. */
  forget(): void {
    this.input?.abort();
    this.input = null;
    if (this.match !== null) this.parts.sounds.silence();
    this.match = null;
    this.intermission.forget();
    this.bar.show(null);
    this.results.hide();
    this.stage()
      .then((stage) => this.match === null && stage.clear())
      .catch(() => {});
  }

  private again(): void {
    if (this.game !== null) this.begin(this.game);
  }

  private steer(direction: Direction): void {
    if (this.intermission.isShown && direction !== NONE) return this.intermission.skip();
    this.match?.steer(0, direction);
    if (this.stands === 'rewound' && direction !== NONE) this.goOn();
  }

  private drawn(match: LocalMatch, { events, moments, workMs }: FrameNews): void {
    const { sounds, shownTimes } = this.parts;
    const now = performance.now();
    const { predicted } = match.prediction;
    this.steering.update(predicted, 0);
    sounds.frame(match, events, match.isPlaying, match.speed === 1);
    this.header.figures.update(predicted);
    this.moments.update(match, moments, now, shownTimes);
    this.parts.drawn(now, workMs);
    if (match.isOver) this.noteOver(match);
    else this.showSceneOf(events, match);
  }

  /** The match waits for the scene between two levels. */
  private showSceneOf(events: readonly MatchEvent[], match: LocalMatch): void {
    const scene = comfort.calm ? null : sceneOf(events, this.scenesShown);
    if (scene === null) return;
    match.pause();
    this.intermission.show(scene, () => {
      if (this.match === match && this.stands === null) match.play();
    });
  }

  private noteOver(match: LocalMatch): void {
    if (this.overTick === null) this.handOver(match);
    this.overTick ??= match.tick;
    if (match.tick - this.overTick < OVER_SEEN_TICKS || !this.results.root.hidden) return;
    this.input?.abort();
    this.results.show(this.resultOf(match, this.overTick));
    match.pause();
  }

  private handOver(match: LocalMatch): void {
    const replay = match.replay();
    if (replay !== null) this.parts.finished(replay);
  }

  private resultOf({ world: { score, level } }: LocalMatch, ticks: number): LocalResult {
    const result = { score, level, time: timeText(ticks) };
    if (this.game?.isPractice !== false) return { ...result, ranking: null };
    const entry = { name: preferences.get('name'), score, level, playedAtMs: Date.now() };
    const ranking = withHighScore(preferences.get('highScores'), entry);
    if (ranking.place > 0) preferences.set('highScores', ranking.scores);
    return { ...result, ranking };
  }

  private rewind(): void {
    const { match } = this;
    if (match === null || this.game?.isPractice !== true) return;
    this.intermission.forget();
    this.results.hide();
    // The game goes on from before its end.
    if (this.input?.signal.aborted === true) this.input = this.listen();
    match.rewind(REWIND_SECONDS);
    this.overTick = null;
    this.steering.restart();
    this.stand('rewound');
  }

  togglePause(): void {
    if (this.intermission.isShown) return this.intermission.skip();
    if (this.stands === null) this.pause();
    else this.goOn();
  }

  private pause(why: 'paused' | 'covered' = 'paused'): void {
    const { match } = this;
    if (match === null || match.isOver || this.stands !== null) return;
    match.pause();
    this.stand(why);
  }

  /** @param isCovered whether a dialog lies over the game, which stands still meanwhile */
  cover(isCovered: boolean): void {
    if (isCovered) this.pause('covered');
    else if (this.stands === 'covered') this.goOn();
  }

  private goOn(): void {
    // After a scene the match goes on by itself.
    if (!this.intermission.isShown) this.match?.play();
    this.stand(null);
  }

  private stand(why: LocalScreen['stands']): void {
    const { paused, rewound, pause, goOn } = words().practice;
    this.stands = why;
    this.notice.hidden = why === null;
    write(this.notice, why === null ? '' : why === 'rewound' ? rewound : paused);
    if (why === null) relabel(this.pauseButton, 'pause', pause);
    else relabel(this.pauseButton, 'play', goOn);
  }

  askToLeave(): void {
    if (this.match === null || this.match.isOver) return this.parts.leave();
    const { leave, leaveQuestion, leavePractice } = words().practice;
    this.parts.prompt.open({
      text: this.game?.isPractice === true ? leavePractice : leaveQuestion,
      ways: [{ label: leave, go: () => this.parts.leave() }],
      safe: words().controls.stay,
    });
  }

  private listen(): AbortController {
    const ends = new AbortController();
    const { signal } = ends;
    listenToKeys(() => this.steering, signal);
    listenToSwipes(this.parts.section, this.steering, signal);
    showTouchPad(this.parts.section, this.steering, signal);
    window.addEventListener('keydown', (event) => this.press(event), { signal });
    document.addEventListener('visibilitychange', () => document.hidden && this.pause(), { signal });
    return ends;
  }

  private press(event: KeyboardEvent): void {
    const { target, repeat } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || repeat) return;
    if (target instanceof Element && target.closest('dialog, select') !== null) return;
    const code = codeOf(event);
    const action = actionOfKey(event);
    if (action === 'pause') this.togglePause();
    else if (action === 'sound') toggleMuted();
    else if (action !== null) return;
    else if (code === 'KeyR' || code === 'Backspace') this.rewind();
    else if (code === 'KeyT') this.bar.toggleTargets();
    else if (code === 'Escape') this.askToLeave();
    else return;
    event.preventDefault();
  }
}
