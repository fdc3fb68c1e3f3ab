/**
 * The rule of a composite alarm. What is not known here is an error and never a state.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 */
import jsep, { type Expression } from 'jsep';
import type { AlarmState } from './alarm-evaluation';
import { requireParentheses } from './parentheses';

jsep.addBinaryOp('AND', 2);
jsep.addBinaryOp('OR', 1);
jsep.addUnaryOp('NOT');

const STATES: readonly string[] = ['ALARM', 'OK', 'INSUFFICIENT_DATA'] satisfies AlarmState[];

export interface AlarmRule {
  /** The alarms that the rule names, each as the rule writes it. */
  readonly children: readonly string[];
  isMet(stateOf: (child: string) => AlarmState | undefined): boolean;
}

/** @throws Error for syntax, functions and operators that are not known here */
export function parseAlarmRule(rule: string): AlarmRule {
  requireParentheses(rule);
  const tree = jsep(rule);
  const children = new Set<string>();
  requireKnown(tree, rule, children);
  return { children: [...children], isMet: (stateOf) => isMet(tree, stateOf) };
}

function isMet(node: Expression, stateOf: (child: string) => AlarmState | undefined): boolean {
  switch (node.type) {
    case 'Identifier':
      return node.name === 'TRUE';
    case 'UnaryExpression':
      return !isMet(node.argument as Expression, stateOf);
    case 'BinaryExpression': {
      const left = isMet(node.left as Expression, stateOf);
      const right = isMet(node.right as Expression, stateOf);
      return node.operator === 'AND' ? left && right : left || right;
    }
    default:
      return stateOf(childOf(node) as string) === (node.callee as Expression).name;
  }
}

/** AWS takes names with and without quotes. */
function childOf(call: Expression): string | undefined {
  const [argument, ...more] = call.arguments as Expression[];
  const name = argument?.type === 'Identifier' ? argument.name : argument?.value;
  return more.length === 0 && typeof name === 'string' ? name : undefined;
}

function requireKnown(node: Expression, rule: string, children: Set<string>): void {
  if (node.type === 'CallExpression' && STATES.includes((node.callee as Expression).name as string)) {
    const child = childOf(node);
    if (child !== undefined) {
      children.add(child);
      return;
    }
  }
  const isKnown =
    (node.type === 'Identifier' && (node.name === 'TRUE' || node.name === 'FALSE')) ||
    (node.type === 'UnaryExpression' && node.operator === 'NOT') ||
    (node.type === 'BinaryExpression' && (node.operator === 'AND' || node.operator === 'OR'));
  if (!isKnown) throw new Error(`The rule ${rule} holds what is not known here: ${JSON.stringify(node)}`);
  for (const part of [node.left, node.right, node.argument]) {
    if (part) requireKnown(part as Expression, rule, children);
  }
}
