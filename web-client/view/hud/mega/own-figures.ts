// Score, place, lives and the level of the maze, of the player's own seat or the one that is followed.

import type { World } from '#simulation';
import { words } from '../../../language/language.ts';
import { placeIn, type Standing } from '../../../netcode/standing.ts';
import { make, write } from '../../element.ts';
import type { ShownMatch } from '../../maze/shown-match.ts';
import { markOf } from '../../player-label.ts';

const HEART = '♥';
/** More lives than these are a number. */
const HEARTS_MAX = 4;

export class OwnFigures {
  readonly root: HTMLElement;
  private readonly who = make('div', 'whose');
  private readonly score = make('dd', 'score');
  private readonly place = make('dd', 'place');
  private readonly lives = make('dd', 'hearts');
  private readonly level = make('dd', '');
  private drawnName = '';

  constructor() {
    const row = (name: string, value: HTMLElement): HTMLElement => make('div', '', make('dt', '', name), value);
    const { score, place, lives, mazeLevel } = words().mega;
    this.root = make(
      'dl',
      'own-figures',
      this.who,
      row(score, this.score),
      row(place, this.place),
      row(lives, this.lives),
      row(mazeLevel, this.level),
    );
    this.lives.role = 'img';
  }

  /** Without a seat only the maze has figures. */
  update({ mode, marked: seat, seats }: ShownMatch, world: World, standing: Standing): void {
    const { name = '' } = seats[seat] ?? {};
    if (name !== this.drawnName)
      this.who.replaceChildren(...(seat < 0 ? [] : [markOf(mode, seat, seats[seat]), ` ${name}`]));
    this.drawnName = name;
    this.root.classList.toggle('no-seat', seat < 0);
    write(this.level, words().number(world.level));
    if (seat < 0) return;
    const lives = world.settings.rule === 'score' ? '∞' : livesText(world.seatLives[seat] ?? 0);
    write(this.score, words().number(world.seatScore[seat] ?? 0));
    write(this.place, words().mega.placeOf(placeIn(standing, world, seat), standing.order.length));
    write(this.lives, lives);
    if (this.lives.ariaLabel !== lives) this.lives.ariaLabel = words().mega.livesLeft(world.seatLives[seat] ?? 0);
  }
}

function livesText(lives: number): string {
  return lives > HEARTS_MAX ? `${lives} ${HEART}` : HEART.repeat(Math.max(0, lives)) || '–';
}
