/**
 * A graph of metrics, with its legend and the same values as a table.
 *
 * uPlot adds 52 KB to the page, and draws first in a fifth of the time of Chart.js (253 KB) or ECharts (542 KB). All three draw on
 * a canvas, so none of them spares the table.
 */
import uPlot from 'uplot';
import type { LineView, MetricsView, SeriesView } from '../contract';
import { rangeOf } from './axis-range';
import { element } from './element';
import { dateTime, newestText, numberText, valueText } from './format';
import { summaryOf } from './summary';
import { timeTicks } from './time-ticks';

/** Colors of series that have none, by theme. None is a color of a threshold. */
const COLORS = {
  light: ['#1668c7', '#0b7a5b', '#7a3fc4', '#a4416f', '#5a6270'],
  dark: ['#6cb1ff', '#4fd1a5', '#c19bff', '#ff9ac7', '#b8c0cc'],
} as const;

const LINE_COLOR = { light: '#6b7280', dark: '#9ca3af' } as const;
const GRID_COLOR = { light: '#e5e7eb', dark: '#2f3742' } as const;
const BACK_COLOR = { light: '#ffffff', dark: '#1b2129' } as const;
const TEXT_COLOR = { light: '#4b5563', dark: '#aab2bf' } as const;

type Theme = keyof typeof COLORS;

const FONT = '11px system-ui, sans-serif';

/** Labels of lines that are closer than this overlap. CSS pixels. */
const LABEL_HEIGHT = 14;

/** From a line up to the base of its label, so that the line does not cross the letters. CSS pixels. */
const LABEL_RISE = 6;

/** How uPlot joins series: a null stays a gap. */
const KEEPS_GAPS = 2;

const DARK = matchMedia('(prefers-color-scheme: dark)');

export interface Shown {
  readonly from: number;
  readonly to: number;
  readonly view: MetricsView;
}

export interface Graph {
  show(shown: Shown): void;
}

/** @param frame a widget of the page */
export function createGraph(frame: HTMLElement): Graph {
  const body = frame.querySelector('.body') as HTMLElement;
  const title = frame.querySelector('h4')?.textContent ?? '';
  const plot = element('div', { class: 'plot', role: 'img' });
  const legend = element('ul', { class: 'legend' });
  const table = element('div', {
    class: 'wide',
    tabindex: '0',
    role: 'group',
    'aria-label': `${title}, as a table`,
    hidden: true,
  });
  const empty = element('p', { class: 'empty quiet' });
  const toggle = frame.querySelector('header button') as HTMLButtonElement;
  body.append(plot, empty, legend, table);

  let shown: Shown | undefined;
  let chart: uPlot | undefined;
  let shape = '';

  function draw(): void {
    if (!shown) return;
    const { view } = shown;
    const size = { width: plot.clientWidth, height: plot.clientHeight };
    if (size.width === 0 || size.height === 0) return; // the table is shown
    const theme = DARK.matches ? 'dark' : 'light';
    const newShape = JSON.stringify([theme, view.lines, view.left, view.right, view.series.map(({ label }) => label)]);
    if (shape !== newShape) {
      chart?.destroy();
      chart = new uPlot(
        optionsOf(size, () => shown as Shown, theme, showLegend),
        toData(view),
        plot,
      );
      shape = newShape;
      return;
    }
    if (chart && (chart.width !== size.width || chart.height !== size.height)) chart.setSize(size);
    chart?.setData(toData(view));
  }

  function showLegend(index: number | null = null): void {
    if (!shown) return;
    const data = toData(shown.view);
    const colors = colorsOf(shown.view.series);
    legend.replaceChildren(
      ...shown.view.series.map((series, column) => {
        const { label, problem } = series;
        const value = index === null ? newestText(series) : valueText(series, data[column + 1]?.[index]);
        const swatch = element('i', { class: 'swatch' });
        swatch.style.background = colors[column] as string;
        // A graph without data shows the problem once, in its middle.
        return element(
          'li',
          {},
          swatch,
          ` ${label} `,
          element('b', {}, problem && !empty.hidden ? numberText(null) : value),
        );
      }),
    );
  }

  toggle.addEventListener('click', () => {
    const isTable = table.hidden;
    toggle.setAttribute('aria-pressed', String(isTable));
    table.hidden = !isTable;
    plot.hidden = isTable;
    legend.hidden = isTable;
    if (isTable && shown) table.replaceChildren(toTable(title, shown.view));
    else draw();
  });
  new ResizeObserver(draw).observe(plot);
  DARK.addEventListener('change', () => {
    draw();
    showLegend();
  });

  return {
    show(next) {
      shown = next;
      const { series } = next.view;
      const hasData = series.some(({ values }) => values.some((value) => value !== null));
      empty.hidden = hasData;
      empty.textContent = hasData ? '' : emptyText(series);
      plot.setAttribute('aria-label', summaryOf(title, next.view));
      draw();
      showLegend();
      if (!table.hidden) table.replaceChildren(toTable(title, next.view));
    },
  };
}

/** The series of a graph often have the same problem. */
function emptyText(series: readonly SeriesView[]): string {
  const problems = new Set(series.flatMap(({ problem }) => problem ?? []));
  return problems.size === 0 ? 'No data in this time range.' : [...problems].join(' ');
}

