/** The encodings of a name in headers and host names. */

/**
 * Returns the string in lower case, with compatibility characters in plain form, without accents and invisible
 * characters.
 */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\p{Cf}\p{M}]/gu, '')
    .toLowerCase();
}

/**
 * Decodes the encoded words of a header, such as `=?utf-8?Q?Zo=C3=AB?=`. Spaces between two encoded words are not part of
 * the string. https://www.rfc-editor.org/rfc/rfc2047#section-6.2
 */
export function decodeHeader(value: string): string {
  return value
    .replace(/(\?=)\s+(?==\?)/g, '$1')
    .replace(
      /=\?([^?\s*]+)(?:\*[^?\s]*)?\?([bq])\?([^?\s]*)\?=/gi,
      (_, charset: string, encoding: string, text: string) =>
        decodeBytes(encoding.toLowerCase() === 'b' ? Buffer.from(text, 'base64') : bytesOfQ(text), charset),
    );
}

function bytesOfQ(text: string): Buffer {
  const bytes = text
    .replace(/_/g, ' ')
    .replace(/=([\da-f]{2})/gi, (_, hex: string) => Buffer.from(hex, 'hex').toString('latin1'));
  return Buffer.from(bytes, 'latin1');
}

/** Decodes as UTF-8 if the character set is unknown. */
function decodeBytes(bytes: Buffer, charset: string): string {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return bytes.toString();
  }
}

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

/** Returns the readable strings that a label of a host name may encode in hexadecimal, base32 or base64. */
export function decodings(label: string): string[] {
  if (label.length < 6) return [];
  const bits = [...label.toLowerCase()].map((char) => BASE32.indexOf(char).toString(2).padStart(5, '0')).join('');
  const base32 = /^[a-z2-7]+$/i.test(label) ? (bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)) : [];
  const all = [Buffer.from(label, 'hex'), Buffer.from(base32), Buffer.from(label, 'base64')];
  return all.map((bytes) => bytes.toString('latin1')).filter((text) => /^[\x20-\x7e]{3,}$/.test(text));
}
