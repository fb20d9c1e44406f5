import { expect, test } from 'vitest';
import { PAC, PHASE, ROLE, type Direction, type World } from '#simulation';
import { CALM, FRAME_MS, SimulatedNetwork, seeded, type Profile } from './simulated-network.ts';
import type { SimulatedPage } from './simulated-page.ts';

const SETTINGS = { mode: 'versus', seatCount: 3, lives: 1, extraLifeScore: 0, killScreen: false } as const;
const FAR: Profile = { delayMs: 40, jitterMs: 10 };
const LINKS: [string, Profile][] = [
  ['without delay', CALM],
  ['at 80 ms', FAR],
];
const SEEDS = [1, 2, 3];
const TURN_FRAMES = 30;

/** Three pages in their first turn. */
function playing(seed: number, link: Profile): { network: SimulatedNetwork; pages: readonly SimulatedPage[] } {
  const network = new SimulatedNetwork(seed, link);
  const pages = network.beginMatch('Ann', ['Ben', 'Cleo'], SETTINGS);
  network.until(() => network.world.phase === PHASE.play);
  network.frames(500);
  return { network, pages };
}

function ghostPages(pages: readonly SimulatedPage[], world: World): readonly SimulatedPage[] {
  return pages.filter(({ match }) => world.seatRole[match.seat] === ROLE.ghost);
}

/** All pages turn about twice a second. */
function steerFor(
  network: SimulatedNetwork,
  pages: readonly SimulatedPage[],
  seed: number,
  ms: number,
  each = () => {},
) {
  const rng = seeded(seed + 100);
  network.frames(ms, (frame) => {
    for (const [i, { session }] of pages.entries()) {
      if ((frame + 7 * i) % TURN_FRAMES === 0) session.steer(rng(4) as Direction);
    }
    each();
  });
}

test.each(LINKS)('[W51] a key of a ghost shows in the next frame, %s', (_name, link) => {
  const { network, pages } = playing(1, link);
  const [ghost] = ghostPages(pages, network.world);
  const { match, session } = ghost!;
  const actor = network.world.seatActor[match.seat]!;
  for (let direction = 0; direction < 4; direction++) {
    session.steer(direction as Direction);
    network.frames(FRAME_MS);
    expect(match.prediction.predicted.ghostWish[actor]).toBe(direction);
    network.frames(400);
  }
  expect(match.figures.keyToPixelFramesMax).toBe(1);
});

test.each(LINKS.flatMap(([name, link]) => SEEDS.map((seed) => [name, seed, link] as const)))(
  '[W51] the own ghost is never corrected %s, while it steers about (seed %i)',
  (_name, seed, link) => {
    const { network, pages } = playing(seed, link);
    const ghosts = ghostPages(pages, network.world);
    // Energizers would change what the ghost may do; the page learns of them when the server does.
    for (let line = 0; line < network.world.dots.length; line++) network.world.dots[line]! &= ~((1 << 1) | (1 << 26));
    steerFor(network, ghosts, seed, 15_000);
    expect(ghosts).toHaveLength(2);
    for (const { match } of ghosts) {
      expect(match.figures.inputs).toBeGreaterThan(20);
      expect([match.figures.smallCorrections, match.figures.wrongHashes]).toEqual([0, 0]);
    }
  },
);

test.each(SEEDS)('[W51] what is hidden is not predicted: Pac-Man stays, and nothing ends (seed %i)', (seed) => {
  const { network, pages } = playing(seed, FAR);
  let hiddenFrames = 0;
  steerFor(network, pages, seed, 15_000, () => {
    for (const page of ghostPages(pages, network.world)) {
      page.frame();
      const { confirmed, predicted } = page.match.prediction;
      if (confirmed.phase !== PHASE.play || confirmed.pacSeen === 1) continue;
      hiddenFrames++;
      expect([predicted.pacX[0], predicted.pacY[0]]).toEqual([confirmed.pacX[0], confirmed.pacY[0]]);
      expect(predicted.phase).toBe(PHASE.play);
    }
  });
  expect(hiddenFrames).toBeGreaterThan(100);
});

test.each(LINKS)('[W51] a change of roles is seamless %s: the new Pac-Man obeys at once', (_name, link) => {
  const { network, pages } = playing(4, link);
  steerFor(network, pages, 4, 3000);
  network.world.turnEndsTick = network.world.tick + 1;
  network.until(() => network.world.phase === PHASE.between);
  const next = pages.find(({ match }) => match.seat === network.world.nextPacSeat)!;
  network.frames(1000);
  expect(next.match.prediction.confirmed.phase).toBe(PHASE.between);
  network.until(() => network.world.phase === PHASE.play);
  network.frames(300);
  const { seat, prediction, figures } = next.match;
  expect([prediction.predicted.seatRole[seat], prediction.predicted.viewRole]).toEqual([ROLE.pac, ROLE.pac]);
  expect(prediction.predicted.pacState[0]).toBe(PAC.waiting);
  const from = prediction.predicted.pacX[0]!;
  next.session.steer(0);
  network.frames(3 * FRAME_MS);
  expect(prediction.predicted.pacX[0]! - from).toBeGreaterThan(0);
  network.frames(1000);
  for (const { match } of pages) expect(match.figures.largeCorrections).toBe(0);
  expect(figures.smallCorrections).toBe(0);
});
