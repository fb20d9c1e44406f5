// Figures, players and buttons around the maze, as HTML: readable, selectable, and never over the maze during play.
// Everything shown here is confirmed by the server.

import type { Emote } from '#protocol';
import type { World } from '#simulation';
import { words } from '../../language/language.ts';
import type { OnlineMatch } from '../../netcode/online-match.ts';
import type { OnlineRoom } from '../../netcode/session-state.ts';
import { button, element, make, write } from '../element.ts';
import { drawEmote } from '../maze/pictures/emote-art.ts';
import type { ShownMatch } from '../maze/shown-match.ts';
import { picture } from '../picture.ts';
import { playerLabelParts, watchersText } from '../player-label.ts';
import { becomeMuteButton } from '../sound/mute-button.ts';
import { ModeHuds } from './mode-huds.ts';
import { outText, seatNote } from './seat-note.ts';
import { ScoreFigures } from './score-figures.ts';
import { standstillText } from './standstill.ts';

const EMOTE_SIDE = 16;

export interface HudButtons {
  leave(): void;
  sit(): void;
  /** Asks for a pause, or for its end. */
  pause(paused: boolean): void;
  /** The row of a seat was pressed, beside the name. */
  follow(seat: number): void;
  /** A player was chosen, for their menu. */
  choose(name: string): void;
  /** A seat was chosen: to follow it for who watches, for the menu of its player otherwise. */
  chooseSeat(seat: number): void;
  /** A maze was chosen, to be shown to who watches. */
  look(maze: number): void;
  /** A player who is out leaves for another match of the same mode. */
  playNext(): void;
}

export class Hud {
  private readonly figures = new ScoreFigures({
    score: element('score', HTMLElement),
    level: element('level', HTMLElement),
    livesLabel: element('lives-label', HTMLElement),
    lives: element('lives', HTMLElement),
    fruits: element('fruits', HTMLCanvasElement),
    highScore: element('high-score', HTMLElement),
  });
  private readonly modeHuds: ModeHuds;
  private readonly players = element('players', HTMLElement);
  private readonly watching = element('watching', HTMLElement);
  private readonly code = element('code', HTMLElement);
  private readonly out = element('out', HTMLElement);
  private readonly outText = element('out-text', HTMLElement);
  private readonly notice = element('notice', HTMLElement);
  private readonly sit: HTMLButtonElement;
  private readonly pause: HTMLButtonElement;
  private readonly buttons: HudButtons;
  private asksForPause = false;
  private described: OnlineRoom | null = null;
  private stateSinceMs = 0;
  private pointsBySeat: readonly HTMLElement[] = [];
  private notesBySeat: readonly HTMLElement[] = [];
  private emotesBySeat: readonly { readonly place: HTMLElement; shown: Emote | null }[] = [];
  /** The tick of the points that are shown; -1 for none. */
  private notedTick = -1;

  constructor(buttons: HudButtons) {
    this.buttons = buttons;
    button('leave', buttons.leave);
    button('play-next', buttons.playNext);
    this.sit = button('sit', buttons.sit);
    this.pause = button('pause', () => this.togglePause());
    becomeMuteButton(element('mute', HTMLButtonElement));
    this.modeHuds = new ModeHuds(
      element('match', HTMLElement),
      {
        figures: element('mode-figures', HTMLElement),
        company: element('mode-company', HTMLElement),
        middle: element('middle', HTMLElement),
      },
      { choose: buttons.chooseSeat, look: buttons.look },
    );
  }

  /** Another match is shown. @param best the high score before it; null for none */
  begin(best: number | null): void {
    this.figures.showHighScore(best);
  }

  /** Shows players and state of the room; call for each description of it. */
  describe(room: OnlineRoom): void {
    const { state, info, match } = room;
    write(this.code, room.code);
    this.asksForPause = state === 'paused' || Array.from(info.pauseSeats).includes(match.seat);
    if (state !== this.described?.state) this.stateSinceMs = performance.now();
    this.described = room;
    this.pause.hidden = !room.isSeated;
    // It keeps its place and the focus: a match that is taken over goes on in a moment.
    this.pause.ariaDisabled = String(state === 'restored');
    // Disabled rather than hidden: the maze must not move while the end of a match is shown.
    this.pause.disabled = state === 'result';
    const { resume, pause, watching } = words().match;
    // A longer label would move the maze on a phone. pause-question.ts shows the state of the question beside the maze.
    write(this.pause, state === 'paused' ? resume : pause);
    this.pause.classList.toggle('resumes', state === 'paused');
    this.pause.setAttribute('aria-pressed', String(this.asksForPause));
    this.sit.hidden = room.isSeated || !room.hasFreeSeat;
    // The results offer the next match.
    if (state === 'result') this.out.hidden = true;
    write(
      this.watching,
      [match.seat < 0 ? watching : '', watchersText(info.watchers, match.seat < 0)].filter(Boolean).join(' · '),
    );
    this.drawPlayers(room);
  }

