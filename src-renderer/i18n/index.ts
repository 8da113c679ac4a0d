import { init, t as translate } from 'i18next'
import { en } from './en/index.ts'
import type { TextKey } from './text-key.ts'

export type Key = TextKey<typeof en>

void init({
  lng: 'en',
  resources: { en: { translation: en } },
  interpolation: { escapeValue: false }, // React escapes
  initAsync: false,
})

/** The text of a key in the language of the screen; `count` picks the plural form. */
export function t(key: Key, values: Readonly<Record<string, string | number>> = {}): string {
  return translate(key, values)
}
