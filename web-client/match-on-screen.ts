// The match on the screen, while there is one: its stage, figures, sounds, keys and touch. What is drawn on the stage is
// left to view/maze/, where the match comes from to screen-flow.ts, what a watcher can do to replay/.

import type { ServerMessage } from '#protocol';
import { NetworkOverlay } from './debug/network-overlay.ts';
import type { TestProbe } from './debug/test-hook.ts';
import { FollowedRival } from './followed-rival.ts';
import { listenToKeys } from './input/keys.ts';
import { listenToSwipes } from './input/swipe.ts';
import { countsForHighScores } from './local/high-scores.ts';
import { LinkHealth } from './netcode/link-health.ts';
import { words } from './language/language.ts';
import { MatchEnd } from './moments/match-end.ts';
import type { OnlineMatch } from './netcode/online-match.ts';
import type { OnlineRoom } from './netcode/session-state.ts';
import type { Session } from './netcode/session.ts';
import { preferences } from './preferences.ts';
import type { PlayersHere } from './players-here.ts';
import type { OnlineScenes } from './online-scenes.ts';
import type { LiveWatch } from './replay/live-watch.ts';
import { RulesDialog } from './view/dialogs/rules-dialog.ts';
import { button, element } from './view/element.ts';
import { EmoteBar, type EmoteButtons } from './view/hud/people/emote-bar.ts';
import { HintLine } from './view/hud/hint-line.ts';
import { Hud, type HudButtons } from './view/hud/hud.ts';
import { listenToMoreTray } from './view/hud/more-tray.ts';
import { showTouchPad } from './view/hud/touch-pad.ts';
import { LinkWarning } from './view/hud/link-warning.ts';
import { MOMENT_MS } from './view/hud/standstill.ts';
import { MomentsHud } from './view/hud/moments/moments-hud.ts';
import { OverPlayers } from './view/hud/people/over-players.ts';
import type { FrameNews } from './view/maze/maze-scene.ts';
import { stageIn, type ScreenStage } from './view/maze/shared-stage.ts';
import type { ShownMatch } from './view/maze/shown-match.ts';
import type { MatchSounds } from './view/sound/match-sounds.ts';
import { ResultsPanel, type ResultsButtons } from './view/results/results-panel.ts';

/** A player who is out sees how it happened before the maze of somebody else is shown. */
const OUT_SEEN_MS = 2000;
/** Between two attempts to load what draws. */
const LOAD_AGAIN_MS = 2000;

export class MatchOnScreen {
  private readonly session: () => Session | null;
  private readonly probe: TestProbe;
  private readonly overlay: NetworkOverlay;
  private readonly warning = new LinkWarning();
  private readonly sounds: MatchSounds;
  private readonly here: PlayersHere;
  private readonly section = element('match', HTMLElement);
  private readonly hud: Hud;
  private readonly results: ResultsPanel;
  private readonly moments = new MomentsHud(element('match', HTMLElement));
  private readonly end = new MatchEnd();
  private readonly emotes: EmoteBar;
  private readonly overPlayers: OverPlayers;
  private readonly rules = new RulesDialog();
  private readonly hints = new HintLine();
  private readonly followed = new FollowedRival();
  private readonly followNext = button('follow-next', () => this.pressFollow());
  private readonly scenes: OnlineScenes;
  private readonly stage = stageIn(element('stage', HTMLElement));
  private readonly say: (text: string) => void;
  private room: OnlineRoom | null = null;
  private match: OnlineMatch | null = null;
  /** For a watcher: what they see of the match, or still of the one before. */
  private watch: LiveWatch | null = null;
  /** Keys and touch of the match. */
  private input: AbortController | null = null;
  private health = new LinkHealth();
  /** What `seesEnd` was when the results were shown or hidden last. */
  private sawEnd = false;
  /** When the player of the match was seen to be out. */
  private outMs: number | null = null;
  /** When the connection was seen to hold last. */
  private connectedMs = 0;

  constructor(
    session: () => Session | null,
    probe: TestProbe,
    sounds: MatchSounds,
    here: PlayersHere,
    scenes: OnlineScenes,
    buttons: Omit<HudButtons, 'chooseSeat' | 'look' | 'follow'> &
      ResultsButtons &
      EmoteButtons & { say(text: string): void },
  ) {
    this.session = session;
    this.probe = probe;
    this.sounds = sounds;
    this.here = here;
    this.scenes = scenes;
    this.overlay = new NetworkOverlay(probe.times);
    this.hud = new Hud({
      ...buttons,
      chooseSeat: (seat) => this.chooseSeat(seat, buttons.choose),
      look: (maze) => this.watch?.playback.showMaze(maze),
      follow: (seat) => this.follow(seat),
    });
    this.say = (text) => buttons.say(text);
    this.emotes = new EmoteBar(buttons);
    listenToMoreTray();
    this.overPlayers = new OverPlayers((paused) => buttons.pause(paused));
    button('rules-show', () => this.showRules());
    this.results = new ResultsPanel(buttons);
  }

