// Bots of the wire in every mode: the built-in player steers whatever their seat is.

import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { MODES, NONE, PHASE, ROLE, type World } from '#simulation';
import { BotClient } from '../../bots/bot-client.ts';
import { Pilot } from '../../bots/brains/pilot.ts';
import { gameServerConfig } from '../../game-server/config.ts';
import { startGameServer } from '../../game-server/main.ts';

const HOST = '127.0.0.1';

test('[BT10] bots play every mode: two of them enter, decide, and move', async () => {
  const config = gameServerConfig({ host: HOST, port: 0, adminPort: 0 });
  const server = await startGameServer(config, pino({ level: 'silent' }));
  onTestFinished(() => server.drain());
  const bots = MODES.flatMap(({ name: mode }) => ['Ann', 'Ben'].map((name) => ({ mode, name: `${name} ${mode}` })));
  const seats = await Promise.all(bots.map(({ mode, name }) => playUntilMoved(server.port, name, mode)));
  expect(seats.every((seat) => seat >= 0)).toBe(true);
});

/** Steers as the bots of the command line do. @returns the seat once its actor has gone on by its own input */
async function playUntilMoved(port: number, name: string, mode: string): Promise<number> {
  let pilot: Pilot;
  let first: string | null = null;
  let settle: (seat: number) => void;
  const moved = new Promise<number>((resolve) => (settle = resolve));
  const client = await BotClient.connect({ host: HOST, port }, name, {
    onJoined: (_, match) => void (pilot = new Pilot(match)),
    onTurn(client, ahead) {
      const direction = pilot.decide(ahead);
      if (direction !== NONE) pilot.sent(client.steer(direction), direction);
    },
    onUpdate(_, { world, seat }) {
      if (world.phase !== PHASE.play || world.seatRole[seat] === ROLE.none) return;
      first ??= placeOf(world, seat);
      if (world.seatInput[seat]! > 0 && placeOf(world, seat) !== first) settle(seat);
    },
  });
  onTestFinished(() => client.close());
  await client.enter({ type: 'play', mode });
  return moved;
}

function placeOf(world: World, seat: number): string {
  const actor = world.seatActor[seat]!;
  if (world.seatRole[seat] === ROLE.ghost) return `${world.ghostX[actor]} ${world.ghostY[actor]}`;
  return `${world.pacX[actor]} ${world.pacY[actor]}`;
}
