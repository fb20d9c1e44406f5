// A match that a load client follows by the log. Most clients only look for their own input in the pieces: stepping the World
// of each client would measure the generator, not the server. Some run the rules and check the hashes.

import { MatchModel, type Joined, type Outcome, type Update } from '#client';
import { INPUT_NUMBERS, type World } from '#simulation';
import { TICK_WORD } from '#protocol';
import type { LoadFigures } from './figures.ts';

export class LogMatch extends MatchModel {
  readonly runsRules: boolean;
  private readonly figures: LoadFigures;

  /** @param runsRules else the World keeps its words, except for the tick and the sequence of our own newest input */
  constructor(joined: Joined, world: World, runsRules: boolean, figures: LoadFigures) {
    super(joined, world);
    this.runsRules = runsRules;
    this.figures = figures;
  }

  override receive(update: Update): Outcome {
    if (update.type !== 'log') return super.receive(update);
    this.figures.pieceCame();
    if (!this.runsRules) return this.skim(update);
    const outcome = super.receive(update);
    if (update.hash !== 0 && outcome !== 'misfit') this.figures.hashChecked(outcome === 'applied');
    return outcome;
  }

  override passTicks(tick: number): Outcome {
    const piece = { type: 'log', tick, inputs: [], hash: 0 } as const;
    return this.runsRules ? super.receive(piece) : this.skim(piece);
  }

  private skim({ tick, inputs }: Update & { readonly type: 'log' }): Outcome {
    const { words, seatInput } = this.world;
    words[TICK_WORD] = tick;
    for (let at = 0; at < inputs.length; at += INPUT_NUMBERS) {
      if (inputs[at] === this.seat) seatInput[this.seat] = inputs[at + 2]!;
    }
    return 'applied';
  }
}
