import 'uplot/dist/uPlot.min.css'
import './chart.css'
import { useComputedColorScheme } from '@mantine/core'
import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import { capLabel } from './cap-label.ts'

export interface Series {
  readonly label: string
  readonly values: readonly (number | null)[]
  readonly look: 'line' | 'bars' | 'forecast' | 'cap'
  /** What stands at the line of a cap. */
  readonly text?: string
}

interface SeriesChartProps {
  /** Seconds since 1970, one for each value. */
  readonly times: readonly number[]
  readonly series: readonly Series[]
  readonly height: number
  /** Takes the height that its card has left, and no less than `height`. */
  readonly fills?: boolean
  /** What the picture says, for those who do not see it. */
  readonly label: string
  /** Text of a tick, given the largest of them. */
  format(value: number, most: number): string
}

/** Values over time. The same figures are one click away as a table (see callers). */
export function SeriesChart({ times, series, height, fills = false, label, format }: SeriesChartProps) {
  const box = useRef<HTMLDivElement>(null)
  const scheme = useComputedColorScheme('light')
  useEffect(() => {
    const element = box.current
    if (element === null) return
    const plot = new uPlot(
      options(element.clientWidth, element.clientHeight, series, format),
      [[...times], ...series.map(({ values }) => [...values])],
      element,
    )
    const observer = new ResizeObserver(() =>
      plot.setSize({ width: element.clientWidth, height: element.clientHeight }),
    )
    observer.observe(element)
    return () => {
      observer.disconnect()
      plot.destroy()
    }
    // The scheme is a dependency because canvas colours are read from the stylesheet when the chart is made.
  }, [times, series, format, scheme])
  return (
    <div
      ref={box}
      className="chart"
      data-fills={fills || undefined}
      role="img"
      aria-label={label}
      style={fills ? { minHeight: height } : { height }}
    />
  )
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
    plugins: series.flatMap(({ text: words, values }) => {
      const level = values.find((value) => value !== null)
      return words === undefined || level === undefined ? [] : [capLabel(words, level)]
    }),
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
          return { ...base, stroke: `${colour('--accent')}99`, width: 2, dash: [4, 4], spanGaps: true }
        const filled = { ...base, stroke: colour('--accent'), fill: `${colour('--accent')}22`, width: 2 }
        return each.look === 'bars' && bars !== undefined
          ? { ...filled, fill: colour('--accent'), width: 0, paths: bars }
          : filled
      }),
    ],
  }
}
