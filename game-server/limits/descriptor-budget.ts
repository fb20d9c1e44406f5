// What the limit of open files leaves for connections, for those that are refused, and for the two HTTP ports.

import { DescriptorLimitError } from '#process';
import { YOUNG_FACTOR } from '#net';
import type { GameServerConfig } from '../config.ts';

/** The share of the limit that connections may take. */
const SHARE_PERCENT = 80;
/** Of the game, of operators, of everybody's HTTP. */
const LISTENERS = 3;
/** Each of the others may take this fraction of the rest, but never fewer than these. */
const PARTS = 10;
const PART_MIN = YOUNG_FACTOR;

export type DescriptorBudget = Pick<
  GameServerConfig,
  'connectionsMax' | 'refusalsMax' | 'adminConnectionsMax' | 'publicConnectionsMax'
>;

/**
 * The configured numbers, reduced if the limit requires it.
 * @param limit of open files, null for none
 * @param free how many are not open yet, less a reserve; null without a limit
 * @throws {DescriptorLimitError} if no connection is left
 */
export function descriptorBudget(limit: number | null, free: number | null, asked: DescriptorBudget): DescriptorBudget {
  const { connectionsMax, refusalsMax, adminConnectionsMax, publicConnectionsMax } = asked;
  if (limit === null || free === null) {
    return { connectionsMax, refusalsMax, adminConnectionsMax, publicConnectionsMax };
  }
  const part = Math.max(PART_MIN, Math.floor(free / PARTS));
  const refusals = Math.min(refusalsMax, part);
  // For a moment an HTTP port may hold more than its maximum, by this factor.
  const admins = Math.min(adminConnectionsMax, Math.floor(part / YOUNG_FACTOR));
  const everybodys = Math.min(publicConnectionsMax, Math.floor(part / YOUNG_FACTOR));
  const left = free - LISTENERS - refusals - (admins + everybodys) * YOUNG_FACTOR;
  if (left < 1) throw new DescriptorLimitError(1 - left);
  const share = Math.max(1, Math.floor((limit * SHARE_PERCENT) / 100));
  return {
    connectionsMax: Math.min(connectionsMax, share, left),
    refusalsMax: refusals,
    adminConnectionsMax: admins,
    publicConnectionsMax: everybodys,
  };
}
