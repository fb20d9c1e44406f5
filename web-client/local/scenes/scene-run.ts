// A scene that is shown: its time, and its end, once, by itself or because it is skipped.

import type { Scene } from './scene.ts';

/** After a longer time without a frame the scene goes on where it was. */
const FRAME_MS_MAX = 250;

export class SceneRun {
  readonly scene: Scene;
  private readonly ended: () => void;
  private frameMs: number | null = null;
  private at = 0;
  private isOver = false;

  /** @param ended called once */
  constructor(scene: Scene, ended: () => void) {
    this.scene = scene;
    this.ended = ended;
  }

  /** Seconds of the scene that are left. */
  get secondsLeft(): number {
    return this.isOver ? 0 : this.scene.seconds - this.at;
  }

  /** Call once a frame. @returns the second to draw; null once it is over */
  frame(nowMs: number): number | null {
    if (this.isOver) return null;
    this.at += Math.min(nowMs - (this.frameMs ?? nowMs), FRAME_MS_MAX) / 1000;
    this.frameMs = nowMs;
    if (this.at < this.scene.seconds) return this.at;
    this.skip();
    return null;
  }

  skip(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.ended();
  }
}
