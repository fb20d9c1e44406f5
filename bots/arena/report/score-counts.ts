// How often each score was reached. Scores are multiples of ten, so there are far fewer of them than games.

export interface ScoreBar {
  readonly from: number;
  readonly count: number;
}

export class ScoreCounts {
  private readonly counts = new Map<number, number>();
  total = 0;

  add(score: number): void {
    this.counts.set(score, (this.counts.get(score) ?? 0) + 1);
    this.total++;
  }

  /** The score that this share of all scores is not above, 0..1; NaN if there are none. */
  quantile(share: number): number {
    let left = Math.max(1, Math.ceil(share * this.total));
    for (const [score, count] of [...this.counts].toSorted(([a], [b]) => a - b)) {
      left -= count;
      if (left <= 0) return score;
    }
    return NaN;
  }

  /** Bars of equal width from 0 on, empty ones included. The last one has all scores above it, too. */
  bars(width: number, count: number): ScoreBar[] {
    const bars = Array.from({ length: count }, (_, i) => ({ from: i * width, count: 0 }));
    for (const [score, seen] of this.counts) bars[Math.min(count - 1, Math.floor(score / width))]!.count += seen;
    return bars;
  }
}
