import { expect, test } from 'vitest';
import { TerminalSession } from '../../terminal-client/session.ts';
import { redirectTo } from '../support/scripted-node.ts';
import { startNode } from '../support/scripted-tcp-node.ts';
import { welcome } from '../client/scripted-server.ts';
import { joinedMessage } from '../web-client/joined-message.ts';
import { roomMessage } from '../web-client/room-message.ts';

// Before the first update of the World: the key is sent nevertheless.
test('[TC10] a redirect is followed, and the match goes on', async () => {
  const joined = joinedMessage();
  let sent!: (sequence: number) => void;
  const repeated = new Promise<number>((resolve) => (sent = resolve));
  const second = await startNode('second', (message) => {
    if (message.type === 'input') sent(message.sequence);
    return message.type === 'hello' ? [welcome('second', true), joined] : [];
  });
  const first = await startNode('first', (message) => {
    if (message.type === 'hello') return [welcome('first')];
    if (message.type === 'join') return [joined, roomMessage('play')];
    return message.type === 'input' ? [redirectTo(second), 'close'] : [];
  });
  const ends: string[] = [];
  const session = new TerminalSession(
    { host: first.host, port: first.port, name: 'Ann', entry: { type: 'join', code: joined.code, password: '' } },
    { ended: ({ line }) => ends.push(line) },
  );
  await expect.poll(() => session.shown(performance.now(), true).state.name).toBe('room');
  session.press('left');
  expect(await repeated).toBe(1);
  expect([session.shown(performance.now(), true).state.name, second.hellos[0]?.token]).toEqual(['room', 'first']);
  session.leave();
  expect(ends).toEqual(['']);
});
