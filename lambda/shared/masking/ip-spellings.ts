/** The forms in which a server's text may spell an IP address. */
import { isIP, SocketAddress } from 'node:net';

/**
 * Returns an IPv6 address in its canonical form, or as IPv4 if it is an IPv4-mapped address. Returns other strings
 * unchanged.
 */
export function canonicalIp(text: string): string {
  if (isIP(text) !== 6 || text.includes('%')) return text; // an address with a zone stays as it is
  const { address } = new SocketAddress({ address: text, family: 'ipv6' });
  return address.replace(/^::ffff:(?=\d+\.)/, '');
}

/** Returns the hexadecimal and the decimal form of an IPv4 address, which occur in host names. */
export function numbersOfIp(ip: string): string[] {
  if (isIP(ip) !== 4) return [];
  const bytes = Buffer.from(ip.split('.').map(Number));
  return [bytes.toString('hex'), `${bytes.readUInt32BE()}`];
}

/**
 * Returns every four successive numbers of a string as an IPv4 address, forwards and backwards. Block lists write
 * addresses backwards.
 */
export function ipv4Candidates(text: string): string[] {
  const numbers = (text.match(/\d+/g) ?? []).map(Number);
  return numbers.flatMap((_, index) => {
    const four = numbers.slice(index, index + 4);
    return [four.join('.'), four.reverse().join('.')];
  });
}