/** The first column has seconds. A period without a value makes a gap; a time that another series has makes none. */
function toData({ series }: Pick<MetricsView, 'series'>): uPlot.AlignedData {
  const tables = series.map(
    ({ start, periodMs, values }): uPlot.AlignedData => [
      values.map((_, index) => (start + index * periodMs) / 1000),
      [...values],
    ],
  );
  const [first = [[]], ...others] = tables;
  return others.length === 0
    ? first
    : uPlot.join(
        tables,
        tables.map(() => [1, KEEPS_GAPS]),
      );
}

function colorsOf(series: readonly SeriesView[]): string[] {
  const colors = COLORS[DARK.matches ? 'dark' : 'light'];
  return series.map(({ color }, index) => color ?? (colors[index % colors.length] as string));
}

function optionsOf(
  size: { readonly width: number; readonly height: number },
  shown: () => Shown,
  theme: Theme,
  showLegend: (index: number | null) => void,
): uPlot.Options {
  const { series } = shown().view;
  const colors = colorsOf(series);
  const hasRight = series.some(({ axis }) => axis === 'right');
  const axis = {
    stroke: TEXT_COLOR[theme],
    font: FONT,
    grid: { stroke: GRID_COLOR[theme], width: 1 },
    ticks: { show: false },
  };
  const yAxis = (scale: 'left' | 'right', side: 1 | 3): uPlot.Axis => ({
    ...axis,
    scale,
    side,
    size: 52,
    values: (_, splits) => splits.map(numberText),
    grid: scale === 'left' ? axis.grid : { show: false },
  });
  return {
    ...size,
    legend: { show: false },
    cursor: { drag: { setScale: false, x: false, y: false }, points: { size: 6 } },
    scales: {
      x: { time: true, range: () => [shown().from / 1000, shown().to / 1000] },
      left: { range: (_, min, max) => rangeOf(min, max, shown().view.left, linesOf(shown().view, 'left')) },
      right: { range: (_, min, max) => rangeOf(min, max, shown().view.right, linesOf(shown().view, 'right')) },
    },
    axes: [
      { ...axis, size: 26, splits: TIME_TICKS, values: TIME_LABELS },
      yAxis('left', 3),
      ...(hasRight ? [yAxis('right', 1)] : []),
    ],
    series: [
      {},
      ...series.map(({ label, axis: scale }, index) => ({
        label,
        scale,
        stroke: colors[index],
        width: 2,
        points: { size: 4, fill: colors[index] },
      })),
    ],
    hooks: {
      draw: [(plot) => drawLines(plot, shown().view.lines, theme)],
      setCursor: [(plot) => showLegend(plot.cursor.idx ?? null)],
    },
  };
}

const TIME_TICKS: uPlot.Axis.Splits = (_plot, _axis, from, to, step) => timeTicks(from, to, step);

/** Times of a day, and the date where a day begins. */
const TIME_LABELS: uPlot.Axis.Values = (_, splits) =>
  splits.map((seconds) => {
    const text = dateTime(seconds * 1000);
    return text.endsWith('00:00') ? text.slice(5, 10) : text.slice(11);
  });

function linesOf({ lines }: MetricsView, axis: LineView['axis']): readonly LineView[] {
  return lines.filter((line) => line.axis === axis);
}

function drawLines(plot: uPlot, lines: readonly LineView[], theme: Theme): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.font = `${11 * ratio}px system-ui, sans-serif`;
  ctx.lineWidth = ratio;
  ctx.setLineDash([5 * ratio, 4 * ratio]);
  let labelAt = Number.POSITIVE_INFINITY;
  let isRight = true;
  for (const { value, label, color = LINE_COLOR[theme], axis } of lines.toSorted((a, b) => a.value - b.value)) {
    const y = plot.valToPos(value, axis, true);
    ctx.strokeStyle = color;
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    isRight = labelAt - y < LABEL_HEIGHT * ratio ? !isRight : true;
    labelAt = y;
    ctx.textAlign = isRight ? 'right' : 'left';
    const x = isRight ? bbox.left + bbox.width - 4 * ratio : bbox.left + 4 * ratio;
    drawLabel(ctx, label, { x, y: y - LABEL_RISE * ratio }, theme);
  }
  ctx.restore();
}

/** A border in the color of the background keeps the label readable on other lines. */
function drawLabel(
  ctx: CanvasRenderingContext2D,
  label: string,
  { x, y }: { readonly x: number; readonly y: number },
  theme: Theme,
): void {
  ctx.save();
  ctx.setLineDash([]);
  ctx.lineWidth = 4 * devicePixelRatio;
  ctx.strokeStyle = BACK_COLOR[theme];
  ctx.strokeText(label, x, y);
  ctx.fillStyle = TEXT_COLOR[theme];
  ctx.fillText(label, x, y);
  ctx.restore();
}

function toTable(title: string, { series }: MetricsView): HTMLElement {
  const data = toData({ series });
  const [times = []] = data;
  const head = element(
    'tr',
    {},
    ...['Time (UTC)', ...series.map(({ label }) => label)].map((name) => element('th', { scope: 'col' }, name)),
  );
  const rows = [...times].reverse().map((seconds, reversed) => {
    const index = times.length - 1 - reversed;
    return element(
      'tr',
      {},
      element('th', { scope: 'row' }, dateTime(seconds * 1000)),
      ...series.map((each, column) => element('td', {}, valueText(each, data[column + 1]?.[index]))),
    );
  });
  return element('table', {}, element('caption', {}, title), element('thead', {}, head), element('tbody', {}, ...rows));
}
