// How the desk shows what logs and players say.

import { expect, test } from 'vitest';
import { bytesText, durationText, msText, visibleText } from '../../monitor/formats.ts';
import { readLogLine } from '../../monitor/log-line.ts';

test('[OD40] a line shows its message and all its fields, with invisible characters written out', () => {
  const line = {
    level: 40,
    time: 5,
    pid: 1,
    hostname: 'x',
    name: 'game-server',
    msg: 'a\u001b[31m<b>\u202e',
    code: 'flood',
    list: [1],
  };
  expect(readLogLine(JSON.stringify(line))).toEqual({
    ...{ atMs: 5, level: 40, message: 'a\\u001b[31m<b>\\u202e' },
    details: 'code=flood list=[1]',
  });
});

test('[OD40] the name of a player is shown, which takes the place of that of the program', () => {
  const line = { level: 30, time: 5, name: 'Ann', address: '203.0.113.1', msg: 'kicked' };
  expect(readLogLine(JSON.stringify(line)).details).toBe('name=Ann address=203.0.113.1');
});

test.each(['{"level":30,"msg":"cut in the mid', 'no JSON', '[1]', '"text"', '3', 'null'])(
  '[OD40] what is no line of JSON is shown as it is: %s',
  (text) => {
    expect(readLogLine(text)).toEqual({ atMs: null, level: 30, message: text, details: '' });
  },
);

test('[OD40] fields of other types and long fields do no harm', () => {
  expect(readLogLine('{"level":"x","time":"y","msg":3}')).toEqual({ atMs: null, level: 30, message: '', details: '' });
  expect(readLogLine(JSON.stringify({ msg: '', text: 'x'.repeat(5000) })).details.length).toBeLessThan(510);
});

test('[OD40] numbers and times are short', () => {
  expect([0, 999, 1000, 12_345, 123_456_789].map(bytesText)).toEqual(['0 B', '999 B', '1.0 KB', '12.3 KB', '123 MB']);
  expect([null, 0, 0.123, 4.56, 78.9].map(msText)).toEqual(['–', '0 ms', '0.12 ms', '4.6 ms', '79 ms']);
  expect([0, 59_999, 60_000, 7_200_000, 200_000_000].map(durationText)).toEqual(['0 s', '59 s', '1 min', '2 h', '2 d']);
  expect(visibleText('plain äß')).toBe('plain äß');
});
