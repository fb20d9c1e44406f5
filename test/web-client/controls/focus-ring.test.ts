import { expect, test } from 'vitest';
import { movesFocus } from '../../../web-client/view/focus-ring.ts';

test('[W150] the ring of the focus follows keys that move it: not those that steer, type, or close a dialog', () => {
  const button = { type: 'submit' };
  const radio = { type: 'radio' };
  expect(movesFocus({ key: 'Tab', target: null })).toBe(true);
  expect(movesFocus({ key: 'Tab', target: button })).toBe(true);
  for (const target of [radio, { role: 'tab', type: 'button' }])
    expect([movesFocus({ key: 'ArrowLeft', target }), movesFocus({ key: 'Enter', target })]).toEqual([true, false]);
  for (const key of ['ArrowLeft', 'Escape', 'Enter', ' ', 'w'])
    for (const target of [null, {}, button, { type: 'text' }]) expect(movesFocus({ key, target })).toBe(false);
});
