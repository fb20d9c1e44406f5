// The client of bots on a server whose clock waits for it.

import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { defaultFrightTable, hashMatch, type Direction } from '#simulation';
import { BotClient } from '../../bots/bot-client.ts';
import { LockstepGame } from '../../game-server/lockstep/lockstep-game.ts';
import { SeatPlan } from '../../game-server/rooms/seat-plan.ts';

const MATCH_TICKS = 400;

test('[BT14] in lockstep the client has one turn for each snapshot, and answers where it does not steer', async () => {
  const [one, other] = [await play(), await play()];
  // It decides on the World as it will be when its input is applied.
  expect(one.turns).toEqual(Array.from({ length: MATCH_TICKS - 1 }, (_, i) => i + 2));
  expect(other).toEqual(one);
});

async function play(): Promise<{ turns: number[]; hash: number }> {
  const seats = [
    { name: 'Client', skill: null },
    { name: 'AI', skill: 'easy' },
  ] as const;
  const options = { host: '127.0.0.1', port: 0, mode: 'coop', thinkMs: null, matchTicksMax: MATCH_TICKS } as const;
  const plan = new SeatPlan(seats, () => 5);
  const turns: number[] = [];
  const hash = await new Promise<number>((resolve, reject) => {
    const connect = async () => {
      const { game, port } = await LockstepGame.listen(
        { ...options, plan, frightTable: defaultFrightTable, log: pino({ enabled: false }) },
        { finished: (match) => resolve(hashMatch(match.now)), failed: () => reject(new Error('failed')) },
      );
      onTestFinished(() => game.close());
      const onTurn = (client: BotClient, { tick }: { readonly tick: number }) => {
        turns.push(tick);
        if (tick % 20 === 0) client.steer(((tick / 20) % 4) as Direction);
      };
      const client = await BotClient.connect({ host: '127.0.0.1', port }, 'Ann', { onTurn }, { lockstep: true });
      onTestFinished(() => client.close());
      await client.enter({ type: 'join', code: plan.codeOf(0), password: '' });
    };
    connect().catch(reject);
  });
  // The last snapshot may arrive before or after the end is known here.
  return { turns: turns.slice(0, MATCH_TICKS - 1), hash };
}
