// Preloaded by programs that call the emulator as host.docker.internal. Its certificate has that name, but only containers resolve it.
const dns = require('node:dns');

const { lookup } = dns;

dns.lookup = (host, ...rest) => lookup(host === 'host.docker.internal' ? '127.0.0.1' : host, ...rest);
