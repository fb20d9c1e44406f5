// Warnings about a set-up, on a clock of the test's own.

import { expect, test } from 'vitest';
import { HourlyWarnings } from '#net';

const HOUR_MS = 3_600_000;

test('[NA3] each kind is logged once an hour, whatever its address is, and none keeps another from being logged', () => {
  let nowMs = 0;
  const logged: string[] = [];
  const log = {
    warn: ({ address, warning }: object & Record<string, string>, text: string) =>
      void logged.push(`${warning} ${address} ${text}`),
  };
  const warnings = new HourlyWarnings({ full: 'it is full', odd: 'it is odd' }, log, () => nowMs);
  const taken = () => logged.splice(0);
  warnings.warn('full', '192.0.2.1');
  warnings.warn('full', '192.0.2.1');
  warnings.warn('full', '192.0.2.2');
  warnings.warn('odd', '192.0.2.3');
  expect(taken()).toEqual(['full 192.0.2.1 it is full', 'odd 192.0.2.3 it is odd']);
  nowMs = HOUR_MS - 1;
  warnings.warn('full', '192.0.2.1');
  expect(taken()).toEqual([]);
  nowMs = HOUR_MS;
  warnings.warn('full', '192.0.2.2');
  warnings.warn('full', '192.0.2.2');
  expect(taken()).toEqual(['full 192.0.2.2 it is full']);
  nowMs = 2 * HOUR_MS - 1;
  warnings.warn('full', '192.0.2.1');
  expect(taken()).toEqual([]);
});
