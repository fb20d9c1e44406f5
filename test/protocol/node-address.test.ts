import { describe, expect, test } from 'vitest';
import { HOST_LENGTH_MAX, isNodeAddress, NODE_NAME_LENGTH_MAX } from '#protocol';

const GOOD = { node: 'east-1', host: '192.0.2.7', port: 1980 };

describe('the address of a node', () => {
  test.each([
    GOOD,
    { ...GOOD, node: 'a'.repeat(NODE_NAME_LENGTH_MAX) },
    { ...GOOD, host: 'Game_1.example.org' },
    { ...GOOD, host: '2001:db8::5' },
    { ...GOOD, host: 'fe80::1%eth0' },
    { ...GOOD, host: 'h'.repeat(HOST_LENGTH_MAX) },
    { ...GOOD, port: 1 },
    { ...GOOD, port: 65_535 },
  ])('is valid: %j', (address) => {
    expect(isNodeAddress(address)).toBe(true);
  });

  test.each([
    ...['', 'a'.repeat(NODE_NAME_LENGTH_MAX + 1), 'East', 'a b', '../admin', 'a\n', 'ä', 'a%2f'].map((node) => ({
      node,
    })),
    ...['', 'h'.repeat(HOST_LENGTH_MAX + 1), 'a b', 'a/b', 'user@host', 'a\r\nb', '[::1]', 'höst'].map((host) => ({
      host,
    })),
    ...[0, 65_536, 4_294_967_295].map((port) => ({ port })),
  ])('is not valid: %j', (part) => {
    expect(isNodeAddress({ ...GOOD, ...part })).toBe(false);
  });
});
