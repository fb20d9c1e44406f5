// Several scripted nodes of one server, over virtual links: bytes take a millisecond in each direction.

import type { ClientMessage, NodeAddress, ServerMessage } from '#protocol';
import type { Surroundings, Transport, TransportEvents } from '#client';
import { bytesOf, clientReader } from './scripted-node.ts';
import { VirtualClock } from './virtual-clock.ts';

const DELAY_MS = 1;
/** The node behind the address that the client was given. */
export const FIRST = 'first';

type Received<Type extends ClientMessage['type']> = ClientMessage & { readonly type: Type };

/** One connection, as its node sees it. */
export class NodeSide {
  readonly node: string;
  readonly dialledMs: number;
  /** What the client sent, pings aside. */
  readonly received: ClientMessage[] = [];
  /** Whether the client has closed it. */
  isClosed = false;
  private readonly clock: VirtualClock;
  private events: TransportEvents | null;

  constructor(node: string, clock: VirtualClock, events: TransportEvents) {
    this.node = node;
    this.clock = clock;
    this.dialledMs = clock.now();
    this.events = events;
  }

  get hello(): Received<'hello'> | undefined {
    return this.received.find((message) => message.type === 'hello');
  }

  say(...messages: readonly ServerMessage[]): void {
    const bytes = bytesOf(...messages);
    this.clock.after(DELAY_MS, () => this.events?.received(bytes));
  }

  open(): void {
    this.events?.opened();
  }

  /** The connection ends on the side of the node. */
  cut(reason = 'cut'): void {
    const { events } = this;
    this.events = null;
    events?.closed(reason);
  }

  closedByClient(): void {
    this.events = null;
    this.isClosed = true;
  }
}

export class ScriptedNode {
  /** What becomes of connections that are dialled: they open, are refused at once, or hang. */
  dialling: 'opens' | 'refuses' | 'hangs' = 'opens';
  /** Whether it answers nothing, as a process that was stopped. */
  isFrozen = false;
  answer: (message: ClientMessage, side: NodeSide) => readonly ServerMessage[] = () => [];
}

export class ScriptedNodes {
  readonly clock = new VirtualClock();
  readonly sides: NodeSide[] = [];
  readonly surroundings: Surroundings;
  private readonly nodes = new Map<string, ScriptedNode>();

  constructor() {
    this.surroundings = {
      dial: (events, node) => this.dial(events, node),
      now: () => this.clock.now(),
      after: (ms, call) => this.clock.after(ms, call),
      rng: () => 0,
    };
  }

  node(name: string): ScriptedNode {
    const known = this.nodes.get(name);
    if (known !== undefined) return known;
    const node = new ScriptedNode();
    this.nodes.set(name, node);
    return node;
  }

  /** The connections of a client, as names of nodes in the order in which they were dialled. */
  get dialled(): readonly string[] {
    return this.sides.map(({ node }) => node);
  }

  /** The newest connection to a node. */
  side(name: string): NodeSide {
    return this.sides.findLast(({ node }) => node === name)!;
  }

  /** The process of a node ends: its connections break, and others are refused. */
  kill(name: string): void {
    this.node(name).dialling = 'refuses';
    for (const side of this.sides) if (side.node === name) side.cut();
  }

  private dial(events: TransportEvents, to: NodeAddress | null): Transport {
    const { clock } = this;
    const name = to?.node ?? FIRST;
    const node = this.node(name);
    const side = new NodeSide(name, this.clock, events);
    this.sides.push(side);
    this.clock.after(DELAY_MS, () => {
      if (node.dialling === 'opens') side.open();
      if (node.dialling === 'refuses') side.cut('refused');
    });
    const read = clientReader((message) => {
      if (message.type !== 'ping') side.received.push(message);
      if (!node.isFrozen) side.say(...node.answer(message, side));
    });
    return {
      send(bytes) {
        const sent = bytes.slice();
        clock.after(DELAY_MS, () => read(sent));
      },
      close: () => side.closedByClient(),
    };
  }
}

export function addressOf(node: string): NodeAddress {
  return { node, host: `${node}.example.org`, port: 1980 };
}

export function nodesMessage(...names: readonly string[]): ServerMessage {
  return { type: 'nodes', nodes: names.map(addressOf) };
}
