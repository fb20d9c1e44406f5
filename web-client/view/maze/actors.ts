// Pac-Men, ghosts and fruit: which picture is where in this frame. Positions come from the predicted world, blended;
// catches come from the confirmed world.

import type * as Phaser from 'phaser';
import {
  FRUIT_X,
  FRUIT_Y,
  GHOST,
  GHOST_COUNT,
  isFrightened,
  levelTable,
  PAC,
  PHASE,
  ROLE,
  type World,
} from '#simulation';
import { actorX, actorY } from '../../netcode/blend.ts';
import { comfort } from '../comfort.ts';
import { LOCAL_PLAYERS_MAX } from '../../netcode/local-players.ts';
import { areEyesShown, isEaten, isPacInMaze, isPacShown } from '../../netcode/shown.ts';
import {
  ATLAS,
  eyesFrame,
  fruitFrame,
  frightenedFrame,
  ghostFrame,
  greyFrame,
  POINTER_FRAME,
  RING_FRAME,
} from './pictures/atlas.ts';
import { Labels } from './names/labels.ts';
import { isLit } from './flashes.ts';
import { areGhostsWhite, ghostOwner, isPacSeen, pacLook, type GhostOwner } from './looks.ts';
import { CAUGHT_PICTURES, type Facing } from './pictures/pac-art.ts';
import { screenX, screenY, type Point } from './places.ts';
import type { SeatSheets } from './pictures/seat-sheets.ts';
import type { ShownMatch } from './shown-match.ts';

const FEET_TICKS = 8;
const MOUTH_TICKS = 2;
/** Shut, half, open, half. */
const MOUTH_CYCLE = [0, 1, 2, 1] as const;
const MOUTH_AT_REST = 1;

/** `classic`, in half-ticks: all stand still, the ghosts vanish, then the pictures of folding up (rules/arcade.md 15). */
const DEATH = { ghostsVanish: 120, folds: 180, picture: 15 } as const;

/** Arcade pixels between the last place of an actor and that of an event, beyond which it was not drawn on its way. */
const MISSED_PIXELS = 24;
/** Pixels in one tick beyond which an actor was placed elsewhere, not moved. */
const STEP_PIXELS_MAX = 4;
const DEPTH = { fruit: 1, ring: 2, pac: 3, markedPac: 3.5, ghost: 4, markedGhost: 4.5, pointer: 5 } as const;
/** Arcade pixels from the middle of the player's own actor to the pointer below it, and by how much that moves. */
const POINTER_DISTANCE = 12;
const POINTER_SWING = 1.5;
const POINTER_TICKS = 30;

type Image = Phaser.GameObjects.Image;

/** Phaser draws by device pixels: `scale` of them make an arcade pixel, `ratio` of them a CSS pixel. */
export class Actors {
  private readonly scale: number;
  private readonly sheets: SeatSheets;
  /** Pac-Men and ghosts, numbered as in blend.ts. */
  private readonly pacs: readonly Image[];
  private readonly ghosts: readonly Image[];
  private readonly labels: Labels;
  /** The first is for the marked seat, the others are for other players at this screen. */
  private readonly rings: readonly Image[];
  private readonly pointer: Image;
  private readonly fruit: Image;
  private match: ShownMatch;

  constructor(scene: Phaser.Scene, match: ShownMatch, sheets: SeatSheets, scale: number, ratio: number) {
    this.scale = scale;
    this.sheets = sheets;
    this.match = match;
    const image = (depth: number): Image => scene.add.image(0, 0, ATLAS).setDepth(depth).setVisible(false);
    const { seatCount, pacCount } = match.prediction.predicted;
    this.pacs = Array.from({ length: pacCount }, () => image(DEPTH.pac));
    // Drawn last is on top: Blinky, as in the arcade.
    this.ghosts = Array.from({ length: GHOST_COUNT }, (_, ghost) => image(DEPTH.ghost - ghost / 10));
    this.labels = new Labels(scene, sheets.looks, seatCount, scale, ratio);
    this.rings = Array.from({ length: LOCAL_PLAYERS_MAX }, () => image(DEPTH.ring).setFrame(RING_FRAME));
    this.pointer = image(DEPTH.pointer).setFrame(POINTER_FRAME).setFlipY(true);
    this.fruit = image(DEPTH.fruit);
  }

