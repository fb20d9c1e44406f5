// Figures, players and buttons around the maze, as HTML: readable, selectable, and never over the maze during play.
// Everything shown here is confirmed by the server.

import { levelTable, PAC, type World } from '#simulation';
import type { OnlineMatch } from '../../netcode/online-match.ts';
import type { OnlineRoom } from '../../netcode/session-state.ts';
import { button, element, make, write } from '../element.ts';
import { drawFruit } from '../maze/fruit-art.ts';
import { drawPac, MOUTHS } from '../maze/pac-art.ts';
import { SEAT_COLOURS, SEAT_MARKS } from '../maze/palette.ts';
import { playerLabelParts, watchersText } from '../player-label.ts';
import { standstillText } from './standstill.ts';

/** The fruit of this many levels is shown, the current one last. */
const FRUITS_SHOWN = 7;
/** Side of a fruit in the figures, in the page's own unit. */
const FRUIT_REM = 1.6;
const FRUIT_ARCADE_PIXELS = 16;
/** More lives than these are a number. */
const LIVES_SHOWN = 5;

export interface HudButtons {
  leave(): void;
  sit(): void;
  /** Asks for a pause, or for its end. */
  pause(paused: boolean): void;
  /** Turns the sound on or off. @returns whether it is off now */
  mute(): boolean;
  /** A player was chosen, for their menu. */
  choose(name: string): void;
}

export class Hud {
  private readonly score = element('score', HTMLElement);
  private readonly level = element('level', HTMLElement);
  private readonly lives = element('lives', HTMLElement);
  private readonly livesLabel = element('lives-label', HTMLElement);
  private readonly fruits = element('fruits', HTMLCanvasElement);
  private readonly players = element('players', HTMLElement);
  private readonly watching = element('watching', HTMLElement);
  private readonly code = element('code', HTMLElement);
  private readonly notice = element('notice', HTMLElement);
  private readonly sit: HTMLButtonElement;
  private readonly pause: HTMLButtonElement;
  private readonly muteButton: HTMLButtonElement;
  private readonly buttons: HudButtons;
  private asksForPause = false;
  private described: OnlineRoom | null = null;
  private drawnLevel = 0;
  private drawnLives = '';
  private drawnPoints = '';
  private pointsBySeat: readonly HTMLElement[] = [];

  constructor(buttons: HudButtons, muted: boolean) {
    this.buttons = buttons;
    button('leave', buttons.leave);
    this.sit = button('sit', buttons.sit);
    this.pause = button('pause', () => this.askForPause(!this.asksForPause));
    this.muteButton = button('mute', () => this.toggleSound());
    // The size of the page's unit follows the window, and the pixels of the pictures follow that.
    window.addEventListener('resize', () => {
      this.drawnLevel = 0;
      this.drawnLives = '';
    });
    this.labelSound(muted);
  }

  /** Shows players and state of the room; call for each description of it. */
  describe(room: OnlineRoom): void {
    const { state, info, match } = room;
    write(this.code, room.code);
    // After a pause, or in another match, a pause has to be asked for again.
    if (state === 'paused') this.asksForPause = true;
    else if (this.described?.state === 'paused' || this.described?.match !== match) this.asksForPause = false;
    this.described = room;
    this.pause.hidden = !room.isSeated || state === 'result' || state === 'restored';
    write(this.pause, state === 'paused' ? 'Go on' : this.asksForPause ? 'Pause asked for' : 'Pause');
    this.sit.hidden = room.isSeated || !room.hasFreeSeat;
    write(
      this.watching,
      [match.seat < 0 ? 'You are watching' : '', watchersText(info.watchers)].filter(Boolean).join(' · '),
    );
    this.drawPlayers(room);
  }

  toggleSound(): void {
    this.labelSound(this.buttons.mute());
  }

  /** Once a frame: writes only what has changed. */
  update({ prediction: { confirmed } }: OnlineMatch, nowMs: number): void {
    this.sayWhyNothingMoves(nowMs);
    write(this.score, String(confirmed.score));
    write(this.level, String(confirmed.level));
    this.updateLives(confirmed);
    this.updateFruits(confirmed.level);
    this.updatePoints(confirmed);
  }

  private sayWhyNothingMoves(nowMs: number): void {
    const text = this.described === null ? null : standstillText(this.described, nowMs);
    this.notice.hidden = text === null;
    write(this.notice, text ?? '');
  }

