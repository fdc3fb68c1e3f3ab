import { expect, test } from '@jest/globals';
import { stackOn } from '../support/deployed-stack';
import { record } from '../support/observations';
import { AWS_CLI, type Deployment, REGIONS, WEST } from './deployment';

export function testDashboards(current: () => Deployment): void {
  test.each(REGIONS)('of %s exist, with every widget', async (region) => {
    const { aws, name } = stackOn(current().emulator, region);
    const names = await aws<string[]>('cloudwatch', 'list-dashboards', '--query', 'DashboardEntries[].DashboardName');
    expect(new Set(names)).toEqual(new Set(region === WEST ? [name, `${name}-all-Regions`] : [name]));
    const { TemplateBody } = await aws<{ TemplateBody: DeployedTemplate }>(
      ...['cloudformation', 'get-template', '--stack-name', name],
    );
    const inTemplate = Object.values(TemplateBody.Resources).filter(
      ({ Type }) => Type === 'AWS::CloudWatch::Dashboard',
    );
    const bodies = await Promise.all(
      names.map((dashboard) =>
        aws<string>(...['cloudwatch', 'get-dashboard', '--dashboard-name', dashboard], ...['--query', 'DashboardBody']),
      ),
    );
    const widgets = bodies.map(widgetsOf);
    record({
      action: `Dashboards in ${region}`,
      client: AWS_CLI,
      result: widgets.map((each, index) => `${names[index]}: ${each.length} widgets`).join('; '),
    });
    expect(new Set(widgets)).toEqual(
      new Set(inTemplate.map(({ Properties }) => widgetsOf(bodyOf(Properties.DashboardBody)))),
    );
    expect(bodies.join()).not.toContain('AWS::'); // CloudFormation resolved every reference.
  });
}

type TemplateBody = string | { readonly 'Fn::Join': readonly [string, readonly unknown[]] };

interface DeployedTemplate {
  readonly Resources: Readonly<Record<string, { Type: string; Properties: { DashboardBody: TemplateBody } }>>;
}

/** Returns a dashboard's body with a placeholder for each reference. */
function bodyOf(body: TemplateBody): string {
  if (typeof body === 'string') return body;
  return body['Fn::Join'][1].map((part) => (typeof part === 'string' ? part : 'placeholder')).join('');
}

/** Returns the type and title of each widget. */
function widgetsOf(body: string): string[] {
  const { widgets } = JSON.parse(body) as { widgets: { type: string; properties: { title?: string } }[] };
  return widgets.map(({ type, properties }) => `${type}: ${properties.title}`);
}
