// What nodes write about themselves in Redis, and what is read of others: checked like the words of a stranger.

import { isIP } from 'node:net';
import { PROTOCOL_VERSION } from '#protocol';
import { RULES_VERSION } from '#simulation';

/** Nodes that one cluster has at most. More in Redis are not looked at. */
export const NODES_MAX = 64;
/** Letters of a record. */
export const RECORD_LENGTH_MAX = 8192;
const TEXT_LENGTH_MAX = 300;
const HOST = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i;
const ID = /^[a-z0-9-]{1,24}$/;

/** Where a node can be found, also after its lease is over. It is in Redis until the node has left. */
export interface NodePlace {
  readonly id: string;
  /** Another one for each start of the process. */
  readonly run: string;
  readonly host: string;
  readonly linkPort: number;
  /** Who knows it may connect to that port. */
  readonly linkKey: string;
  /** The versions of its rules and of its protocol: only nodes with the same of both can go on with its matches. */
  readonly rules: number;
  readonly protocol: number;
}

/** The lease of a node. */
export interface NodeRecord extends NodePlace {
  /** Where clients connect, at the same host. */
  readonly port: number;
  /** The address of its admin server. */
  readonly adminUrl: string;
  /** When it started, in milliseconds since 1970. */
  readonly startedMs: number;
  readonly isDraining: boolean;
  /** Rooms that it can still carry. */
  readonly free: number;
  /** Counts its beats. */
  readonly beat: number;
  /** The runs of the nodes that it knows: what they say about Redis decides whether it may show its rooms. */
  readonly knows: readonly string[];
}

/** Whether rooms of a node can go on at this one, and those of this one there. */
export function isSameBuild({ rules, protocol }: Pick<NodePlace, 'rules' | 'protocol'>): boolean {
  return rules === RULES_VERSION && protocol === PROTOCOL_VERSION;
}

/** @returns null for what is no place */
export function readPlace(text: unknown): NodePlace | null {
  const value = parsed(text);
  return value !== null && isPlace(value) ? value : null;
}

/** @returns null for what is no record of a node */
export function readRecord(text: unknown): NodeRecord | null {
  const value = parsed(text);
  return value !== null && isPlace(value) && isRecord(value) ? value : null;
}

function parsed(text: unknown): Readonly<Record<string, unknown>> | null {
  if (typeof text !== 'string' || text.length > RECORD_LENGTH_MAX) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function isPlace(value: object): value is NodePlace {
  const { id, run, host, linkPort, linkKey, rules, protocol } = value as Record<string, unknown>;
  const isFound = isHost(host) && isPort(linkPort) && isText(linkKey);
  return isText(id) && ID.test(id) && isText(run) && isFound && isCount(rules) && isCount(protocol);
}

function isRecord(value: object): value is NodeRecord {
  const { port, adminUrl, startedMs, isDraining, free, beat, knows } = value as Record<string, unknown>;
  return (
    isPort(port) &&
    isText(adminUrl) &&
    [startedMs, free, beat].every(isCount) &&
    typeof isDraining === 'boolean' &&
    Array.isArray(knows) &&
    knows.length <= NODES_MAX &&
    knows.every(isText)
  );
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= TEXT_LENGTH_MAX;
}

function isHost(value: unknown): boolean {
  return isText(value) && (isIP(value) !== 0 || HOST.test(value));
}

function isPort(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) > 0 && (value as number) < 65_536;
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
