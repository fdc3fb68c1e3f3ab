/** `npm run template` as a person runs it, in a process of its own. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { CALLED_FROM, runScript } from '../support/start';

const template = (...args: string[]) => runScript('template', args);

it('prints commands that a shell takes, whatever the folder is called', () => {
  const { status, stdout } = template("the team's/template");
  expect(status).toBe(0);
  expect(stdout).toContain(`aws s3 sync 'the team'\\''s/template' s3://$BUCKET`);
  expect(stdout).toContain(`--template-file 'the team'\\''s/template/SesMetricsExporter.template.json'`);
  expect(readdirSync(path.join(CALLED_FROM, "the team's/template"))).toContain('SesMetricsExporter.template.json');
});

it('shows its help', () => {
  const { status, stdout } = template('--help');
  expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining('[folder]') });
});

it.each([
  ['a folder that holds something else', ['mine'], /^The folder "mine" holds "notes.txt", which is no template/],
  ['a file', ['mine/notes.txt'], /^The folder "mine\/notes.txt" cannot be used \(EEXIST/],
  [
    'a folder in a file',
    ['mine/notes.txt/template'],
    /^The folder "mine\/notes.txt\/template" cannot be used \(ENOTDIR/,
  ],
  ['a folder whose name no command can show', ['a\u009bb'], /^The folder "a\\u009bb" has characters in its name/],
  ['two folders', ['one', 'two'], /^too many arguments.*--help/],
  ['an option', ['--region', 'eu-west-1'], /^unknown option '--region'.*--help/],
])('refuses %s in one sentence, and writes nothing', (_, args, problem) => {
  mkdirSync(path.join(CALLED_FROM, 'mine'), { recursive: true });
  writeFileSync(path.join(CALLED_FROM, 'mine/notes.txt'), '');
  const before = readdirSync(CALLED_FROM, { recursive: true });
  const { status, stdout, stderr } = template(...args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(problem);
  expect(stderr.trimEnd()).not.toContain('\n');
  expect(readdirSync(CALLED_FROM, { recursive: true })).toEqual(before);
});
