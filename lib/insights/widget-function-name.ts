/** The name of the function behind the widgets. CloudWatch asks for its beginning, so CloudFormation cannot choose it. */
import { createHash } from 'node:crypto';
import { FUNCTION_NAME_PREFIX, MAX_FUNCTION_NAME } from '../../lambda/message-insights/widgets/contract';

const HASH_LENGTH = 8;

/** Characters of the name of the stack, if a hash replaces the rest. */
const KEPT_LENGTH = MAX_FUNCTION_NAME - FUNCTION_NAME_PREFIX.length - HASH_LENGTH - 2;

/** Returns a name that is unique in the account and Region, as is the name of the stack. */
export function widgetFunctionName(stackName: string): string {
  const name = `${FUNCTION_NAME_PREFIX}-${stackName}`;
  if (name.length <= MAX_FUNCTION_NAME) return name;
  const hash = createHash('sha256').update(stackName).digest('hex').slice(0, HASH_LENGTH);
  return `${FUNCTION_NAME_PREFIX}-${stackName.slice(0, KEPT_LENGTH)}-${hash}`;
}

/** Returns how all names begin whose stacks begin with a prefix. */
export function widgetFunctionPrefix(stackPrefix: string): string {
  return `${FUNCTION_NAME_PREFIX}-${stackPrefix.slice(0, KEPT_LENGTH)}`;
}
