/** A number with its noun, such as `1 period` or `3 periods`. */
export function counted(count: number, noun: string): string {
  return `${count} ${count === 1 ? noun : `${noun}s`}`;
}
