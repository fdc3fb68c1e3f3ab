/**
 * Returns the value of a variable that the stack sets in the function's environment.
 *
 * @throws Error when the variable is not set
 */
export function readVariable(environment: NodeJS.ProcessEnv, name: string): string {
  const value = environment[name];
  if (!value) throw new Error(`The environment variable ${name} is not set: deploy the function with its stack`);
  return value;
}

/**
 * Returns the value of a variable that holds JSON. Returns undefined if it holds another string.
 *
 * @throws Error when the variable is not set
 */
export function readJsonVariable(environment: NodeJS.ProcessEnv, name: string): unknown {
  const json = readVariable(environment, name);
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
