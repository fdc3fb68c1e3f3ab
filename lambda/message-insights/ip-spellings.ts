/** The spellings of an IP address in the text of a server. */
import { isIP, SocketAddress } from 'node:net';

/** Returns the canonical spelling of an address. An IPv4 address within IPv6 becomes IPv4, and any other string stays as it is. */
export function canonicalIp(text: string): string {
  if (isIP(text) !== 6 || text.includes('%')) return text; // an address with a zone stays as it is
  const { address } = new SocketAddress({ address: text, family: 'ipv6' });
  return address.replace(/^::ffff:(?=\d+\.)/, '');
}

/** Returns an IPv4 address as it occurs in names of machines, hexadecimal and decimal. */
export function numbersOfIp(ip: string): string[] {
  if (isIP(ip) !== 4) return [];
  const bytes = Buffer.from(ip.split('.').map(Number));
  return [bytes.toString('hex'), `${bytes.readUInt32BE()}`];
}

/** Returns every four successive numbers as an IPv4 address, forwards and, as in block lists, backwards. */
export function quartets(text: string): string[] {
  const numbers = (text.match(/\d+/g) ?? []).map(Number);
  return numbers.flatMap((_, index) => {
    const four = numbers.slice(index, index + 4);
    return [four.join('.'), four.reverse().join('.')];
  });
}
