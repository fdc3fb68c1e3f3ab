/** Returns a share as a percentage, such as `0.07 %` for `0.0007`. */
export function percent(share: number): string {
  return `${Number((share * 100).toPrecision(6))} %`;
}
