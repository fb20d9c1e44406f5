// With what the maze is drawn: WebGL where a graphics card does it, plain canvas where the browser would have to do it in
// software. The pictures are the same.

export type Renderer = 'canvas' | 'webgl';

/** Names of renderers that have no graphics card: some browsers do not count them as slow. */
const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/** What there is of WebGL. @param quick only if the browser does not call it slow. @returns its name; null for none */
type Probe = (quick: boolean) => string | null;

/** @param search of the page's address: `?renderer=canvas` or `?renderer=webgl` forces one, if it is there at all */
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
