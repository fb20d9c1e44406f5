// Apart from node.ts, so that the command line can know it without loading what talks with Redis.

/** Why this node cannot join the others. The message is one line for the operator, without passwords. */
export class NodeStartError extends Error {
  override readonly name = 'NodeStartError';
}
