// The picture that the link of a replay has in a messenger: a moment of the match, what it was, and who played.

import { MAZE_COLUMNS, MAZE_ROWS, ReplayCursor, type Match, type Replay, type World } from '#simulation';
import { LEVEL_BOARD_MODES } from '../leaderboards/boards.ts';
import { drawMaze, drawWorld, hasGlyph, paletteOf, Pixels, seatColours, textWidth } from '#picture';

/** The size that Open Graph recommends, in pixels. */
export const PICTURE_WIDTH = 1200;
export const PICTURE_HEIGHT = 630;

const COLOURS = paletteOf('dark', 'usual');
const NIGHT = '#0b0b2c';
const TEXT = '#e8e8f4';
const SOFT = '#a4a4c8';
const TILE = 8;
const SCALE = 2;
const MAZE_WIDTH = MAZE_COLUMNS * TILE * SCALE;
const MAZE_HEIGHT = MAZE_ROWS * TILE * SCALE;
const MAZE = { x: 72, y: (PICTURE_HEIGHT - MAZE_HEIGHT) / 2, scale: SCALE };
const MAZE_EDGE = 16;
const FRAME_INSET = 22;
const FRAME_WIDTH = 6;
/** The column of text beside the maze. */
const LEFT = 576;
const RIGHT = 1140;
const SEATS_SHOWN = 4;
/** The moment that is shown, as a part of the match: most of it has happened, and nothing is over. */
const MOMENT = 0.75;
/** Ticks that are played at most to get there: 30 ms of a match of four. */
const TICKS_MAX = 6000;

/**
 * @param replay checked by `replayFrom`
 * @param caption what was played, such as TOGETHER
 */
export function replayPicture(replay: Replay, caption: string): Pixels {
  const pixels = new Pixels(PICTURE_WIDTH, PICTURE_HEIGHT, NIGHT);
  drawFrame(pixels);
  drawMoment(pixels, replay);
  pixels.text('PACKETMAN', LEFT, 92, 9, COLOURS.seats.yellow);
  pixels.textWithin(caption, { x: LEFT, y: 190, widthMax: RIGHT - LEFT, unitMax: 5 }, SOFT);
  const score = String(replay.result?.score ?? 0);
  const seats = (replay.result?.seats ?? []).slice(0, SEATS_SHOWN);
  const isShared = LEVEL_BOARD_MODES.has(replay.settings.mode);
  if (replay.result !== undefined && (seats.length < 2 || isShared)) {
    pixels.textWithin(score, { x: LEFT, y: 250, widthMax: RIGHT - LEFT, unitMax: 12 }, TEXT);
    drawNames(
      pixels,
      seats.map((seat) => seat.name),
      372,
    );
  } else {
    seats.forEach((seat, at) =>
      drawSeat(pixels, `${seat.place}. ${shownName(seat.name, at)}`, seat.score, 256 + at * 72),
    );
  }
  return pixels;
}

/** A double line all around, as the walls of the maze have. */
function drawFrame(pixels: Pixels): void {
  for (const [inset, colour] of [
    [FRAME_INSET, COLOURS.wall],
    [FRAME_INSET + FRAME_WIDTH, NIGHT],
    [FRAME_INSET + 2 * FRAME_WIDTH, COLOURS.wall],
    [FRAME_INSET + 3 * FRAME_WIDTH, NIGHT],
  ] as const) {
    pixels.rectangle(inset, inset, PICTURE_WIDTH - 2 * inset, PICTURE_HEIGHT - 2 * inset, colour);
  }
}

function drawMoment(pixels: Pixels, replay: Replay): void {
  const edge = MAZE_EDGE;
  const { background } = COLOURS;
  pixels.rectangle(MAZE.x - edge, MAZE.y - edge, MAZE_WIDTH + 2 * edge, MAZE_HEIGHT + 2 * edge, background);
  const match = matchAt(replay);
  const world = worldShown(match, replay);
  drawMaze(pixels, world.maze.lines, MAZE, COLOURS);
  const colours: (number | undefined)[] = Array.from({ length: world.seatCount });
  for (const { seat, colour } of replay.players) colours[seat] = colour;
  drawWorld(pixels, world, MAZE, COLOURS, seatColours(COLOURS, colours));
}

function matchAt(replay: Replay): Match {
  const cursor = new ReplayCursor(replay);
  const moment = Math.floor(replay.ticks * MOMENT);
  const passed = replay.checkpoints.findLast(({ tick }) => tick < moment)?.tick ?? 0;
  try {
    cursor.seek(Math.min(moment, passed + TICKS_MAX));
  } catch {
    // The match ended with a failure: what it came to until then is shown.
  }
  return cursor.match;
}

/** In a match of several mazes, that of the winner. */
function worldShown({ worlds, worldOfSeat }: Match, { result, players }: Replay): World {
  const winner = result?.seats.find(({ place }) => place === 1)?.name;
  const seat = players.find(({ name }) => name === winner)?.seat ?? 0;
  return worlds[worldOfSeat[seat] ?? 0] ?? worlds[0]!;
}

function drawNames(pixels: Pixels, names: readonly string[], top: number): void {
  names.forEach((name, at) => {
    pixels.textWithin(shownName(name, at), { x: LEFT, y: top + at * 46, widthMax: RIGHT - LEFT, unitMax: 4 }, TEXT);
  });
}

function drawSeat(pixels: Pixels, name: string, score: number, top: number): void {
  const unit = 4;
  const figures = String(score);
  const width = textWidth(figures) * unit;
  pixels.text(figures, RIGHT - width, top, unit, TEXT);
  pixels.textWithin(name, { x: LEFT, y: top, widthMax: RIGHT - LEFT - width - 24, unitMax: unit }, TEXT);
}

/** A name in the signs that our letters have. One that would lose most of its signs is a number instead. */
function shownName(name: string, at: number): string {
  const signs = [...name.toUpperCase()].flatMap((sign) => (hasGlyph(sign) ? [sign] : [...sign.normalize('NFD')]));
  const kept = signs
    .filter((sign) => hasGlyph(sign))
    .join('')
    .trim();
  return kept.length * 2 > [...name].length ? kept : `PLAYER ${at + 1}`;
}
