/** The documents that the page shows. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.join(__dirname, '../..');
const PICTURES = 'docs/images';

/** Returns the paths of all documents, relative to the repository: first the runbook, which people on call open. */
export function listDocuments(): string[] {
  const pages = readdirSync(path.join(ROOT, 'docs')).filter((name) => name.endsWith('.md'));
  return ['RUNBOOK.md', 'README.md', ...pages.sort().map((name) => `docs/${name}`), 'CHANGELOG.md', 'CONTRIBUTING.md'];
}

/** Returns the paths of the pictures in the documents, relative to the repository. */
export function listPictures(): string[] {
  return readdirSync(path.join(ROOT, PICTURES)).map((name) => `${PICTURES}/${name}`);
}

/** @param picture one of `listPictures` */
export function readPicture(picture: string): Buffer {
  return readFileSync(path.join(ROOT, picture));
}

/** @param document one of `listDocuments` */
export function readDocument(document: string): string {
  return readFileSync(path.join(ROOT, document), 'utf8');
}

export function titleOf(markdown: string): string {
  return /^# (.+)$/m.exec(markdown)?.[1] ?? '';
}