  /** What a watcher sees of the match, for tests. */
  get playback(): LiveWatch['playback'] | null {
    return this.watch?.playback ?? null;
  }

  /** Shows the room: it may have the same match as before, another one, or none. */
  show(room: OnlineRoom): void {
    this.room = room;
    if (room.state !== 'lobby') this.hud.describe(room);
    this.overPlayers.describe(room);
    this.emotes.offer(room.match.mode !== 'classic');
    this.showResults();
    this.scenes.follow(room);
    if (room.state === 'lobby' && this.match !== null) this.forget();
    if (room.state !== 'lobby' && room.match !== this.match) this.start(room.match);
  }

  /** There is no match any more. */
  forget(): void {
    this.match = null;
    this.room = null;
    this.scenes.forget();
    this.stopWatching();
    this.input?.abort();
    this.input = null;
    this.end.forget();
    this.results.update(null, 0);
    this.rules.close();
    this.hints.update(null, 0);
    this.warning.show(null);
    this.sounds.silence();
    this.stage().then(
      (stage) => this.match === null && stage.clear(),
      () => {},
    );
  }

  /** A member of the room shows an emote. */
  showEmote(message: ServerMessage & { readonly type: 'emote' }): void {
    const { match } = this;
    if (match === null) return;
    match.emotes.show(message, match.seats.length, performance.now());
    this.sounds.emote(message.seat === match.seat);
  }

  /** A member of the room says a ready phrase. */
  showPhrase(message: ServerMessage & { readonly type: 'phrase' }): void {
    this.overPlayers.say(message);
    this.sounds.emote(message.seat === this.match?.seat);
  }

  /** @returns whether the mode has phrases */
  togglePhrases(): boolean {
    return this.emotes.togglePhrases();
  }

  /** Whether the player steers: false for watchers, and when the match is over. */
  get isSteered(): boolean {
    return this.input !== null && this.room?.state !== 'result' && !this.scenes.isShown;
  }

  showRules(): void {
    if (this.match !== null) this.rules.show(this.match.mode);
  }

  /** Shows the next player to a player who is out, if there is one. */
  followNextPlayer(): void {
    if (!this.followNext.hidden) this.pressFollow();
  }

  /** As the pause button: asks for a pause, takes the question back, or ends the pause. */
  togglePause(): void {
    this.hud.togglePause();
  }

  /** @param key 1 and up. @returns whether it is the key of an emote */
  pressEmote(key: number): boolean {
    return this.emotes.press(key);
  }

  toggleOverlay(): void {
    this.overlay.toggle();
  }

  /** The first match, a rematch, or the same one after a lost connection. */
  private start(match: OnlineMatch): void {
    this.match = match;
    this.health = new LinkHealth();
    this.probe.times.restart();
    this.here.steerings.restart();
    this.outMs = null;
    // Only players follow others this way: watchers choose whom they see below the maze.
    this.followNext.hidden = true;
    this.hud.showOut(null);
    this.hud.begin(highScoreBefore(match));
    if (match.seat < 0 || match.isOut) return this.watchFromNowOn(match);
    this.stopWatching();
    this.input ??= this.listen();
    void this.stageFor(match).then((stage) => stage?.show(match, (news) => this.drawn(match, news)));
  }

  /** Tries again while the match is there, if Phaser cannot be loaded. @returns null when the match is not there any more */
  private async stageFor(match: OnlineMatch): Promise<ScreenStage | null> {
    while (this.match === match) {
      const stage = await this.stage().catch(() => null);
      if (stage !== null) return this.match === match ? stage : null;
      if (this.match === match) this.say(words().match.notLoaded);
      await new Promise((resolve) => setTimeout(resolve, LOAD_AGAIN_MS));
    }
    return null;
  }

  /** Players who are out of the match are watchers of it. */
  private watchFromNowOn(match: OnlineMatch): void {
    if (match.seat >= 0) this.hud.showOut(match);
    void this.beginWatching(match);
  }

