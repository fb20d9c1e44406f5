// The canvas: created once, as large as its element allows, one canvas pixel for one device pixel. It is made again, without
// WebGL, when the graphics card is lost.

import * as Phaser from 'phaser';
import { MomentSource } from '../../moments/moment-source.ts';
import { comfort, onComfortChange } from '../comfort.ts';
import { palette } from './pictures/palette.ts';
import { MAZE_HEIGHT, MAZE_WIDTH } from './places.ts';
import { chooseRenderer, type Renderer } from './renderer.ts';
import { MAZE_SCENE, MazeScene, type MazeSceneData } from './maze-scene.ts';
import type { ShownMatch } from './shown-match.ts';

type Drawn = MazeSceneData['drawn'];

export interface Stage {
  /** Draws a match from now on. @param drawn called after every frame */
  show(match: ShownMatch, drawn: Drawn): void;
  /** Draws nothing any more. */
  clear(): void;
  /** Draws no further frame of what is shown, until the canvas gets another size. */
  rest(): void;
  /** Takes the canvas into another element. @param scaleMax device pixels for an arcade pixel at most */
  moveTo(element: HTMLElement, scaleMax: number): void;
}

/** A step of the scale: the side of a tile, 8 arcade pixels, is then a whole number of device pixels. */
const SCALE_STEP = 1 / 8;
const SCALE_MIN = 1;

/** Resolves when Phaser is ready to draw into the element. */
export async function createStage(element: HTMLElement): Promise<Stage> {
  /** Null while it is being replaced. */
  let game: Phaser.Game | null = null;
  let shown: Pick<MazeSceneData, 'match' | 'moments' | 'drawn'> | null = null;
  let size = '';
  let place = element;
  let most = Infinity;

  const fit = (): void => {
    if (game === null || shown === null || place.clientWidth === 0) return;
    const { scale, ratio } = fitCanvas(game, place, most);
    const newSize = `${scale} ${ratio} ${comfort.theme} ${comfort.palette}`;
    if (newSize === size) return;
    size = newSize;
    game.loop.wake();
    game.scene.start(MAZE_SCENE, { ...shown, scale, ratio } satisfies MazeSceneData);
  };
  const start = async (renderer: Renderer): Promise<void> => {
    const started = await startPhaser(place, renderer);
    started.canvas.addEventListener('webglcontextlost', () => {
      game = null;
      started.canvas.remove();
      started.destroy(false);
      // A sleeping loop would never reach the step in which it ends.
      started.loop.wake();
      // A lost context may come back late or never: plain canvas draws the same.
      void start('canvas');
    });
    game = started;
    size = '';
    // It may have been moved meanwhile.
    place.append(started.canvas);
    if (shown === null) started.loop.sleep();
    fit();
  };
  await start(chooseRenderer(location.search));
  const resizes = new ResizeObserver(fit);
  resizes.observe(place);
  // Another pixel ratio (zoom, another monitor) need not change the element's size.
  window.addEventListener('resize', fit);
  // All pictures are drawn anew in the other colours.
  onComfortChange(fit);

  return {
    show(match, drawn) {
      shown = { match, moments: new MomentSource(), drawn };
      size = '';
      fit();
    },
    clear() {
      shown = null;
      game?.scene.stop(MAZE_SCENE);
      game?.loop.sleep();
    },
    rest() {
      game?.loop.sleep();
    },
    moveTo(next, scaleMax) {
      most = scaleMax;
      if (next === place) return;
      resizes.unobserve(place);
      place = next;
      if (game !== null) place.append(game.canvas);
      resizes.observe(place);
    },
  };
}

function startPhaser(parent: HTMLElement, renderer: Renderer): Promise<Phaser.Game> {
  const game = new Phaser.Game({
    // A few hundred small pictures and no shader: without a graphics card plain canvas is several times quicker than WebGL
    // (57 against 7 frames a second at 1280x800 on two busy cores).
    type: renderer === 'webgl' ? Phaser.WEBGL : Phaser.CANVAS,
    parent,
    banner: false,
    backgroundColor: palette().background,
    // Textures are never scaled; lines of shapes are smooth, as on a plain canvas.
    antialias: false,
    antialiasGL: true,
    roundPixels: true,
    audio: { noAudio: true },
    input: { keyboard: false, mouse: false, touch: false },
    fps: { smoothStep: false },
    scale: { mode: Phaser.Scale.NONE, width: MAZE_WIDTH, height: MAZE_HEIGHT },
  });
  game.scene.add(MAZE_SCENE, MazeScene);
  return new Promise((resolve) => {
    game.events.once(Phaser.Core.Events.READY, () => resolve(game));
  });
}

/** Sizes the canvas and puts it in the middle, with its edges on whole device pixels. */
function fitCanvas(game: Phaser.Game, element: HTMLElement, most: number): { scale: number; ratio: number } {
  const ratio = window.devicePixelRatio;
  const box = element.getBoundingClientRect();
  const room = Math.min((box.width * ratio) / MAZE_WIDTH, (box.height * ratio) / MAZE_HEIGHT);
  const scale = Math.max(SCALE_MIN, Math.min(most, Math.floor(room / SCALE_STEP) * SCALE_STEP));
  const width = MAZE_WIDTH * scale;
  const height = MAZE_HEIGHT * scale;
  game.scale.resize(width, height);
  const left = Math.round(box.left * ratio + (box.width * ratio - width) / 2) / ratio - box.left;
  const top = Math.round(box.top * ratio + (box.height * ratio - height) / 2) / ratio - box.top;
  Object.assign(game.canvas.style, {
    width: `${width / ratio}px`,
    height: `${height / ratio}px`,
    left: `${left}px`,
    top: `${top}px`,
  });
  return { scale, ratio };
}
