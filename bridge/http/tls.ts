/**
 * TLS towards browsers: certificates by the name a client asks for, read again without dropping a tunnel. Telling TLS
 * from plain connections is left to listeners.ts.
 */
import {
  createSecureContext,
  createServer,
  type SecureContext,
  type SecureContextOptions,
  type Server,
} from 'node:tls';
import type { TlsConfig } from './http-settings.ts';
import { readBytes } from '#process';

export interface TlsServer {
  /** Takes connections by its `connection` event, and gives them away by `secureConnection`. */
  readonly server: Server;
  /** Reads all files again, for connections to come. Throws where one is wrong, and then changes nothing. */
  reload(config: TlsConfig): void;
}

/** @param handshakeTimeoutMs past it a client that has not finished is dropped */
export function createTlsServer(config: TlsConfig, handshakeTimeoutMs: number): TlsServer {
  let byHost = contextsByHost(config);
  const server = createServer({
    ...contextOptions(config),
    handshakeTimeout: handshakeTimeoutMs,
    ALPNProtocols: ['http/1.1'],
    requestCert: config.clientCa !== undefined,
    rejectUnauthorized: config.clientCa !== undefined,
    SNICallback: (host, done) => done(null, byHost.get(host.toLowerCase())),
  });
  return {
    server,
    reload(next) {
      const contexts = contextsByHost(next);
      server.setSecureContext(contextOptions(next));
      byHost = contexts;
    },
  };
}

/** @throws {Error} that names the files, which OpenSSL does not */
function contextOptions({ cert, key, clientCa, minVersion }: Omit<TlsConfig, 'sni' | 'only'>): SecureContextOptions {
  const ca = clientCa === undefined ? {} : { ca: readBytes(clientCa) };
  const options = { cert: readBytes(cert), key: readBytes(key), minVersion, ...ca };
  try {
    createSecureContext(options);
  } catch (error) {
    if (String(options.key).includes('ENCRYPTED'))
      throw new Error(`${key}: the key has a password: "openssl pkey" writes it without one`, { cause: error });
    const files = [...new Set([cert, key, clientCa])].filter((path) => path !== undefined);
    throw new Error(`${files.join(', ')}: ${(error as Error).message}`, { cause: error });
  }
  return options;
}

function contextsByHost({ sni, clientCa, minVersion }: TlsConfig): Map<string, SecureContext> {
  return new Map(
    sni.map(({ host, cert, key }) => [host, createSecureContext(contextOptions({ cert, key, clientCa, minVersion }))]),
  );
}
