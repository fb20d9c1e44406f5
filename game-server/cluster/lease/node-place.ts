// Under which name and address a node can be found.

import { isIP } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';
import { NODE_ID } from '#redis';
import type { Rng } from '../../clock.ts';

const ID_LENGTH_MAX = 24;
const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';
/** Random letters of an id and of a key. */
const ID_RANDOM_LENGTH = 6;
const KEY_LENGTH = 32;
const ALL_ADDRESSES = ['0.0.0.0', '::'];

/** A name for a node that was given none: that of the machine, and random letters. */
export function nodeId(rng: Rng, machine = hostname()): string {
  const name = machine
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, ID_LENGTH_MAX - 1 - ID_RANDOM_LENGTH);
  const id = `${name}-${randomText(rng, ID_RANDOM_LENGTH)}`;
  return NODE_ID.test(id) ? id : `node-${randomText(rng, ID_RANDOM_LENGTH)}`;
}

export function randomKey(rng: Rng): string {
  return randomText(rng, KEY_LENGTH);
}

/**
 * The address at which others reach a node.
 * @param given by the operator, or null
 * @param listens the address on which the game listens
 */
export function reachableHost(given: string | null, listens: string): string {
  if (given !== null) return given;
  if (!ALL_ADDRESSES.includes(listens)) return listens;
  const outer = Object.values(networkInterfaces()).flatMap((addresses = []) =>
    addresses.filter((each) => !each.internal),
  );
  const preferred = outer.find(({ family }) => family === 'IPv4') ?? outer.find(({ scopeid }) => scopeid === 0);
  return preferred?.address ?? '127.0.0.1';
}

/** Whether an address is one of this machine. Other machines may have the same, most of all loopback addresses. */
export function isOfThisMachine(host: string): boolean {
  if (host === 'localhost' || (isIP(host) === 4 && host.startsWith('127.'))) return true;
  return Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ address }) => address === host));
}

export function httpUrl(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function randomText(rng: Rng, length: number): string {
  let text = '';
  while (text.length < length) text += LETTERS[rng(LETTERS.length)];
  return text;
}
