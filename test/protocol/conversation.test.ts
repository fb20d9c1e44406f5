import { describe, expect, test } from 'vitest';
import {
  CLIENT_MESSAGES,
  errorCodeOf,
  ERRORS,
  isAllowed,
  isFatal,
  isResumable,
  type ClientMessageType,
  type ConversationState,
  type ErrorCode,
  type Recovery,
} from '#protocol';

describe('conversation', () => {
  const always: ClientMessageType[] = ['ping', 'chat', 'mute', 'browse', 'favourite', 'identify', 'rename'];
  const inRoom: ClientMessageType[] = [
    'leave',
    'input',
    'sit',
    'ready',
    'start',
    'configure',
    'kick',
    'pause',
    'keyframe',
    'follow',
    'emote',
    'phrase',
    'handover',
    'close',
  ];

  test.each<[ConversationState, ClientMessageType[]]>([
    ['greeting', ['hello']],
    ['lobby', ['play', 'join', 'create', 'watch', ...inRoom, ...always]],
    ['room', [...inRoom, ...always]],
  ])('[M7] in %s a client may say %j and nothing else', (state, allowed) => {
    const types = Object.keys(CLIENT_MESSAGES) as ClientMessageType[];
    expect(new Set(types.filter((type) => isAllowed(state, type)))).toEqual(new Set(allowed));
  });
});

describe('errors', () => {
  const rows = Object.entries(ERRORS);

  test('[E1] every code has a number of its own from 1 on, and is found again by it', () => {
    expect(new Set(rows.map(([, row]) => row.wire)).size).toBe(rows.length);
    for (const [code, row] of rows) {
      expect(row.wire).toBeGreaterThan(0);
      expect(errorCodeOf(row.wire)).toBe(code);
    }
    expect(errorCodeOf(0)).toBeNull();
    expect(errorCodeOf(4000)).toBeNull();
    // Of version 1, and not used again.
    expect(errorCodeOf(44)).toBeNull();
  });

  test('[E2] before there is a session codes below 20 end the connection; of the others the refusal of a name, a session at another node and a ban do', () => {
    for (const [code, row] of rows) {
      expect([code, isFatal(code as ErrorCode, false)]).toEqual([
        code,
        row.wire < 20 || ['name-reserved', 'other-node', 'server-banned'].includes(code),
      ]);
    }
  });

  test('[E3] a mistake in one message is not fatal for a client with a session, and every other fatal code is', () => {
    const spared = rows.filter(([code]) => isFatal(code as ErrorCode, false) && !isFatal(code as ErrorCode, true));
    expect(spared.map(([code]) => code)).toEqual([
      'unknown-type',
      'bad-fields',
      'not-allowed-now',
      'bad-name',
      'nodes-unreachable',
      'name-reserved',
      'other-node',
    ]);
    expect(rows.filter(([code]) => isFatal(code as ErrorCode, true) && !isFatal(code as ErrorCode, false))).toEqual([]);
  });

  test('[E2] what a client may do after each fatal error', () => {
    const after = (recovery: Recovery) => rows.filter(([, row]) => row.recovery === recovery).map(([code]) => code);
    expect(after('resume')).toEqual([
      'hello-timeout',
      'frame-timeout',
      'silent',
      'too-far-behind',
      'server-full',
      'server-stopping',
      'nodes-unreachable',
    ]);
    expect(after('new-session')).toEqual(['flood', 'other-node']);
    for (const [code, { recovery }] of rows) expect(isResumable(code as ErrorCode)).toBe(recovery === 'resume');
  });
});
