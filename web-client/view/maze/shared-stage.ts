// One canvas for all screens, since one of them is shown at a time: it moves into the screen that draws. Phaser is most of
// the page's bytes, so it is loaded after the first picture of the page.

import type { Stage } from './stage.ts';

/** A page that is not visible draws no frame to wait for. */
const FIRST_FRAME_MS_MAX = 500;

let started: Promise<Stage> | null = null;
/** The element that the canvas was last shown in. */
let owner: HTMLElement | null = null;

/** The stage of one screen. What another screen shows is neither seen nor cleared by it. */
export type ScreenStage = Omit<Stage, 'moveTo'>;

/**
 * @param scaleMax device pixels for an arcade pixel at most
 * @returns gives the stage when Phaser is there; rejects when it cannot be loaded, and the next call tries again
 */
export function stageIn(element: HTMLElement, scaleMax = Infinity): () => Promise<ScreenStage> {
  const load = async (): Promise<ScreenStage> => {
    started ??= startStage(element);
    const stage = await started;
    return {
      show(match, drawn) {
        owner = element;
        stage.moveTo(element, scaleMax);
        stage.show(match, drawn);
      },
      clear() {
        if (owner === element) stage.clear();
      },
      rest() {
        if (owner === element) stage.rest();
      },
    };
  };
  // The first match is drawn the sooner. Whoever shows something hears of a failure.
  load().catch(() => {});
  return load;
}

async function startStage(element: HTMLElement): Promise<Stage> {
  try {
    await firstPicture();
    const { createStage } = await import('./stage.ts');
    return await createStage(element);
  } catch (error) {
    started = null;
    throw error;
  }
}

/** Resolves when the page has been drawn once. */
export function firstPicture(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, FIRST_FRAME_MS_MAX);
    // The browser draws the frame after animation callbacks, so the timer fires after it.
    requestAnimationFrame(() => setTimeout(resolve, 0));
  });
}
