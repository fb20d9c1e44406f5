// The worked examples of the arcade rules (golden/arcade-cases.json), each as a test with its name.

import { describe, expect, test } from 'vitest';
import { ghostsChecks } from './cases/ghosts.ts';
import { cases } from './cases/given.ts';
import { houseChecks } from './cases/house.ts';
import { matchChecks } from './cases/match.ts';
import { movementChecks } from './cases/movement.ts';

const checks = { ...ghostsChecks, ...movementChecks, ...houseChecks, ...matchChecks };

describe('[A] worked examples of the arcade rules', () => {
  for (const one of cases) test(`${one.id}: ${one.about}`, () => checks[one.id]!());

  test('every example has its check, and no check is without one', () => {
    expect(Object.keys(checks).toSorted()).toEqual(cases.map((one) => one.id).toSorted());
  });
});
