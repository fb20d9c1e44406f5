// When two names are the same name. Whether they look the same is look-alikes.ts.

/** Two names with the same key are the same name. */
export function nameKey(name: string): string {
  return name.normalize('NFC').toLowerCase();
}
