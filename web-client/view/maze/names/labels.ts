// Names beside the actors of players: readable at any size. They lie behind the actors, and are shown only for a while.

import type * as Phaser from 'phaser';
import type { WireSeat } from '#protocol';
import { words } from '../../../language/language.ts';
import { comfort } from '../../comfort.ts';
import type { Point } from '../places.ts';
import { namePlace, nameOrder, type Box, type NameArea } from './name-places.ts';
import { NameTimes } from './name-times.ts';
import { namesAsked } from './names-asked.ts';
import { palette } from '../pictures/palette.ts';
import { MARK_SIGNS, type SeatLooks } from '../pictures/seat-look.ts';
import type { ShownMatch } from '../shown-match.ts';

/** Arcade pixels from an actor's middle to its name. */
const DISTANCE = 8.5;
/** The letters in CSS pixels at least, and in arcade pixels where the maze is large. */
const CSS_PIXELS = 11;
const ARCADE_PIXELS = 3.7;
/** Above walls, dots and fog, below all actors. */
const DEPTH = { other: 1.7, marked: 1.8 } as const;
/** Of all names but that of the marked seat. */
const ALPHA = 0.85;

type Named = Pick<ShownMatch, 'seats' | 'marked' | 'ownSeats'> & {
  readonly prediction: Pick<ShownMatch['prediction'], 'predicted'>;
};

export class Labels {
  private readonly looks: SeatLooks;
  private readonly texts: readonly Phaser.GameObjects.Text[];
  private readonly area: NameArea;
  private readonly times: NameTimes;
  private readonly taken: Box[] = [];
  private marked = -1;
  /** Seats of all players at this screen. */
  private own: readonly number[] | undefined;
  private order: readonly number[];
  private named: readonly WireSeat[] | null = null;

  /** @param scale device pixels for an arcade pixel. @param ratio device pixels for a CSS pixel. */
  constructor(scene: Phaser.Scene, looks: SeatLooks, seatCount: number, scale: number, ratio: number) {
    const height = Math.max(CSS_PIXELS * ratio, ARCADE_PIXELS * scale);
    this.order = nameOrder(seatCount, -1);
    this.looks = looks;
    this.texts = this.order.map(() => labelText(scene, height));
    this.area = { width: scene.scale.width, height: scene.scale.height, distance: DISTANCE * scale };
    this.times = new NameTimes(seatCount);
  }

  /** Call once a frame, after the actors are placed. @param placeOf where a seat's actor is drawn, null where it is not */
  draw(
    { seats, marked, ownSeats, prediction: { predicted } }: Named,
    placeOf: (seat: number) => Point | null,
    nowMs: number,
  ): void {
    if (seats !== this.named) this.rename(seats);
    if (marked !== this.marked || ownSeats !== this.own) this.mark(marked, ownSeats);
    this.times.next({ phase: predicted.phase, tick: predicted.tick, nowMs });
    this.taken.length = 0;
    for (const seat of this.order) {
      const text = this.texts[seat]!;
      const actor = placeOf(seat);
      const alpha = this.times.alpha(seat, actor !== null, namesAsked.all || namesAsked.seat === seat);
      const writing = { width: text.width, height: text.height, actor };
      const place = alpha === 0 ? null : namePlace(writing, this.area, this.taken);
      text.setVisible(place !== null);
      if (place === null) continue;
      this.taken.push(place);
      const isFull = seat === marked || ownSeats?.includes(seat) === true || comfort.theme === 'contrast';
      text.setPosition(place.left, place.top).setAlpha(alpha * (isFull ? 1 : ALPHA));
    }
  }

  private mark(marked: number, own: readonly number[] | undefined): void {
    this.marked = marked;
    this.own = own;
    this.order = nameOrder(this.texts.length, marked);
    for (const [seat, text] of this.texts.entries()) {
      const isOwn = seat === marked || own?.includes(seat) === true;
      text.setFontStyle(isOwn ? 'bold' : 'normal').setDepth(seat === marked ? DEPTH.marked : DEPTH.other);
    }
  }

  private rename(seats: readonly WireSeat[]): void {
    this.named = seats;
    for (const [seat, text] of this.texts.entries()) {
      const { name, driver } = seats[seat] ?? { name: '', driver: 'empty' };
      const { bot, ai } = words().signs;
      const sort = driver === 'bot' ? ` [${bot}]` : driver === 'ai' ? ` [${ai}]` : '';
      const { mark, colour } = this.looks.of(seat);
      // The match behind the menu shows no names.
      text.setText(name === '' ? '' : `${MARK_SIGNS[mark]} ${name}${sort}`).setColor(colour);
    }
  }
}

function labelText(scene: Phaser.Scene, height: number): Phaser.GameObjects.Text {
  const text = scene.add.text(0, 0, '', {
    fontFamily: 'ui-sans-serif, system-ui, sans-serif',
    fontSize: `${Math.round(height)}px`,
    stroke: palette().background,
    strokeThickness: Math.round(height / 4),
  });
  return text.setDepth(DEPTH.other).setVisible(false);
}
