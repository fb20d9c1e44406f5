// The target of a ban: checked, and with the effects that an operator must confirm.

import { isNetwork, networkTest, plainAddress } from '#net';
import { readName } from '#protocol';
import type { BanKind } from '#handover';
import { ApiError } from '../http/errors.ts';

/** A network with a shorter prefix is refused, and one below the second number needs a confirmation. */
const PREFIXES = { 4: { least: 8, usual: 16 }, 6: { least: 16, usual: 32 } } as const;
/** An IPv4 address as IPv6. A network of IPv6 that has it has all of IPv4. */
const MAPPED = '::ffff:1.2.3.4';
const LOOPBACK = ['127.0.0.1', '::1'];
/** The id of a user, or the device of a guest. */
const USER = /^(?:[0-9a-f]{32}|device:[\w-]{43})$/;

/** @returns the value as it is stored @throws {ApiError} for a malformed value, and for a network that has nearly all addresses */
export function readBanTarget(kind: BanKind, given: string): string {
  const value = given.trim();
  switch (kind) {
    case 'address':
      return readNetwork(value);
    case 'name': {
      const name = readName(value);
      if (name === null) throw wrong('This can be nobody’s name.');
      return name;
    }
    case 'user':
      if (!USER.test(value)) throw wrong('The id of a user is needed, or device: and the hash of a device.');
      return value;
  }
}

/** An address or network; one of IPv4 that is written as IPv6 becomes one of IPv4. */
function readNetwork(given: string): string {
  if (!isNetwork(given)) throw wrong('An IP address is needed, or a network such as 203.0.113.0/24.');
  const [address = '', prefix] = given.split('/');
  const isMapped = given.includes(':') && !plainAddress(address).includes(':');
  const value = isMapped ? plainAddress(address) + (prefix === undefined ? '' : `/${Number(prefix) - 96}`) : given;
  const isEverybody = prefixOf(value) < PREFIXES[versionOf(value)].least || networkTest([given])(MAPPED);
  if (isEverybody && !(isMapped && prefixOf(value) >= PREFIXES[4].least)) {
    throw wrong('This network is so wide that the ban would hit nearly everybody.');
  }
  return value;
}

/**
 * Effects of a ban beyond the player that is meant, as a sentence for the operator.
 * @param address the operator's own
 * @returns null for nothing
 */
export function sideEffectOf(kind: BanKind, value: string, address: string): string | null {
  if (kind !== 'address') return null;
  const includes = networkTest([value]);
  if (includes(address)) return 'This ban hits your own address.';
  if (LOOPBACK.some(includes))
    return 'This ban hits this machine, and with it every player behind a bridge that sends no address.';
  if (prefixOf(value) < PREFIXES[versionOf(value)].usual)
    return 'This network is wide: the ban hits very many players.';
  return null;
}

function versionOf(network: string): 4 | 6 {
  return network.includes(':') ? 6 : 4;
}

function prefixOf(network: string): number {
  const prefix = network.split('/')[1];
  return prefix === undefined ? 128 : Number(prefix);
}

function wrong(text: string): ApiError {
  return new ApiError('bad-request', { text, field: 'value' });
}
