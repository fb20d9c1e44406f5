// Reads the value of `--seed`.

const SEED_MAX = 2 ** 32 - 1;

/** @throws Error for anything but a whole number from 0 to 2^32 - 1, in digits */
export function seedFrom(text: string): number {
  const seed = Number(text);
  if (/^\d+$/.test(text) && seed <= SEED_MAX) return seed;
  throw new Error(`--seed must be a whole number from 0 to ${SEED_MAX}`);
}
