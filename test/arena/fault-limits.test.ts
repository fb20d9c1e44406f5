import { expect, test } from 'vitest';
import { FaultCount } from '../../arena/fault-limits.ts';

const LIMITS = { joinMs: 1, lateInARow: 2, late: 5, errors: 1 };

test('[AR6] late ticks in a row count from the last answer, all of them from the beginning', () => {
  const count = new FaultCount(LIMITS, 100);
  expect([count.late(), count.late()]).toEqual([null, null]);
  count.answered();
  expect([count.late(), count.late()]).toEqual([null, null]);
  expect(count.late()).toBe('did not answer 3 ticks in a row within 100 ms each');
  count.answered();
  expect(count.late()).toBe('did not answer 6 ticks within 100 ms each');
  expect(count.lateTicks).toBe(6);
});

test('[AR6] errors count, and a flood is one too many', () => {
  const count = new FaultCount(LIMITS, 100);
  expect(count.refused('not-host')).toBeNull();
  expect(count.refused('bad-chat')).toBe('got 2 errors, the last one bad-chat');
  expect(new FaultCount(LIMITS, 100).refused('flood')).toBe('sent too many messages (flood)');
});
