// Which names a player gets: names in use, names that look the same, and reserved names.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isReserved, skeleton } from '#handover';
import { readName } from '#protocol';
import { Names } from '../../../game-server/sessions/names.ts';
import { anyCodePoint } from '../../support/any-code-point.ts';
import { MemoryServer } from '../../support/memory-server.ts';
import { seededRng } from '../../support/seeded-rng.ts';

const NOBODY = { ownerOf: () => null };

/** Letters that look like others, and how names are put together. */
const anyLookAlike = fc
  .array(fc.constantFrom(...'AΑАaаIl1|0OoОmrnn🅰👻\u0301 -2'), { minLength: 1, maxLength: 16 })
  .map((letters) => readName(letters.join('')))
  .filter((name): name is string => name !== null && !isReserved(name));

describe('claiming', () => {
  test('[GS3] names are all different, in their looks too, short enough, and can be had again', () => {
    const anyName = fc.oneof(
      fc.constantFrom('Ann', 'ann', 'ABCDEFGHIJKLMNOP', 'abcdefghijklmnop', 'Ann-2', '👨‍👩‍👧'.repeat(3)),
      anyLookAlike,
    );
    fc.assert(
      fc.property(fc.array(anyName, { maxLength: 60 }), (given) => {
        const names = new Names(seededRng(1), NOBODY);
        const claimed = given.map((name) => names.claim(name, null)!);
        expect(new Set(claimed.map((name) => name.toLowerCase())).size).toBe(given.length);
        expect(new Set(claimed.map((name) => skeleton(name))).size).toBe(given.length);
        for (const name of claimed) expect([name, readName(name)]).toEqual([name, name]);
        for (const name of claimed) names.release(name);
        expect([names.count, names.claim('Ann', null)]).toEqual([0, 'Ann']);
      }),
      { seed: 1980 },
    );
  });

  test('[GS3] thousands come with one name, and each claim costs the same few tries', () => {
    let drawn = 0;
    const chance = seededRng(1);
    const names = new Names((below) => {
      drawn++;
      return chance(below);
    }, NOBODY);
    for (let i = 0; i < 10_000; i++) expect(names.claim('Bot', null)).not.toBeNull();
    expect(drawn).toBeLessThan(11_000);
  });

  test('[GS3] when no suffix is free a claim ends all the same', () => {
    const names = new Names(() => 7, NOBODY);
    const claimed = Array.from({ length: 20 }, () => names.claim('Bot', null));
    expect(claimed.filter((name) => name !== null)).toEqual([
      'Bot',
      ...[2, 3, 4, 5, 6, 7, 8, 9, 17].map((n) => `Bot-${n}`),
    ]);
  });

  test('[GS3] a long name cut off for its suffix is not one of the server', () => {
    const names = new Names(seededRng(1), NOBODY);
    const claimed = Array.from({ length: 200 }, () => names.claim('theteamsupporter', null)!);
    expect(claimed.filter((name) => isReserved(name))).toEqual([]);
    expect(new Set(claimed).size).toBe(200);
  });
});

describe('looks', () => {
  test('[GS3] of a name of ligatures that are sentences only the beginning is compared', () => {
    expect(skeleton('\ufdfa'.repeat(24))).toBe(skeleton('\ufdfa'.repeat(4)).slice(0, 64));
  });

  test.each([
    ['Cyrillic among Latin', '\u0410nn\u0430', 'Anna'],
    ['Cyrillic capitals', '\u0412\u0410\u0422', 'bat'],
    ['Greek', '\u0391nn', 'Ann'],
    ['Armenian', '\u0578o', 'no'],

    ['full width', '\uff21\uff4e\uff4e', 'Ann'],
    ['mathematical', '\u{1d400}\u{1d427}\u{1d427}', 'Ann'],
    ['black squares', '\u{1f170}nn', 'Ann'],
    ['letters of flags', '\u{1f1e6}nn', 'Ann'],
    ['small capitals', 'A\u0274\u0274', 'Ann'],
    ['a capital I for an l', 'Al\u0456', 'AIi'],
    ['rn for m', 'rnike', 'Mike'],
    ['a zero', 'B0b', 'Bob'],
    ['joined emoji', '\u{1f468}\u200d\u{1f469}', '\u{1f468}\u{1f469}'],
  ])('[GS3] %s', (_, lookAlike, name) => {
    expect(skeleton(lookAlike)).toBe(skeleton(name));
    const server = new MemoryServer();
    expect(server.enter(lookAlike).name).toBe(readName(lookAlike));
    const real = server.enter(name);
    expect([real.name, real.errors()]).toEqual([`${name}-2`, []]);
    expect(server.enter(lookAlike).name).toBe(`${lookAlike}-3`);
  });

  test('[GS3] names that do not look the same are all welcome as they are', () => {
    const server = new MemoryServer();
    const names = [
      'Anna',
      '\u0410\u043d\u043d\u0430',
      'Ali',
      'All',
      'Jos\u00e9',
      'Jose',
      'Zo\u00eb',
      'Bot-1',
      'Bot-2',
      'Tom',
      'Tim',
    ];
    expect(names.map((name) => server.enter(name).name)).toEqual(names);
  });

  test('[GS3] the looks of a name are free again when its session ends', () => {
    const server = new MemoryServer();
    const first = server.enter('\u0410nn');
    first.send({ type: 'leave' });
    first.cut();
    expect(server.enter('Ann').name).toBe('Ann');
  });
});

