// Pac-Men, ghosts and fruit: which picture is where in this frame. Positions come from the predicted world, blended;
// catches come from the confirmed world.

import type * as Phaser from 'phaser';
import {
  flashesWhite,
  FRUIT_X,
  FRUIT_Y,
  GHOST,
  GHOST_COUNT,
  isFrightened,
  levelTable,
  PHASE,
  type World,
} from '#simulation';
import { actorX, actorY } from '../../netcode/blend.ts';
import { areEyesShown, isEaten, isPacInMaze, isPacShown } from '../../netcode/shown.ts';
import {
  ATLAS,
  caughtFrame,
  eyesFrame,
  fruitFrame,
  frightenedFrame,
  ghostFrame,
  pacFrame,
  RING_FRAME,
} from './atlas.ts';
import { Labels } from './labels.ts';
import { CAUGHT_PICTURES, type Facing } from './pac-art.ts';
import { screenX, screenY } from './places.ts';
import type { ShownMatch } from './shown-match.ts';

const FEET_TICKS = 8;
const MOUTH_TICKS = 2;
/** Shut, half, open, half. */
const MOUTH_CYCLE = [0, 1, 2, 1] as const;
const MOUTH_AT_REST = 1;
/** Protected Pac-Men blink this fast. */
const BLINK_TICKS = 6;

/** `classic`, in half-ticks: all stand still, the ghosts vanish, then the pictures of folding up (rules/arcade.md 15). */
const DEATH = { ghostsVanish: 120, folds: 180, picture: 15 } as const;

/** Pixels in one tick beyond which an actor was placed elsewhere, not moved. */
const STEP_PIXELS_MAX = 4;
const DEPTH = { fruit: 1, ring: 2, pac: 3, markedPac: 3.5, ghost: 4 } as const;

/** Phaser draws by device pixels: `scale` of them make an arcade pixel, `ratio` of them a CSS pixel. */
export class Actors {
  private readonly scale: number;
  private readonly pacs: Phaser.GameObjects.Image[] = [];
  private readonly ghosts: Phaser.GameObjects.Image[] = [];
  private readonly labels: Labels;
  private readonly ring: Phaser.GameObjects.Image;
  private readonly fruit: Phaser.GameObjects.Image;
  private marked = -1;

  constructor(scene: Phaser.Scene, match: ShownMatch, scale: number, ratio: number) {
    this.scale = scale;
    const image = (depth: number): Phaser.GameObjects.Image =>
      scene.add.image(0, 0, ATLAS).setDepth(depth).setVisible(false);
    const { seatCount } = match.prediction.predicted;
    for (let seat = 0; seat < seatCount; seat++) this.pacs.push(image(DEPTH.pac));
    this.labels = new Labels(scene, seatCount, scale, ratio);
    // Drawn last is on top: Blinky, as in the arcade.
    for (let ghost = 0; ghost < GHOST_COUNT; ghost++) this.ghosts.push(image(DEPTH.ghost - ghost / 10));
    this.ring = image(DEPTH.ring).setFrame(RING_FRAME);
    this.fruit = image(DEPTH.fruit);
  }

  /** Where a seat's Pac-Man was last drawn. */
  placeOf(seat: number): { readonly x: number; readonly y: number } | undefined {
    return this.pacs[seat];
  }

  draw(match: ShownMatch): void {
    const { predicted } = match.prediction;
    this.ring.setVisible(false);
    if (match.seat !== this.marked) this.mark(match.seat);
    for (let seat = 0; seat < this.pacs.length; seat++) this.drawPac(match, seat);
    this.labels.draw(match, this.pacs);
    for (let ghost = 0; ghost < GHOST_COUNT; ghost++) this.drawGhost(match, ghost);
    this.drawFruit(predicted);
  }

  /** Where a ghost was last drawn, null while it is not. */
  ghostPlace(ghost: number): { readonly x: number; readonly y: number } | null {
    const image = this.ghosts[ghost]!;
    return image.visible ? image : null;
  }

  private mark(marked: number): void {
    this.marked = marked;
    for (const [seat, image] of this.pacs.entries()) image.setDepth(seat === marked ? DEPTH.markedPac : DEPTH.pac);
  }

