// Where a session can be resumed: at the node that it was at, at the address that the program was given, and at the other
// nodes that the server has named.

import { isNodeAddress, NODES_MAX, type NodeAddress } from '#protocol';

/** A node, or null for the address that the program was given. */
export type Way = NodeAddress | null;

export class WaysIn {
  /** The way of the newest connection. */
  at: Way = null;
  private others: readonly NodeAddress[] = [];
  private untried: Way[] = [];
  private readonly rng: () => number;

  /** @param rng a random number from 0 (inclusive) to 1 (exclusive) */
  constructor(rng: () => number) {
    this.rng = rng;
  }

  /** Whether there is more than one way. */
  get hasOthers(): boolean {
    return this.at !== null || this.others.length > 0;
  }

  /** The server has named the other nodes. A list with an address that is not valid is ignored. */
  learn(nodes: readonly NodeAddress[]): void {
    if (nodes.every(isNodeAddress)) this.others = nodes.slice(0, NODES_MAX);
  }

  /**
   * A round over all ways begins. The other nodes begin at a random one, so that the clients of a node that died do not all
   * come to the same node.
   * @param isDead whether the newest connection showed that its node does not answer: then it is tried last
   */
  begin(isDead: boolean): void {
    const { at, others } = this;
    const first = Math.floor(this.rng() * others.length);
    const turned = [...others.slice(first), ...others.slice(0, first)].filter(({ node }) => node !== at?.node);
    const elsewhere = at === null ? turned : [null, ...turned];
    this.untried = isDead ? [...elsewhere, at] : [at, ...elsewhere];
  }

  /** A way has led to the session: the next round is a new one. */
  arrived(): void {
    this.untried = [];
  }

  /** Takes the next way of this round; undefined if none is left. */
  next(): Way | undefined {
    return this.untried.shift();
  }

  /** Takes the next way, of a further round if none is left. */
  nextForEver(): Way {
    if (this.untried.length === 0) this.begin(false);
    return this.untried.shift()!;
  }
}

/** Whether two ways lead to the same node. */
export function isSameWay(a: Way, b: Way): boolean {
  return a?.node === b?.node && a?.host === b?.host && a?.port === b?.port;
}
