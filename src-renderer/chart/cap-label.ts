import type uPlot from 'uplot'

/** Height of the label and the gap between it and its line, in pixels (see chart.css). */
const HEIGHT = 16
const GAP = 2

/** Distance of a label from the top of the plot: above its line where there is room, else right below it. */
export function labelTop(line: number): number {
  return line - GAP - HEIGHT >= 0 ? line - GAP - HEIGHT : line + GAP
}

/** Writes what a level line stands for at its beginning, where a running sum is still far below. */
export function capLabel(text: string, value: number): uPlot.Plugin {
  const label = document.createElement('span')
  label.className = 'chart-cap'
  label.textContent = text
  return {
    hooks: {
      ready: (plot) => plot.over.append(label),
      draw: (plot) => {
        label.style.top = `${labelTop(plot.valToPos(value, 'y'))}px`
      },
    },
  }
}
