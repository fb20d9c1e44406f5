// Ranked matches and those of the day over all nodes: where the players of a contest wait, and news that all nodes must know.
// Beside this the API decides: a try that it knows of counts, whatever nodes have heard.

import { identityText, isDailyMode, readIdentity, type Identity } from '#handover';
import type { ContestRules } from '../../ranked/contest-table.ts';
import type { OtherQueues, QueueNews } from '../../ranked/other-queues.ts';
import type { Destinations } from './destinations.ts';
import type { MessageBody, NodeMessages } from './node-messages.ts';
import type { RoomDirectory } from './room-directory.ts';

const DATE = /^\d{4}-\d{2}-\d{2}$/;

export interface NodeQueuesParts {
  readonly id: string;
  readonly messages: NodeMessages;
  readonly directory: RoomDirectory;
}

export class NodeQueues implements OtherQueues {
  private readonly parts: NodeQueuesParts;
  private destinations: Destinations | null = null;

  constructor(parts: NodeQueuesParts) {
    this.parts = parts;
  }

  /** Begins to hear the other nodes. */
  begin(destinations: Destinations, contests: { readonly news: QueueNews }): void {
    const { messages } = this.parts;
    this.destinations = destinations;
    messages.on('ranked-waits', (body) => withPlayer(body, (player) => contests.news.waits(player)));
    messages.on('ranked-left', (body) => withPlayer(body, (player) => contests.news.left(player)));
    messages.on('daily-tried', (body) =>
      withPlayer(body, (player) => {
        const { date, mode } = body;
        if (typeof date !== 'string' || !DATE.test(date) || typeof mode !== 'string' || !isDailyMode(mode)) return;
        contests.news.tried(date, mode, player);
      }),
    );
  }

  /** Without Redis nobody can be sent elsewhere. */
  isHere({ mode, kind }: ContestRules): boolean {
    const { id, directory } = this.parts;
    if (this.destinations === null || directory.isBlind) return true;
    return this.destinations.contestNode(mode, kind) === id;
  }

  isPlaying(player: Identity): boolean {
    return this.parts.directory.isContestant(identityText(player));
  }

  waits(player: Identity): void {
    void this.parts.messages.sendAll('ranked-waits', { player: identityText(player) });
  }

  left(player: Identity): void {
    void this.parts.messages.sendAll('ranked-left', { player: identityText(player) });
  }

  tried(date: string, mode: string, player: Identity): void {
    void this.parts.messages.sendAll('daily-tried', { date, mode, player: identityText(player) });
  }
}

function withPlayer({ player }: MessageBody, act: (player: Identity) => void): void {
  const identity = typeof player === 'string' ? readIdentity(player) : null;
  if (identity !== null) act(identity);
}
