// Preloaded by programs that call the emulator as host.docker.internal. The emulator's certificate covers this name, but only
// containers resolve it.
const dns = require('node:dns');

const { lookup } = dns;

dns.lookup = (host, ...rest) => lookup(host === 'host.docker.internal' ? '127.0.0.1' : host, ...rest);
