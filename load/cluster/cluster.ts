// Several real game servers that share a Redis, each in a process of its own, to be killed, frozen and started again.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { KilledServer } from './killed-server.ts';

export interface ClusterOptions {
  /** Path of the built command. */
  readonly main: string;
  /** For the data of all nodes; each gets a folder in it. */
  readonly folder: string;
  readonly redisUrl: string;
  readonly nodes: number;
  /** Further flags of all nodes. */
  readonly flags?: readonly string[];
  /** Where each node runs; by default all are on 127.0.0.1. */
  readonly placeOf?: (index: number) => Place;
}

export interface Place {
  readonly host: string;
  /** A command that runs the node there, such as one that enters a network namespace. */
  readonly within: readonly string[];
  /** The Redis server as the node reaches it. */
  readonly redisUrl: string;
}

export type NodeState = 'running' | 'frozen' | 'down';

/** The end of a node's log that is kept. */
const LOG_CHARACTERS_MAX = 64 * 1024;

export class ClusterNode {
  readonly name: string;
  readonly host: string;
  private readonly server: KilledServer;
  private isFrozen = false;
  private kept = '';

  constructor(name: string, options: ClusterOptions, { host, within, redisUrl }: Place) {
    this.name = name;
    this.host = host;
    const folder = join(options.folder, name);
    mkdirSync(folder, { recursive: true });
    const address = [`--host=${host}`, `--node=${name}`, `--node-host=${host}`, '--log-level=info'];
    this.server = new KilledServer(options.main, folder, {
      flags: [...address, ...(options.flags ?? [])],
      env: { REDIS_URL: redisUrl },
      within,
      logged: (text) => (this.kept = (this.kept + text).slice(-LOG_CHARACTERS_MAX)),
    });
  }

  get port(): number {
    return this.server.ports.port;
  }

  get adminUrl(): string {
    return `http://127.0.0.1:${this.server.ports.adminPort}`;
  }

  get pid(): number {
    return this.server.pid;
  }

  get state(): NodeState {
    if (!this.server.isRunning) return 'down';
    return this.isFrozen ? 'frozen' : 'running';
  }

  /** The end of what it has logged, over all its starts. */
  get log(): string {
    return this.kept;
  }

  /** Starts it, on the ports that it had before. Resolves when it listens. @throws when it ends instead */
  async start(): Promise<void> {
    this.isFrozen = false;
    await this.server.start();
  }

  /** Ends it. With SIGTERM it resolves when the node has drained. */
  async kill(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
    if (this.state === 'down') return;
    if (signal === 'SIGTERM') this.thaw();
    await this.server.kill(signal);
    this.isFrozen = false;
  }

  /** Stops it as it is, with all its connections open. */
  freeze(): void {
    if (this.state !== 'running') return;
    this.server.signal('SIGSTOP');
    this.isFrozen = true;
  }

  /** Lets it go on. */
  thaw(): void {
    if (this.state !== 'frozen') return;
    this.server.signal('SIGCONT');
    this.isFrozen = false;
  }
}

export class Cluster {
  readonly nodes: readonly ClusterNode[];

  private constructor(nodes: readonly ClusterNode[]) {
    this.nodes = nodes;
  }

  /** Resolves when all nodes listen. */
  static async start(options: ClusterOptions): Promise<Cluster> {
    const here: Place = { host: '127.0.0.1', within: [], redisUrl: options.redisUrl };
    const nodes = Array.from({ length: options.nodes }, (_, i) => {
      return new ClusterNode(`n${i + 1}`, options, options.placeOf?.(i) ?? here);
    });
    const cluster = new Cluster(nodes);
    try {
      await Promise.all(nodes.map((node) => node.start()));
    } catch (error) {
      await cluster.end();
      throw new Error(`a node did not start:\n${cluster.logs}`, { cause: error });
    }
    return cluster;
  }

  get running(): ClusterNode[] {
    return this.nodes.filter(({ state }) => state === 'running');
  }

  /** The node that accepts clients on this port, null for none. */
  nodeAt(host: string, port: number): ClusterNode | null {
    return this.nodes.find((node) => node.host === host && node.port === port) ?? null;
  }

  /** The end of what each node has logged. */
  get logs(): string {
    return this.nodes.map(({ name, log }) => `--- ${name}\n${log}`).join('\n');
  }

  /** Kills all. */
  async end(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.kill()));
  }
}
