// Records of every kind, with states of any shape that the journal takes.

import fc from 'fast-check';
import type { StoredRecord } from '../../../game-server/journal/record-codec.ts';
import type { JournalRecord } from '../../../game-server/journal/record.ts';

const room = fc.constantFrom('ABCD', 'EFGH', 'JKLM');
const count = fc.oneof(fc.nat(), fc.constantFrom(0, 127, 128, 255, 65_536, 2 ** 31 - 1, 2 ** 32 - 1, 2 ** 40));
const session = fc.nat({ max: 20 });
/** What decoding gives back as it was: no undefined, no -0, and no key `__proto__`, which msgpackr renames. */
const state = fc.oneof(
  fc
    .jsonValue({ noUnicodeString: false })
    .map((value) => JSON.stringify(value))
    .filter((text) => !text.includes('__proto__'))
    .map((text) => JSON.parse(text) as unknown),
  fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes)),
);
const inputs = fc
  .array(fc.tuple(fc.nat({ max: 30 }), fc.nat({ max: 63 }), fc.nat({ max: 6 }), count))
  .map((rows) => rows.flat());
const hash = fc.oneof(fc.constant(0), fc.nat({ max: 2 ** 32 - 1 }));
const piece = fc.record({ room, tick: count, inputs, hash }, { noNullPrototype: true });

const tick = fc.record({ kind: fc.constant('tick' as const), tick: count, pieces: fc.array(piece, { maxLength: 20 }) });
const others = fc.oneof(
  fc.record({ kind: fc.constant('room' as const), room, state }),
  fc.record({ kind: fc.constantFrom('match-over' as const, 'room-closed' as const), room }),
  fc.record({ kind: fc.constant('session' as const), session, state }),
  fc.record({ kind: fc.constant('session-ended' as const), session }),
);
const checkpoint = fc.record({ kind: fc.constant('checkpoint' as const), room, match: fc.nat({ max: 3 }), state });

/** What other parts append. */
export const anyRecord: fc.Arbitrary<JournalRecord> = fc.oneof(tick, others, checkpoint);

/** What is in a file. */
export const anyStoredRecord: fc.Arbitrary<StoredRecord> = fc.oneof(
  tick,
  others,
  fc.tuple(checkpoint, count).map(([record, since]) => ({ ...record, since })),
  fc.record({
    kind: fc.constant('segment' as const),
    number: count,
    isFresh: fc.boolean(),
    after: fc.option(fc.record({ number: count, bytes: count })),
  }),
  fc.constant({ kind: 'whole' as const }),
);
