/** Third-party linters check the templates of every configuration. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { regionWarning } from '../../lib/config/ses-regions';
import { type Finding, problemsOf } from '../checks/findings';
import { synthesizeAll } from '../checks/synthesized';
import { record } from './support/observations';
import { policiesIn } from './support/policies';
import { run, tryRun } from './support/programs';
import { type PythonTool, programOf, versionOf } from './support/tools';

/** Prints the Regions whose CloudFormation registry has SES, according to cfn-lint. */
const SES_REGIONS = `
from cfnlint.helpers import REGIONS
from cfnlint.schema import PROVIDER_SCHEMA_MANAGER
print(*(region for region in REGIONS if 'AWS::SES::EmailIdentity' in PROVIDER_SCHEMA_MANAGER.get_resource_types(region)))
`;

let folder: string;
const templates: string[] = [];
let policies = 0;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'ses-metrics-exporter-templates-'));
  for (const { configuration, assembly } of synthesizeAll()) {
    for (const { stackName, template } of assembly.stacks) {
      const name = `${configuration.replace(/\W+/g, '-')}/${stackName}`;
      write(`templates/${name}.json`, template);
      templates.push(path.join(folder, `templates/${name}.json`));
      for (const { owner, document } of policiesIn(template))
        write(`policies/${name}/${++policies}/${owner}.json`, document);
    }
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(file: string, content: unknown): void {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), JSON.stringify(content, null, 2));
}

function recordFindings(tool: PythonTool, action: string, findings: readonly Finding[]): void {
  const result = `${findings.length} findings, all of them documented exceptions`;
  record({ action, client: versionOf(tool), result });
}

const templateOf = (file: string) => path.relative(path.join(folder, 'templates'), file);

it('cfn-lint has no unexpected findings in any Region that has SES', async () => {
  const regions = (await run(programOf('cfn-lint', 'python'), ['-c', SES_REGIONS])).trim().split(' ');
  expect(regions).toEqual(expect.arrayContaining(['us-east-1', 'eu-west-1', 'ap-northeast-1', 'us-gov-west-1']));
  expect(regions.length).toBeGreaterThan(30);
  expect(regions.filter((region) => regionWarning(region) !== undefined)).toEqual([]);
  const { stdout } = await tryRun(programOf('cfn-lint'), [
    '--format=json',
    '--include-checks=I',
    '--regions',
    ...regions,
    '--template',
    ...templates,
  ]);
  const findings = JSON.parse(stdout).map(
    // biome-ignore lint/suspicious/noExplicitAny: cfn-lint has no types
    ({ Filename, Location, Message, Rule }: any): Finding => ({
      rule: Rule.Id,
      resource: Location.Path?.[1] ?? '',
      template: templateOf(Filename),
      message: Message,
    }),
  );
  expect(problemsOf('cfn-lint', findings)).toEqual([]);
  recordFindings('cfn-lint', `${templates.length} templates in ${regions.length} Regions`, findings);
});

it('checkov has no unexpected findings', async () => {
  const args = ['--framework=cloudformation', '--output=json', '--quiet', '--skip-download'];
  const { stdout } = await tryRun(programOf('checkov'), [...args, '--directory', path.join(folder, 'templates')]);
  const { summary, results } = JSON.parse(stdout);
  expect(summary.parsing_errors).toBe(0);
  expect(summary.passed).toBeGreaterThan(50 * templates.length - 100);
  const findings = results.failed_checks.map(
    // biome-ignore lint/suspicious/noExplicitAny: checkov has no types
    ({ check_id, check_name, resource, file_path }: any): Finding => ({
      rule: check_id,
      resource: resource.replace(/^.*\./, ''),
      template: file_path,
      message: check_name,
    }),
  );
  expect(problemsOf('checkov', findings)).toEqual([]);
  recordFindings('checkov', `${templates.length} templates, ${summary.passed} checks passed`, findings);
});

it('parliament has no unexpected findings in any policy', async () => {
  expect(policies).toBeGreaterThan(5 * templates.length);
  const args = ['--include_policy_extension=json', '--include-community-auditors', '--json'];
  const { stdout, stderr } = await tryRun(programOf('ol-parliament', 'parliament'), [
    ...args,
    '--directory',
    path.join(folder, 'policies'),
  ]);
  expect(stderr).not.toContain('Traceback');
  const findings = stdout
    .split('\n')
    .filter(Boolean)
    .map((line): Finding => {
      const { issue, title, detail, location } = JSON.parse(line);
      const file = path.relative(path.join(folder, 'policies'), location.filepath);
      return {
        rule: issue,
        resource: path.basename(file, '.json'),
        template: path.dirname(file),
        message: `${title} ${JSON.stringify(detail)}`,
      };
    });
  expect(problemsOf('parliament', findings)).toEqual([]);
  recordFindings('ol-parliament', `${policies} policies`, findings);
});
