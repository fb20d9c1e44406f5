// `packetman load --kill-node-every`: kills one node after the other, each as long as the others run. It may kill only what
// it was given: nodes that the load test has started itself, or processes whose ids are in files that the user has named.

import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { Cluster } from './cluster.ts';

/** A node that may be killed. */
export interface KillableNode {
  readonly name: string;
  /** Kills it at once. @returns false where it does not run now */
  kill(): Promise<boolean>;
  /** Starts it again, where that is ours to do. */
  startAgain(): Promise<void>;
}

/** How long a node of ours stays away. */
const AWAY_MS = 2000;

export class NodeKills {
  private readonly nodes: readonly KillableNode[];
  private readonly killed: (name: string) => void;
  private readonly failed: (error: Error) => void;
  private readonly timer: NodeJS.Timeout;
  private readonly awayMs: number;
  private next = 0;
  private under: Promise<void> = Promise.resolve();
  private isStopped = false;

  /**
   * Kills one each `everySeconds`, in turn.
   * @param isTime whether any may be killed now
   * @param killed called after each kill
   * @param failed called when a node could not be killed or started again
   * @param awayMs how long a node stays away
   */
  constructor(
    nodes: readonly KillableNode[],
    everySeconds: number,
    isTime: () => boolean,
    killed: (name: string) => void,
    failed: (error: Error) => void,
    awayMs = AWAY_MS,
  ) {
    this.awayMs = awayMs;
    this.nodes = nodes;
    this.killed = killed;
    this.failed = failed;
    this.timer = setInterval(() => {
      if (isTime())
        this.under = this.under.then(() => this.killNext()).catch((error: unknown) => this.failed(error as Error));
    }, everySeconds * 1000);
  }

  /** Kills none any more. Settles when the one that was killed last runs again. */
  async stop(): Promise<void> {
    this.isStopped = true;
    clearInterval(this.timer);
    await this.under;
  }

  private async killNext(): Promise<void> {
    if (this.isStopped) return;
    const node = this.nodes[this.next++ % this.nodes.length]!;
    if (!(await node.kill())) return;
    this.killed(node.name);
    await wait(this.awayMs);
    await node.startAgain();
  }
}

/** The nodes of a cluster of our own. */
export function nodesOf(cluster: Cluster): KillableNode[] {
  return cluster.nodes.map((node) => ({
    name: node.name,
    async kill() {
      if (node.state !== 'running') return false;
      await node.kill();
      return true;
    },
    startAgain: () => node.start(),
  }));
}

/** A process whose id is in a file, such as a systemd unit or a script writes it, and which something else starts again. */
export function nodeOfPidFile(file: string): KillableNode {
  return {
    name: file,
    kill: () => Promise.resolve(killProcess(pidIn(file))),
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
