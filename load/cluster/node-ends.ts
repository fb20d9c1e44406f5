// `packetman load --kill-node-every` and `--restart-node-every`: ends one node after the other, each as long as the others run.
// It may end only what it was given: nodes that the load test has started itself, or, to kill them, processes whose ids are in
// files that the user has named.

import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { Cluster } from './cluster.ts';

/** A node that may be ended. */
export interface EndableNode {
  readonly name: string;
  /** Ends it; resolves when it has ended. @param begins called before that, unless it does not run now */
  end(begins: () => void): Promise<void>;
  /** Starts it again, where that is ours to do. Resolves when it has joined the other nodes. */
  startAgain(): Promise<void>;
}

/** How long a node of ours stays away after it was killed. */
export const AWAY_MS = 2000;

export class NodeEnds {
  private readonly nodes: readonly EndableNode[];
  private readonly begun: (name: string) => void;
  private readonly failed: (error: Error) => void;
  private readonly isTime: () => boolean;
  private readonly timer: NodeJS.Timeout;
  private readonly awayMs: number;
  private next = 0;
  private under: Promise<void> = Promise.resolve();
  private isStopped = false;

  /**
   * Ends one each `everySeconds`, in turn.
   * @param isTime whether any may be ended now
   * @param begun called as a node is about to end
   * @param failed called when a node could not be ended or started again
   * @param awayMs how long a node stays away
   */
  constructor(
    nodes: readonly EndableNode[],
    everySeconds: number,
    isTime: () => boolean,
    begun: (name: string) => void,
    failed: (error: Error) => void,
    awayMs: number,
  ) {
    this.awayMs = awayMs;
    this.nodes = nodes;
    this.begun = begun;
    this.isTime = isTime;
    this.failed = failed;
    this.timer = setInterval(() => {
      if (isTime())
        this.under = this.under.then(() => this.endNext()).catch((error: unknown) => this.failed(error as Error));
    }, everySeconds * 1000);
  }

  /** Ends none any more. Settles when the one that was ended last runs again. */
  async stop(): Promise<void> {
    this.isStopped = true;
    clearInterval(this.timer);
    await this.under;
  }

  private async endNext(): Promise<void> {
    // It may have waited long for the one before.
    if (this.isStopped || !this.isTime()) return;
    const node = this.nodes[this.next++ % this.nodes.length]!;
    let hasBegun = false;
    await node.end(() => {
      hasBegun = true;
      this.begun(node.name);
    });
    if (!hasBegun) return;
    await wait(this.awayMs);
    await node.startAgain();
  }
}

/** The nodes of a cluster of our own. @param signal with SIGTERM they hand over what they have */
export function nodesOf(cluster: Cluster, signal: 'SIGKILL' | 'SIGTERM'): EndableNode[] {
  return cluster.nodes.map((node) => ({
    name: node.name,
    async end(begins) {
      if (node.state !== 'running') return;
      begins();
      await node.kill(signal);
    },
    startAgain: () => node.start(),
  }));
}

/** A process whose id is in a file, such as a systemd unit or a script writes it, and which something else starts again. */
export function nodeOfPidFile(file: string): EndableNode {
  return {
    name: file,
    end(begins) {
      if (killProcess(pidIn(file))) begins();
      return Promise.resolve();
    },
    startAgain: () => Promise.resolve(),
  };
}

/** @returns false where it does not run */
function killProcess(pid: number): boolean {
  try {
    process.kill(pid, 'SIGKILL');
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

/** @throws when it is no process id */
export function pidIn(file: string): number {
  const text = readFileSync(file, 'utf8').trim();
  const pid = Number(text);
  // 0 and negative numbers are groups of processes, and 1 is the system.
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(pid) || pid <= 1) throw new Error(`${file}: not a process id`);
  return pid;
}
