// The first scene: Blinky creeps after Packet, and looks innocent whenever it turns round. But Packet is not empty.

import { floor, ghost, pac, packet, say } from './cast.ts';
import { along, hop, isBetween, type Scene } from './scene.ts';

/** Four steps and a stop, as the music goes. Packet turns round at each stop. */
const PACKET_WAY = [
  [0, -24],
  [1.2, 36],
  [1.9, 36],
  [2.7, 84],
  [3.4, 84],
  [4.2, 132],
  [8.6, 132],
  [9.6, 250],
] as const;
const BLINKY_BEHIND = 52;
const TURNS = [
  [1.3, 1.9],
  [2.8, 3.4],
  [4.4, 6.2],
] as const;
/** Blinky notices each turn so much later: the third time too late. */
const CAUGHT_SECOND = 4.6;
const OPENS_SECOND = 5.2;
const FLEES_SECOND = 5.9;
const FLEES_WAY = [
  [FLEES_SECOND, 80],
  [7.3, -40],
] as const;
const HUNTER_WAY = [
  [FLEES_SECOND, 128],
  [8, -60],
] as const;

export const tiptoe: Scene = {
  name: 'intermission1',
  seconds: 9.6,
  draw(context, at) {
    floor(context);
    const x = along(PACKET_WAY, at);
    const turned = TURNS.some(([from, to]) => isBetween(at, from, to));
    drawBlinky(context, at, turned);
    const opens = along(
      [
        [OPENS_SECOND, 0],
        [5.5, 1],
        [8, 1],
        [8.3, 0],
      ],
      at,
    );
    // Glad, before it goes on.
    const up = hop(at, 8.2, 0.3, 8) + hop(at, 8.5, 0.3, 8);
    const looks = turned || isBetween(at, 6.2, 8.4) ? 'left' : 'right';
    packet(context, { x, up, looks, walks: isWalking(at) }, at, opens);
    drawHunter(context, at);
  },
};

function drawBlinky(context: CanvasRenderingContext2D, at: number, turned: boolean): void {
  if (at >= FLEES_SECOND) {
    const way = { x: along(FLEES_WAY, at), looks: 'left', walks: true } as const;
    return ghost(context, way, 0, 2 * at, 'frightened');
  }
  const x = along(PACKET_WAY, at - 0.15) - BLINKY_BEHIND;
  const isCaught = at >= CAUGHT_SECOND;
  ghost(context, { x, looks: turned && !isCaught ? 'away' : 'right', walks: isWalking(at) }, 0, at);
  if (isCaught) say(context, x, '!');
}

/** What was in the envelope. */
function drawHunter(context: CanvasRenderingContext2D, at: number): void {
  if (at < OPENS_SECOND + 0.2) return;
  const size = along(
    [
      [OPENS_SECOND + 0.2, 0],
      [FLEES_SECOND, 1.9],
    ],
    at,
  );
  const up = along(
    [
      [OPENS_SECOND + 0.2, 8],
      [5.7, 34],
      [FLEES_SECOND, 0],
    ],
    at,
  );
  pac(context, { x: along(HUNTER_WAY, at), up, looks: 'left', walks: at >= FLEES_SECOND }, at, size);
}

function isWalking(at: number): boolean {
  return along(PACKET_WAY, at + 0.02) !== along(PACKET_WAY, at);
}
