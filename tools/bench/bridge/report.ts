// Prints what was measured: as it is, and relative to a connection without a program between, or to the bare relay.

/** By program, then by column. */
export type Figures = Map<string, Record<string, number>>;

/** What each column is divided by. A direct connection takes no CPU time of a program. */
const RATIOS: Readonly<Record<string, string>> = {
  'CPU us/msg': 'bare relay',
  'CPU us/conn': 'bare relay',
  'echo p50 ms': 'direct',
  'echo p99 ms': 'direct',
  'burst ms': 'direct',
  'conn/s': 'direct',
  'down MiB/s': 'direct',
  'up MiB/s': 'direct',
};

export function printFigures(figures: Figures): void {
  const columns = [...new Set([...figures.values()].flatMap((row) => Object.keys(row)))];
  printTable(columns, figures, (row, column) => row[column]);
}

export function printRatios(figures: Figures): void {
  console.log('\nrelative to direct, CPU time to the bare relay');
  printTable(Object.keys(RATIOS), figures, (row, column) => {
    const base = figures.get(RATIOS[column] ?? '')?.[column];
    return base === undefined || row[column] === undefined ? undefined : row[column] / base;
  });
}

function printTable(
  columns: readonly string[],
  figures: Figures,
  read: (row: Record<string, number>, column: string) => number | undefined,
): void {
  console.log(['', ...columns].map((text) => text.padStart(11)).join(' '));
  for (const [name, row] of figures) {
    const cells = columns.map((column) => textOf(read(row, column)).padStart(11));
    console.log([name.padStart(11), ...cells].join(' '));
  }
}

function textOf(value: number | undefined): string {
  return value === undefined || !Number.isFinite(value) ? '-' : value.toFixed(value < 100 ? 2 : 0);
}
