// Invariants of the rules. A broken one is our own fault: it throws, the match ends, and its log shows the cause.

export function assert(holds: boolean, invariant: string): asserts holds {
  if (!holds) throw new Error(`broken rule: ${invariant}`);
}