  /** A watcher who is still in the past of another match sees that to its end first. */
  private async beginWatching(match: OnlineMatch): Promise<void> {
    this.input?.abort();
    this.input = null;
    if (this.watch !== null && !this.watch.playback.isLive) return this.watch.playback.end();
    const loading = import('./replay/live-watch.ts').catch(() => null);
    const [stage, loaded] = await Promise.all([this.stageFor(match), loading]);
    if (stage === null) return;
    // An outdated page may not find the file on the server: there are no controls then.
    if (loaded === null) return stage.show(match, (news) => this.drawn(match, news));
    const before = this.watch;
    before?.remove();
    const watch: LiveWatch = new loaded.LiveWatch(this.section, match, before, {
      caughtUp: () => this.caughtUp(),
      follow: (seat, maze) => this.session()?.send({ type: 'follow', seat, maze }),
    });
    this.watch = watch;
    stage.show(watch.playback, (news) => {
      watch.drawn(news.events, this.sounds, this.goesOn(match));
      this.frameDrawn(watch.playback, news);
    });
  }

  private pressFollow(): void {
    if (this.match !== null) this.followed.next(this.match);
  }

  private follow(seat: number): void {
    if (this.match !== null && !this.followNext.hidden) this.followed.choose(this.match, seat);
  }

  private stopWatching(): void {
    this.watch?.remove();
    this.watch = null;
  }

  /** A watcher is in the present again. */
  private caughtUp(): void {
    const { match, watch } = this;
    this.showResults();
    if (match !== null && watch !== null && !watch.shows(match)) void this.beginWatching(match);
  }

  /** The results lie over the maze once the end was seen there, and not over the past. */
  private seeEnd(shown: ShownMatch, nowMs: number): void {
    this.end.update(shown, nowMs);
    if (this.seesEnd !== this.sawEnd) this.showResults();
  }

  /** Waits until the end was seen, also by a watcher. */
  private showResults(): void {
    this.sawEnd = this.seesEnd;
    this.results.update(this.sawEnd ? this.room : null, performance.now());
  }

  private get seesEnd(): boolean {
    return this.seesPresent && this.end.wasSeen;
  }

  /** False for a watcher who is in the past. */
  private get seesPresent(): boolean {
    return this.watch === null || this.watch.playback.isLive;
  }

  /** Who watches follows the seat. Everybody else gets the menu of its player. */
  private chooseSeat(seat: number, choose: (name: string) => void): void {
    const player = this.match?.seats[seat];
    if (this.watch !== null) this.watch.playback.seat = seat;
    else if (player?.driver === 'human' || player?.driver === 'bot') choose(player.name);
  }

  private listen(): AbortController {
    const ends = new AbortController();
    const { steerings } = this.here;
    listenToKeys((set) => steerings.of(`keys${set}`), ends.signal);
    listenToSwipes(this.section, steerings.first, ends.signal);
    showTouchPad(this.section, steerings.first, ends.signal);
    return ends;
  }

  /** After every frame of a player's match. */
  private drawn(match: OnlineMatch, news: FrameNews): void {
    this.followNext.hidden = !this.followed.update(match);
    this.here.steerings.update(match.prediction.predicted, this.here.seatOf);
    this.sounds.frame(match, news.events, this.goesOn(match));
    this.scenes.see(match, news.events, performance.now());
    this.frameDrawn(match, news);
    this.hints.update(match.isOut ? null : match, performance.now());
    this.noteOut(match, performance.now());
  }

  /** Whether the match runs on the server now, as far as the page knows. */
  private goesOn(match: OnlineMatch): boolean {
    return this.session()?.state.name === 'room' && !match.stands;
  }

  private noteOut(match: OnlineMatch, nowMs: number): void {
    if (!match.isOut || this.input === null) return;
    this.outMs ??= nowMs;
    if (nowMs - this.outMs >= OUT_SEEN_MS) this.watchFromNowOn(match);
  }

  private frameDrawn(shown: ShownMatch, { moments, call, workMs }: FrameNews): void {
    const now = performance.now();
    this.moments.update(shown, moments, now, this.probe.shownTimes);
    this.probe.shownTimes.note('call', call, shown.prediction.predicted.tick, now);
    this.seeEnd(shown, now);
    if (this.session()?.state.name === 'room') this.connectedMs = now;
    this.hud.update(shown, now, now - this.connectedMs < MOMENT_MS && this.seesPresent);
    this.results.tick(now);
    this.probe.drawn(now, workMs);
    this.showConnection(now);
  }

  /** The state of the connection: a warning when it is bad, and the overlay. */
  private showConnection(nowMs: number): void {
    const session = this.session();
    const vitals = session?.vitals ?? null;
    if (vitals === null) return;
    this.overlay.update(vitals, nowMs);
    // A lost connection has a line of its own.
    this.warning.show(session?.state.name === 'room' ? this.health.update(vitals, nowMs) : null);
  }
}

/** What the player's game can raise; null for one that does not count, and for watchers. */
function highScoreBefore({ seat, world }: OnlineMatch): number | null {
  if (seat < 0 || !countsForHighScores(world.settings)) return null;
  return preferences.get('highScores')[0]?.score ?? 0;
}
