import { z } from 'zod'

// oxlint-disable-next-line no-control-regex -- NUL is refused on purpose (I-JSON values only)
const FORBIDDEN = /\u0000|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/

/** True when a string holds a NUL or a lone surrogate: neither survives I-JSON (RFC 7493) and every database. */
export function hasForbiddenCharacters(text: string): boolean {
  return FORBIDDEN.test(text)
}

/** Text a person typed: I-JSON safe, at least `min` and at most `max` UTF-16 units. */
export function text(max: number, min = 0): z.ZodString {
  return z
    .string()
    .min(min)
    .max(max)
    .refine((value) => !hasForbiddenCharacters(value), 'holds a NUL or a lone surrogate')
}

/** One line of text with something to read in it: no line breaks or other control characters, trimmed. */
export function line(max: number): z.ZodString {
  return text(max, 1)
    .trim()
    .min(1)
    .regex(/^[^\p{Cc}]*$/u, 'holds a control character')
}

/** Identifier as our Ids port makes them: a short prefix, an underscore, lower-case letters and digits. */
export const idSchema = z
  .string()
  .max(80)
  .regex(/^[a-z]{2,5}_[0-9a-z]{8,70}$/, 'is not an identifier')

/** RFC 3339 UTC time with milliseconds. */
export const timeSchema = z.iso.datetime({ precision: 3 })

/** Lower-case hex SHA-256. */
export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/, 'is not a SHA-256 in lower-case hex')

/** Money in millionths of a US dollar, so that sums stay exact integers. */
export const microUsdSchema = z.int().min(0).max(Number.MAX_SAFE_INTEGER)

export const tokenCountSchema = z.int().min(0).max(Number.MAX_SAFE_INTEGER)

export const emailSchema = z
  .email()
  .max(254)
  .transform((value) => value.toLowerCase())

export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue }
export type JsonObject = { [key: string]: JsonValue }

/** A value that JSON can carry without loss. Named, because it holds itself: documents refer to it. */
export const jsonValueSchema: z.ZodType<JsonValue, JsonValue> = z
  .lazy(() =>
    z.union([
      z.string(),
      z.number(),
      z.boolean(),
      z.null(),
      z.array(jsonValueSchema),
      z.record(z.string(), jsonValueSchema),
    ]),
  )
  .meta({ id: 'JsonValue' })
