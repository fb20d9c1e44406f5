import { describe, expect, test } from 'vitest';
import { colourDepth, ColourCodes } from '../../terminal-client/terminal/colours.ts';

describe('[TC4] colours', () => {
  test.each([
    [{ TERM: 'xterm', COLORTERM: 'truecolor' }, 'true'],
    [{ TERM: 'xterm-256color', COLORTERM: '24bit' }, 'true'],
    [{ TERM: 'xterm-direct' }, 'true'],
    [{ TERM: 'screen-256color' }, '256'],
    [{ TERM: 'xterm' }, '16'],
    [{ TERM: 'linux', COLORTERM: '' }, '16'],
    [{}, '16'],
    [{ TERM: 'vt100' }, 'none'],
    [{ TERM: 'xterm', COLORTERM: 'truecolor', NO_COLOR: '1' }, 'none'],
    [{ TERM: 'xterm', NO_COLOR: '' }, '16'],
  ])('%j has %s', (environment, depth) => expect(colourDepth(environment)).toBe(depth));

  test.each([
    ['true', 0xffdf00, '38;2;255;223;0', '48;2;255;223;0'],
    ['256', 0xffdf00, '38;5;220', '48;5;220'],
    ['256', 0x808080, '38;5;244', '48;5;244'],
    ['256', 0x000000, '38;5;16', '48;5;16'],
    ['256', 0xffffff, '38;5;231', '48;5;231'],
    ['16', 0xffdf00, '93', '103'],
    ['16', 0x1a2a9c, '34', '44'],
    ['16', 0x5a6bff, '94', '104'],
    ['16', 0x000006, '30', '40'],
    ['true', -1, '39', '49'],
    ['16', -1, '39', '49'],
    ['none', 0xffdf00, '', ''],
  ] as const)('of %s: %i', (depth, colour, fore, back) => {
    const codes = new ColourCodes(depth);
    expect([codes.fore(colour), codes.back(colour)]).toEqual([fore, back]);
    // From what it has kept.
    expect([codes.fore(colour), codes.back(colour)]).toEqual([fore, back]);
  });
});
