import { expect, onTestFinished, test, vi } from 'vitest';
import { PLAYER_THINK_TIMES } from '../../bots/brains/walker.ts';
import type { LoadClientPlan } from '../../load/client-plan.ts';
import { LoadFigures } from '../../load/figures.ts';
import { Watch } from '../../load/frames/watch.ts';
import { startLoadClient } from '../../load/load-client.ts';
import { redirectTo } from '../support/scripted-node.ts';
import { startNode } from '../support/scripted-tcp-node.ts';
import { welcome } from '../client/scripted-server.ts';
import { joinedMessage } from '../web-client/joined-message.ts';
import { roomMessage } from '../web-client/room-message.ts';

const PLAN: LoadClientPlan = {
  ...{ name: 'load-1', mode: 'coop', makesSeats: 0, rate: 20, seed: 1, think: PLAYER_THINK_TIMES },
  ...{ isBot: false, runsRules: false, isSlow: false, afterLoss: 'give-up' },
};

test.each([
  { home: 'n1', checked: ['n1', 'n2'] },
  { home: undefined, checked: ['', ''] },
])(
  '[LN10] frames are checked with the node that has sent them, from its own name: $home',
  async ({ home, checked }) => {
    const joined = joinedMessage();
    const second = await startNode('n2', ({ type }) => {
      return type === 'hello' ? [welcome('second', true), joined, roomMessage('play')] : [];
    });
    const first = await startNode('n1', ({ type }) => {
      if (type === 'hello') return [welcome('first')];
      return type === 'play' ? [joined, roomMessage('play'), redirectTo(second)] : [];
    });
    const [figures, watch] = [new LoadFigures(), new Watch()];
    const shownBy: string[] = [];
    const isBack = new Promise<void>((resolve) => {
      vi.spyOn(watch, 'joined').mockImplementation(({ node }) => {
        if (shownBy.push(node) === checked.length) resolve();
      });
    });
    const { host, port } = first;
    const client = await startLoadClient({ host, port, ...(home && { node: home }) }, PLAN, '', figures, watch);
    onTestFinished(() => {
      client.close();
      watch.stop();
      figures.stop();
    });
    await isBack;
    expect(shownBy).toEqual(checked);
  },
);
