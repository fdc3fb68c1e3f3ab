// Required by programs that call the emulator under a name of its certificate which only containers resolve.
const dns = require('node:dns');

const { lookup } = dns;

dns.lookup = (host, ...rest) => lookup(host === 'host.docker.internal' ? '127.0.0.1' : host, ...rest);
