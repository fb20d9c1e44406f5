// The scenes of a match on a server: the real server and a page on one virtual clock. The AI plays for the page.

import { expect, test } from 'vitest';
import { aiWish, canSteer, wishOf } from '#simulation';
import type { Scene } from '../../../web-client/local/scenes/scene.ts';
import { sceneOf } from '../../../web-client/local/scenes/scenes.ts';
import type { MatchEvent } from '../../../web-client/netcode/online-match.ts';
import { OnlineScenes } from '../../../web-client/online-scenes.ts';
import { SoloPause } from '../../../web-client/solo-pause.ts';
import { CALM, FRAME_MS, SimulatedNetwork } from '../simulated-network.ts';

const FRAMES_MAX = 5 * 60 * 60;

/** A page in a match of `classic` that begins with level 2, and what it shows. */
class PageWithScenes {
  readonly network = new SimulatedNetwork(3, CALM);
  readonly page = this.network.beginMatch('Ann', [], {
    mode: 'classic',
    seatCount: 1,
    level: 2,
    variant: 'practice',
  })[0];
  readonly shown: string[] = [];
  forgotten = 0;
  end: () => void = () => {};
  readonly soloPause = new SoloPause(
    () => this.page.session.room,
    (paused) => this.mayPause && this.page.session.send({ type: 'pause', paused }),
  );
  readonly scenes = new OnlineScenes({
    pause: (paused) => (paused ? this.soloPause.begin('scene') : this.soloPause.end('scene', true)),
    load: async () => ({
      sceneOf,
      show: (scene: Scene, ended: () => void) => {
        this.shown.push(scene.name);
        this.end = ended;
      },
      forget: () => this.forgotten++,
    }),
  });
  mayPause = true;
  private nowMs = 0;

  constructor() {
    this.page.changed = () => {
      this.soloPause.follow();
      this.scenes.follow(this.page.session.room);
    };
  }

  get state(): string | undefined {
    return this.page.session.room?.state;
  }

  /** Draws frames, and steers, until something holds. */
  async until(holds: () => boolean): Promise<void> {
    for (let frame = 0; !holds(); frame++) {
      if (frame > FRAMES_MAX) throw new Error('it has not happened');
      this.network.clock.advance(FRAME_MS);
      const { match } = this.page.session.room!;
      match.frame((this.nowMs += FRAME_MS));
      const events: readonly MatchEvent[] = match.takeEvents();
      this.scenes.see(match, events, this.nowMs);
      const world = match.prediction.predicted;
      const direction = canSteer(world, 0) ? aiWish(world, 0, 'normal') : wishOf(world, 0);
      if (direction !== wishOf(world, 0)) this.page.session.steer(direction);
      // The program of the scenes is loaded.
      if (events.length > 0) await Promise.resolve();
    }
  }
}

test('[W107] a match on a server is paused while a scene is shown, and goes on afterwards', async () => {
  const page = new PageWithScenes();
  await page.until(() => page.shown.length > 0);
  expect([page.shown, page.state]).toEqual([['intermission1'], 'paused']);
  const { tick } = page.page.session.room!.match.prediction.confirmed;
  let frames = 0;
  await page.until(() => ++frames > 120);
  const { confirmed } = page.page.session.room!.match.prediction;
  expect([confirmed.tick - tick, confirmed.level, page.state]).toEqual([0, 3, 'paused']);
  page.end();
  await page.until(() => page.state === 'play');
  await page.until(() => page.page.session.room!.match.prediction.confirmed.tick > tick + 60);
  expect(page.shown).toHaveLength(1);
});

test('[W107] a scene that the match does not wait for is left out', async () => {
  const page = new PageWithScenes();
  page.mayPause = false;
  await page.until(() => page.page.session.room!.match.prediction.confirmed.level === 3);
  const { tick } = page.page.session.room!.match.prediction.confirmed;
  await page.until(() => page.page.session.room!.match.prediction.confirmed.tick > tick + 120);
  page.mayPause = true;
  page.page.session.send({ type: 'pause', paused: true });
  await page.until(() => page.state === 'paused');
  expect(page.shown).toEqual([]);
});

test('[W107] a scene ends with the pause that it is shown in', async () => {
  const page = new PageWithScenes();
  await page.until(() => page.shown.length > 0);
  page.page.session.send({ type: 'pause', paused: false });
  await page.until(() => page.state === 'play');
  expect(page.forgotten).toBe(1);
  let frames = 0;
  await page.until(() => ++frames > 60);
  expect(page.state).toBe('play');
});
