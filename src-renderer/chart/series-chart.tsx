import 'uplot/dist/uPlot.min.css'
import './chart.css'
import { useComputedColorScheme } from '@mantine/core'
import { useEffect, useRef } from 'react'
import uPlot from 'uplot'

export interface Series {
  readonly label: string
  readonly values: readonly (number | null)[]
  readonly look: 'line' | 'bars' | 'forecast' | 'cap'
}

interface SeriesChartProps {
  /** Seconds since 1970, one for each value. */
  readonly times: readonly number[]
  readonly series: readonly Series[]
  readonly height: number
  /** What the picture says, for those who do not see it. */
  readonly label: string
  /** Text of a tick, given the largest of them. */
  format(value: number, most: number): string
}

/** Values over time. The same figures are one click away as a table (see callers). */
export function SeriesChart({ times, series, height, label, format }: SeriesChartProps) {
  const box = useRef<HTMLDivElement>(null)
  const scheme = useComputedColorScheme('light')
  useEffect(() => {
    const element = box.current
    if (element === null) return
    const plot = new uPlot(
      options(element.clientWidth, height, series, format),
      [[...times], ...series.map(({ values }) => [...values])],
      element,
    )
    const observer = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height }))
    observer.observe(element)
    return () => {
      observer.disconnect()
      plot.destroy()
    }
    // The scheme is a dependency because canvas colours are read from the stylesheet when the chart is made.
  }, [times, series, height, format, scheme])
  return <div ref={box} className="chart" role="img" aria-label={label} style={{ height }} />
}

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim()
}

function options(
  width: number,
  height: number,
  series: readonly Series[],
  format: (value: number, most: number) => string,
): uPlot.Options {
  const text = { stroke: colour('--ink-3'), font: '11px "Inter Variable"' }
  const bars = uPlot.paths.bars?.({ size: [0.7, 22] })
  return {
    width,
    height,
    padding: [10, 8, 0, 0],
    cursor: { y: false, points: { size: 6 } },
    legend: { show: false },
    scales: { y: { range: (_, __, most) => [0, Math.max(most * 1.08, 0.01)] } },
    axes: [
      {
        ...text,
        grid: { show: false },
        ticks: { show: false },
        space: 70,
        size: 26,
        values: (_, at) =>
          at.map((seconds) =>
            new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' }).format(seconds * 1000),
          ),
      },
      {
        ...text,
        size: 58,
        grid: { stroke: colour('--line-2'), width: 1 },
        ticks: { show: false },
        values: (_, values) => values.map((value) => format(value, Math.max(...values))),
      },
    ],
    series: [
      {},
      ...series.map((each): uPlot.Series => {
        const base = { label: each.label, points: { show: false } }
        if (each.look === 'cap') return { ...base, stroke: colour('--bad-mark'), width: 1, dash: [4, 4] }
        if (each.look === 'forecast')
          return { ...base, stroke: colour('--accent'), width: 2, dash: [3, 4], spanGaps: true }
        const filled = { ...base, stroke: colour('--accent'), fill: `${colour('--accent')}22`, width: 2 }
        return each.look === 'bars' && bars !== undefined
          ? { ...filled, fill: colour('--accent'), width: 0, paths: bars }
          : filled
      }),
    ],
  }
}