  /** Asks for a pause, agrees to one, takes the question back, or ends the pause. The server reports the outcome. */
  togglePause(): void {
    if (!this.pause.hidden && !this.pause.disabled && this.described?.state !== 'restored')
      this.buttons.pause(!this.asksForPause);
  }

  /** @param match one in which the player's own seat is out; null for none */
  showOut(match: OnlineMatch | null): void {
    this.out.hidden = match === null;
    if (match === null) return;
    write(this.outText, outText(match));
  }

  /**
   * Once a frame: writes only what has changed.
   * @param isPresent whether the match is shown as it is now: the connection holds, or was lost a moment ago, and a watcher
   *   is not in the past
   */
  update(match: ShownMatch, nowMs: number, isPresent: boolean): void {
    const { confirmed } = match.prediction;
    this.sayWhyNothingMoves(nowMs, isPresent);
    this.figures.update(confirmed);
    this.updatePoints(confirmed);
    this.modeHuds.update(match, nowMs);
    this.updateEmotes(match, nowMs);
  }

  private sayWhyNothingMoves(nowMs: number, isPresent: boolean): void {
    const text =
      this.described === null ? null : standstillText(this.described, nowMs, isPresent, nowMs - this.stateSinceMs);
    this.notice.hidden = text === null;
    write(this.notice, text ?? '');
  }

  private drawPlayers(room: OnlineRoom): void {
    this.notedTick = -1;
    this.pointsBySeat = room.seats.map(() => make('span', 'points'));
    this.notesBySeat = room.seats.map(() => make('span', 'seat-note'));
    this.emotesBySeat = room.seats.map(() => ({ place: make('span', 'emote-place'), shown: null }));
    const rows = room.seats.map(({ driver, disconnected, idle }, seat) => {
      const row = make(
        'li',
        disconnected || idle ? 'inactive' : '',
        ...playerLabelParts(room, seat, this.buttons.choose),
      );
      row.dataset['seat'] = String(seat);
      row.hidden = driver === 'empty';
      row.addEventListener('click', () => this.buttons.follow(seat));
      row.append(this.emotesBySeat[seat]!.place, this.notesBySeat[seat]!, this.pointsBySeat[seat]!);
      if (room.match.ownSeats.includes(seat)) row.ariaCurrent = 'true';
      return row;
    });
    // A name that has the keyboard focus keeps it when the list is drawn anew.
    const focused = this.players.contains(document.activeElement) ? document.activeElement?.textContent : null;
    this.players.replaceChildren(...rows);
    if (focused) [...this.players.querySelectorAll('button')].find((each) => each.textContent === focused)?.focus();
    this.updatePoints(room.match.prediction.confirmed);
  }

  private updatePoints(world: World): void {
    if (world.tick === this.notedTick) return;
    this.notedTick = world.tick;
    const mode = world.settings.mode.name;
    for (const [seat, points] of this.pointsBySeat.entries()) {
      const shown = seatNote(mode, world, seat);
      write(points, shown.points);
      write(this.notesBySeat[seat]!, shown.note);
      points.parentElement!.classList.toggle('out', shown.isOut);
      points.parentElement!.classList.toggle('pac', shown.sign === 'pac');
      points.parentElement!.classList.toggle('power', shown.sign === 'power');
    }
  }

  private updateEmotes({ emotes }: ShownMatch, nowMs: number): void {
    for (const [seat, row] of this.emotesBySeat.entries()) {
      const emote = emotes?.of(seat, nowMs) ?? null;
      if (emote === row.shown) continue;
      row.shown = emote;
      row.place.replaceChildren(
        ...(emote === null ? [] : [picture(EMOTE_SIDE, words().emotes[emote], (context) => drawEmote(context, emote))]),
      );
    }
  }
}