  private drawPac(match: ShownMatch, seat: number): void {
    const { predicted } = match.prediction;
    const image = this.pacs[seat]!;
    const there = isPacShown(match.prediction, seat);
    // In the arcade's freeze the ghost's points are shown instead of the Pac-Man.
    const visible = there && predicted.phase !== PHASE.tune && predicted.scoredGhost < 0;
    image.setVisible(visible);
    if (!visible) return;
    if (predicted.phase === PHASE.dying) return drawDeath(image, seat, predicted.deathHalfTicks);
    const moved = this.place(image, match, seat);
    const mouth = moved ? MOUTH_CYCLE[Math.floor(predicted.tick / MOUTH_TICKS) % MOUTH_CYCLE.length]! : MOUTH_AT_REST;
    image.setFrame(pacFrame(seat, facing(predicted.pacTravel[seat]!), mouth));
    image.setAlpha(isProtected(predicted, seat) && predicted.tick % (2 * BLINK_TICKS) < BLINK_TICKS ? 0.35 : 1);
    if (seat === match.seat) this.ring.setVisible(true).setPosition(image.x, image.y);
  }

  private drawGhost(match: ShownMatch, ghost: number): void {
    const { predicted } = match.prediction;
    const image = this.ghosts[ghost]!;
    const state = predicted.ghostState[ghost]!;
    const { phase } = predicted;
    const vanished = phase === PHASE.dying && predicted.deathHalfTicks >= DEATH.ghostsVanish;
    image.setVisible(state !== GHOST.scored && !vanished && phase !== PHASE.cleared && phase !== PHASE.tune);
    this.place(image, match, match.blend.ofGhost(ghost));
    const look = facing(predicted.ghostTravel[ghost]!);
    const feet = Math.floor(predicted.tick / FEET_TICKS) % 2;
    if (areEyesShown(match.prediction, ghost)) image.setFrame(eyesFrame(look));
    else if (isFrightened(predicted, ghost) || isEaten(predicted, ghost))
      image.setFrame(frightenedFrame(flashesWhite(predicted), feet));
    else image.setFrame(ghostFrame(ghost, feet, look));
  }

  private drawFruit(world: World): void {
    this.fruit.setVisible(world.fruitState === 1);
    this.fruit.setFrame(fruitFrame(levelTable(world.level).fruit));
    this.fruit.setPosition(screenX(FRUIT_X, this.scale), screenY(FRUIT_Y, this.scale));
  }

  /** Puts the image of an actor (numbered as in blend.ts) between two ticks; whether it moved in the last one. */
  private place(image: Phaser.GameObjects.Image, { prediction, fraction, blend }: ShownMatch, actor: number): boolean {
    const toX = actorX(prediction.predicted, actor);
    const toY = actorY(prediction.predicted, actor);
    const stepX = toX - actorX(prediction.before, actor);
    const stepY = toY - actorY(prediction.before, actor);
    const far = Math.abs(stepX) > STEP_PIXELS_MAX || Math.abs(stepY) > STEP_PIXELS_MAX;
    const rest = far ? 0 : 1 - fraction;
    const x = toX - stepX * rest + blend.x[actor]!;
    const y = toY - stepY * rest + blend.y[actor]!;
    image.setPosition(screenX(x, this.scale), screenY(y, this.scale));
    return stepX !== 0 || stepY !== 0;
  }
}

/** The death in `classic`, for which everything waits: it follows the world's own clock. */
function drawDeath(image: Phaser.GameObjects.Image, seat: number, halfTicks: number): void {
  const picture = Math.floor((halfTicks - DEATH.folds) / DEATH.picture);
  image.setVisible(picture < CAUGHT_PICTURES);
  if (halfTicks >= DEATH.ghostsVanish)
    image.setFrame(caughtFrame(seat, Math.max(0, Math.min(picture, CAUGHT_PICTURES - 1))));
}

function isProtected(world: World, seat: number): boolean {
  return isPacInMaze(world, seat) && world.pacUntilTick[seat]! > world.tick;
}

/** Actors that have not set off yet look to the left, as at the start of the arcade's game. */
function facing(direction: number): Facing {
  return direction <= 3 ? (direction as Facing) : 2;
}
