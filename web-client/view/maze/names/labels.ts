// Names over the actors of players: readable at any size, never outside the picture, and out of each other's way.

import type * as Phaser from 'phaser';
import type { WireSeat } from '#protocol';
import { MARK_SIGNS, type SeatLooks } from '../pictures/seat-look.ts';
import type { ShownMatch } from '../shown-match.ts';

/** Arcade pixels from an actor's middle to its name. */
const DISTANCE = 8.5;
/** The letters in CSS pixels at least, and in arcade pixels where the maze is large. */
const CSS_PIXELS = 11;
const ARCADE_PIXELS = 3.7;
const DEPTH = 6;
/** Of all names but that of the marked seat. */
const ALPHA = 0.85;

type Named = Pick<ShownMatch, 'seats' | 'marked'>;

export interface Point {
  readonly x: number;
  readonly y: number;
}

interface Place {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export class Labels {
  private readonly looks: SeatLooks;
  private readonly texts: readonly Phaser.GameObjects.Text[];
  private readonly distance: number;
  private readonly width: number;
  private readonly height: number;
  private marked = -1;
  /** The name of the marked seat is placed first, and others make room. */
  private order: readonly number[];
  private named: readonly WireSeat[] | null = null;

  /** @param scale device pixels for an arcade pixel. @param ratio device pixels for a CSS pixel. */
  constructor(scene: Phaser.Scene, looks: SeatLooks, seatCount: number, scale: number, ratio: number) {
    const height = Math.max(CSS_PIXELS * ratio, ARCADE_PIXELS * scale);
    this.order = Array.from({ length: seatCount }, (_, seat) => seat);
    this.looks = looks;
    this.texts = this.order.map(() => labelText(scene, height));
    this.distance = DISTANCE * scale;
    this.width = scene.scale.width;
    this.height = scene.scale.height;
  }

  /** Call once a frame, after the actors are placed. @param placeOf where a seat's actor is drawn, null where it is not */
  draw({ seats, marked }: Named, placeOf: (seat: number) => Point | null): void {
    if (seats !== this.named) this.rename(seats);
    if (marked !== this.marked) this.mark(marked);
    const taken: Place[] = [];
    for (const seat of this.order) {
      const text = this.texts[seat]!;
      const actor = placeOf(seat);
      text.setVisible(actor !== null);
      if (actor === null) continue;
      const place = this.placeOf(text, actor, taken);
      taken.push(place);
      text.setPosition(place.left, place.top);
    }
  }

  /** Above the actor, else below it, else a line higher up: the first place that is free and in the picture. */
  private placeOf(text: Phaser.GameObjects.Text, actor: Point, taken: readonly Place[]): Place {
    const left = Math.round(Math.max(0, Math.min(this.width - text.width, actor.x - text.width / 2)));
    const at = (top: number): Place => {
      const rounded = Math.round(top);
      return { left, top: rounded, right: left + text.width, bottom: rounded + text.height };
    };
    const above = at(actor.y - this.distance - text.height);
    const below = at(actor.y + this.distance);
    const places = [above, below, at(above.top - text.height)].filter(
      ({ top, bottom }) => top >= 0 && bottom <= this.height,
    );
    return places.find((place) => !taken.some((other) => overlap(place, other))) ?? places[0]!;
  }

  private mark(marked: number): void {
    this.marked = marked;
    this.order = this.order.toSorted((a, b) => Number(b === marked) - Number(a === marked) || a - b);
    for (const [seat, text] of this.texts.entries()) {
      text.setFontStyle(seat === marked ? 'bold' : 'normal').setAlpha(seat === marked ? 1 : ALPHA);
    }
  }

  private rename(seats: readonly WireSeat[]): void {
    this.named = seats;
    for (const [seat, text] of this.texts.entries()) {
      const { name, driver } = seats[seat] ?? { name: '', driver: 'empty' };
      const sort = driver === 'bot' ? ' [bot]' : driver === 'ai' ? ' [AI]' : '';
      const { mark, colour } = this.looks.of(seat);
      text.setText(`${MARK_SIGNS[mark]} ${name}${sort}`).setColor(colour);
    }
  }
}

function labelText(scene: Phaser.Scene, height: number): Phaser.GameObjects.Text {
  const text = scene.add.text(0, 0, '', {
    fontFamily: 'ui-sans-serif, system-ui, sans-serif',
    fontSize: `${Math.round(height)}px`,
    color: '#ffffff',
    stroke: '#000000',
    strokeThickness: Math.round(height / 4),
  });
  return text.setDepth(DEPTH).setAlpha(ALPHA).setVisible(false);
}

function overlap(a: Place, b: Place): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
