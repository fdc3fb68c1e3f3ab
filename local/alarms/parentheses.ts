/**
 * Expressions of CloudWatch, where AWS documents no order among operators: what leans on one is refused here.
 */

const TOKEN = /"[^"]*"|[A-Za-z_]\w*|\d+(?:\.\d+)?|[<>=!]=|&&|\|\||\S/g;
const OPERATORS = new Set(['+', '-', '*', '/', '^', '<', '>', '<=', '>=', '==', '!=', 'AND', 'OR', '&&', '||']);

/** In these the order of a chain makes no difference. */
const CHAINS = new Set(['+', '*', 'AND', 'OR']);

/** @throws Error for `a + b >= c` and `a - b - c`, which parentheses must order */
export function requireParentheses(expression: string): void {
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
      if (operator !== undefined && !(operator === token && CHAINS.has(token))) {
        throw new Error(`"${expression}" leans on an order of ${operator} and ${token}: write parentheses`);
      }
      operator = token;
    }
    mayBeSign = OPERATORS.has(token) || token === '(' || token === ',';
  }
}
