/**
 * The page's `index.html` at the addresses that are links into the page. Readers of Open Graph tags resolve no relative
 * addresses, so those are made absolute: only the request says under which name the page was asked for.
 */
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { answer } from './answer.ts';
import type { ClientAddress } from './client-address.ts';
import type { BridgeConfig } from '../config.ts';
import { contentType } from './content-types.ts';
import { schemeOf } from './scheme.ts';
import { acceptedEncodings, isFresh, openInside } from './static.ts';

const INDEX = '/index.html';
/** Longer paths are no links: a pattern is never run on more than this. */
const LINK_LENGTH_MAX = 100;
/** The largest file that is kept in memory for an answer. */
const INDEX_BYTES_MAX = 1024 * 1024;
/** As quick as gzip, and smaller. */
const BROTLI_QUALITY = 5;
/** A host that can stand in a URL and in HTML as it is, with a port or without. */
const HOST = /^(?:[a-z\d_](?:[\w.-]*[a-z\d_])?|\[[a-f\d:.]+\])(?::\d{1,5})?$/;

/** Of an Open Graph tag the start of an address of this host, `./` or `/`, with all that is before it. */
const TAG_ADDRESS = /(<meta\s+property="og:[^"]*"\s+content=")(?:\.\/|\/(?!\/))/g;

const COMPRESS: Readonly<Record<string, (text: string) => Promise<Buffer>>> = {
  br: (text) => promisify(brotliCompress)(text, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } }),
  gzip: (text) => promisify(gzip)(text),
};

export interface IndexPage {
  /** Whether a path is answered with the index: a link, or the index itself. Never without `pageLinks`. */
  isAt(pathname: string): boolean;
  /** Answers GET and HEAD with 200, 304, or 404 where the folder has no index. */
  answer(request: IncomingMessage, response: ServerResponse, client: ClientAddress): Promise<void>;
}

type IndexSettings = Pick<BridgeConfig, 'pageLinks' | 'forwardedHeader'>;

/** @param settings its `pageLinks` are regular expressions, each of which has to match a whole path */
export function indexPage(folder: string, { pageLinks, forwardedHeader }: IndexSettings): IndexPage {
  const patterns = pageLinks.map((link) => new RegExp(`^${link}$`, 'u'));
  const paths = pageLinks.length === 0 ? [] : ['/', INDEX];
  return {
    isAt(pathname) {
      if (paths.includes(pathname)) return true;
      return pathname.length <= LINK_LENGTH_MAX && patterns.some((pattern) => pattern.test(pathname));
    },
    async answer(request, response, client) {
      const read = await readIndex(folder);
      if (read === null) return answer(response, 404);
      const html = withAbsoluteTags(read.text, originOf(request, client, forwardedHeader));
      const [encoding] = acceptedEncodings(request.headers['accept-encoding']).map(({ name }) => name);
      const etag = `"${[createHash('sha256').update(html).digest('base64url'), encoding].filter(Boolean).join('-')}"`;
      const modifiedMs = Math.floor(read.modifiedMs / 1000) * 1000;
      response.setHeader('Cache-Control', 'no-cache');
      response.setHeader('ETag', etag);
      response.setHeader('Last-Modified', new Date(modifiedMs).toUTCString());
      response.setHeader('Vary', 'Accept-Encoding');
      if (isFresh(request.headers, { etag, modifiedMs })) {
        response.statusCode = 304;
        response.end();
        return;
      }
      const body = encoding === undefined ? Buffer.from(html) : await COMPRESS[encoding]!(html);
      response.setHeader('Content-Type', contentType(INDEX)!);
      response.setHeader('Content-Length', body.length);
      if (encoding !== undefined) response.setHeader('Content-Encoding', encoding);
      response.end(request.method === 'HEAD' ? undefined : body);
    },
  };
}

/** Null where there is no such file, or one that is too large. */
async function readIndex(folder: string): Promise<{ readonly text: string; readonly modifiedMs: number } | null> {
  const file = await openInside(folder, INDEX);
  if (file === null) return null;
  try {
    if (file.stats.size > INDEX_BYTES_MAX) return null;
    return { text: await file.handle.readFile('utf8'), modifiedMs: file.stats.mtimeMs };
  } finally {
    await file.handle.close();
  }
}

/** @param origin null where it is not known: then the tags stay relative */
function withAbsoluteTags(html: string, origin: string | null): string {
  return origin === null ? html : html.replaceAll(TAG_ADDRESS, `$1${origin}/`);
}

/** Scheme and host under which the page was asked for; null without a valid Host. */
function originOf(
  request: IncomingMessage,
  client: ClientAddress,
  forwardedHeader: BridgeConfig['forwardedHeader'],
): string | null {
  const host = (request.headers.host ?? '').toLowerCase();
  return HOST.test(host) ? `${schemeOf(request, client, forwardedHeader)}://${host}` : null;
}
