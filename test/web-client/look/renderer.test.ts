import { expect, test } from 'vitest';
import { chooseRenderer } from '../../../web-client/view/maze/renderer.ts';

test.each([
  ['ANGLE (Apple, ANGLE Metal Renderer: Apple M2, Unspecified Version)', 'webgl'],
  ['ANGLE (Intel, Mesa Intel(R) UHD Graphics 620 (KBL GT2), OpenGL 4.6)', 'webgl'],
  ['Adreno (TM) 650', 'webgl'],
  ['ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero)), SwiftShader driver)', 'canvas'],
  ['llvmpipe (LLVM 15.0.7, 256 bits)', 'canvas'],
  ['ANGLE (Microsoft, Microsoft Basic Render Driver Direct3D11)', 'canvas'],
  ['Apple Software Renderer', 'canvas'],
  [null, 'canvas'],
] as const)('[W86] %s is drawn with %s', (name, renderer) => {
  expect(chooseRenderer('', (quick) => (quick ? name : null))).toBe(renderer);
});

test('[W86] the address forces a renderer, if it is there', () => {
  expect(chooseRenderer('?renderer=canvas', () => 'a card')).toBe('canvas');
  expect(chooseRenderer('?test&renderer=webgl', (quick) => (quick ? null : 'SwiftShader'))).toBe('webgl');
  expect(chooseRenderer('?renderer=webgl', () => null)).toBe('canvas');
  expect(chooseRenderer('?renderer=pencil', () => 'a card')).toBe('webgl');
});
