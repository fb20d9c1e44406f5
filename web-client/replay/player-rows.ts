// The players of a replay: a row for each, with driver and points at the tick that is shown. A press follows the player.

import type { WireSeat } from '#protocol';
import { words } from '../language/language.ts';
import { make, makeButton, write } from '../view/element.ts';
import { seatNote } from '../view/hud/seat-note.ts';
import { driverSign, markOf } from '../view/player-label.ts';
import type { Playback } from './playback.ts';

interface Row {
  readonly seat: number;
  readonly button: HTMLButtonElement;
  readonly points: HTMLElement;
  readonly note: HTMLElement;
}

export class PlayerRows {
  readonly root = make('ul', 'players followable');
  private readonly follow: (seat: number) => void;
  private seats: readonly WireSeat[] | null = null;
  private rows: readonly Row[] = [];

  constructor(follow: (seat: number) => void) {
    this.follow = follow;
    this.root.ariaLabel = words().page.players;
  }

  clear(): void {
    this.seats = null;
    this.rows = [];
    this.root.replaceChildren();
  }

  /** Once a frame: writes only what has changed. */
  update({ mode, seats, seat: followed, prediction: { predicted } }: Playback): void {
    if (seats !== this.seats) this.draw(mode, seats);
    for (const { seat, button, points, note } of this.rows) {
      const shown = seatNote(mode, predicted, seat);
      if (button.ariaPressed !== String(seat === followed)) button.ariaPressed = String(seat === followed);
      write(points, shown.points);
      write(note, shown.note);
      button.classList.toggle('out', shown.isOut);
    }
  }

  private draw(mode: string, seats: readonly WireSeat[]): void {
    const focused = this.rows.find(({ button }) => button === document.activeElement)?.seat;
    this.seats = seats;
    this.rows = seats.flatMap(({ name, driver }, seat) => {
      if (name === '') return [];
      const points = make('span', 'points');
      const note = make('span', 'seat-note');
      const sign = driverSign(driver);
      const button = makeButton('', () => this.follow(seat), 'player');
      button.dataset['seat'] = String(seat);
      button.append(
        markOf(mode, seat, seats[seat]),
        make('span', 'who', name),
        ...(sign === '' ? [] : [make('span', 'sign', sign)]),
        note,
        points,
      );
      button.title = words().replay.follow(name);
      return [{ seat, button, points, note }];
    });
    this.root.replaceChildren(...this.rows.map(({ button }) => make('li', '', button)));
    this.rows.find(({ seat }) => seat === focused)?.button.focus();
  }
}
