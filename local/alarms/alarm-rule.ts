/**
 * The rule of a composite alarm. Unsupported syntax is an error, never a state.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 */
import jsep, { type Expression } from 'jsep';
import { ALARM_STATES, type ReadState } from './alarm-state';
import { assertParenthesized } from './parentheses';

jsep.addBinaryOp('AND', 2);
jsep.addBinaryOp('OR', 1);
jsep.addUnaryOp('NOT');

const STATES: readonly string[] = ALARM_STATES;

export interface AlarmRule {
  /** The names of the alarms in the rule, exactly as the rule spells them. */
  readonly children: readonly string[];
  isMet(readState: ReadState): boolean;
}

/** @throws Error for unsupported syntax, functions and operators */
export function parseAlarmRule(rule: string): AlarmRule {
  assertParenthesized(rule);
  const tree = jsep(rule);
  const children = new Set<string>();
  collectChildren(tree, rule, children);
  return { children: [...children], isMet: (readState) => isMet(tree, readState) };
}

function isMet(node: Expression, readState: ReadState): boolean {
  switch (node.type) {
    case 'Identifier':
      return node.name === 'TRUE';
    case 'UnaryExpression':
      return !isMet(node.argument as Expression, readState);
    case 'BinaryExpression': {
      const left = isMet(node.left as Expression, readState);
      const right = isMet(node.right as Expression, readState);
      return node.operator === 'AND' ? left && right : left || right;
    }
    default:
      return readState(childOf(node) as string) === (node.callee as Expression).name;
  }
}

/** Returns the name in `ALARM(name)`. AWS accepts names with and without quotes. */
function childOf(call: Expression): string | undefined {
  const [argument, ...more] = call.arguments as Expression[];
  const name = argument?.type === 'Identifier' ? argument.name : argument?.value;
  return more.length === 0 && typeof name === 'string' ? name : undefined;
}

/** @throws Error for an unsupported node */
function collectChildren(node: Expression, rule: string, children: Set<string>): void {
  if (node.type === 'CallExpression' && STATES.includes((node.callee as Expression).name as string)) {
    const child = childOf(node);
    if (child !== undefined) {
      children.add(child);
      return;
    }
  }
  const isSupported =
    (node.type === 'Identifier' && (node.name === 'TRUE' || node.name === 'FALSE')) ||
    (node.type === 'UnaryExpression' && node.operator === 'NOT') ||
    (node.type === 'BinaryExpression' && (node.operator === 'AND' || node.operator === 'OR'));
  if (!isSupported) throw new Error(`The alarm rule ${rule} has an unsupported part: ${JSON.stringify(node)}`);
  for (const part of [node.left, node.right, node.argument]) {
    if (part) collectChildren(part as Expression, rule, children);
  }
}
