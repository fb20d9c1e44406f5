// What the desk shows of the bridge, out of its metrics.

import { limitedText, type BridgeStatus } from '#handover';

const TIMEOUT_MS = 3000;
const TEXT_BYTES_MAX = 1_000_000;

/** @param origin of its admin port @throws if it does not answer, or with more than its metrics */
export async function readBridgeStatus(origin: string): Promise<BridgeStatus> {
  const response = await fetch(`${origin}/metrics`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  const text = await limitedText(response, TEXT_BYTES_MAX);
  if (!response.ok) throw new Error(`status ${response.status}`);
  return {
    isUp: true,
    tunnels: sumOf(text, 'bridge_tunnels'),
    bytesQueued: sumOf(text, 'bridge_queued_bytes'),
  };
}

/** The sum of a metric over its labels. */
export function sumOf(text: string, name: string): number {
  let sum = 0;
  for (const [, labels, value] of text.matchAll(/^(\w+)(?:\{[^}]*\})? (\S+)$/gm))
    if (labels === name) sum += Number(value);
  return sum;
}
