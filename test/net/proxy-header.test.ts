import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeProxyHeaderV1, encodeProxyHeaderV2, plainAddress, readProxyHeader } from '#net';

const SIGNATURE = '0d0a0d0a000d0a515549540a';

test('[H1] golden bytes: IPv4', () => {
  const source = { address: '192.0.2.1', port: 51_234 };
  const destination = { address: '198.51.100.7', port: 8080 };
  expect(encodeProxyHeaderV2(source, destination).toString('hex')).toBe(`${SIGNATURE}2111000cc0000201c6336407c8221f90`);
});

test('[H1] golden bytes: IPv6', () => {
  const source = { address: '2001:db8::1', port: 1 };
  const destination = { address: '2001:db8:1:2:3:4:5:6', port: 65_535 };
  expect(encodeProxyHeaderV2(source, destination).toString('hex')).toBe(
    `${SIGNATURE}2121002420010db800000000000000000000000120010db80001000200030004000500060001ffff`,
  );
});

test('[H1] golden bytes: IPv4 in IPv6 dress on both sides is IPv4', () => {
  const source = { address: '::ffff:192.0.2.1', port: 51_234 };
  const destination = { address: '::ffff:198.51.100.7', port: 8080 };
  expect(encodeProxyHeaderV2(source, destination).toString('hex')).toBe(`${SIGNATURE}2111000cc0000201c6336407c8221f90`);
});

test('[H1] golden bytes: IPv4 on one side only is mapped into IPv6', () => {
  const source = { address: '192.0.2.1', port: 0 };
  const destination = { address: '::1', port: 8080 };
  expect(encodeProxyHeaderV2(source, destination).toString('hex')).toBe(
    `${SIGNATURE}2121002400000000000000000000ffffc00002010000000000000000000000000000000100001f90`,
  );
});

test('[H1] golden bytes: a peer without an address is of no family', () => {
  const destination = { address: '127.0.0.1', port: 8080 };
  expect(encodeProxyHeaderV2({ address: 'unix', port: 0 }, destination).toString('hex')).toBe(`${SIGNATURE}21000000`);
});

test('[H1] golden bytes: authority, tunnel id and TLS', () => {
  const endpoint = { address: '192.0.2.1', port: 1 };
  const tls = { version: 'TLSv1.3', hasCertificate: false };
  const header = encodeProxyHeaderV2(endpoint, endpoint, { authority: 'a.example', uniqueId: 'id', tls });
  const tlvs = ['020009612e6578616d706c65', '0500026964', '20000f0100000001210007544c5376312e33'];
  expect(header.toString('hex', 28)).toBe(tlvs.join(''));
  expect(header.readUInt16BE(14)).toBe(header.length - 16);
});

test.each([
  ['192.0.2.1', '198.51.100.7', 'PROXY TCP4 192.0.2.1 198.51.100.7 1 2\r\n'],
  ['::ffff:192.0.2.1', '198.51.100.7', 'PROXY TCP4 192.0.2.1 198.51.100.7 1 2\r\n'],
  ['2001:db8::1', '2001:db8::2', 'PROXY TCP6 2001:db8::1 2001:db8::2 1 2\r\n'],
  ['2001:db8::1', '198.51.100.7', 'PROXY UNKNOWN\r\n'],
  ['unix', '198.51.100.7', 'PROXY UNKNOWN\r\n'],
])('[H1] version 1 from %s to %s', (source, destination, line) => {
  const header = encodeProxyHeaderV1({ address: source, port: 1 }, { address: destination, port: 2 });
  expect(String(header)).toBe(line);
});

test('[H2] what we write, we read, in any split, and nothing behind it', () => {
  const address = fc.oneof(fc.ipV4(), fc.ipV6()).map(plainAddress);
  const endpoint = fc.record({ address, port: fc.nat(65_535) });
  fc.assert(
    fc.property(endpoint, fc.boolean(), fc.uint8Array(), (source, isV1, rest) => {
      const encode = isV1 ? encodeProxyHeaderV1 : encodeProxyHeaderV2;
      const header = encode(source, source);
      expect(readProxyHeader(Buffer.concat([header, rest]))).toMatchObject({
        name: 'header',
        byteLength: header.length,
        source: { port: source.port },
      });
      for (let length = 0; length < header.length; length += 1) {
        expect(readProxyHeader(header.subarray(0, length)).name).toBe('incomplete');
      }
    }),
    { seed: 1980 },
  );
});

test.each([
  'GET / HTTP/1.1\r\n',
  'PROXY TCP4 192.0.2.1 192.0.2.2 1 2 3\r\n',
  'PROXY TCP4 2001:db8::1 192.0.2.2 1 2\r\n',
  'PROXY TCP4 192.0.2.1 192.0.2.2 65536 2\r\n',
  `PROXY UNKNOWN ${'x'.repeat(100)}\r\n`,
])('[H2] no PROXY header: %j', (text) => {
  expect(readProxyHeader(Buffer.from(text)).name).toBe('invalid');
});

test('[H2] no PROXY header: another version, and a length above the maximum', () => {
  const header = encodeProxyHeaderV2({ address: '192.0.2.1', port: 1 }, { address: '192.0.2.2', port: 2 });
  for (const [at, value] of [
    [12, 0x11],
    [14, 0xff],
    [15, 3],
  ] as const) {
    const changed = Buffer.from(header);
    changed[at] = value;
    expect(readProxyHeader(changed).name).toBe('invalid');
  }
});
