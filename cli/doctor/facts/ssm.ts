import { GetParameterCommand, ParameterNotFound, type SSMClient } from '@aws-sdk/client-ssm';
import type { Reading } from './reading';
import { READS, read } from './reads';

/**
 * Returns the version of CDK's bootstrap stack, or `none` without one.
 *
 * @param name of the parameter, such as `/cdk-bootstrap/hnb659fds/version`
 */
export function readBootstrapVersion(client: SSMClient, name: string): Promise<Reading<number | 'none'>> {
  return read(READS.parameter, async (options) => {
    try {
      const { Parameter } = await client.send(new GetParameterCommand({ Name: name }), options);
      const version = Number(Parameter?.Value);
      if (!Number.isInteger(version)) throw new Error(`The parameter ${name} holds no version`);
      return version;
    } catch (error) {
      if (error instanceof ParameterNotFound) return 'none';
      throw error;
    }
  });
}
