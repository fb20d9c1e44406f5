/** The target of an HTTP request as a URL, its `..` and their spellings resolved, so that all look at the same path. */

/** Null for anything but a path: a bridge is no forward proxy, so `GET http://elsewhere/` has no meaning here. */
export function requestUrl(target: string): URL | null {
  const text = `http://bridge${target}`;
  return target.startsWith('/') && URL.canParse(text) ? new URL(text) : null;
}
