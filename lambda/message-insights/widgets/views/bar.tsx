/** A share as a bar. The table beside it has the number, so screen readers skip the bar. */

export interface BarProps {
  /** 0-1 */
  readonly share: number;
}

export function Bar({ share }: BarProps) {
  const width = `${Math.round(1000 * Math.min(1, Math.max(0, share))) / 10}%`;
  return (
    <svg width="100%" height={8} aria-hidden="true">
      <rect class="track" width="100%" height={8} rx={2} />
      <rect class="bar" width={width} height={8} rx={2} />
    </svg>
  );
}
