/**
 * A variable that the stack wrote into the function's environment.
 *
 * @throws Error when it is not set
 */
export function required(environment: NodeJS.ProcessEnv, name: string): string {
  const value = environment[name];
  if (!value) throw new Error(`The environment variable ${name} is not set: deploy the function with its stack`);
  return value;
}