  private askForPause(asks: boolean): void {
    this.asksForPause = asks;
    this.buttons.pause(asks);
    write(this.pause, asks ? 'Pause asked for' : 'Pause');
  }

  /** Returns of a team are a number. A player's lives are pictures as in the arcade: those left after the current one. */
  private updateLives({ settings, lives }: World): void {
    const isOwn = settings.mode.lives.owner === 'player';
    const drawn = `${isOwn} ${lives}`;
    if (drawn === this.drawnLives) return;
    this.drawnLives = drawn;
    write(this.livesLabel, isOwn ? 'Lives' : 'Returns');
    const left = Math.max(0, lives - 1);
    if (isOwn && left <= LIVES_SHOWN) this.lives.replaceChildren(livesPicture(left));
    else this.lives.textContent = String(isOwn ? left : lives);
  }

  private updateFruits(level: number): void {
    if (level === this.drawnLevel) return;
    this.drawnLevel = level;
    drawFruits(this.fruits, level);
  }

  private drawPlayers(room: OnlineRoom): void {
    this.drawnPoints = '';
    this.pointsBySeat = room.seats.map(() => make('span', 'points'));
    const rows = room.seats.map(({ driver, disconnected, idle }, seat) => {
      const row = make(
        'li',
        disconnected || idle ? 'inactive' : '',
        ...playerLabelParts(room, seat, this.buttons.choose),
      );
      row.hidden = driver === 'empty';
      row.append(this.pointsBySeat[seat]!);
      if (seat === room.match.seat) row.ariaCurrent = 'true';
      return row;
    });
    // A name that has the keyboard focus keeps it when the list is drawn anew.
    const focused = this.players.contains(document.activeElement) ? document.activeElement?.textContent : null;
    this.players.replaceChildren(...rows);
    if (focused) [...this.players.querySelectorAll('button')].find((each) => each.textContent === focused)?.focus();
    this.updatePoints(room.match.prediction.confirmed);
  }

  private updatePoints({ seatScore, pacState }: World): void {
    const drawn = `${seatScore.join()} ${pacState.join()}`;
    if (drawn === this.drawnPoints) return;
    this.drawnPoints = drawn;
    for (const [seat, points] of this.pointsBySeat.entries()) {
      write(points, String(seatScore[seat] ?? 0));
      points.parentElement!.classList.toggle('out', pacState[seat] === PAC.out);
    }
  }

  private labelSound(muted: boolean): void {
    this.muteButton.setAttribute('aria-pressed', String(muted));
    write(this.muteButton, muted ? 'Sound off' : 'Sound on');
  }
}

function livesPicture(count: number): HTMLCanvasElement {
  const canvas = make('canvas', 'lives');
  canvas.setAttribute('role', 'img');
  canvas.ariaLabel = String(count);
  const context = sized(canvas, Math.max(1, count));
  for (let i = 0; i < count; i++) {
    context.save();
    context.translate((i + 0.5) * FRUIT_ARCADE_PIXELS, FRUIT_ARCADE_PIXELS / 2);
    drawPac(context, SEAT_COLOURS[0], SEAT_MARKS[0], 2, MOUTHS[1]);
    context.restore();
  }
  return canvas;
}

function drawFruits(canvas: HTMLCanvasElement, level: number): void {
  const first = Math.max(1, level - FRUITS_SHOWN + 1);
  const count = level - first + 1;
  const context = sized(canvas, count);
  for (let i = 0; i < count; i++) {
    context.save();
    context.translate((i + 0.5) * FRUIT_ARCADE_PIXELS, FRUIT_ARCADE_PIXELS / 2);
    drawFruit(context, levelTable(first + i).fruit);
    context.restore();
  }
}

/** Makes a canvas wide enough for this many small pictures; its context then counts arcade pixels. */
function sized(canvas: HTMLCanvasElement, count: number): CanvasRenderingContext2D {
  const side = FRUIT_REM * Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  const ratio = window.devicePixelRatio;
  canvas.width = Math.round(count * side * ratio);
  canvas.height = Math.round(side * ratio);
  canvas.style.width = `${count * FRUIT_REM}rem`;
  canvas.style.height = `${FRUIT_REM}rem`;
  const context = canvas.getContext('2d')!;
  context.scale((side * ratio) / FRUIT_ARCADE_PIXELS, (side * ratio) / FRUIT_ARCADE_PIXELS);
  return context;
}
