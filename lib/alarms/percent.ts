/** Returns a share as a percentage: for `0.0007` `0.07 %`. */
export function percent(share: number): string {
  return `${Number((share * 100).toPrecision(6))} %`;
}
