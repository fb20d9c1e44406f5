// The line of captions, below the maze of the screen that is shown. It is there only while captions are switched on.

import { preferences } from '../../preferences.ts';
import { make } from '../element.ts';
import { Captions } from './captions.ts';
import type { TrackPlace } from './heard-match.ts';
import type { Heard, Hearing } from './hearing.ts';
import type { LoopName } from './loops.ts';
import type { SoundName } from './sounds.ts';

export class CaptionLine implements Hearing {
  private readonly captions = new Captions(() => performance.now());
  private readonly line = make('p', 'captions');
  private shown: readonly string[] = [];
  private isOn = false;

  constructor() {
    // Screen readers say by other means what happens.
    this.line.ariaHidden = 'true';
    this.switched();
    preferences.onChange('captions', () => this.switched());
  }

  play(name: SoundName, heard: Heard): void {
    if (this.isOn) this.captions.play(name, heard);
  }

  loop(name: LoopName | null, _pan: number, ghost: number): void {
    if (this.isOn) this.captions.loop(name, ghost);
  }

  /** The last call of a frame. */
  track(track: Readonly<TrackPlace>): void {
    if (!this.isOn) return;
    this.captions.track(track);
    this.draw();
  }

  private draw(): void {
    const middle = document.querySelector('.game:not([hidden]) .middle');
    if (middle !== null && this.line.parentElement !== middle) middle.append(this.line);
    this.captions.update();
    if (this.captions.texts === this.shown) return;
    this.shown = this.captions.texts;
    this.line.replaceChildren(...this.shown.map((text) => make('span', '', text)));
  }

  private switched(): void {
    this.isOn = preferences.get('captions');
    this.captions.clear();
    this.line.remove();
  }
}
