/** CloudWatch documents no operator precedence, so expressions here must use parentheses. */

const TOKEN = /"[^"]*"|[A-Za-z_]\w*|\d+(?:\.\d+)?|[<>=!]=|&&|\|\||\S/g;
const OPERATORS = new Set(['+', '-', '*', '/', '^', '<', '>', '<=', '>=', '==', '!=', 'AND', 'OR', '&&', '||']);

/** Operators whose order does not matter in a chain such as `a + b + c`. */
const ASSOCIATIVE = new Set(['+', '*', 'AND', 'OR']);

/** @throws Error for an expression whose value depends on operator precedence, such as `a + b >= c` or `a - b - c` */
export function assertParenthesized(expression: string): void {
  let operator: string | undefined;
  const outer: (string | undefined)[] = [];
  let mayBeSign = true;
  for (const [token] of expression.matchAll(TOKEN)) {
    if (token === '(') {
      outer.push(operator);
      operator = undefined;
    } else if (token === ')') {
      operator = outer.pop();
    } else if (token === ',') {
      operator = undefined;
    } else if (OPERATORS.has(token) && !(mayBeSign && token === '-')) {
      if (operator !== undefined && !(operator === token && ASSOCIATIVE.has(token))) {
        throw new Error(`"${expression}" depends on the precedence of ${operator} and ${token}: add parentheses`);
      }
      operator = token;
    }
    mayBeSign = OPERATORS.has(token) || token === '(' || token === ',';
  }
}
