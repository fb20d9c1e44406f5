// Chooses how the maze is drawn: WebGL with a graphics card, plain canvas where the browser would draw in software. Both draw
// the same pictures.

export type Renderer = 'canvas' | 'webgl';

/** Names of renderers that have no graphics card: some browsers do not count them as slow. */
const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/** Tries WebGL. @param quick fail where the browser calls it slow. @returns the renderer's name; null for none */
type Probe = (quick: boolean) => string | null;

/** @param search of the page's address: `?renderer=canvas` or `?renderer=webgl` forces one, if the browser has it */
export function chooseRenderer(search: string, probe: Probe = probeWebGl): Renderer {
  const forced = new URLSearchParams(search).get('renderer');
  if (forced === 'canvas') return 'canvas';
  if (forced === 'webgl') return probe(false) === null ? 'canvas' : 'webgl';
  const name = probe(true);
  return name === null || SOFTWARE.test(name) ? 'canvas' : 'webgl';
}

function probeWebGl(quick: boolean): string | null {
  const context = document.createElement('canvas').getContext('webgl', { failIfMajorPerformanceCaveat: quick });
  if (context === null) return null;
  const names = context.getExtension('WEBGL_debug_renderer_info');
  const name = String(context.getParameter(names?.UNMASKED_RENDERER_WEBGL ?? context.RENDERER));
  // Browsers keep few contexts: this one is not needed any more.
  context.getExtension('WEBGL_lose_context')?.loseContext();
  return name;
}