  draw(match: ShownMatch, nowMs: number): void {
    this.match = match;
    const { predicted } = match.prediction;
    for (let pac = 0; pac < this.pacs.length; pac++) this.drawPac(match, pac);
    for (let ghost = 0; ghost < GHOST_COUNT; ghost++) this.drawGhost(match, ghost);
    this.drawFruit(predicted);
    this.mark(match, this.placeOf(match.marked));
    this.markOthers(match);
    this.labels.draw(match, (seat) => this.placeOf(seat), nowMs);
  }

  /** Where the actor of a seat is drawn; null while it is not. */
  placeOf(seat: number): Point | null {
    const image = this.imageOf(seat);
    return image?.visible === true ? image : null;
  }

  /** The same, also while it is not drawn. Null for a seat that controls nothing. */
  lastDrawn(seat: number): Point | null {
    return this.imageOf(seat);
  }

  /**
   * Where the actor of a seat was last drawn, also if it is not drawn any more.
   * @param place where it is now. If it was drawn far from there, it was out of sight, and this is the place
   */
  lastPlaceOf(seat: number, place: Point): Point {
    const image = this.imageOf(seat);
    if (image === null) return place;
    const pixels = Math.abs(image.x - place.x) + Math.abs(image.y - place.y);
    return pixels > MISSED_PIXELS * this.scale ? place : image;
  }

  /** Where a Pac-Man is drawn, null while it is not. */
  pacPlace(pac: number): Point | null {
    const image = this.pacs[pac]!;
    return image.visible ? image : null;
  }

  /** Where a ghost was last drawn, null while it is not. */
  ghostPlace(ghost: number): Point | null {
    const image = this.ghosts[ghost]!;
    return image.visible ? image : null;
  }

  private imageOf(seat: number): Image | null {
    const actor = this.match.blend.ofSeat(this.match.prediction.predicted, seat);
    return this.pacs[actor] ?? this.ghosts[actor - this.pacs.length] ?? null;
  }

  /** A ring of light, and a pointer until it moves, mark the player's own actor, or the one that a watcher follows. */
  private mark({ marked, mode, prediction: { predicted } }: ShownMatch, place: Point | null): void {
    const [ring] = this.rings as [Image];
    ring.setVisible(place !== null);
    this.pointer.setVisible(place !== null && hasManyPlayers(mode) && isAboutToMove(predicted, marked));
    if (place === null) return;
    ring.setPosition(place.x, place.y);
    const swing = comfort.calm ? 0 : POINTER_SWING * Math.sin((2 * Math.PI * predicted.tick) / POINTER_TICKS);
    this.pointer.setPosition(place.x, Math.round(place.y + (POINTER_DISTANCE + swing) * this.scale));
  }

  /** The other players at this screen have a ring each. */
  private markOthers({ marked, ownSeats }: ShownMatch): void {
    for (let i = 1; i < this.rings.length; i++) {
      const seat = ownSeats?.[i] ?? -1;
      const place = seat === marked ? null : this.placeOf(seat);
      this.rings[i]!.setVisible(place !== null);
      if (place !== null) this.rings[i]!.setPosition(place.x, place.y);
    }
  }

  private drawPac(match: ShownMatch, pac: number): void {
    const { predicted } = match.prediction;
    const image = this.pacs[pac]!;
    const there = isPacSeen(predicted) && isPacShown(match.prediction, pac) && !isCaughtForGood(predicted);
    // In the arcade's freeze the ghost's points are shown instead of the Pac-Man.
    const visible = there && predicted.phase !== PHASE.tune && predicted.scoredGhost < 0;
    image.setVisible(visible);
    if (!visible) return;
    const seat = Math.max(0, predicted.pacSeat[pac]!);
    if (predicted.phase === PHASE.dying) return this.drawDeath(image, seat, predicted.deathHalfTicks);
    const moved = this.place(image, match, pac);
    const mouth = moved ? MOUTH_CYCLE[Math.floor(predicted.tick / MOUTH_TICKS) % MOUTH_CYCLE.length]! : MOUTH_AT_REST;
    this.sheets.showPac(image, seat, pacLook(predicted, pac), facing(predicted.pacTravel[pac]!), mouth);
    image.setAlpha(isProtected(predicted, pac) ? protectedAlpha(predicted.tick) : 1);
    const isMarked = seat === match.marked || match.ownSeats?.includes(seat) === true;
    image.setDepth(isMarked ? DEPTH.markedPac : DEPTH.pac);
  }

