export { microUsdOf, money } from './money.ts'
export { bytes, count, percent, tokens } from './number.ts'
export { ends, initials, oneLine, short } from './text.ts'
export { clock, countdown, day, exact, longSpan, minuteOf, month, span, took } from './time.ts'
