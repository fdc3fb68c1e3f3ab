/**
 * The part of CloudWatch metric math that the alarms use. Unsupported syntax is an error, never a value.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
import jsep, { type Expression } from 'jsep';
import { assertParenthesized } from './parentheses';

jsep.addBinaryOp('AND', 2);
jsep.addBinaryOp('OR', 1);

/** The value of each metric id in one period; undefined for a metric without data in it. */
export type Operands = Readonly<Record<string, number | undefined>>;

/** @param previous returns the operands of the previous period, for DIFF. Default: no previous period */
export type MetricMath = (operands: Operands, previous?: () => Operands) => number | undefined;

/** The result of an operation on a literal number and a missing metric: none, or as if the metric were 0. AWS documents neither. */
export type MissingOperand = 'no value' | 'zero';

/** @throws Error for unsupported syntax, functions, operators and ids, and for a value that depends on operator precedence */
export function parseMetricMath(
  expression: string,
  ids: readonly string[],
  missingOperand: MissingOperand = 'no value',
): MetricMath {
  const tree = jsep(expression);
  assertSupported(tree, new Set(ids), expression);
  assertParenthesized(expression);
  const isFilled = expression.includes('FILL(');
  return (operands, previous = () => ({})) => {
    // Without any datapoint the result has no timestamp.
    const isEmpty = !isFilled && ids.every((id) => operands[id] === undefined);
    return isEmpty ? undefined : evaluate(tree, { operands, previous, missingOperand });
  };
}

/**
 * - In arithmetic and comparisons a missing operand counts as 0. If all operands are missing, the result is missing.
 * - Division by zero has no value.
 * - IF has no value when its condition has none.
 * - DIFF has no value when one of its two periods has none.
 */
const OPERATORS: Readonly<Record<string, (a: number, b: number) => number | undefined>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => (b === 0 ? undefined : a / b),
  '>=': (a, b) => Number(a >= b),
  '>': (a, b) => Number(a > b),
  '<=': (a, b) => Number(a <= b),
  '<': (a, b) => Number(a < b),
  '==': (a, b) => Number(a === b),
  '!=': (a, b) => Number(a !== b),
  AND: (a, b) => Number(a !== 0 && b !== 0),
  OR: (a, b) => Number(a !== 0 || b !== 0),
};

const FUNCTION_LENGTHS: Readonly<Record<string, number>> = { IF: 3, FILL: 2, DIFF: 1 };

/** The period in which an expression is evaluated. */
interface Period {
  readonly operands: Operands;
  readonly previous: () => Operands;
  readonly missingOperand: MissingOperand;
}

function evaluate(node: Expression, at: Period): number | undefined {
  switch (node.type) {
    case 'Literal':
      return node.value as number;
    case 'Identifier':
      return at.operands[node.name as string];
    case 'UnaryExpression':
      return negate(evaluate(node.argument as Expression, at));
    case 'BinaryExpression':
      return combine(node, at);
    default:
      return call(node, at);
  }
}

function combine(node: Expression, at: Period): number | undefined {
  const left = node.left as Expression;
  const right = node.right as Expression;
  const a = evaluate(left, at);
  const b = evaluate(right, at);
  const isMissing = (a === undefined || isNumber(left)) && (b === undefined || isNumber(right));
  if (isMissing && !(isNumber(left) && isNumber(right)) && at.missingOperand === 'no value') return undefined;
  return OPERATORS[node.operator as string]?.(a ?? 0, b ?? 0);
}

function call(node: Expression, at: Period): number | undefined {
  const [first, second, third] = node.arguments as [Expression, Expression, Expression];
  const value = evaluate(first, at);
  if ((node.callee as Expression).name === 'DIFF') {
    const before = evaluate(first, { ...at, operands: at.previous(), previous: () => ({}) });
    return value === undefined || before === undefined ? undefined : value - before;
  }
  if ((node.callee as Expression).name === 'FILL') return value ?? evaluate(second, at);
  return value === undefined ? undefined : evaluate(value === 0 ? third : second, at);
}

function isNumber(node: Expression): boolean {
  return node.type === 'Literal' || (node.type === 'UnaryExpression' && isNumber(node.argument as Expression));
}

function negate(value: number | undefined): number | undefined {
  return value === undefined ? undefined : -value;
}

function assertSupported(node: Expression, ids: ReadonlySet<string>, expression: string): void {
  const isSupported =
    (node.type === 'Literal' && typeof node.value === 'number') ||
    (node.type === 'Identifier' && ids.has(node.name as string)) ||
    (node.type === 'UnaryExpression' && node.operator === '-') ||
    (node.type === 'BinaryExpression' && Object.hasOwn(OPERATORS, node.operator as string)) ||
    (node.type === 'CallExpression' &&
      FUNCTION_LENGTHS[(node.callee as Expression).name as string] === (node.arguments as Expression[]).length);
  if (!isSupported) throw new Error(`The metric math "${expression}" has an unsupported part: ${JSON.stringify(node)}`);
  const parts = [node.left, node.right, node.argument, ...((node.arguments as Expression[] | undefined) ?? [])];
  for (const part of parts) if (part) assertSupported(part as Expression, ids, expression);
}
