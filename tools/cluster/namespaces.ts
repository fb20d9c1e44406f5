// A network namespace for each node, so that nodes can be cut off from Redis, from each other and from all clients, as by a
// broken switch. All namespaces are on one bridge. It needs root and iproute2; nothing outside of 10.213.0.0/16 is touched.
//
//   clients .1, Redis .254 ── bridge ──┬── n1 .11
//                                      ├── n2 .12
//                                      └── n3 .13

import { spawnSync } from 'node:child_process';
import type { Place } from '../../load/cluster/cluster.ts';

export class Namespaces {
  /** Where Redis is to listen, besides 127.0.0.1. */
  readonly redisHost: string;
  private readonly subnet: string;
  private readonly id: string;
  private readonly count: number;

  /** @returns null where this machine or this user cannot have namespaces */
  static create(count: number): Namespaces | null {
    if (process.getuid?.() !== 0) return null;
    const namespaces = new Namespaces(count);
    try {
      namespaces.build();
      return namespaces;
    } catch {
      namespaces.end();
      return null;
    }
  }

  private constructor(count: number) {
    this.count = count;
    // Names of interfaces have 15 characters at most.
    this.id = `pm${process.pid.toString(36)}`;
    this.subnet = `10.213.${process.pid % 256}`;
    this.redisHost = `${this.subnet}.254`;
  }

  place(index: number, redisPort: number): Place {
    return {
      host: this.hostOf(index),
      within: ['ip', 'netns', 'exec', this.nameOf(index)],
      redisUrl: `redis://${this.redisHost}:${redisPort}/0`,
    };
  }

  /** What the node sends to Redis is lost, and no error says so. */
  cutFromRedis(index: number): void {
    this.drop(index, this.redisHost);
  }

  /** What the node sends to the other nodes is lost. */
  cutFromPeers(index: number): void {
    for (let other = 0; other < this.count; other++) if (other !== index) this.drop(index, this.hostOf(other));
  }

  /** Its cable is pulled. */
  cutFromAll(index: number): void {
    ip(`-n ${this.nameOf(index)} link set eth0 down`);
  }

  /** All is as it was at first. */
  heal(index: number): void {
    const name = this.nameOf(index);
    spawnSync('ip', ['-n', name, 'route', 'flush', 'type', 'blackhole']);
    ip(`-n ${name} link set eth0 up`);
  }

  end(): void {
    for (let index = 0; index < this.count; index++) spawnSync('ip', ['netns', 'del', this.nameOf(index)]);
    spawnSync('ip', ['link', 'del', this.id]);
  }

  private build(): void {
    const { id, subnet, count } = this;
    ip(`link add ${id} type bridge`);
    ip(`addr add ${subnet}.1/24 dev ${id}`);
    ip(`addr add ${this.redisHost}/24 dev ${id}`);
    ip(`link set ${id} up`);
    for (let index = 0; index < count; index++) {
      const name = this.nameOf(index);
      ip(`netns add ${name}`);
      ip(`link add ${name} type veth peer name eth0 netns ${name}`);
      ip(`link set ${name} master ${id} up`);
      ip(`-n ${name} addr add ${this.hostOf(index)}/24 dev eth0`);
      ip(`-n ${name} link set eth0 up`);
      ip(`-n ${name} link set lo up`);
    }
  }

  private drop(index: number, host: string): void {
    ip(`-n ${this.nameOf(index)} route replace blackhole ${host}/32`);
  }

  private nameOf(index: number): string {
    return `${this.id}n${index + 1}`;
  }

  private hostOf(index: number): string {
    return `${this.subnet}.${11 + index}`;
  }
}

function ip(command: string): void {
  const { status, stderr } = spawnSync('ip', command.split(' '), { encoding: 'utf8' });
  if (status !== 0) throw new Error(`ip ${command}: ${stderr}`);
}
