// A match that follows the log of a server by the same rules, as the page does, but strictly: what does not fit throws.

import { LOG_GAP_TICKS_MAX, type ServerMessage } from '#protocol';
import { decodedWorld, hashWorld, matchOfWorld, playPiece, type Match, type World } from '#simulation';

export class LogFollower {
  readonly world: World;
  /** Ticks of the pieces that came, and of those with a hash. */
  readonly pieceTicks: number[] = [];
  readonly hashTicks: number[] = [];
  /** All pieces since `joined`: tick, and seat, action and sequence of each input. */
  readonly pieces: [tick: number, inputs: number[]][] = [];
  private readonly match: Match;

  constructor(joined: ServerMessage & { type: 'joined' }) {
    this.world = decodedWorld(joined) ?? raise('this match cannot be played here');
    this.match = matchOfWorld(this.world);
  }

  play(piece: ServerMessage & { type: 'log' }): void {
    const { tick, inputs, hash } = piece;
    if (!playPiece(this.match, piece, LOG_GAP_TICKS_MAX)) raise(`piece ${tick} after tick ${this.world.tick}`);
    this.pieceTicks.push(tick);
    this.pieces.push([tick, Array.from(inputs)]);
    if (hash === 0) return;
    this.hashTicks.push(tick);
    if (hash !== hashWorld(this.world)) raise(`another World after tick ${tick}`);
  }
}

function raise(what: string): never {
  throw new Error(what);
}
