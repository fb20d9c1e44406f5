// Figures, players and buttons around the maze, as HTML: readable, selectable, and never over the maze.
// Everything here is what the server said.

import type { WireSeat } from '#protocol';
import { CLASSIC, levelTable, PAC, PHASE, type World } from '#simulation';
import type { OnlineMatch } from '../netcode/online-match.ts';
import { element } from './element.ts';
import { drawFruit } from './fruit-art.ts';
import { MARK_SIGNS, SEAT_COLOURS, SEAT_MARKS } from './palette.ts';

/** The fruit of so many levels is shown, the present one last. */
const FRUITS_SHOWN = 7;
/** Side of a fruit in the figures, in the page's own unit. */
const FRUIT_REM = 1.6;
const FRUIT_ARCADE_PIXELS = 16;
/** Who is not a person is marked. */
const SORTS: Readonly<Record<string, string>> = { bot: 'bot', ai: 'AI' };
const COPIED_MS = 1500;

export interface HudButtons {
  leave(): void;
  /** Turns the sound on or off; the result is whether it is off now. */
  mute(): boolean;
}

export class Hud {
  private readonly screen = element('game', HTMLElement);
  private readonly score = element('score', HTMLElement);
  private readonly level = element('level', HTMLElement);
  private readonly lives = element('lives', HTMLElement);
  private readonly livesLabel = element('lives-label', HTMLElement);
  private readonly fruits = element('fruits', HTMLCanvasElement);
  private readonly players = element('players', HTMLElement);
  private readonly code = element('code', HTMLElement);
  private readonly notice = element('notice', HTMLElement);
  private readonly muteButton = element('mute', HTMLButtonElement);
  private readonly mute: () => boolean;
  private over = false;
  private drawnLevel = 0;
  private drawnPlayers = '';

  constructor({ leave, mute }: HudButtons, muted: boolean) {
    this.mute = mute;
    element('leave', HTMLButtonElement).addEventListener('click', leave);
    this.muteButton.addEventListener('click', () => this.toggleSound());
    const copy = element('copy', HTMLButtonElement);
    copy.addEventListener('click', () => void copyLink(copy));
    // The size of the page's unit follows the window, and the pixels of the fruits follow that.
    window.addEventListener('resize', () => (this.drawnLevel = 0));
    this.labelSound(muted);
  }

  show(match: OnlineMatch): void {
    this.screen.hidden = false;
    write(this.code, match.code);
    this.over = false;
    this.say(null);
    this.update(match);
  }

  hide(): void {
    this.screen.hidden = true;
  }

  /** A line over the maze, for when nothing moves in it: why. Null takes it away. */
  say(text: string | null): void {
    this.notice.hidden = text === null;
    write(this.notice, text ?? '');
  }

  toggleSound(): void {
    this.labelSound(this.mute());
  }

  /** Once a frame: writes only what has changed. */
  update({ prediction: { confirmed }, seats, seat }: OnlineMatch): void {
    const classic = confirmed.mode === CLASSIC;
    write(this.score, String(confirmed.score));
    write(this.level, String(confirmed.level));
    write(this.livesLabel, classic ? 'Lives' : 'Returns');
    write(this.lives, String(confirmed.lives));
    this.announceEnd(confirmed.phase === PHASE.over);
    this.updateFruits(confirmed.level);
    this.updatePlayers(confirmed, seats, seat);
  }

  private announceEnd(over: boolean): void {
    if (over === this.over) return;
    this.over = over;
    this.say(over ? 'The next match begins in a few seconds.' : null);
  }

  private updateFruits(level: number): void {
    if (level === this.drawnLevel) return;
    this.drawnLevel = level;
    drawFruits(this.fruits, level);
  }

  private updatePlayers(world: World, seats: readonly WireSeat[], own: number): void {
    const rows = seats.map(({ name, driver }, seat) => ({
      seat,
      name,
      sort: SORTS[driver] ?? '',
      own: seat === own,
      points: world.pacScore[seat] ?? 0,
      out: world.pacState[seat] === PAC.out,
      there: driver !== 'none',
    }));
    const drawn = JSON.stringify(rows);
    if (drawn === this.drawnPlayers) return;
    this.drawnPlayers = drawn;
    this.players.replaceChildren(...rows.filter(({ there }) => there).map(playerRow));
  }

  private labelSound(muted: boolean): void {
    this.muteButton.setAttribute('aria-pressed', String(muted));
    write(this.muteButton, muted ? 'Sound off' : 'Sound on');
  }
}

interface PlayerRow {
  readonly seat: number;
  readonly name: string;
  readonly sort: string;
  readonly points: number;
  readonly own: boolean;
  readonly out: boolean;
}

function playerRow({ seat, name, sort, points, own, out }: PlayerRow): HTMLElement {
  const row = document.createElement('li');
  row.style.setProperty('--seat', SEAT_COLOURS[seat]!);
  row.classList.toggle('out', out);
  if (own) row.ariaCurrent = 'true';
  row.append(
    part('mark', MARK_SIGNS[SEAT_MARKS[seat]!]),
    part('who', name),
    part('sort', sort),
    part('points', String(points)),
  );
  return row;
}

function part(kind: string, text: string): HTMLElement {
  const span = document.createElement('span');
  span.className = kind;
  span.textContent = text;
  return span;
}

function drawFruits(canvas: HTMLCanvasElement, level: number): void {
  const side = FRUIT_REM * Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  const ratio = window.devicePixelRatio;
  const first = Math.max(1, level - FRUITS_SHOWN + 1);
  const count = level - first + 1;
  canvas.width = Math.round(count * side * ratio);
  canvas.height = Math.round(side * ratio);
  canvas.style.width = `${count * FRUIT_REM}rem`;
  canvas.style.height = `${FRUIT_REM}rem`;
  const context = canvas.getContext('2d')!;
  context.scale((side * ratio) / FRUIT_ARCADE_PIXELS, (side * ratio) / FRUIT_ARCADE_PIXELS);
  for (let i = 0; i < count; i++) {
    context.save();
    context.translate((i + 0.5) * FRUIT_ARCADE_PIXELS, FRUIT_ARCADE_PIXELS / 2);
    drawFruit(context, levelTable(first + i).fruit);
    context.restore();
  }
}

/** The address bar holds the room's link. Where the clipboard is closed (plain http), the player can still copy it. */
async function copyLink(button: HTMLButtonElement): Promise<void> {
  const label = 'Copy link';
  try {
    await navigator.clipboard.writeText(location.href);
    button.textContent = 'Copied';
  } catch {
    button.textContent = 'See address bar';
  }
  setTimeout(() => (button.textContent = label), COPIED_MS);
}

function write(target: HTMLElement, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}
