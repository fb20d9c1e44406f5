// IP addresses in every spelling that a peer, a proxy or an operator may write, and in spellings that are none.

import { isIPv6 } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addressBytes, isLoopback, networkOf, plainAddress, siteOf } from '#net';

test('[I1] every spelling of an IPv6 address has the same bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), fc.boolean(), (bytes, zeroed) => {
      if (zeroed) bytes.fill(0, 4, 12);
      const groups = Array.from({ length: 8 }, (_, at) => Buffer.from(bytes).toString('hex', at * 2, at * 2 + 2));
      const full = groups.join(':');
      const short = new URL(`http://[${full}]`).hostname.slice(1, -1);
      const mixed = `${groups.slice(0, 6).join(':')}:${bytes.slice(12).join('.')}`;
      for (const text of [full, short, mixed, `${full}%eth0`]) {
        expect(isIPv6(text)).toBe(true);
        expect(addressBytes(text)).toEqual(addressBytes(full));
      }
      if (addressBytes(full)?.length === 16) expect(addressBytes(full)).toEqual(Buffer.from(bytes));
    }),
    { seed: 1980 },
  );
});

test('[I2] addresses are counted by IPv4 address and by IPv6 /64', () => {
  expect(networkOf('::ffff:192.0.2.1')).toBe(networkOf('192.0.2.1'));
  expect(networkOf('2001:db8:0:1::1')).toBe(networkOf('2001:db8:0:1:ffff::2'));
  expect(networkOf('2001:db8:0:1::1')).not.toBe(networkOf('2001:db8:0:2::1'));
});

test('[I2] the site of an IPv6 network is its /48, of all else the network itself', () => {
  const site = (address: string) => siteOf(networkOf(address));
  expect(site('2001:db8:1:2::3')).toBe(site('2001:db8:1:ffff::'));
  expect(site('2001:db8:1:2::3')).not.toBe(site('2001:db8:2:2::3'));
  expect(site('2001:db8:1:2::3')).not.toBe(networkOf('2001:db8:1:2::3'));
  expect(site('192.0.2.1')).toBe('192.0.2.1');
});

test('[I1] the addresses of this machine are known', () => {
  for (const text of ['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1']) expect(isLoopback(text)).toBe(true);
  for (const text of ['128.0.0.1', '::2', 'localhost', '']) expect(isLoopback(text)).toBe(false);
});

test('[I1] an address has one spelling without a zone', () => {
  expect(plainAddress('::ffff:192.0.2.1')).toBe('192.0.2.1');
  expect(plainAddress('fe80::1%eth0')).toBe('fe80::1');
});

test.each([
  '127.1',
  '1',
  '0x7f.0.0.1',
  '0177.0.0.1',
  '127.0.0.01',
  '127.0.0.1 ',
  '1.2.3.4/8',
  '::g',
  '1::2::3',
  '',
  'unix',
])('[I1] %j is no address: other programs read numbers of other bases, or fewer of them, as one', (text) => {
  expect([addressBytes(text), plainAddress(text), networkOf(text)]).toEqual([null, text, text]);
  expect(isLoopback(text)).toBe(false);
});

test('[I1] only the addresses of ::ffff:0:0/96 are IPv4 addresses, not others that end like one', () => {
  expect(plainAddress('::ffff:7f00:1')).toBe('127.0.0.1');
  expect(plainAddress('::FFFF:127.0.0.1%lo')).toBe('127.0.0.1');
  for (const text of ['::127.0.0.1', '::ffff:0:127.0.0.1', '64:ff9b::127.0.0.1', '::fffe:127.0.0.1']) {
    expect([text, addressBytes(text)?.length, isLoopback(text)]).toEqual([text, 16, false]);
  }
});
