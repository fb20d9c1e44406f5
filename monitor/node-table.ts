// The nodes that share a Redis, a row each.

import type { NodeStatus } from '#handover/desk';
import { actionsOf } from './actions.ts';
import { make, makeButton } from './element.ts';
import { durationText, msText, percentText } from './formats.ts';
import { KeyedRows } from './keyed-rows.ts';
import { WORDS } from './words.ts';

export interface NodeTable {
  readonly root: HTMLElement;
  /** Hidden while there are none: a lone game server is shown by the state beside it. */
  show(nodes: readonly NodeStatus[]): void;
}

export function nodeTable(): NodeTable {
  const text = WORDS.nodes;
  const { drainNode, moveRooms } = actionsOf();
  const rows = new KeyedRows<NodeStatus>({
    caption: text.title,
    keyOf: ({ id }) => id,
    columns: [
      { title: text.node, text: ({ id }) => id },
      { title: text.state, text: stateOf },
      { title: text.rooms, text: ({ rooms }) => String(rooms), classes: 'number' },
      { title: text.free, text: ({ free }) => String(free), classes: 'number' },
      { title: text.people, text: ({ players, bots }) => `${players}, ${bots}`, classes: 'number' },
      { title: text.cpu, text: ({ cpu }) => (cpu === null ? WORDS.none : percentText(cpu)), classes: 'number' },
      { title: text.tick, text: ({ tickP99 }) => msText(tickP99), classes: 'number' },
      { title: text.unreplicated, text: ({ ticksUnreplicated }) => String(ticksUnreplicated), classes: 'number' },
      { title: text.taken, text: ({ roomsTaken }) => String(roomsTaken), classes: 'number' },
    ],
    actions: (row) => [
      makeButton(text.move, () => moveRooms(row().id), 'quiet', text.moveFrom(row().id)),
      makeButton(text.drain, () => drainNode(row().id), 'quiet', text.drainNode(row().id)),
    ],
    actionsTitle: text.act,
  });
  const root = make('div', 'card nodes', make('h2', '', text.title), make('div', 'scroll', rows.table));
  root.hidden = true;
  return {
    root,
    show(nodes) {
      root.hidden = nodes.length === 0;
      rows.show(nodes);
    },
  };
}

function stateOf({ isUp, isDraining, mayRun, hasRedis, uptimeSeconds }: NodeStatus): string {
  const text = WORDS.nodes;
  if (!isUp) return text.down;
  const faults = [...(mayRun ? [] : [text.still]), ...(hasRedis ? [] : [text.withoutRedis])];
  const parts = [...faults, ...(isDraining ? [text.draining] : [])];
  return parts.length > 0 ? parts.join(', ') : text.up(durationText(uptimeSeconds * 1000));
}
