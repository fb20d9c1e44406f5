import { describe, expect, test } from 'vitest';
import { copyText } from '../../../web-client/view/clipboard.ts';
import { qrModules } from '../../../web-client/view/qr-code.ts';
import { openShareSheet } from '../../../web-client/view/share-sheet.ts';
import { copyOrShow, shareOrCopy } from '../../../web-client/view/share.ts';

const URL_OF_ROOM = 'http://game.example/#ABCDE';

describe('[W110] a link is shared by what the device has', () => {
  const named = (name: string): Error => Object.assign(new Error(name), { name });

  test.each([
    ['a share sheet', async () => {}, 'shared'],
    ['a share sheet that the player closes', () => Promise.reject(named('AbortError')), 'cancelled'],
    ['a share sheet that the browser refuses', () => Promise.reject(named('NotAllowedError')), 'none'],
    ['no share sheet', null, 'none'],
  ])('%s', async (_, share, outcome) => {
    expect(await openShareSheet({ title: 'Room', url: URL_OF_ROOM }, share)).toBe(outcome);
  });

  test.each([
    ['shared', true, 'shared', []],
    ['cancelled', true, 'cancelled', []],
    ['none', true, 'copied', ['copy']],
    ['none', false, 'shown', ['copy', 'show Room']],
  ] as const)('the sheet says %s, copying works: %s', async (sheet, copies, outcome, calls) => {
    const called: string[] = [];
    const ways = {
      sheet: async () => sheet,
      copy: async (url: string) => (expect(url).toBe(URL_OF_ROOM), called.push('copy'), copies),
      show: (title: string) => void called.push(`show ${title}`),
    };
    expect(await shareOrCopy('Room', URL_OF_ROOM, ways)).toBe(outcome);
    expect(called).toEqual(calls);
  });

  test('copying does not open the sheet', async () => {
    const sheet = (): Promise<never> => expect.fail('opened');
    expect(await copyOrShow('Room', URL_OF_ROOM, { sheet, copy: async () => true, show: sheet })).toBe('copied');
  });
});

test.each([
  ['with access', async () => {}, false, true, ''],
  ['with access that is refused', () => Promise.reject(new Error('refused')), true, true, URL_OF_ROOM],
  ['on plain http', null, true, true, URL_OF_ROOM],
  ['where neither way works', null, false, false, URL_OF_ROOM],
])('[W110] text is copied %s', async (_, write, selects, isCopied, selected) => {
  let text = '';
  const copySelected = (given: string): boolean => ((text = given), selects);
  expect(await copyText(URL_OF_ROOM, { write, copySelected })).toBe(isCopied);
  expect(text).toBe(selected);
});

test('[W111] a QR code has the finders of its corners, and grows with the text', () => {
  const modules = qrModules(URL_OF_ROOM)!;
  expect(modules.length).toBe(25);
  const corner = (row: number, column: number): string => {
    const at = (y: number): string =>
      modules[row + y]!.slice(column, column + 7)
        .map(Number)
        .join('');
    return Array.from({ length: 7 }, (_, y) => at(y)).join(' ');
  };
  const finder = '1111111 1000001 1011101 1011101 1011101 1000001 1111111';
  expect([corner(0, 0), corner(0, 18), corner(18, 0)]).toEqual([finder, finder, finder]);
  expect(qrModules('http://192.168.178.123:8080/some/where/#ABCDE')!.length).toBeGreaterThan(25);
  expect(qrModules('https://bücher.example/#ABCDE')).not.toBeNull();
  expect(qrModules('x'.repeat(300))).not.toBeNull();
  expect(qrModules('x'.repeat(301))).toBeNull();
});
