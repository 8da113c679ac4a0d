import { z } from 'zod'
import { text } from './values.ts'

/** Query every list shares: an opaque cursor from the previous page and a page size. */
export const pageQuery = {
  cursor: text(512, 1).optional().meta({ description: 'The `next` of the previous page' }),
  limit: z.coerce.number().int().min(1).max(200).default(50),
} as const

/** Query of lists that are short and shown whole in menus. */
export const shortListQuery = {
  cursor: pageQuery.cursor,
  limit: z.coerce.number().int().min(1).max(1_000).default(200),
  q: text(200, 1).optional().meta({ description: 'Words to look for' }),
} as const

/** A page of a list; `next` is null on the last page, `total` counts all that match the filter. */
export function pageOf<Item extends z.ZodType>(
  item: Item,
): z.ZodObject<{ items: z.ZodArray<Item>; next: z.ZodNullable<z.ZodString>; total: z.ZodNumber }> {
  return z.object({ items: z.array(item), next: z.string().nullable(), total: z.int().min(0) })
}

/** Sort order of a list: a field name, with `-` in front for descending. */
export function sortBy<const Field extends string>(
  ...fields: readonly [Field, ...Field[]]
): z.ZodEnum<z.core.util.ToEnum<Field | `-${Field}`>> {
  const ascending: (Field | `-${Field}`)[] = [...fields]
  const descending = fields.map((field): `-${Field}` => `-${field}`)
  return z.enum([...ascending, ...descending])
}
