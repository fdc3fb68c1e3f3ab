/**
 * CloudWatch metric math, as far as alarms here use it. What is not known here is an error and never a value.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
import jsep, { type Expression } from 'jsep';

jsep.addBinaryOp('AND', 2);
jsep.addBinaryOp('OR', 1);

/** The value of each metric id in one period; undefined where the period holds none. */
export type Operands = Readonly<Record<string, number | undefined>>;

export type MetricMath = (operands: Operands) => number | undefined;

/** @throws Error for syntax, functions, operators and ids that are not known here */
export function parseMetricMath(expression: string, ids: readonly string[]): MetricMath {
  const tree = jsep(expression);
  requireKnown(tree, new Set(ids), expression);
  return (operands) => evaluate(tree, operands);
}

/**
 * - In arithmetic and comparisons a missing operand counts as 0; where all are missing, so is the result.
 * - Division by zero gives no value.
 * - IF without a value for its condition has none.
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

const FUNCTION_LENGTHS: Readonly<Record<string, number>> = { IF: 3, FILL: 2 };

function evaluate(node: Expression, operands: Operands): number | undefined {
  switch (node.type) {
    case 'Literal':
      return node.value as number;
    case 'Identifier':
      return operands[node.name as string];
    case 'UnaryExpression':
      return negate(evaluate(node.argument as Expression, operands));
    case 'BinaryExpression':
      return combine(node, operands);
    default:
      return call(node, operands);
  }
}

function combine(node: Expression, operands: Operands): number | undefined {
  const left = node.left as Expression;
  const right = node.right as Expression;
  const a = evaluate(left, operands);
  const b = evaluate(right, operands);
  // A number is no time series: beside a missing one it does not make a value.
  const isMissing = (a === undefined || isNumber(left)) && (b === undefined || isNumber(right));
  if (isMissing && !(isNumber(left) && isNumber(right))) return undefined;
  return OPERATORS[node.operator as string]?.(a ?? 0, b ?? 0);
}

function call(node: Expression, operands: Operands): number | undefined {
  const [first, second, third] = node.arguments as [Expression, Expression, Expression];
  const value = evaluate(first, operands);
  if ((node.callee as Expression).name === 'FILL') return value ?? evaluate(second, operands);
  return value === undefined ? undefined : evaluate(value === 0 ? third : second, operands);
}

function isNumber(node: Expression): boolean {
  return node.type === 'Literal' || (node.type === 'UnaryExpression' && isNumber(node.argument as Expression));
}

function negate(value: number | undefined): number | undefined {
  return value === undefined ? undefined : -value;
}

function requireKnown(node: Expression, ids: ReadonlySet<string>, expression: string): void {
  const isKnown =
    (node.type === 'Literal' && typeof node.value === 'number') ||
    (node.type === 'Identifier' && ids.has(node.name as string)) ||
    (node.type === 'UnaryExpression' && node.operator === '-') ||
    (node.type === 'BinaryExpression' && Object.hasOwn(OPERATORS, node.operator as string)) ||
    (node.type === 'CallExpression' &&
      FUNCTION_LENGTHS[(node.callee as Expression).name as string] === (node.arguments as Expression[]).length);
  if (!isKnown) throw new Error(`Metric math "${expression}" holds what is not known here: ${JSON.stringify(node)}`);
  const parts = [node.left, node.right, node.argument, ...((node.arguments as Expression[] | undefined) ?? [])];
  for (const part of parts) if (part) requireKnown(part as Expression, ids, expression);
}
