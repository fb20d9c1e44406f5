/** The settings of the bridge's own HTTP server: where it listens, TLS, the page, what is passed on, and the admin listener. */
import type * as Zod from 'zod';
import {
  address,
  check,
  duration,
  file,
  folder,
  httpOrigins,
  isPathPattern,
  isPolicy,
  isStatusPath,
  listOf,
  login,
  z,
} from '../setting-values.ts';
import { parseAddress, parseListen } from '../target/address.ts';

const tlsSchema = z
  .strictObject({
    cert: file,
    key: file,
    /** Whether plain connections are refused; otherwise the port accepts both. */
    only: z.boolean().default(false),
    minVersion: z.enum(['TLSv1.2', 'TLSv1.3']).default('TLSv1.2'),
    /** A file of authorities in PEM: clients need a certificate of one of them. */
    clientCa: file.optional(),
    /** Further certificates, by the name a client asks for. */
    sni: z.array(z.strictObject({ host: z.string().toLowerCase(), cert: file, key: file })).default([]),
  })
  .readonly();

export const httpFields = {
  /** Where browsers connect; port 0 picks a free one. */
  listen: listOf(address(parseListen)).refine((list) => list.length > 0, 'an address to listen on is needed'),
  /** The mode of unix sockets that it listens on, such as `0600`; null for what the umask leaves. */
  unixMode: check((text) => /^0?[0-7]{3}$/.test(text), 'expected a mode such as 0600')
    .nullable()
    .default(null),
  /** Folder of the page, or null to serve none. */
  web: folder.nullable().default(null),
  /** The Content-Security-Policy of the page; `true` for one that allows only what comes with the page, null for none. */
  csp: z
    .union([z.literal(true), check(isPolicy, 'expected a policy such as "default-src *"')])
    .nullable()
    .default(null),
  /** Paths of the page below which every file has a hash of its content in its name: browsers keep those for a year. */
  immutable: listOf(z.string().startsWith('/')).default(Object.freeze([])),
  /**
   * Patterns of links into the page, as regular expressions that the whole path must match, such as `/[A-Z]{5}`: the answer is the
   * page's `index.html`. With a pattern, the bridge also makes the addresses in its Open Graph tags absolute. So that no path is slow
   * to try, a pattern has no groups or alternatives, and at most two of `*`, `+`, `?` and `{n,m}`.
   */
  pageLinks: listOf(
    check(isPathPattern, 'expected a regular expression of a path without groups, such as /[A-Z]{5}'),
  ).default(Object.freeze([])),
  /** A file of passwords, as in `auth`, that the page and the paths of `passOn` ask for; null for a public page. */
  webPasswords: file.nullable().default(null),
  /** The same with the only login, as `name:password`. */
  webLogin: login.nullable().default(null),
  /**
   * HTTP origins that answer whole paths, such as `{ "/api": "http://127.0.0.1:1982" }`; of paths within each other the longest wins.
   * Of several, with spaces between them, the next one is asked when one cannot be reached.
   */
  passOn: z.record(z.string().regex(/^\/./, 'expected a path'), httpOrigins).default({}),
  /** Address of a separate listener for `/metrics`, `/healthz` and `/readyz`, or null. */
  admin: address(parseAddress).nullable().default(null),
  /** Path of the status page: open sessions, the last that have ended, a button to end one. Null for none. It needs `statusPasswords`. */
  status: check(isStatusPath, 'expected a path such as /status').nullable().default(null),
  /** A file of passwords, as in `auth`, of the operators who may see the status page. */
  statusPasswords: file.nullable().default(null),
  /** Whether trusted peers start every connection with a PROXY protocol header. */
  acceptProxyHeader: z.boolean().default(false),
  /** TLS towards browsers, or null. */
  tls: tlsSchema.nullable().default(null),
  /** A connection must have sent its request headers within this time. */
  headerTimeoutMs: duration.default(5_000),
};

export type TlsConfig = Zod.output<typeof tlsSchema>;
