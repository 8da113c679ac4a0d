const steps = [
  { unit: 'd', seconds: 86_400 },
  { unit: 'h', seconds: 3_600 },
  { unit: 'min', seconds: 60 },
] as const

/** A span in its largest unit, as one says it: `4 s`, `11 min`, `3 h`, `6 d`. */
export function span(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000))
  for (const step of steps) if (seconds >= step.seconds) return `${Math.floor(seconds / step.seconds)} ${step.unit}`
  return `${seconds} s`
}

/** A span in two units where that matters: `6 d 4 h`, `3 h 12 min`. */
export function longSpan(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000))
  const first = steps.findIndex((step) => seconds >= step.seconds)
  const major = steps[first]
  if (major === undefined) return `${seconds} s`
  const minor = steps[first + 1]
  const rest = seconds % major.seconds
  const head = `${Math.floor(seconds / major.seconds)} ${major.unit}`
  return minor === undefined || rest < minor.seconds
    ? head
    : `${head} ${Math.floor(rest / minor.seconds)} ${minor.unit}`
}

/** A countdown: `10:58`, `2:03:10`, or in days above two of them. */
export function countdown(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000))
  if (seconds >= 172_800) return longSpan(milliseconds)
  const two = (value: number) => String(value).padStart(2, '0')
  const hours = Math.floor(seconds / 3600)
  const minutes = Math.floor((seconds % 3600) / 60)
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`
}

/** How long something took: `14 ms`, `3.2 s`, `2 min`. */
export function took(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`
  return milliseconds < 60_000 ? `${(milliseconds / 1000).toFixed(1)} s` : longSpan(milliseconds)
}

const clockFormat = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
})
const exactFormat = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'long' })
const dayFormat = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' })
const monthFormat = new Intl.DateTimeFormat(undefined, { month: 'long' })

export function clock(at: string | number): string {
  return clockFormat.format(new Date(at))
}
export function exact(at: string | number): string {
  return exactFormat.format(new Date(at))
}
export function day(at: string | number): string {
  return dayFormat.format(new Date(at))
}
export function month(at: string | number): string {
  return monthFormat.format(new Date(at))
}
