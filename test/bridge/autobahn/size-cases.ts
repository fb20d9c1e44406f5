/** Groups 9 and 10: large messages, many fragments, small chops, many round trips. Made when they run: they are large. */
import { echoed, type Case, type Step, type Wanted } from './case.ts';
import { fragments, frame, OPCODES } from './raw-client.ts';

const KIB = 1024;
const MIB = 1024 * KIB;

/** The original sends 1000 messages. */
const ROUND_TRIPS = 50;

const LARGE = [64 * KIB, 256 * KIB, MIB, 4 * MIB, 8 * MIB, 16 * MIB];
const FRAGMENTS = [64, 256, KIB, 4 * KIB, 16 * KIB, 64 * KIB, 256 * KIB, MIB, 4 * MIB];
const CHOPS = [64, 128, 256, 512, KIB, 2 * KIB];
const SMALL = [0, 16, 64, 256, KIB, 4 * KIB];

export interface LargeCase {
  readonly id: string;
  readonly about: string;
  readonly make: () => Case;
}

const payloadOf = (length: number) => Buffer.alloc(length, 'BAsd7&jh23');

const groups = (['text', 'binary'] as const).flatMap((type, group) => {
  const opcode = OPCODES[type];
  const lazy = (
    id: string,
    about: string,
    length: number,
    stepsOf: (payload: Buffer) => readonly Step[],
  ): LargeCase => ({
    id,
    about: `${type}, ${about}`,
    make: () => {
      const payload = payloadOf(length);
      return echoed(id, about, stepsOf(payload), [type, payload]);
    },
  });
  const ofSizes = LARGE.map((length, at) =>
    lazy(`9.${1 + group}.${at + 1}`, `${length / KIB} KiB`, length, (payload) => [frame(opcode, payload)]),
  );
  const inFragments = FRAGMENTS.map((size, at) =>
    lazy(`9.${3 + group}.${at + 1}`, `4 MiB in fragments of ${size}`, 4 * MIB, (payload) => [
      Buffer.concat(fragments(opcode, payload, size)),
    ]),
  );
  const inChops = CHOPS.map((size, at) =>
    lazy(`9.${5 + group}.${at + 1}`, `1 MiB in chops of ${size}`, MIB, (payload) => [
      { chops: frame(opcode, payload), size },
    ]),
  );
  const roundTrips = SMALL.map((length, at): LargeCase => {
    const id = `9.${7 + group}.${at + 1}`;
    const about = `${type}, ${ROUND_TRIPS} round trips of ${length}`;
    const payload = payloadOf(length);
    const steps = Array.from({ length: ROUND_TRIPS }, (_, index) => [frame(opcode, payload), { echo: index + 1 }]);
    const wanted = Array.from({ length: ROUND_TRIPS }, (): Wanted => [type, payload]);
    return { id, about, make: () => echoed(id, about, steps.flat(), ...wanted) };
  });
  return [...ofSizes, ...inFragments, ...inChops, ...roundTrips];
});

export const SIZE_CASES: readonly LargeCase[] = [
  ...groups,
  {
    id: '10.1.1',
    about: '64 KiB in fragments of 1300',
    make: () => {
      const payload = Buffer.alloc(64 * KIB, '*');
      return echoed('10.1.1', 'fragments', fragments(OPCODES.text, payload, 1300), ['text', payload]);
    },
  },
];
