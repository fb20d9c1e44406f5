// The third scene: Pac-Man dances with a blue ghost, until it is blue no more. The others are the jury.

import { floor, ghost, board, heart, isFlash, pac, say, type Side } from './cast.ts';
import { along, hop, isBetween, type Scene } from './scene.ts';

const MIDDLE = 112;
const RADIUS = 30;
/** One turn for each four bars of the music. */
const TURN_SECONDS = 2.35;
const ENDS_FRIGHT_SECOND = 4.7;
const STARES_SECOND = 5.1;
const DANCES_ON_SECOND = 6.9;
const PINKY = 1;
const JURY = [
  { ghost: 0, x: 40, note: '10' },
  { ghost: 2, x: 112, note: '10' },
  { ghost: 3, x: 184, note: '7' },
] as const;

export const waltz: Scene = {
  name: 'intermission3',
  seconds: 9.4,
  draw(context, at) {
    floor(context);
    const stares = isBetween(at, STARES_SECOND, DANCES_ON_SECOND);
    // Time stands still while they stare.
    const danced = at < STARES_SECOND ? at : Math.max(STARES_SECOND, at - (DANCES_ON_SECOND - STARES_SECOND));
    const turn = (danced / TURN_SECONDS) * 2 * Math.PI;
    const x = Math.cos(turn) * RADIUS;
    const depth = Math.sin(turn) * 6;
    const looks: readonly [Side, Side] = x > 0 ? ['left', 'right'] : ['right', 'left'];
    const up = stares ? hop(at, STARES_SECOND, 0.35, 10) : Math.abs(Math.sin(turn * 1.5)) * 4;
    const isBlue = at < STARES_SECOND && !(at > ENDS_FRIGHT_SECOND - 1 && isFlash(at));
    const dancers = [
      () => pac(context, { x: MIDDLE + x, up: up - depth, looks: looks[0], walks: !stares }, at / 2),
      () =>
        ghost(
          context,
          { x: MIDDLE - x, up: up + depth, looks: looks[1], walks: !stares },
          PINKY,
          at,
          isBlue ? 'frightened' : 'usual',
        ),
    ];
    // The nearer one is drawn last.
    for (const draw of depth > 0 ? dancers.toReversed() : dancers) draw();
    if (isBetween(at, STARES_SECOND, 6.1)) for (const side of [-x, x]) say(context, MIDDLE + side, '!');
    if (at >= 6.2)
      heart(
        context,
        MIDDLE,
        along(
          [
            [6.2, 44],
            [9.4, 74],
          ],
          at,
        ),
      );
    drawJury(context, at);
  },
};

function drawJury(context: CanvasRenderingContext2D, at: number): void {
  for (const [i, member] of JURY.entries()) {
    const up = along(
      [
        [7.2 + i * 0.25, -70],
        [7.7 + i * 0.25, -44],
      ],
      at,
    );
    board(
      context,
      member.x + 20,
      up +
        along(
          [
            [8 + i * 0.2, -30],
            [8.3 + i * 0.2, 34],
          ],
          at,
        ),
      member.note,
    );
    ghost(context, { x: member.x, up, looks: 'away' }, member.ghost, at);
  }
}
