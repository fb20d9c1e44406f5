// For tests: what was shown over the maze and for how long, by the ticks of the World and by the page's clock.

/** More than a match of a test has. */
const SHOWN_MAX = 256;

export interface ShownTime {
  /** Where it was shown, such as `catch`. */
  readonly place: string;
  readonly text: string;
  readonly fromTick: number;
  /** The tick of the last frame that showed it. */
  toTick: number;
  readonly fromMs: number;
  toMs: number;
}

export class ShownTimes {
  readonly all: ShownTime[] = [];
  private readonly current = new Map<string, ShownTime>();

  /** Call in each frame. @param text '' while nothing is shown there */
  note(place: string, text: string, tick: number, nowMs: number): void {
    const shown = this.current.get(place);
    if (shown !== undefined && shown.text === text) {
      shown.toTick = tick;
      shown.toMs = nowMs;
      return;
    }
    this.current.delete(place);
    if (text === '') return;
    const begun = { place, text, fromTick: tick, toTick: tick, fromMs: nowMs, toMs: nowMs };
    this.current.set(place, begun);
    this.all.push(begun);
    if (this.all.length > SHOWN_MAX) this.all.shift();
  }
}
