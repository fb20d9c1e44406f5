import { expect, test } from 'vitest';
import { countResults, resultLine } from '../../tools/result-line.js';

const report = { numPassedTests: 10, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 };

test('[C20] every passed step and every passed test counts as one', () => {
  const counts = countResults(['passed', 'passed'], report, true);
  expect(resultLine(counts)).toBe('12 passed, 0 failed');
});

test('[C21] a failed step counts as one failed, beside the failed tests', () => {
  const counts = countResults(['passed', 'failed'], { ...report, numFailedTests: 3 }, false);
  expect(resultLine(counts)).toBe('11 passed, 4 failed');
});

test('[C22] skipped is named only when something was skipped', () => {
  const counts = countResults(['skipped'], { ...report, numPendingTests: 2, numTodoTests: 1 }, true);
  expect(resultLine(counts)).toBe('10 passed, 0 failed, 4 skipped');
});

test('[C23] a runner that fails without a failed test, or leaves no report, is a failure', () => {
  expect(countResults([], report, false).failed).toBe(1);
  expect(countResults([], null, true).failed).toBe(1);
  expect(countResults([], null, false).failed).toBe(1);
  expect(countResults([], { ...report, numFailedTests: 2 }, false).failed).toBe(2);
});
