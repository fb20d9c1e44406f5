// Numbers and texts of a report as a reader wants them. Files for programs have the exact numbers.

const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

export function numberText(value: number): string {
  return WHOLE.format(value);
}

/** @param share 0..1. A share that is neither never shows as none or all; two that are 1 together are 100 % together. */
export function shareText(share: number): string {
  const percent = share < 0.5 ? 100 - Math.round(100 * (1 - share)) : Math.round(100 * share);
  if (percent === 0 && share > 0) return 'less than 1 %';
  if (percent === 100 && share < 1) return 'more than 99 %';
  return `${percent} %`;
}

export function durationText(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** Two significant digits, in the unit that fits. @param us microseconds */
export function timeText(us: number): string {
  if (us < 1000) return `${us < 100 ? Number(us.toPrecision(2)) : Math.round(us)} µs`;
  if (us < 1_000_000) return `${Number((us / 1000).toPrecision(2))} ms`;
  return `${Number((us / 1_000_000).toPrecision(2))} s`;
}

/** Escapes invisible characters and those that move the cursor, such as `\u{1b}`, in text from outside. Line ends and tabs stay. */
export function visibleText(text: string): string {
  return text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, (char) =>
    char === '\n' || char === '\t' ? char : `\\u{${char.codePointAt(0)!.toString(16)}}`,
  );
}

/** @param length of the longest result, in code points */
export function cutText(text: string, length: number): string {
  const points = [...text];
  return points.length <= length ? text : `${points.slice(0, length - 1).join('')}…`;
}