  private drawGhost(match: ShownMatch, ghost: number): void {
    const { predicted } = match.prediction;
    const image = this.ghosts[ghost]!;
    const state = predicted.ghostState[ghost]!;
    const { phase } = predicted;
    const vanished =
      isCaughtForGood(predicted) || (phase === PHASE.dying && predicted.deathHalfTicks >= DEATH.ghostsVanish);
    image.setVisible(state !== GHOST.scored && !vanished && phase !== PHASE.cleared && phase !== PHASE.tune);
    this.place(image, match, match.blend.ofGhost(ghost));
    const look = facing(predicted.ghostTravel[ghost]!);
    const feet = (Math.floor(predicted.tick / FEET_TICKS) % 2) as 0 | 1;
    const owner = ghostOwner(predicted, ghost);
    const isMarked = owner.kind === 'steered' && owner.seat === match.marked;
    image.setDepth(isMarked ? DEPTH.markedGhost : DEPTH.ghost - ghost / 10);
    if (areEyesShown(match.prediction, ghost)) image.setTexture(ATLAS, eyesFrame(look));
    else if (isFrightened(predicted, ghost) || isEaten(predicted, ghost))
      this.drawFrightened(image, owner, areGhostsWhite(predicted), feet);
    else if (owner.kind === 'arcade') image.setTexture(ATLAS, ghostFrame(ghost, feet, look));
    else if (owner.kind === 'grey') image.setTexture(ATLAS, greyFrame(feet));
    else this.sheets.showGhost(image, owner.seat, owner.kind === 'claimed', feet, look);
  }

  private drawFrightened(image: Image, owner: GhostOwner, white: boolean, feet: 0 | 1): void {
    if (owner.kind === 'arcade' || owner.kind === 'grey') image.setTexture(ATLAS, frightenedFrame(white, feet));
    else this.sheets.showFrightened(image, owner.seat, white, feet);
  }

  private drawFruit(world: World): void {
    // GAME OVER stands in its place.
    this.fruit.setVisible(world.fruitState === 1 && world.phase !== PHASE.over);
    this.fruit.setFrame(fruitFrame(levelTable(world.level).fruit));
    this.fruit.setPosition(screenX(FRUIT_X, this.scale), screenY(FRUIT_Y, this.scale));
  }

  /** The death in `classic`, for which everything waits: it follows the world's own clock. */
  private drawDeath(image: Image, seat: number, halfTicks: number): void {
    const picture = Math.floor((halfTicks - DEATH.folds) / DEATH.picture);
    image.setVisible(picture < CAUGHT_PICTURES);
    if (halfTicks >= DEATH.ghostsVanish)
      this.sheets.showCaught(image, seat, Math.max(0, Math.min(picture, CAUGHT_PICTURES - 1)));
  }

  /** Puts the image of an actor (numbered as in blend.ts) between two ticks; whether it moved in the last one. */
  private place(image: Image, { prediction, fraction, blend }: ShownMatch, actor: number): boolean {
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

/** Whether a player has to find their own actor among those of many. */
function hasManyPlayers(mode: string): boolean {
  return mode !== 'classic' && mode !== 'coop';
}

/** Whether the actor of a seat stands where it has appeared. */
function isAboutToMove(world: World, seat: number): boolean {
  if (world.phase === PHASE.ready) return true;
  return world.seatRole[seat] === ROLE.pac && world.pacState[world.seatActor[seat]!] === PAC.waiting;
}

/** Protected Pac-Men blink, or are half transparent. */
function protectedAlpha(tick: number): number {
  return !comfort.flashes ? 0.6 : isLit('protected', tick) ? 0.35 : 1;
}

/** `classic`: after the last life the maze is empty. Its World leaves the Pac-Man where it was caught. */
function isCaughtForGood({ phase, lives, settings }: World): boolean {
  return phase === PHASE.over && settings.mode.lives.owner === 'player' && lives === 0;
}

function isProtected(world: World, pac: number): boolean {
  return isPacInMaze(world, pac) && world.pacUntilTick[pac]! > world.tick;
}

/** Actors that have not set off yet look to the left, as at the start of the arcade's game. */
function facing(direction: number): Facing {
  return direction <= 3 ? (direction as Facing) : 2;
}
