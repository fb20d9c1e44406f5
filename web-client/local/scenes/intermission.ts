// Shows a scene over the maze, until it ends or a key, a button or a finger skips it.

import { words } from '../../language/language.ts';
import { make, makeButton } from '../../view/element.ts';
import { SCENE_HEIGHT, SCENE_WIDTH, type Scene } from './scene.ts';
import { SceneRun } from './scene-run.ts';

/** Plays the music of a scene. @returns a function that ends it */
export type PlayTune = (name: Scene['name']) => () => void;

export class Intermission {
  private readonly place: HTMLElement;
  private readonly playTune: PlayTune;
  private readonly root: HTMLElement;
  private readonly canvas = make('canvas', '');
  private readonly skipButton: HTMLButtonElement;
  private run: SceneRun | null = null;
  private stop: () => void = () => {};

  /** @param place is covered while a scene is shown */
  constructor(place: HTMLElement, playTune: PlayTune) {
    this.place = place;
    this.playTune = playTune;
    const { skipScene } = words().practice;
    this.canvas.role = 'img';
    this.skipButton = makeButton(skipScene, () => this.skip());
    this.root = make('section', 'intermission', this.canvas, make('div', 'buttons', this.skipButton));
  }

  get isShown(): boolean {
    return this.run !== null;
  }

  get secondsLeft(): number {
    return this.run?.secondsLeft ?? 0;
  }

  /** @param ended called once, also when it is skipped */
  show(scene: Scene, ended: () => void): void {
    this.skip();
    const ends = new AbortController();
    const stopTune = this.playTune(scene.name);
    const run = new SceneRun(scene, () => {
      this.run = null;
      this.stop();
      ended();
    });
    this.run = run;
    this.stop = () => {
      ends.abort();
      stopTune();
      this.root.remove();
    };
    this.canvas.ariaLabel = words().practice.scenes[scene.name];
    this.place.append(this.root);
    this.skipButton.focus();
    // The key that has steered until now may still be held.
    const skipByKey = (event: KeyboardEvent): void => {
      if (event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      event.stopPropagation();
      this.skip();
    };
    window.addEventListener('keydown', skipByKey, { signal: ends.signal, capture: true });
    this.root.addEventListener('pointerup', () => this.skip(), { signal: ends.signal });
    this.drawFrames(run);
  }

  skip(): void {
    this.run?.skip();
  }

  /** Ends the scene without calling `ended`. */
  forget(): void {
    this.run = null;
    this.stop();
    this.stop = () => {};
  }

  private drawFrames(run: SceneRun): void {
    if (this.run !== run) return;
    const at = run.frame(performance.now());
    if (at === null) return;
    this.draw(run.scene, at);
    requestAnimationFrame(() => this.drawFrames(run));
  }

  /** One canvas pixel for one device pixel. */
  private draw(scene: Scene, at: number): void {
    const { canvas, root } = this;
    const scale = (Math.min(root.clientWidth / SCENE_WIDTH, root.clientHeight / SCENE_HEIGHT) || 1) * devicePixelRatio;
    const width = Math.round(SCENE_WIDTH * scale);
    const height = Math.round(SCENE_HEIGHT * scale);
    if (canvas.width !== width || canvas.height !== height) {
      Object.assign(canvas, { width, height });
      Object.assign(canvas.style, { width: `${width / devicePixelRatio}px`, height: `${height / devicePixelRatio}px` });
    }
    const context = canvas.getContext('2d')!;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, SCENE_WIDTH, SCENE_HEIGHT);
    scene.draw(context, at);
  }
}