const RESERVED = [
  ...[
    'admin',
    'Admin (official)',
    'the admin',
    'The Host',
    '99 Host',
    '1server',
    'server admin',
    '[MOD] x',
    'Packetman Team',
    'adm1n',
    'host-7',
  ],
  ...[
    'P1p-2',
    'Pip',
    'pip 3',
    'Nibb1e',
    'N1bble!',
    'AdmIn',
    '@dm!n',
    '4dmin',
    '4dmin1',
    'm0d',
    'MOD3',
    '1admin',
    '5taff',
  ],
  ...[
    'theadmin',
    'AnnAdmin',
    'xX_Admin_Xx',
    'Ann|Admin',
    'ann|admin',
    'adm|n bob',
    'Ann-Moderator',
    'mod.ann',
    'a.d.m.i.n',
  ],
  ...[
    'Ad min',
    'M o d',
    'Packet Man',
    'packetman_dev',
    'SysAdmin',
    'room host',
    'support team',
    'System Message',
    'Real Admin',
  ],
  ...[
    '\u0430dmin',
    '\u0410 d m i n',
    '\u041cunch',
    '\uff41\uff44\uff4d\uff49\uff4e',
    '\u24dc\u24de\u24d3',
    '\u00e1dmin',
    'adrnin',
  ],
  ...[
    '\u{1f170}\u{1f173}\u{1f17c}\u{1f178}\u{1f17d}',
    '\u{1f1e6}\u{1f1e9}\u{1f1f2}\u{1f1ee}\u{1f1f3}',
    '\u1d00\u1d05\u1d0d\u026a\u0274',
  ],
  ...['m\u0332o\u0332d\u0332', '\u{1f6e1}Mod\u{1f6e1}', 'adm\u00a1n', 'Officia1 Ann'],
  ...[
    'admin1ann',
    'iamadmin',
    'a d m i n bob',
    'bob a.d.m.i.n',
    'Packetmanfan',
    'xmoderatorx',
    '\u0430\u0434\u043c\u0438\u043d',
    '\u041c\u043e\u0434\u0435\u0440\u0430\u0442\u043e\u0440',
    '\u7ba1\u7406\u5458\u5c0f\u738b',
  ],
  ...['Admin Pip', 'MODERATOR', 'M\u00f6d', 'Ho5t', 'Every One', 'Game Server', 'off\u0131cial'],
];
const HONEST = [
  ...[
    'Madmin',
    'Pip Pip',
    'Crumb Cake',
    'Supporter',
    'Tom Host',
    'Nod 4',
    'A B C',
    'R2D2',
    'C-3PO',
    'L33t',
    'Lobby',
    'M O M',
  ],
  ...[
    'Adminah',
    'Hosta',
    'Modesty',
    'Blinky-fan',
    'Pip Fan',
    'Pippa',
    'Munchkin',
    'Crumble',
    'Nibbler',
    'Host Town',
    'Mo',
  ],
  ...[
    'Modern Art',
    'Model T',
    'Commodore',
    'Badminton',
    'Server Down',
    'Support Act',
    'System Shock',
    'Staffan',
    'Operatic',
  ],
  ...[
    'Admiral',
    'Administer',
    'Officially',
    'Ghost Host',
    'Hostess',
    'Modi Fan',
    'Amadeus',
    'Rob Ott',
    'Root Beer',
    'Bot',
    'Bot-12',
  ],
  ...[
    'Bot Team',
    'The One',
    'Game',
    'Solar System',
    'Brave Otter',
    '\u5403\u8c46',
    '\u{1f47b}',
    '\u{1f468}\u200d\u{1f469}',
    '7',
    '-',
    'Anna',
  ],
];

describe('reserved', () => {
  test.each(RESERVED)('[GS3] %s', (name) => {
    expect(new MemoryServer().enter(name).errors()).toEqual(['name-reserved']);
  });

  test.each(HONEST)('[GS3] not %s', (name) => {
    expect(new MemoryServer().enter(name).name).toBe(name);
  });

  test('[GS3] whatever a name is, it is judged without a fault, and judging the name of a name judges alike', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCodePoint, maxLength: 16 }), (given) => {
        const name = readName(given);
        if (name !== null) expect(isReserved(name)).toBe(isReserved(name.normalize('NFC')));
      }),
      { seed: 1980 },
    );
  });
});
