// What the routes of accounts share, beside what every part of the API gets.

import { Counter } from 'prom-client';
import type { Parts } from '../parts.ts';
import { Passkeys } from './passkeys.ts';
import { PasswordHashes } from './password-hashes.ts';
import { Tries } from './tries.ts';

export interface AccountParts extends Parts {
  readonly passwords: PasswordHashes;
  readonly passkeys: Passkeys;
  readonly tries: Tries;
}

export function accountParts(parts: Parts): AccountParts {
  const passwords = new PasswordHashes();
  const counter = new Counter({
    name: 'packetman_api_password_hashes_total',
    help: 'scrypt hashes that were made',
    registers: [parts.metrics],
    collect: () => {
      counter.reset();
      counter.inc(passwords.runs);
    },
  });
  return { ...parts, passwords, passkeys: new Passkeys(parts), tries: new Tries(() => performance.now()) };
}
