// How long Redis took to answer the appends of a node, from its metrics.

import { percentileBetween, type DelayCounts } from '#protocol';

const NAME = 'packetman_node_append_seconds';

/** All times since the node started. */
export async function appendTimesOf(adminPort: number): Promise<DelayCounts> {
  const text = await (await fetch(`http://127.0.0.1:${adminPort}/metrics`)).text();
  const boundsMs: number[] = [];
  const counts: number[] = [];
  let below = 0;
  for (const [, bound, value] of text.matchAll(new RegExp(`^${NAME}_bucket\\{le="(.+)"\\} (\\d+)`, 'gm'))) {
    if (bound !== '+Inf') boundsMs.push(Number(bound) * 1000);
    counts.push(Number(value) - below);
    below = Number(value);
  }
  return { boundsMs, counts, sumMs: 0 };
}

/** In ms, of what was recorded between two reads; NaN where nothing was. */
export function percentile(before: DelayCounts, after: DelayCounts, percent: number): number {
  return percentileBetween(before, after, percent) ?? NaN;
}
