/** Holds the exports of the package to CHANGELOG.md. Names only: the compiler of a consumer finds the rest. */
import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import lastRelease from './fixtures/exports.json';

const STATEMENT = /^export (?:type )?\{([^}]*)\} from '[^']+';$/gm;

const index = readFileSync('lib/index.ts', 'utf8');
const names = [...index.matchAll(STATEMENT)]
  .flatMap(([, list = '']) => list.split(','))
  .map((name) => name.trim().replace(/^(type |.* as )/, ''))
  .filter(Boolean);

it('lib/index.ts contains only statements that list the exported names', () => {
  const others = index.replace(STATEMENT, '').replace(/\/\*\*.*?\*\//gs, '');
  expect(others.trim()).toBe('');
  expect(names.length).toBeGreaterThan(30);
});

it('CHANGELOG.md names every export that was added or removed since the last release', () => {
  const [unreleased, ...released] = readFileSync('CHANGELOG.md', 'utf8').split(`\n## ${lastRelease.version}\n`);
  expect(released).toHaveLength(1);
  const differences = [
    ...names.filter((name) => !lastRelease.names.includes(name)),
    ...lastRelease.names.filter((name) => !names.includes(name)),
  ];
  expect(differences.filter((name) => !unreleased?.includes(`\`${name}\``))).toEqual([]);
});
