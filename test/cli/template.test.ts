/** `npm run template`. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { runInProcess } from '../support/run-in-process';
import { CALLED_FROM } from '../support/start';

const template = (...args: string[]) => runInProcess('template', args);

it('writes the templates and prints commands that quote the folder for a shell', async () => {
  const { status, stdout, stderr } = await template("the team's/template", '-c', 'exporter:messageInsights=false');
  expect(status).toBe(0);
  expect(stderr).toMatch(/^Warning: Alarms link to .*\.\n\nWarning: No critical alarm pages anybody: .*\.\n$/m);
  expect(stdout).toContain(`aws s3 sync 'the team'\\''s/template' s3://$BUCKET`);
  expect(stdout).toContain(`--template-file 'the team'\\''s/template/SesMetricsExporter.template.json'`);
  expect(readdirSync(path.join(CALLED_FROM, "the team's/template"))).toContain('SesMetricsExporter.template.json');
});

it('shows its help', async () => {
  expect(await template('--help')).toEqual({ status: 0, stdout: expect.stringContaining('[folder]'), stderr: '' });
});

it.each([
  ['a folder with other files', ['mine'], /^The folder "mine" contains "notes.txt", which this command did not write/],
  ['a file', ['mine/notes.txt'], /^The folder "mine\/notes.txt" cannot be used \(ENOTDIR/],
  [
    'a folder in a file',
    ['mine/notes.txt/template'],
    /^The folder "mine\/notes.txt\/template" cannot be used \(ENOTDIR/,
  ],
  ['a folder that nothing can create', ['/proc/x/y'], /^The folder "\/proc\/x\/y" cannot be used \(E/],
  ['unprintable characters in the name', ['a\u009b\nb'], /^The folder name "a\\u009b\\u000ab" has unprintable/],
  ['two folders', ['one', 'two'], /^too many arguments.*--help/],
  ['an unknown option', ['--region', 'eu-west-1'], /^unknown option '--region'.*--help/],
])('rejects %s in one sentence, and writes nothing', async (_, args, problem) => {
  mkdirSync(path.join(CALLED_FROM, 'mine'), { recursive: true });
  writeFileSync(path.join(CALLED_FROM, 'mine/notes.txt'), '');
  const before = readdirSync(CALLED_FROM, { recursive: true });
  const { status, stdout, stderr } = await template(...args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(problem);
  expect(stderr.trimEnd()).not.toContain('\n');
  expect(readdirSync(CALLED_FROM, { recursive: true })).toEqual(before);
});
