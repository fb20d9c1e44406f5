// Warns the operator if the addresses of players are probably wrong: a proxy in front of the server is not trusted, or
// does not report the clients' addresses.

/** By kind; HourlyWarnings logs each of them at most once an hour. */
export const ADDRESS_WARNINGS = {
  untrustedProxy:
    'a PROXY header came from an address that is not trusted, so it was not read: --proxy-network names the proxies that are',
  addressFull:
    'one address has as many connections as it may: if it is a proxy, let it send PROXY headers and name it in --proxy-network',
  allFromOne:
    'more connections come from this exempt address than one player opens: if it is a proxy, let it send PROXY headers, since no limit by address holds now',
  namedFull:
    'a proxy names one address for as many connections as one may have: if that is another proxy in front of it, the first must trust it (bridge: --trust)',
  namedAllFromOne:
    'a proxy names one exempt address for more connections than one player opens: if that is another proxy in front of it, the first must trust it (bridge: --trust), since no limit by address holds now',
} as const;
