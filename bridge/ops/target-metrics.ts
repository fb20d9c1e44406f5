/** The metrics of targets: only of those in the configuration, so that tokens and look-ups add no time series. */
import { Counter, Gauge, type Registry } from 'prom-client';
import type { Targets } from '../target/targets.ts';

export function addTargetMetrics(registry: Registry, targets: Targets): void {
  const registers = [registry];
  const labelNames = ['route', 'target'];
  void new Gauge({
    name: 'bridge_target_up',
    help: 'Whether a target accepts, as far as is known',
    labelNames,
    registers,
    // Over several processes: 0 where one cannot reach it.
    aggregator: 'min',
    collect() {
      this.reset();
      for (const { route, text, isUp } of targets.figures()) this.set({ route, target: text }, isUp ? 1 : 0);
    },
  });
  void new Gauge({
    name: 'bridge_target_sessions',
    help: 'Connections to a target that are open or being opened',
    labelNames,
    registers,
    collect() {
      this.reset();
      for (const { route, text, sessions } of targets.figures()) this.set({ route, target: text }, sessions);
    },
  });
  void new Counter({
    name: 'bridge_target_downs_total',
    help: 'How many times a target went down',
    labelNames,
    registers,
    collect() {
      this.reset();
      for (const { route, text, downs } of targets.figures()) this.inc({ route, target: text }, downs);
    },
  });
  void new Counter({
    name: 'bridge_target_checks_total',
    help: 'Health checks of targets by result',
    labelNames: ['result'],
    registers,
    collect() {
      this.reset();
      this.inc({ result: 'passed' }, targets.checks.passed);
      this.inc({ result: 'failed' }, targets.checks.failed);
    },
  });
}
