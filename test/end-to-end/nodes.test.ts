// A page whose session goes from node to node. The nodes are ways to one server: any of them has every session, as a cluster
// has after a moment.

import { describe, expect, onTestFinished, test } from 'vitest';
import type { ServerMessage } from '#protocol';
import { gameServerConfig } from '../../game-server/config.ts';
import { startGameServer, type GameServer } from '../../game-server/main.ts';
import { createLog } from '../../game-server/ops/log.ts';
import type { Session } from '../../game-server/sessions/session.ts';
import { startCuttableWay, type CuttableWay } from '../bots/cuttable-way.ts';
import { browserAvailable, WAIT_MS } from '../support/browser.ts';
import { frames } from './page-over-link.ts';
import { PATIENT, play, read, screenshot, startStack, type Player } from './stack.ts';
import { HURRIED_IN_A_ROW_MAX, hurriedInARow, recordTicks } from './ticks-drawn.ts';

const waiting = { timeout: WAIT_MS };

declare global {
  interface Window {
    /** What the page showed beside the match since `recordSights`. */
    sights?: Set<string>;
  }
}

describe.skipIf(!browserAvailable)('a page and several nodes', () => {
  /** A page in a match. `way`: that to the node `b`. */
  async function inMatch(): Promise<{ player: Player; session: Session; server: GameServer; way: CuttableWay }> {
    const config = gameServerConfig({ host: '127.0.0.1', port: 0, adminPort: 0, ...PATIENT });
    const server = await startGameServer(config, createLog('silent'));
    onTestFinished(() => server.drain());
    const way = await startCuttableWay(server.port);
    const stack = await startStack({ serverPort: server.port, nodes: { b: way.port } });
    onTestFinished(() => stack.stop());
    const player = await stack.open();
    await play(player);
    await player.page.waitForFunction(() => window.packetman!.room === 'play', null, waiting);
    const code = (await read(player, 'code'))!;
    const session = server.lobby.room(code)!.seats.players[0]!.player as Session;
    return { player, session, server, way };
  }

  test('[W180] [W181] a session that moves is not seen, and one whose node is gone goes on over the address of the page', async () => {
    const { player, session, server, way } = await inMatch();
    await player.page.evaluate(recordSights);
    await player.page.evaluate(recordTicks);
    for (const [i, keep] of [true, false, true].entries()) {
      const resumed = resumedAgain(session);
      session.answer(redirect(keep));
      await player.page.waitForFunction((count) => window.packetman!.link!.dials > count, 1 + i, waiting);
      // Until then a further redirect would change this one, or reach nobody.
      await resumed;
      await frames(player, 60);
    }
    expect(await player.page.evaluate(() => [...window.sights!])).toEqual(['room match']);
    const drawn = await player.page.evaluate(() => window.ticksDrawn!);
    expect(hurriedInARow(drawn)).toBeLessThanOrEqual(HURRIED_IN_A_ROW_MAX);
    expect(await read(player, 'link')).toMatchObject({ node: 'b', redirects: 3, dials: 4 });
    await player.page.keyboard.press('F3');
    await player.page.waitForFunction(() => document.querySelector('#network')!.textContent.includes('Redirects'));
    await screenshot(player, 'redirects');
    expect(player.errors).toEqual([]);

    const [code, seat] = [await read(player, 'code'), await read(player, 'seat')];
    way.close();
    await player.page.waitForFunction(() => window.packetman!.link!.node === '', null, waiting);
    await player.page.waitForFunction(() => window.packetman!.state === 'room', null, waiting);
    expect([await read(player, 'code'), await read(player, 'seat')]).toEqual([code, seat]);
    expect(await player.page.isVisible('#connection')).toBe(false);
    expect(server.lobby.room(code!)!.seats.players).toHaveLength(1);
  });
});

/** Until the session goes on over its next connection. */
function resumedAgain(session: Session): Promise<void> {
  return new Promise((resolve) => {
    const resume = session.resume.bind(session);
    session.resume = (...given) => {
      resume(...given);
      session.resume = resume;
      resolve();
    };
  });
}

function redirect(keep: boolean): ServerMessage {
  return { type: 'redirect', node: 'b', host: '192.0.2.7', port: 1980, token: '', keep };
}

/** Runs in the page. */
function recordSights(): void {
  const sights = (window.sights = new Set<string>());
  const record = (): void => {
    const shown = ['match', 'menu', 'rooms', 'room', 'connection', 'toast'].filter(
      (id) => document.querySelector<HTMLElement>(`#${id}`)!.hidden === false,
    );
    sights.add([window.packetman!.state, ...shown].join(' '));
    requestAnimationFrame(record);
  };
  record();
}
