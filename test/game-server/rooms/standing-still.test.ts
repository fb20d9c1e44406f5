// Rooms of a node that may not show them for a while: they stand still, and go on as if no time had passed.

import { expect, test } from 'vitest';
import { MemoryJournal } from '../../support/memory-journal.ts';
import { MemoryServer } from '../../support/memory-server.ts';

/** A node that a test stops. */
function stoppableNode() {
  return { journal: new MemoryJournal(), firstSessionId: 0, others: null, mayRun: true, tick() {} };
}

test.each(['coop', 'classic', 'versus', 'mega'])(
  '[CN10] a match of %s that stood still goes on from its tick',
  (mode) => {
    const node = stoppableNode();
    const server = new MemoryServer({}, 7, { node });
    const ann = server.enter('Ann');
    ann.play(mode);
    const { code } = ann.last('joined')!;
    server.run(300);
    const tickNow = () => server.room(code).tickNow;
    let sequence = 0;
    for (const ticks of [1, 7, 200]) {
      const before = tickNow();
      node.mayRun = false;
      server.run(ticks);
      ann.input(++sequence, ticks % 4);
      expect(tickNow()).toBe(before);
      node.mayRun = true;
      server.run(31);
      expect(tickNow()).toBe(before + 31);
    }
    expect(ann.last('left')).toBeUndefined();
    expect(server.core.lobby.roomCount).toBe(1);
  },
);
