// What screen readers hear of a match: one polite region and one that interrupts.

import { SpokenLines } from '../../../moments/spoken-lines.ts';
import type { SpokenLine } from '../../../moments/moment-text.ts';
import { make } from '../../element.ts';

/** The same text twice would not be said twice: one of them ends with this. */
const DIFFERENCE = '\u00a0';

export class Announcer {
  private readonly lines = new SpokenLines();
  private readonly regions = { now: region('assertive'), soon: region('polite') };

  constructor(place: HTMLElement) {
    place.append(this.regions.now, this.regions.soon);
  }

  /** Call once a frame, with the lines of its moments. */
  update(spoken: readonly SpokenLine[], nowMs: number): void {
    if (spoken.length > 0) this.lines.add(spoken, nowMs);
    const line = this.lines.next(nowMs);
    if (line === null) return;
    const region = this.regions[line.urgency];
    region.textContent = region.textContent === line.text ? line.text + DIFFERENCE : line.text;
  }
}

function region(live: 'polite' | 'assertive'): HTMLElement {
  const made = make('p', 'spoken');
  made.ariaLive = live;
  made.ariaAtomic = 'true';
  return made;
}
