// The last line of `npm test`: how many tests passed and failed, readable for people and scripts.

/**
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 * @typedef {'passed' | 'failed' | 'skipped'} StepResult
 * @typedef {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number }} TestReport
 *   what vitest's json reporter writes, as far as it is read here
 */

/**
 * Every step counts as one, and so does every test of the runner's report. A runner that failed without a failed test
 * (a file that does not load, a run that broke off) counts as one failure, so that a failure is never a zero.
 *
 * @param {StepResult[]} steps
 * @param {TestReport | null} report null when the runner left none
 * @param {boolean} runnerOk whether the runner ended with exit code 0
 * @returns {Counts}
 */
export function countResults(steps, report, runnerOk) {
  const count = (/** @type {StepResult} */ wanted) => steps.filter((step) => step === wanted).length;
  const failedTests = report?.numFailedTests ?? 0;
  const brokenRuns = failedTests === 0 && !(runnerOk && report) ? 1 : 0;
  return {
    passed: count('passed') + (report?.numPassedTests ?? 0),
    failed: count('failed') + failedTests + brokenRuns,
    skipped: count('skipped') + (report ? report.numPendingTests + report.numTodoTests : 0),
  };
}

/**
 * @param {Counts} counts
 * @returns {string} `12 passed, 0 failed`, and `, 3 skipped` where some were
 */
export function resultLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
