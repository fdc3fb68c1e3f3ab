/**
 * The CDK CLI deploys the app: the defaults to one Region, every option to two more. The tests drive each part of the stacks as
 * AWS does, with the permissions of the templates, and read the effects with the AWS CLI.
 *
 * All parts share the deployment and run in this order. The schedule fires every five minutes, so the exporter's part runs after
 * the parts that do not need it.
 */
import { afterAll, beforeAll, describe } from '@jest/globals';
import { testBriefs } from './deployment/briefs';
import { testCdkDeploy } from './deployment/cdk-deploy';
import { testCdkDestroy } from './deployment/cdk-destroy';
import { testDashboards } from './deployment/dashboards';
import { type Deployment, startDeployment } from './deployment/deployment';
import { testExporter } from './deployment/exporter';
import { testLookUpApi } from './deployment/look-up-api';
import { testPages } from './deployment/pages';
import { testSearches } from './deployment/searches';

let deployment: Deployment;
beforeAll(async () => {
  deployment = await startDeployment();
});
afterAll(() => deployment?.close());

const current = () => deployment;

describe('cdk bootstrap and cdk deploy', () => testCdkDeploy(current));
describe('the look-up API', () => testLookUpApi(current));
describe('searches', () => testSearches(current));
describe('the dashboards', () => testDashboards(current));
describe('the exporter', () => testExporter(current));
describe('a brief', () => testBriefs(current));
describe('a page', () => testPages(current));
describe('cdk destroy', () => testCdkDestroy(current));
