/**
 * The metrics of several processes, added up: counters, histograms and most gauges. Of a process that has ended its counts
 * stay, as they were when they were last asked for: a sum that goes back looks like a new start.
 */
import { AggregatorRegistry } from 'prom-client';
import type { MetricValues } from './shared.ts';

export class AddedMetrics {
  /** By process, what it said last. */
  readonly #last = new Map<object, MetricValues>();
  #ended: MetricValues[] = [];

  put(process: object, values: MetricValues): void {
    this.#last.set(process, values);
  }

  ended(process: object): void {
    const values = this.#last.get(process);
    this.#last.delete(process);
    if (values !== undefined) this.#ended.push(values.filter(({ type }) => String(type) !== 'gauge'));
  }

  /** @param own further metrics, of the first process */
  async text(own: MetricValues): Promise<string> {
    if (this.#ended.length > 1) {
      const ended = this.#ended;
      this.#ended = [];
      this.#ended.push(await AggregatorRegistry.aggregate(ended).getMetricsAsJSON());
    }
    return AggregatorRegistry.aggregate([...this.#ended, ...this.#last.values(), own]).metrics();
  }
}
