// What surrounds actors: power that runs out, the blow of a push, the call that reveals Pac-Man, a ghost that was claimed.
// All of it follows from the words of the World, so a replay shows it at any speed.

import type * as Phaser from 'phaser';
import { GHOST_COUNT, type World } from '#simulation';
import { comfort } from '../comfort.ts';
import type { Actors } from './actors.ts';
import { isPacSeen, isPowered, knockOf, POWER_FADES_TICKS } from './looks.ts';
import { numberOf } from '#picture';
import type { SeatLooks } from './pictures/seat-look.ts';
import { tileMiddleX, tileMiddleY, type Point } from './places.ts';
import type { ShownMatch } from './shown-match.ts';

const DEPTH = 2.5;
const TAU = 2 * Math.PI;
/** Arcade pixels. */
const POWER_RADIUS = 11.5;
const POWER_WIDTH = 1.3;
/** A full ring is so much power. */
const POWER_RING_TICKS = 360;
const BLOW = { distance: 7.5, reach: 5, width: 1.3, rays: 5 } as const;
const CALL = { from: 9, to: 30, ticks: 40, width: 1.6, colour: 0xff4d4d } as const;
/** Where Pac-Man was seen last, for so long: a dashed circle. */
const MEMORY = { radius: 6, ticks: 300, dashes: 6, width: 1.2, colour: 0xffdf00 } as const;
const CLAIM = { from: 8, to: 15, ticks: 30, width: 1.4 } as const;

export class Auras {
  private readonly graphics: Phaser.GameObjects.Graphics;
  private readonly looks: SeatLooks;
  private readonly scale: number;

  constructor(scene: Phaser.Scene, looks: SeatLooks, scale: number) {
    this.looks = looks;
    this.graphics = scene.add.graphics().setDepth(DEPTH);
    this.scale = scale;
  }

  /** Call once a frame, after the actors are placed. */
  draw({ viewer, prediction: { predicted } }: ShownMatch, actors: Actors): void {
    this.graphics.clear();
    for (let pac = 0; pac < predicted.pacCount; pac++) {
      const place = actors.pacPlace(pac);
      if (place === null) continue;
      if (isPowered(predicted, pac)) this.drawPower(predicted, pac, place);
      if (knockOf(predicted, pac) > 0) this.drawBlow(predicted, pac, place);
    }
    if (predicted.revealed === 1 && isPacSeen(predicted)) this.drawCall(predicted, actors.pacPlace(0));
    if (viewer >= 0 && !isPacSeen(predicted)) this.drawMemory(predicted, viewer);
    for (let ghost = 0; ghost < GHOST_COUNT; ghost++) this.drawClaim(predicted, ghost, actors);
  }

  /** A ring around a powered Pac-Man, as long as its power. */
  private drawPower(world: World, pac: number, { x, y }: Point): void {
    const left = world.pacPowerUntilTick[pac]! - world.tick;
    const part = Math.min(1, left / POWER_RING_TICKS);
    const colour = left <= POWER_FADES_TICKS ? 0xffffff : this.colourOf(world.pacSeat[pac]!);
    this.graphics.lineStyle(POWER_WIDTH * this.scale, colour, 0.9);
    this.graphics.beginPath();
    this.graphics.arc(x, y, POWER_RADIUS * this.scale, -TAU / 4, -TAU / 4 + part * TAU);
    this.graphics.strokePath();
  }

  /** Rays on the side from which a Pac-Man was pushed. */
  private drawBlow(world: World, pac: number, { x, y }: Point): void {
    const { scale, graphics } = this;
    const travel = world.pacKnockTravel[pac]!;
    const strength = knockOf(world, pac);
    // Directions go clockwise, as angles of a canvas do.
    const from = (travel * TAU) / 4 + TAU / 2;
    graphics.lineStyle(BLOW.width * scale, 0xffffff, strength);
    for (let ray = 0; ray < BLOW.rays; ray++) {
      const angle = from + (ray - (BLOW.rays - 1) / 2) * 0.42;
      const near = (BLOW.distance + (1 - strength) * BLOW.reach) * scale;
      const far = near + BLOW.reach * strength * scale;
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      graphics.lineBetween(x + cos * near, y + sin * near, x + cos * far, y + sin * far);
    }
  }

  private drawCall(world: World, place: Point | null): void {
    if (place === null) return;
    const progress = comfort.calm ? 0.3 : (world.tick % CALL.ticks) / CALL.ticks;
    this.drawRing(place, CALL.from + (CALL.to - CALL.from) * progress, CALL.width, CALL.colour, 1 - progress);
    if (!comfort.calm) this.drawRing(place, CALL.from, CALL.width, CALL.colour, 0.8);
  }

  /** Where the player of a ghost saw Pac-Man last. */
  private drawMemory({ seatPacTile, seatPacTick, tick }: World, viewer: number): void {
    const age = tick - seatPacTick[viewer]!;
    const tile = seatPacTile[viewer]!;
    if (tile === 0 || age < 0 || age >= MEMORY.ticks) return;
    const place = { x: tileMiddleX(tile, this.scale), y: tileMiddleY(tile, this.scale) };
    for (let dash = 0; dash < MEMORY.dashes; dash++) {
      const from = (dash * TAU) / MEMORY.dashes;
      this.graphics.lineStyle(MEMORY.width * this.scale, MEMORY.colour, 0.8 * (1 - age / MEMORY.ticks));
      this.graphics.beginPath();
      this.graphics.arc(place.x, place.y, MEMORY.radius * this.scale, from, from + TAU / MEMORY.dashes / 2);
      this.graphics.strokePath();
    }
  }

  private drawClaim(world: World, ghost: number, actors: Actors): void {
    if (world.ghostClaimed[ghost] !== 1) return;
    const age = world.tick - world.ghostClaimTick[ghost]!;
    const place = actors.ghostPlace(ghost);
    if (place === null || age < 0 || age >= CLAIM.ticks) return;
    const progress = comfort.calm ? 0.5 : age / CLAIM.ticks;
    const colour = this.colourOf(world.ghostSeat[ghost]!);
    this.drawRing(place, CLAIM.from + (CLAIM.to - CLAIM.from) * progress, CLAIM.width, colour, 1 - progress);
  }

  private drawRing({ x, y }: Point, radius: number, width: number, colour: number, alpha: number): void {
    this.graphics.lineStyle(width * this.scale, colour, alpha);
    this.graphics.strokeCircle(x, y, radius * this.scale);
  }

  private colourOf(seat: number): number {
    return numberOf(this.looks.of(Math.max(0, seat)).colour);
  }
}
