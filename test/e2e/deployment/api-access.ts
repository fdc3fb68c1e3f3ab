/** Who may call the look-up API, as docs/look-ups.md describes it, and how programs reach it on the emulator. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { codeBlocks } from '../support/documents';
import { REPOSITORY } from '../support/programs';
import { HOME } from './deployment';

const DOCUMENT = 'docs/look-ups.md';

interface Statement {
  readonly Effect: string;
  readonly Action: string;
  readonly Resource: string | readonly string[];
}

/** Returns the policy statement that the documentation recommends for callers who look messages up, with this API's id. */
export function lookUpPermission(apiId: string): Statement & { readonly Resource: string } {
  const { code = '' } = codeBlocks(DOCUMENT, 'Permissions').find(({ language }) => language === 'json') ?? {};
  return JSON.parse(code.replace('eu-west-1', HOME).replace('111122223333', '000000000000').replace('abc123', apiId));
}

/** Returns the policy statement for callers who search, from the ends of ARNs that the documentation lists. */
export function searchPermission(apiId: string): Statement {
  const [, row = ''] = /^\| search, look up recipients.*?\|(.*)\|$/m.exec(read(DOCUMENT)) ?? [];
  const ends = Array.from(row.matchAll(/`([^`]+)`/g), ([, end]) => end);
  if (ends.length === 0) throw new Error(`${DOCUMENT} has no row with the permissions of searches`);
  const { Resource, ...others } = lookUpPermission(apiId);
  return { ...others, Resource: ends.map((end) => Resource.replace(/(?<=\$default\/).*/, `${end}`)) };
}

const read = (file: string) => readFileSync(path.join(REPOSITORY, file), 'utf8');

/** Returns the emulator's own URL of an API, because not every resolver knows the host name in the stack's output. */
export function apiUrl(emulatorUrl: string, apiId: string): string {
  return `${emulatorUrl}/_aws/execute-api/${apiId}/$default`;
}

/** Returns the URL with another name that the emulator's certificate covers. `npm run insights` does not sign for localhost. */
export function toOtherName(url: string): string {
  return url.replace('localhost', 'host.docker.internal');
}

/** NODE_OPTIONS of a program that calls the other name. */
export const RESOLVE_GATEWAY = `--require ${path.join(__dirname, '../support/resolve-gateway.cjs')}`;
