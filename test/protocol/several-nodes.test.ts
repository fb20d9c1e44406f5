// A server of several nodes, as its clients see it: the example of protocol/README.md, and ours. The nodes say what a test
// wants, over real sockets.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { CLIENT_MESSAGES, errorMessage, isNodeAddress, REDIRECTS_MAX, type ServerMessage } from '#protocol';
import { LEFT } from '#simulation';
import { BotClient } from '../../bots/bot-client.ts';
import { pongTo, redirectTo } from '../support/scripted-node.ts';
import { startNode, type Answer } from '../support/scripted-tcp-node.ts';
import { welcome } from '../client/scripted-server.ts';
import { joinedMessage } from '../web-client/joined-message.ts';

const EXAMPLE = fileURLToPath(new URL('../../protocol/examples/bot.js', import.meta.url));
const JOINED = joinedMessage();

/** A node that has the session of each token, in a room. */
const home: Answer = (message) => {
  if (message.type === 'ping') return [pongTo(message)];
  return message.type === 'hello' ? [welcome('home', message.token !== ''), JOINED] : [];
};

/** Starts the stranger's bot. @returns what waits until it has joined a room */
function startStranger(port: number): () => Promise<void> {
  const stranger = spawn(process.execPath, [EXAMPLE, '127.0.0.1', String(port), JOINED.code]);
  onTestFinished(() => void stranger.kill('SIGKILL'));
  const lines = createInterface(stranger.stdout)[Symbol.asyncIterator]();
  return async () => {
    for (let line = ''; !line.startsWith('joined ');) {
      const { value, done } = await lines.next();
      if (done === true) throw new Error('the bot has ended');
      line = value;
    }
  };
}

test("[R1] a stranger's bot follows a redirect instead of `welcome`, and shows the token of the redirect", async () => {
  const second = await startNode('second', home);
  const first = await startNode('first', () => [redirectTo(second, { token: 'ticket' }), 'close']);
  await startStranger(first.port)();
  expect([...first.hellos, ...second.hellos]).toMatchObject([
    { token: '', follows: true },
    { token: 'ticket', follows: true },
  ]);
});

test("[R2] a stranger's bot that brings a ticket does not repeat what it had asked for", async () => {
  const requests: string[] = [];
  const second = await startNode('second', (message) => {
    if (message.type === 'hello') return [welcome('second', true)];
    if (message.type !== 'ping') requests.push(message.type);
    // The first pong comes before the answer to the request.
    return message.type === 'ping' ? [pongTo(message), JOINED] : [];
  });
  const first = await startNode('first', (message) => {
    if (message.type === 'hello') return [welcome('first')];
    return message.type === 'join' ? [redirectTo(second, { token: 'ticket' }), 'close'] : [];
  });
  await startStranger(first.port)();
  expect(requests).toEqual([]);
});

test("[R3] a stranger's bot may ignore `keep`: it goes to the node once its connection ends", async () => {
  const second = await startNode('second', home);
  const seen: number[] = [];
  const first = await startNode('first', (message) => {
    if (message.type === 'hello') return [welcome('first'), JOINED, redirectTo(second, { keep: true }), keyframe(5)];
    if (message.type !== 'ping' && message.type !== 'input') return [];
    seen.push(message.seenTick);
    return seen.length === 1 ? [keyframe(9)] : ['close'];
  });
  const joined = startStranger(first.port);
  await joined();
  await joined();
  expect([seen, second.hellos[0]]).toEqual([[5, 9], expect.objectContaining({ token: 'first', seen: 9 })]);
});

test('[R4] our bot goes on with its match at the other node, and sends again what that has not applied', async () => {
  const inputs: number[] = [];
  let arrived!: () => void;
  const arrival = new Promise<void>((resolve) => (arrived = resolve));
  const second = await startNode('second', (message) => {
    if (message.type === 'input') inputs.push(message.sequence);
    if (message.type === 'input') arrived();
    return home(message);
  });
  const first = await startNode('first', (message) => {
    if (message.type === 'input') return [redirectTo(second), 'close'];
    return message.type === 'join' ? [JOINED] : message.type === 'hello' ? [welcome('first')] : [];
  });
  const bot = await BotClient.connect(first, 'Robo');
  onTestFinished(() => bot.close());
  const match = await bot.enter({ type: 'join', code: JOINED.code, password: '', rate: 20 });
  bot.steer(LEFT);
  await arrival;
  expect([inputs, bot.match === match, bot.resumedCount]).toEqual([[1], true, 0]);
});

test('[R5] our bot follows five redirects in a row, and says why it ends', async () => {
  const address = { host: '127.0.0.1', port: 0 };
  const node = await startNode('first', () => [redirectTo({ node: 'first', ...address }), 'close']);
  address.port = node.port;
  await expect(BotClient.connect(node, 'Robo')).rejects.toMatchObject({ fault: 'redirect-loop' });
  expect(node.hellos).toHaveLength(1 + REDIRECTS_MAX);
});

describe('[R6] nodes', () => {
  test("[R6] a stranger's bot goes on at one that was named, when its own is gone", async () => {
    const second = await startNode('second', home);
    const first = await startNode('first', (message) => {
      if (message.type === 'hello') return [welcome('first'), { type: 'nodes', nodes: [second] }, JOINED];
      return message.type === 'ping' ? ['die'] : [];
    });
    const joined = startStranger(first.port);
    await joined();
    await joined();
    expect(second.hellos[0]).toMatchObject({ token: 'first' });
  });

  test('[R6] which addresses are valid', () => {
    const address = { node: 'a-1', host: '192.0.2.7', port: 1980 };
    const others = [
      { node: 'A' },
      { node: 'a'.repeat(25) },
      { host: 'h'.repeat(254) },
      { host: 'a/b' },
      { port: 65_536 },
    ];
    expect([address, ...others.map((other) => ({ ...address, ...other }))].map(isNodeAddress)).toEqual([
      true,
      ...others.map(() => false),
    ]);
  });
});

test('[R7] `nodes-unreachable` ends a connection without a session only, which may be tried again', () => {
  const refusal = { code: 'nodes-unreachable', retryAfterMs: 500 } as const;
  expect(errorMessage(refusal)).toMatchObject({ fatal: true, recovery: 'resume', retryAfterMs: 500 });
  const answers = CLIENT_MESSAGES.join.type;
  expect(errorMessage(refusal, answers, true)).toMatchObject({ fatal: false, recovery: '', answers });
});

function keyframe(tick: number): ServerMessage {
  return { type: 'keyframe', tick, words: Array.from(JOINED.words).with(0, tick) };
}
