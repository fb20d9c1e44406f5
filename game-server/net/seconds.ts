// Times in the sentences of errors.

export function seconds(ms: number): string {
  return `${ms / 1000} s`;
}
