/**
 * CloudWatch metric math, as far as alarms here use it. What is not known here is an error and never a value.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
import jsep, { type Expression } from 'jsep';
import { requireParentheses } from './parentheses';

jsep.addBinaryOp('AND', 2);
jsep.addBinaryOp('OR', 1);

/** The value of each metric id in one period; undefined where the period holds none. */
export type Operands = Readonly<Record<string, number | undefined>>;

/** @param previous reads the operands of the period before, for DIFF. Default: there was none */
export type MetricMath = (operands: Operands, previous?: () => Operands) => number | undefined;

/** What a number makes beside a metric that is missing: no value, or as much as beside a 0. AWS documents neither. */
export type BesideMissing = 'no value' | 'as beside 0';

/** @throws Error for syntax, functions, operators and ids that are not known here, and for what leans on their order */
export function parseMetricMath(
  expression: string,
  ids: readonly string[],
  besideMissing: BesideMissing = 'no value',
): MetricMath {
  const tree = jsep(expression);
  requireKnown(tree, new Set(ids), expression);
  requireParentheses(expression);
  const isFilled = expression.includes('FILL(');
  return (operands, previous = () => ({})) => {
    // Without any datapoint there is no time at which a value could be.
    const isEmpty = !isFilled && ids.every((id) => operands[id] === undefined);
    return isEmpty ? undefined : evaluate(tree, { operands, previous, besideMissing });
  };
}

/**
 * - In arithmetic and comparisons a missing operand counts as 0; where all are missing, so is the result.
 * - Division by zero gives no value.
 * - IF without a value for its condition has none.
 * - DIFF has none in the first of two periods.
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

/** What an expression is evaluated at. */
interface Period {
  readonly operands: Operands;
  readonly previous: () => Operands;
  readonly besideMissing: BesideMissing;
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
  if (isMissing && !(isNumber(left) && isNumber(right)) && at.besideMissing === 'no value') return undefined;
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
