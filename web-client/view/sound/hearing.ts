// What listens to a match: the mixer, and the captions.

import type { TrackPlace } from './heard-match.ts';
import type { LoopName } from './loops.ts';
import type { SoundName } from './sounds.ts';

/** Where something happened, and whether it concerns the player. */
export interface Heard {
  /** -1 left, 0 middle, 1 right. */
  readonly pan: number;
  /** False for what others do: it is quieter. */
  readonly isOwn: boolean;
}

export interface Hearing {
  play(name: SoundName, heard: Heard): void;
  /**
   * Once a frame while a match goes on. Null for silence.
   * @param ghost whose eyes they are, -1 for none or for a ghost without a name of its own
   */
  loop(name: LoopName | null, pan: number, ghost: number): void;
  /** Once a frame while a match goes on. @param track filled anew in each frame */
  track(track: Readonly<TrackPlace>): void;
}
