/**
 * Which attached bridge takes an upgrade on the HTTP server of another program. What a bridge takes reaches no listener
 * of the program: these refuse or destroy what is not theirs, as `new WebSocketServer({ server, path })` of `ws` does.
 */
import { ServerResponse, type IncomingMessage, type Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { refuseByStatus } from '../websocket/refusals.ts';

/** @returns whether it has taken the upgrade */
export type TakeUpgrade = (request: IncomingMessage, wire: Duplex, head: Buffer) => boolean;

/** By server: its bridges, in the order in which they were attached. */
const takersOf = new WeakMap<Server, TakeUpgrade[]>();

/** Asks `take` about each upgrade that no earlier bridge of the server takes. @returns what ends that */
export function takeUpgrades(server: Server, take: TakeUpgrade): () => void {
  const takers = takersOf.get(server) ?? intercept(server);
  // Without a listener Node would emit `request`.
  if (takers.length === 0) server.on('upgrade', standIn);
  takers.push(take);
  return () => {
    takers.splice(takers.indexOf(take), 1);
    if (takers.length === 0) server.off('upgrade', standIn);
  };
}

/**
 * `emit` is the only place before all listeners, whoever was there first. It stays as it is when the last bridge is
 * gone, since others may have wrapped it meanwhile.
 */
function intercept(server: Server): TakeUpgrade[] {
  const takers: TakeUpgrade[] = [];
  takersOf.set(server, takers);
  const emit = server.emit.bind(server) as (event: string | symbol, ...values: unknown[]) => boolean;
  const emitOthers = (event: string | symbol, ...values: unknown[]): boolean => {
    if (event !== 'upgrade' || takers.length === 0) return emit(event, ...values);
    const [request, wire, head] = values as Parameters<TakeUpgrade>;
    if (takers.some((takes) => takes(request, wire, head))) return true;
    if (server.listenerCount('upgrade') > 1) return emit(event, ...values);
    handBack(server, request, wire as Socket, head);
    return true;
  };
  server.emit = emitOthers as Server['emit'];
  return takers;
}

function standIn(): void {}

/**
 * Without a listener of `upgrade` Node would have taken an upgrade for an ordinary request: it becomes one again. Its
 * connection ends with the answer, since Node does not read it any more; so a request with a body cannot be answered.
 */
function handBack(server: Server, request: IncomingMessage, wire: Socket, head: Buffer): void {
  wire.on('error', () => wire.destroy());
  const { 'content-length': length = '0', 'transfer-encoding': coding } = request.headers;
  if (head.length > 0 || coding !== undefined || Number(length) !== 0)
    return refuseByStatus(wire, { refusal: 'malformed' });
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(wire);
  response.once('finish', () => wire.end(() => wire.destroy()));
  server.emit('request', request, response);
}
