// Networks as operators name them, and who is in them.

import { expect, test } from 'vitest';
import { isNetwork, networkTest } from '#net';

test.each(['10.0.0.0/8', '0.0.0.0/0', '192.0.2.7', '192.0.2.7/32', '2001:db8::/32', '::/0', '::1', '::1/128'])(
  '[I3] %j is a network',
  (text) => expect(isNetwork(text)).toBe(true),
);

test.each([
  ...['', '10.0.0.0/', '10.0.0.0/33', '10.0.0.0/-1', '10.0.0.0/8/8', '10.0.0.0/8.5', '10.0.0/8', '10.0.0.256/8'],
  ...['::/129', '::/1e1', '::g/8', '/8', 'localhost', 'unix', ' 10.0.0.0/8', '10.0.0.0/0x8'],
])('[I3] %j is none', (text) => expect(isNetwork(text)).toBe(false));

test('[I3] an address is in a network by its first bits, and only in networks of its kind; text that is no address is in none', () => {
  const isIn = networkTest(['10.0.0.0/8', '192.0.2.7', '192.0.2.8/32', '2001:db8::/33', '::1']);
  for (const inside of ['10.0.0.0', '10.255.255.255', '192.0.2.7', '192.0.2.8', '2001:db8:7fff::1', '::1', '0:0::1'])
    expect([inside, isIn(inside)]).toEqual([inside, true]);
  for (const outside of ['9.255.255.255', '11.0.0.0', '192.0.2.9', '2001:db8:8000::', '::2', '', 'localhost', '10'])
    expect([outside, isIn(outside)]).toEqual([outside, false]);
  for (const any of ['10.0.0.1', '::1']) expect(networkTest([])(any)).toBe(false);
  expect(['::1', '1.2.3.4'].map(networkTest(['0.0.0.0/0']))).toEqual([false, true]);
});
