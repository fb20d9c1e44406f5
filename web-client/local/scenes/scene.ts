// A scene between two levels of `classic`: a picture for each second of its time. Who plays in it is drawn in cast.ts.

export const SCENE_WIDTH = 224;
export const SCENE_HEIGHT = 128;
/** Where feet stand, in arcade pixels from the top. */
export const GROUND = 92;

export interface Scene {
  /** Also that of its music. */
  readonly name: 'intermission1' | 'intermission2' | 'intermission3';
  readonly seconds: number;
  /** Draws it in arcade pixels, `SCENE_WIDTH` by `SCENE_HEIGHT`. @param at seconds since it began */
  draw(context: CanvasRenderingContext2D, at: number): void;
}

/** Where something is on its way: places by second, in rising order. */
type Way = readonly (readonly [second: number, place: number])[];

/** The place at a second: between two of the way in a straight line, before the first and after the last one there. */
export function along(way: Way, at: number): number {
  const next = way.findIndex(([second]) => second > at);
  if (next === 0) return way[0]![1];
  const [fromSecond, from] = way.at(next < 0 ? -1 : next - 1)!;
  if (next < 0) return from;
  const [toSecond, to] = way[next]!;
  return from + ((to - from) * (at - fromSecond)) / (toSecond - fromSecond);
}

/** How high a hop is at a second, in arcade pixels; 0 outside of it. */
export function hop(at: number, begins: number, lasts: number, height: number): number {
  const part = (at - begins) / lasts;
  return part <= 0 || part >= 1 ? 0 : height * 4 * part * (1 - part);
}

export function isBetween(at: number, from: number, to: number): boolean {
  return at >= from && at < to;
}
